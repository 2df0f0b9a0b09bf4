using Bulletin.Settings;

namespace Bulletin.Pages;

/// <summary>The things that are the same on all pages of a site.</summary>
public sealed record SiteFrame
{
    /// <summary>The texts in the language of the site.</summary>
    public required PageTexts Texts { get; init; }

    /// <summary>The name of the site.</summary>
    public required string Name { get; init; }

    /// <summary>The language of the site, a BCP 47 tag.</summary>
    public required string Language { get; init; }

    /// <summary>The path of the public URL, in front of all paths; usually empty.</summary>
    public required string Root { get; init; }

    /// <summary>The path of the stylesheet.</summary>
    public required string Stylesheet { get; init; }

    /// <summary>The path of the icon.</summary>
    public required string Icon { get; init; }

    /// <summary>The settings of the pages.</summary>
    public required PageSettings Settings { get; init; }

    /// <summary>The feeds of the site.</summary>
    public required IReadOnlyList<PageFeed> Feeds { get; init; }

    /// <summary>
    /// The language of what editors and settings named in the language of the site, if there are no texts in it and the
    /// texts around are in another.
    /// </summary>
    public PartLanguage ValueLanguage => PartLanguage.Of(Language, Texts.Language);
}

/// <summary>The part of a page around its content, and what it tells machines.</summary>
public sealed record PageFrame
{
    /// <summary>The things that are the same on all pages.</summary>
    public required SiteFrame Site { get; init; }

    /// <summary>The title of the content, without the name of the site.</summary>
    public required string Heading { get; init; }

    /// <summary>The title in the browser's tab and in search results.</summary>
    public string Title => Heading == Site.Name ? Heading : $"{Heading} – {Site.Name}";

    /// <summary>The language of the content, a BCP 47 tag.</summary>
    public required string Language { get; init; }

    /// <summary>The absolute canonical URL; null if the page is not to be found by search engines.</summary>
    public string? Canonical { get; init; }

    /// <summary>A summary for search results and shared links, or null.</summary>
    public string? Description { get; init; }

    /// <summary>The type for shared links (Open Graph): <c>website</c> or <c>article</c>.</summary>
    public string Type { get; init; } = "website";

    /// <summary>The first publication, for machines; null if the page is no announcement.</summary>
    public string? Published { get; init; }

    /// <summary>The last update, for machines, or null.</summary>
    public string? Modified { get; init; }

    /// <summary>The picture for shared links, or null.</summary>
    public PageImage? Image { get; init; }

    /// <summary>Structured data (JSON-LD) in which every <c>&lt;</c> is escaped, or null.</summary>
    public string? StructuredData { get; init; }

    /// <summary>The feeds that fit the page.</summary>
    public IReadOnlyList<PageFeed> Feeds { get; init; } = [];

    /// <summary>The path of the entry of the main navigation that is this page; null if none.</summary>
    public string? Section { get; init; }

    /// <summary>The words of a search, or empty.</summary>
    public string Query { get; init; } = string.Empty;

    /// <summary>True if search engines may show the page.</summary>
    public bool IsIndexed => Canonical is not null;

    /// <summary>The language of everything around the content, if it is another.</summary>
    public PartLanguage Around => PartLanguage.Of(Site.Texts.Language, Language);
}
