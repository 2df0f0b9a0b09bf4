namespace Bulletin.Http;

/// <summary>A kind of feed, as lists and pages point to it.</summary>
/// <param name="Extension">The ending of its addresses.</param>
/// <param name="MediaType">Its media type.</param>
internal sealed record FeedLink(string Extension, string MediaType)
{
    public static readonly FeedLink Atom = new(".atom", "application/atom+xml");

    public static readonly FeedLink Rss = new(".rss", "application/rss+xml");

    public static readonly FeedLink Json = new(".json", "application/feed+json");

    /// <summary>The path of the feeds of a category, or of the site for null, without the ending.</summary>
    public static string PathOf(string? slug) => slug is null ? "/feed" : $"/categories/{slug}/feed";

    /// <summary>The values of the Link header by which a list tells of its feeds (RFC 8288).</summary>
    /// <param name="address">The address of the feeds, absolute, without the ending.</param>
    public static IReadOnlyList<string> HeadersOf(string address) =>
        [.. new[] { Atom, Rss, Json }.Select(feed => $"<{address}{feed.Extension}>; rel=\"alternate\"; type=\"{feed.MediaType}\"")];
}
