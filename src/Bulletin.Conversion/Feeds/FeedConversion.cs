using Bulletin.Conversion.Dates;
using Bulletin.Conversion.Encodings;
using Bulletin.Conversion.Lines;
using Bulletin.Conversion.Xml;
using NodaTime;

namespace Bulletin.Conversion.Feeds;

/// <summary>
/// Converts a feed (RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0) to import lines. It reads the feed twice: the first time
/// to find addresses that entries share.
/// </summary>
/// <param name="zone">The time zone of dates that do not state one.</param>
internal sealed class FeedConversion(DateTimeZone zone)
{
    /// <summary>The report of omissions and their reasons. Complete once all lines have been read.</summary>
    public ConversionReport Report { get; } = new();

    /// <summary>Converts the entries of a feed one by one, in feed order.</summary>
    /// <param name="feed">A seekable stream; it stays open.</param>
    /// <param name="address">The address from which the feed was fetched; null for a file.</param>
    /// <param name="charset">The encoding stated by the sender, if any.</param>
    /// <exception cref="ConversionException">
    /// The file is not a feed, or it is cut off; the lines before that point have been returned.
    /// </exception>
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
            else if (entries.Of(item.Element, item.Number, title) is { } entry && lines.Of(entry) is { } line)
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
            // Entries before the damage are still converted; the second reading reports where it is.
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
