using Bulletin.Http;
using Bulletin.Settings;

namespace Bulletin.Pages;

/// <summary>The things that all pages of the site have in common, made once.</summary>
internal sealed class PageSite
{
    public PageSite(BulletinSettings settings, PageAssets assets)
    {
        Texts = PageTexts.For(settings.Language);
        Dates = new PageDates(Texts, settings.TimeZone);
        PublicUrl = settings.PublicUrl;
        string root = new Uri(settings.PublicUrl).AbsolutePath.TrimEnd('/');
        Frame = new SiteFrame
        {
            Texts = Texts,
            Name = settings.Title,
            Language = settings.Language,
            Root = root,
            Stylesheet = $"{root}/assets/{assets.Stylesheet}",
            Icon = $"{root}/assets/{assets.Icon}",
            Settings = settings.Pages,
            Feeds = FeedsOf(FeedLink.PathOf(null), settings.Title),
        };
    }

    /// <summary>The frame of the site.</summary>
    public SiteFrame Frame { get; }

    /// <summary>The texts in the language of the site.</summary>
    public PageTexts Texts { get; }

    /// <summary>Writes instants for the site's readers.</summary>
    public PageDates Dates { get; }

    /// <summary>The public URL, without a trailing slash.</summary>
    public string PublicUrl { get; }

    /// <summary>Returns the title of a page with a heading, for the browser's tab.</summary>
    public string TitleOf(string heading) => $"{heading} – {Frame.Name}";

    /// <summary>Returns the path for a path of the service, below the path of the public URL.</summary>
    public string PathOf(string path) => Frame.Root + path;

    /// <summary>Returns an absolute URL as a path if it is one of the service itself.</summary>
    public string LinkTo(string url) => url.StartsWith(PublicUrl + "/", StringComparison.Ordinal) ? PathOf(url[PublicUrl.Length..]) : url;

    /// <summary>Returns the feeds at an address.</summary>
    /// <param name="path">The path without the extension.</param>
    /// <param name="name">The name of the site or category.</param>
    public IReadOnlyList<PageFeed> FeedsOf(string path, string name)
    {
        string root = new Uri(PublicUrl).AbsolutePath.TrimEnd('/');
        return
        [
            new PageFeed(root + path + FeedLink.Atom.Extension, FeedLink.Atom.MediaType, Text.With(Texts.FeedOf, name)),
            new PageFeed(root + path + FeedLink.Json.Extension, FeedLink.Json.MediaType, Text.With(Texts.FeedOfJson, name)),
        ];
    }
}
