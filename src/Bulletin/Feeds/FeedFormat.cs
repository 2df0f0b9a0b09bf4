using Bulletin.Http;

namespace Bulletin.Feeds;

/// <summary>A feed format.</summary>
/// <param name="Name">The name used in the names of operations.</param>
/// <param name="Title">The display name.</param>
/// <param name="Link">The extension of its URLs, and its media type.</param>
/// <param name="Write">Serializes a feed as UTF-8.</param>
/// <param name="Body">The type of the body for the OpenAPI document; string if it is not JSON.</param>
internal sealed record FeedFormat(string Name, string Title, FeedLink Link, Func<Feed, byte[]> Write, Type Body)
{
    /// <summary>Atom 1.0 (RFC 4287).</summary>
    public static readonly FeedFormat Atom = new("Atom", "Atom 1.0", FeedLink.Atom, SyndicationWriter.ToAtom, typeof(string));

    /// <summary>RSS 2.0 (www.rssboard.org/rss-specification).</summary>
    public static readonly FeedFormat Rss = new("Rss", "RSS 2.0", FeedLink.Rss, SyndicationWriter.ToRss, typeof(string));

    /// <summary>JSON Feed 1.1 (www.jsonfeed.org/version/1.1).</summary>
    public static readonly FeedFormat Json = new("Json", "JSON Feed 1.1", FeedLink.Json, JsonFeed.Write, typeof(JsonFeed));

    /// <summary>The extension of its URLs.</summary>
    public string Extension => Link.Extension;

    /// <summary>The media type.</summary>
    public string MediaType => Link.MediaType;

    /// <summary>All formats.</summary>
    public static IReadOnlyList<FeedFormat> All { get; } = [Atom, Rss, Json];
}
