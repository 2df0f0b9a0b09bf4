using System.Xml.Linq;
using Bulletin.Conversion.Text;
using Bulletin.Conversion.Xml;

namespace Bulletin.Conversion.Feeds;

/// <summary>What a feed says of itself before its entries.</summary>
/// <param name="address">Where the feed came from, or null.</param>
internal sealed class FeedHead(Uri? address)
{
    private Uri? link;

    /// <summary>The base that the feed states for relative addresses, or null.</summary>
    public Uri? StatedBase { get; private set; }

    /// <summary>The base of relative addresses.</summary>
    public Uri? Base => StatedBase ?? link ?? address;

    /// <summary>The page that the feed belongs to, or the feed.</summary>
    public Uri? Page => link ?? address;

    public string? Language { get; private set; }

    /// <summary>When the feed was made, as it says.</summary>
    public string? Date { get; private set; }

    /// <summary>Takes note of an element of the feed.</summary>
    public void Add(XElement? element)
    {
        switch (element?.Name.LocalName.ToLowerInvariant())
        {
            case "feed" or "rss" or "rdf" or "channel" or "entry":
                StatedBase = XmlMarkup.BaseOf(element, StatedBase, address);
                Language ??= element.Attribute(XNamespace.Xml + "lang")?.Value;
                break;
            case "language":
                Language ??= element.Value.Trim();
                break;
            case "lastbuilddate" or "pubdate" or "updated" or "modified" or "date":
                Date ??= element.Value;
                break;
            case "link" when element.Attribute("rel")?.Value is null or "alternate":
                link ??= SourceAddress.Of(element.Attribute("href")?.Value ?? element.Value, StatedBase ?? address);
                break;
        }
    }

    /// <summary>Whether an address is the feed's page: then it is none of a single entry.</summary>
    public bool IsPage(Uri other) => Page is { } page && Plain(other) == Plain(page);

    private static string Plain(Uri page)
    {
        string host = page.Host.StartsWith("www.", StringComparison.Ordinal) ? page.Host[4..] : page.Host;
        return $"{host}:{(page.IsDefaultPort ? string.Empty : page.Port)}{page.PathAndQuery.TrimEnd('/')}{page.Fragment}";
    }
}
