using Bulletin.Http;
using Bulletin.Settings;

namespace Bulletin.Pages;

/// <summary>The things that all pages of the site have in common, made once.</summary>
internal sealed class PageSite
{
    // The path of the public URL, below which the public sees the service.
    private readonly string root;

    public PageSite(BulletinSettings settings, PageAssets assets)
    {
        Texts = PageTexts.For(settings.Language);
        Dates = new PageDates(Texts, settings.TimeZone);
        PublicUrl = settings.PublicUrl;
        root = settings.Root;
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

    /// <summary>The name of the public body that is responsible for the content, or else of the site.</summary>
    public string Publisher => Frame.Settings.Institution ?? Frame.Name;

    /// <summary>The public URL, without a trailing slash.</summary>
    public string PublicUrl { get; }

    /// <summary>Returns the path for a path of the service, below the path of the public URL.</summary>
    public string PathOf(string path) => root + path;

    /// <summary>Returns an absolute URL as a path if it is one of the service itself.</summary>
    public string LinkTo(string url) => url.StartsWith(PublicUrl + "/", StringComparison.Ordinal) ? PathOf(url[PublicUrl.Length..]) : url;

    /// <summary>Returns the feeds at an address: RSS, Atom, JSON Feed.</summary>
    /// <param name="path">The path without the extension.</param>
    /// <param name="name">The name of the site or category.</param>
    public IReadOnlyList<PageFeed> FeedsOf(string path, string name) =>
    [
        FeedOf(FeedLink.Rss, "RSS", path, name), FeedOf(FeedLink.Atom, "Atom", path, name), FeedOf(FeedLink.Json, "JSON", path, name),
    ];

    private PageFeed FeedOf(FeedLink feed, string format, string path, string name) =>
        new(PathOf(path + feed.Extension), feed.MediaType, Text.With(Texts.FeedOf, name, format));
}
