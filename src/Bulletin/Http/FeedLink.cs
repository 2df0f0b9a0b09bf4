namespace Bulletin.Http;

/// <summary>A feed format, as linked from lists and pages.</summary>
/// <param name="Extension">The extension of its URLs.</param>
/// <param name="MediaType">Its media type.</param>
internal sealed record FeedLink(string Extension, string MediaType)
{
    public static readonly FeedLink Atom = new(".atom", "application/atom+xml");

    public static readonly FeedLink Rss = new(".rss", "application/rss+xml");

    public static readonly FeedLink Json = new(".json", "application/feed+json");

    /// <summary>Returns the path of the feeds of a category, or of the site if null, without the extension.</summary>
    public static string PathOf(string? slug) => slug is null ? "/feed" : $"/categories/{slug}/feed";

    /// <summary>Returns the values of the Link header with which a list announces its feeds (RFC 8288).</summary>
    /// <param name="address">The absolute URL of the feeds, without the extension.</param>
    public static IReadOnlyList<string> HeadersOf(string address) =>
        [.. new[] { Atom, Rss, Json }.Select(feed => $"<{address}{feed.Extension}>; rel=\"alternate\"; type=\"{feed.MediaType}\"")];
}
