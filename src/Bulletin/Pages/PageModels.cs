namespace Bulletin.Pages;

/// <summary>A link.</summary>
/// <param name="Url">Its address.</param>
/// <param name="Text">Its text.</param>
public sealed record PageLink(string Url, string Text);

/// <summary>A link to a feed, for feed readers.</summary>
/// <param name="Url">Its address.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="Title">Its title.</param>
public sealed record PageFeed(string Url, string MediaType, string Title);

/// <summary>A picture.</summary>
/// <param name="Url">Its address.</param>
/// <param name="Alt">The alternative text.</param>
public sealed record PageImage(string Url, string Alt)
{
    /// <summary>The width in pixels at its address; null if it is elsewhere, so that its size is unknown.</summary>
    public int? Width { get; init; }

    /// <summary>The height in pixels at its address; null if its size is unknown.</summary>
    public int? Height { get; init; }

    /// <summary>The addresses of its sizes with their widths, as <c>srcset</c> has them; null if there is one size.</summary>
    public string? Sources { get; init; }

    /// <summary>The person or source to be named with it, or null.</summary>
    public string? Credit { get; init; }
}

/// <summary>A file that an announcement carries.</summary>
/// <param name="Url">Its absolute address, which is also of use on paper.</param>
/// <param name="Text">The text of its link.</param>
/// <param name="MediaType">The media type.</param>
/// <param name="Kind">The kind in a word, such as <c>PDF</c>.</param>
/// <param name="Size">The size in words of the language of the page.</param>
/// <param name="IsInaccessible">True if it is known that not everybody can read it.</param>
public sealed record PageAttachment(string Url, string Text, string MediaType, string Kind, string Size, bool IsInaccessible);

/// <summary>The language of a part of a page, where it is not that of the part around it.</summary>
/// <param name="Tag">The language, a BCP 47 tag; null if it is the same.</param>
/// <param name="Direction"><c>rtl</c> or <c>ltr</c>; null if it is the same.</param>
public sealed record PartLanguage(string? Tag, string? Direction)
{
    /// <summary>Returns the attributes' values for a part within another.</summary>
    internal static PartLanguage Of(string part, string around)
    {
        bool isReversed = WritingDirection.IsRightToLeft(part) != WritingDirection.IsRightToLeft(around);
        return new PartLanguage(
            part == around ? null : part, isReversed ? WritingDirection.IsRightToLeft(part) ? "rtl" : "ltr" : null);
    }
}

/// <summary>An announcement in a list.</summary>
public sealed record PageItem
{
    /// <summary>The address of its page.</summary>
    public required string Url { get; init; }

    /// <summary>The title, as HTML: escaped, with the matches of a search marked.</summary>
    public required string TitleHtml { get; init; }

    /// <summary>Text that tells links of the same title apart, for screen readers; null if no other has this title.</summary>
    public string? Distinction { get; init; }

    /// <summary>The lead or an excerpt, as HTML like the title.</summary>
    public required string LeadHtml { get; init; }

    /// <summary>The language of title and lead.</summary>
    public required PartLanguage Language { get; init; }

    /// <summary>The time of publication.</summary>
    public required Stamp Published { get; init; }

    /// <summary>The time of the last update, or null.</summary>
    public Stamp? Updated { get; init; }

    /// <summary>The categories.</summary>
    public required IReadOnlyList<PageLink> Categories { get; init; }

    /// <summary>The picture, or null.</summary>
    public PageImage? Image { get; init; }

    /// <summary>True if it comes first in its list.</summary>
    public bool IsPinned { get; init; }

    /// <summary>True if it is in the archive.</summary>
    public bool IsArchived { get; init; }
}

/// <summary>The links to the pages before and after a page of a list.</summary>
/// <param name="Newer">The page with newer items, or null.</param>
/// <param name="Older">The page with older items, or null.</param>
public sealed record PageNeighbours(PageLink? Newer, PageLink? Older);

/// <summary>A page that lists announcements: news, a category, a period of the archive, the results of a search.</summary>
public sealed record ListPage
{
    /// <summary>The frame around the list.</summary>
    public required PageFrame Frame { get; init; }

    /// <summary>The heading.</summary>
    public required string Heading { get; init; }

    /// <summary>A text under the heading, or null.</summary>
    public string? Introduction { get; init; }

    /// <summary>The items.</summary>
    public IReadOnlyList<PageItem> Items { get; init; } = [];

    /// <summary>The text in the place of items, if there are none.</summary>
    public required string WhenEmpty { get; init; }

    /// <summary>The neighbouring pages.</summary>
    public PageNeighbours Neighbours { get; init; } = new(null, null);

    /// <summary>Links to parts of the list, each group with its label: categories, or years and months.</summary>
    public IReadOnlyList<PageLinks> Parts { get; init; } = [];

    /// <summary>True if heading and text under it are an editor's, in the language of the site.</summary>
    public bool IsOfSite { get; init; }

    /// <summary>True if the list is a period of the archive.</summary>
    public bool IsPeriod { get; init; }

    /// <summary>True if a search field stands under the heading.</summary>
    public bool HasSearch { get; init; }
}

/// <summary>A labelled group of links.</summary>
/// <param name="Label">The label.</param>
/// <param name="Links">The links.</param>
/// <param name="Current">The URL of the page itself among them, or null.</param>
public sealed record PageLinks(string Label, IReadOnlyList<PageLink> Links, string? Current = null)
{
    /// <summary>True if the texts are names that editors gave, in the language of the site.</summary>
    public bool IsOfSite { get; init; }

    private const int MaximumOpen = 12;

    /// <summary>True if there are so many links that they are folded up at first.</summary>
    public bool IsLong => Links.Count > MaximumOpen;
}

/// <summary>A line of the history of an announcement.</summary>
/// <param name="At">The time of the change.</param>
/// <param name="By">The name or role of the person who made it; null if it is not known.</param>
/// <param name="Reason">The reason as told by the editor, or what happened.</param>
public sealed record HistoryLine(Stamp At, string? By, string Reason);

/// <summary>The page of an announcement.</summary>
public sealed record ArticlePage
{
    /// <summary>The frame around the announcement.</summary>
    public required PageFrame Frame { get; init; }

    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>The lead; empty if the body begins with it.</summary>
    public required string Lead { get; init; }

    /// <summary>The body as safe HTML.</summary>
    public required string BodyHtml { get; init; }

    /// <summary>The direction of title, lead and body, if it is not that of the page.</summary>
    public string? Direction { get; init; }

    /// <summary>The time of the first publication, past or to come; null for a draft without one.</summary>
    public Stamp? Published { get; init; }

    /// <summary>True if the publication is to come.</summary>
    public bool IsPlanned { get; init; }

    /// <summary>The time of the last update, or null.</summary>
    public Stamp? Updated { get; init; }

    /// <summary>The note of the last update, or null.</summary>
    public string? UpdateNote { get; init; }

    /// <summary>A notice above the title: that it is archived, or a preview; null if none.</summary>
    public string? Notice { get; init; }

    /// <summary>The byline, or null.</summary>
    public string? Author { get; init; }

    /// <summary>The URL of the original, or null.</summary>
    public string? SourceUrl { get; init; }

    /// <summary>The picture, or null.</summary>
    public PageImage? Image { get; init; }

    /// <summary>The files that it carries.</summary>
    public IReadOnlyList<PageAttachment> Attachments { get; init; } = [];

    /// <summary>The categories.</summary>
    public required IReadOnlyList<PageLink> Categories { get; init; }

    /// <summary>The rows of the block of responsibility: label, text, and the instant if the text is one.</summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];

    /// <summary>The history, newest first; empty if there is nothing but the publication.</summary>
    public IReadOnlyList<HistoryLine> History { get; init; } = [];

    /// <summary>True if the history has more changes than are shown.</summary>
    public bool HasOlderHistory { get; init; }
}

/// <summary>A row of the block of responsibility.</summary>
/// <param name="Label">The label.</param>
/// <param name="Text">The text.</param>
/// <param name="At">The same as an instant, or null.</param>
public sealed record Fact(string Label, string Text, Stamp? At = null);

/// <summary>A page that says why there is nothing else: not found, removed, unavailable.</summary>
public sealed record MessagePage
{
    /// <summary>The frame around the message.</summary>
    public required PageFrame Frame { get; init; }

    /// <summary>The heading.</summary>
    public required string Heading { get; init; }

    /// <summary>The message.</summary>
    public required string Text { get; init; }

    /// <summary>True if the contact of the institution is shown, for what cannot wait.</summary>
    public bool HasContact { get; init; }

    /// <summary>True if links and a search field help to find something else.</summary>
    public bool HasHelp { get; init; }
}
