using Bulletin.Conversion.Dates;
using Bulletin.Conversion.Encodings;
using Bulletin.Conversion.Lines;
using Bulletin.Conversion.Xml;
using NodaTime;

namespace Bulletin.Conversion.Feeds;

/// <summary>
/// Makes lines of an import from a feed: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0. It is read twice: the first time for the addresses that
/// entries share.
/// </summary>
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
        SourceEncoding encoding = SourceEncoding.Of(feed, charset);
        Report.NoteFile(encoding.Remark);
        FeedAddresses addresses = Addresses(feed, encoding, address);
        var lines = new AnnouncementLines(Report);
        XmlItems items = XmlInput.Items(feed, encoding, new XmlDamage(what => Report.Count(what)));
        var entries = new FeedEntries(new FeedHead(address), addresses, new SourceDate(zone), Report);
        while (items.Next() is { } item)
        {
            RefuseOthers(items.Root);
            string title = item is { Number: > 0, Element: { } titled } ? FeedEntries.Title(titled) : string.Empty;
            Report.NoteDamage(item, title);
            if (item.Number == 0)
            {
                entries.Head.Add(item.Element);
            }
            else if (item.IsCutOff || item.Element is null)
            {
                Report.Skip(item.Number, title, item.IsCutOff ? XmlItems.CutOff : XmlItems.TooLarge);
            }
            else if (entries.Of(item.Element, item.Number) is { } entry && lines.Of(entry) is { } line)
            {
                yield return line;
            }
        }
    }

    private static FeedAddresses Addresses(Stream feed, SourceEncoding encoding, Uri? address)
    {
        var addresses = new FeedAddresses();
        var head = new FeedHead(address);
        XmlItems items = XmlInput.Items(
            feed,
            encoding,
            new XmlDamage(_ => { }),
            name => name.LocalName is "description" or "content" or "encoded" or "summary" or "body" or "div");
        try
        {
            while (items.Next() is { } item)
            {
                RefuseOthers(items.Root);
                if (item.Number == 0)
                {
                    head.Add(item.Element);
                }
                else if (item.Element is { } element)
                {
                    addresses.Add(element, head);
                }
            }
        }
        catch (ConversionException) when (items.Root is "rss" or "rdf" or "feed" or "entry")
        {
            // What comes before the damage is still converted; the second reading says where it is.
        }

        return addresses;
    }

    private static void RefuseOthers(string? root)
    {
        if (root is not ("rss" or "rdf" or "feed" or "entry"))
        {
            throw new ConversionException($"The file is no feed: its outermost element is <{root}>, not <rss>, <rdf:RDF> or <feed>.");
        }
    }
}
