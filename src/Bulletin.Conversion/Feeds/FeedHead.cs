using System.Xml.Linq;
using Bulletin.Conversion.Text;

namespace Bulletin.Conversion.Feeds;

/// <summary>What a feed says of itself before its entries.</summary>
/// <param name="address">Where the feed came from, or null.</param>
internal sealed class FeedHead(Uri? address)
{
    private Uri? link;
    private Uri? baseAddress;

    /// <summary>What relative addresses are relative to.</summary>
    public Uri? Base => baseAddress ?? link ?? address;

    /// <summary>The page that the feed belongs to, or the feed.</summary>
    public Uri? Page => link ?? address;

    public string? Language { get; private set; }

    /// <summary>When the feed was made, as it says.</summary>
    public string? Date { get; private set; }

    /// <summary>Takes note of an element of the feed.</summary>
    public void Add(XElement? element)
    {
        if (element is null)
        {
            return;
        }

        baseAddress ??= SourceAddress.Of(element.Attribute(XNamespace.Xml + "base")?.Value, address);
        switch (element.Name.LocalName)
        {
            case "feed":
                Language ??= element.Attribute(XNamespace.Xml + "lang")?.Value;
                break;
            case "language":
                Language ??= element.Value.Trim();
                break;
            case "lastBuildDate" or "pubDate" or "updated" or "date":
                Date ??= element.Value;
                break;
            case "link" when element.Attribute("rel")?.Value is null or "alternate":
                link ??= SourceAddress.Of(element.Attribute("href")?.Value ?? element.Value, address);
                break;
        }
    }
}
