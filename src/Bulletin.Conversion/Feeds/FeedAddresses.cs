using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Bulletin.Conversion.Text;
using Bulletin.Conversion.Xml;

namespace Bulletin.Conversion.Feeds;

/// <summary>
/// Assigns each entry of a feed a unique address that is the same in every run. If several entries with different ids
/// share an address, each gets that address with a fragment computed from its id.
/// </summary>
internal sealed class FeedAddresses
{
    // Only hashes are kept, because a file may have very many entries.
    private readonly Dictionary<UInt128, UInt128> ids = [];
    private readonly HashSet<UInt128> shared = [];

    /// <summary>Records an entry; all entries must be recorded before the first address is requested.</summary>
    public void Add(XElement item, FeedHead head)
    {
        if (LinkOf(item, head) is not { } link || IdOf(item) is not { } id)
        {
            return;
        }

        UInt128 address = Fingerprint.Of(link.AbsoluteUri);
        UInt128 mark = Fingerprint.Of(id);
        if (!ids.TryAdd(address, mark) && ids[address] != mark)
        {
            shared.Add(address);
        }
    }

    /// <summary>Returns the address of an entry; null if nothing distinguishes it from other entries.</summary>
    /// <param name="item">The entry.</param>
    /// <param name="head">The metadata of the feed.</param>
    /// <param name="otherwise">Text that distinguishes an entry without an id from others.</param>
    public Uri? Of(XElement item, FeedHead head, string otherwise)
    {
        Uri? link = LinkOf(item, head);
        bool isShared = link is not null && shared.Contains(Fingerprint.Of(link.AbsoluteUri));
        if (link is not null && !isShared)
        {
            return link;
        }

        string? id = IdOf(item);
        if (IsAddress(item) && Own(id, null, head) is { } named && named.AbsoluteUri != link?.AbsoluteUri)
        {
            return named;
        }

        string mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id ?? otherwise.Trim())))[..16];
        return isShared && id is null ? link
            : (link ?? head.Page) is { } page ? new UriBuilder(page) { Fragment = $"entry-{mark}" }.Uri
            : null;
    }

    private static string? IdOf(XElement item) =>
        (item.OwnTextOf("guid") ?? item.OwnTextOf("id") ?? item.Attribute(XmlNames.Rdf + "about")?.Value)?.Trim() is { Length: > 0 } id
            ? id
            : null;

    // A guid is an address unless isPermaLink="false".
    private static bool IsAddress(XElement item) =>
        item.OwnElements("guid").FirstOrDefault()?.Attribute("isPermaLink")?.Value.Trim().ToLowerInvariant() is not "false";

    private static Uri? LinkOf(XElement item, FeedHead head)
    {
        Uri? page = XmlMarkup.BaseOf(item, head.StatedBase, head.Base) ?? head.Base;
        bool isAtom = item.Name.Namespace == XmlNames.Atom;
        return isAtom ? AtomLink(item.OwnElements("link"), page, head) : RssLink(item, page, head);
    }

    private static Uri? AtomLink(IEnumerable<XElement> links, Uri? page, FeedHead head)
    {
        List<XElement> alternates = [.. links.Where(link => link.Attribute("rel")?.Value.Trim() is null or "" or "alternate")];
        XElement? best = alternates.Find(link => link.Attribute("type")?.Value is null or "text/html" or "application/xhtml+xml")
            ?? alternates.FirstOrDefault();
        Uri? stated = best is null ? null : XmlMarkup.BaseOf(best, head.StatedBase, head.Base);
        return best is null ? null : Own(best.Attribute("href")?.Value ?? best.Value, stated ?? page, head);
    }

    private static Uri? RssLink(XElement item, Uri? page, FeedHead head) =>
        Own(item.TextOf(XmlNames.FeedBurner + "origLink"), page, head)
        ?? Own(item.OwnTextOf("link"), page, head)
        ?? AtomLink(item.OwnElements("link").Where(link => link.Attribute("href") is not null), page, head)
        ?? AtomLink(item.Named(XmlNames.Atom + "link"), page, head);

    // Some feeds link every entry to the front page, which is not the entry's own address.
    private static Uri? Own(string? text, Uri? page, FeedHead head) =>
        SourceAddress.Of(text, page) is { } address && !head.IsPage(address) ? address : null;
}
