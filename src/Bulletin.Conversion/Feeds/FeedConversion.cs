using System.Xml;
using Bulletin.Conversion.Dates;
using Bulletin.Conversion.Lines;
using Bulletin.Conversion.Xml;
using NodaTime;

namespace Bulletin.Conversion.Feeds;

/// <summary>Makes lines of an import from a feed: RSS 0.9x, 1.0 and 2.0, Atom 1.0.</summary>
/// <param name="zone">The zone of dates that name none.</param>
internal sealed class FeedConversion(DateTimeZone zone)
{
    /// <summary>What was left out, and why. Complete when the lines have been read to their end.</summary>
    public ConversionReport Report { get; } = new();

    /// <summary>Reads the entries of a feed one by one, in its order.</summary>
    /// <param name="feed">A stream that can seek; it stays open.</param>
    /// <param name="address">Where the feed came from, or null for a file.</param>
    /// <param name="charset">What the sender said of its encoding, or null.</param>
    /// <exception cref="ConversionException">The file is no feed, or ends in its middle; the lines before that have been given.</exception>
    public IEnumerable<ConvertedLine> Read(Stream feed, Uri? address = null, string? charset = null)
    {
        var lines = new AnnouncementLines(Report);
        using XmlReader reader = XmlInput.Open(feed, charset);
        var items = new XmlItems(reader, ["item", "entry"], null);
        var entries = new FeedEntries(new FeedHead(address), new SourceDate(zone), Report);
        while (items.Next() is { } item)
        {
            RefuseOthers(items.Root);
            if (item.Number == 0)
            {
                entries.Head.Add(item.Element);
            }
            else if (item.Element is not { } element)
            {
                Report.Skip(item.Number, string.Empty, XmlItems.TooLarge);
            }
            else if (entries.Of(element, item.Number) is { } entry && lines.Of(entry) is { } line)
            {
                yield return line;
            }
        }
    }

    private static void RefuseOthers(string? root)
    {
        if (root is not ("rss" or "rdf" or "feed"))
        {
            throw new ConversionException($"The file is no feed: its outermost element is <{root}>, not <rss>, <rdf:RDF> or <feed>.");
        }
    }
}
