namespace Bulletin.Feeds;

/// <summary>A format of feeds.</summary>
/// <param name="Name">The name in the names of operations.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Extension">What the address ends in.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="Write">Writes a feed in UTF-8.</param>
/// <param name="Body">What is written: a type with its members, or a string where it is no JSON.</param>
internal sealed record FeedFormat(string Name, string Title, string Extension, string MediaType, Func<Feed, byte[]> Write, Type Body)
{
    /// <summary>Atom 1.0 (RFC 4287).</summary>
    public static readonly FeedFormat Atom = new("Atom", "Atom 1.0", ".atom", "application/atom+xml", SyndicationWriter.ToAtom, typeof(string));

    /// <summary>RSS 2.0 (www.rssboard.org/rss-specification).</summary>
    public static readonly FeedFormat Rss = new("Rss", "RSS 2.0", ".rss", "application/rss+xml", SyndicationWriter.ToRss, typeof(string));

    /// <summary>JSON Feed 1.1 (www.jsonfeed.org/version/1.1).</summary>
    public static readonly FeedFormat Json = new("Json", "JSON Feed 1.1", ".json", "application/feed+json", JsonFeed.Write, typeof(JsonFeed));

    /// <summary>All formats.</summary>
    public static IReadOnlyList<FeedFormat> All { get; } = [Atom, Rss, Json];
}
