using System.Xml.Linq;
using Bulletin.Conversion.Text;
using Bulletin.Conversion.Xml;

namespace Bulletin.Conversion.Feeds;

/// <summary>The metadata of a feed, from the elements outside its entries.</summary>
/// <param name="address">The address from which the feed was fetched, if any.</param>
internal sealed class FeedHead(Uri? address)
{
    private Uri? link;

    /// <summary>The base for relative addresses that the feed declares (<c>xml:base</c>); null if it declares none.</summary>
    public Uri? StatedBase { get; private set; }

    /// <summary>The base for relative addresses: the declared one, else the feed's page, else its own address.</summary>
    public Uri? Base => StatedBase ?? link ?? address;

    /// <summary>The page that the feed belongs to, or else the address of the feed.</summary>
    public Uri? Page => link ?? address;

    public string? Language { get; private set; }

    /// <summary>The date of the feed, as written in it.</summary>
    public string? Date { get; private set; }

    /// <summary>Reads an element of the feed.</summary>
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

    /// <summary>Returns true if an address is the feed's page, and so not the address of a single entry.</summary>
    public bool IsPage(Uri other) => Page is { } page && Plain(other) == Plain(page);

    private static string Plain(Uri page)
    {
        string host = page.Host.StartsWith("www.", StringComparison.Ordinal) ? page.Host[4..] : page.Host;
        return $"{host}:{(page.IsDefaultPort ? string.Empty : page.Port)}{page.PathAndQuery.TrimEnd('/')}{page.Fragment}";
    }
}
