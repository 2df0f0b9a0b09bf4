using System.Globalization;
using System.Text;
using System.Xml;
using Azure.Data.Tables;
using Bulletin.Announcements;
using Bulletin.Content;
using Bulletin.Reading;
using Bulletin.Settings;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Feeds;

/// <summary>An entry of the site map.</summary>
/// <param name="Id">The id of the announcement or category; empty for the front page.</param>
/// <param name="Url">The URL of the page.</param>
/// <param name="Modified">The time of the last change visible to readers, as far as it is known.</param>
internal sealed record SitemapAddress(Guid Id, string Url, DateTimeOffset Modified);

/// <summary>The site map (www.sitemaps.org): all pages for readers, including those in the archive.</summary>
/// <remarks>
/// It is the only read of the whole timeline, so it is made at most once per minute. On a large site that may take
/// longer than a request waits: the request then gets 503, the read continues, and the next request finds the result.
/// </remarks>
internal sealed class Sitemap(
    SiteTable table, AnnouncementPresenter presenter, CategoryCache categoryCache, BulletinSettings settings, TimeProvider clock)
{
    /// <summary>The maximum number of URLs in one file: 50,000 (www.sitemaps.org/protocol.html).</summary>
    public const int MaximumAddresses = 50_000;

    private const string Namespace = "http://www.sitemaps.org/schemas/sitemap/0.9";

    private readonly RefilledValue<IReadOnlyList<SitemapAddress>> addresses = new(
        // While storage is unavailable, the cached response is used for longer, but these are not: otherwise its age
        // would count twice.
        new RefillLimits { Fresh = TimeSpan.FromMinutes(1), Stale = TimeSpan.Zero, Deadline = TimeSpan.FromMinutes(1) }, clock);

    /// <summary>Returns the site map or, above 50,000 URLs, the index of its parts.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public async Task<byte[]> ReadAsync(CancellationToken cancellation)
    {
        IReadOnlyList<SitemapAddress> all = await AddressesAsync(cancellation).ConfigureAwait(false);
        return all.Count <= MaximumAddresses ? Write(all) : WriteIndex(all, settings.PublicUrl);
    }

    /// <summary>Returns a part of the site map.</summary>
    /// <param name="number">The number of the part, from 1.</param>
    /// <param name="cancellation">Cancels the read.</param>
    /// <returns>The part; null if it does not exist.</returns>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public async Task<byte[]?> ReadPartAsync(int number, CancellationToken cancellation)
    {
        SitemapAddress[]? part = (await AddressesAsync(cancellation).ConfigureAwait(false))
            .Chunk(MaximumAddresses)
            .ElementAtOrDefault(number - 1);
        return part is null ? null : Write(part);
    }

    /// <summary>Writes a file of URLs.</summary>
    internal static byte[] Write(IReadOnlyList<SitemapAddress> addresses) => Written("urlset", xml =>
    {
        foreach (SitemapAddress address in addresses)
        {
            Write(xml, "url", address.Url, address.Modified);
        }
    });

    /// <summary>Writes the index of the parts.</summary>
    internal static byte[] WriteIndex(IReadOnlyList<SitemapAddress> addresses, string publicUrl) => Written("sitemapindex", xml =>
    {
        foreach ((int number, SitemapAddress[] part) in addresses.Chunk(MaximumAddresses).Index())
        {
            Write(
                xml,
                "sitemap",
                $"{publicUrl}/sitemaps/{(number + 1).ToString(CultureInfo.InvariantCulture)}",
                part.Max(address => address.Modified));
        }
    });

    private async ValueTask<IReadOnlyList<SitemapAddress>> AddressesAsync(CancellationToken cancellation) =>
        (await addresses
            .ReadAsync(async stop => (await ReadAddressesAsync(stop).ConfigureAwait(false), null), cancellation)
            .ConfigureAwait(false)).Value;

    // Ordered by id, which is the order of creation: a new announcement changes only the last part.
    private async Task<IReadOnlyList<SitemapAddress>> ReadAddressesAsync(CancellationToken cancellation)
    {
        DateTimeOffset now = clock.GetUtcNow();
        SortedDictionary<Guid, SitemapAddress> all = [];
        string isPublic = TableClient.CreateQueryFilter($"PublishedAt le {now}");
        foreach (string prefix in (string[])[RowKeys.TimelinePrefix, RowKeys.ArchivePrefix])
        {
            await foreach (TableEntity row in table
                .RowsAsync(RowRange.Of(prefix), isPublic, cancellation, select: ["RowKey", AnnouncementRows.Summary]).ConfigureAwait(false))
            {
                AnnouncementSummary announcement = AnnouncementRows.ReadSummary(row).At(now);
                all[announcement.Id] = new SitemapAddress(announcement.Id, presenter.UrlOf(announcement), LastModified(announcement));
            }
        }

        List<SitemapAddress> announcements = [.. all.Values];
        return [.. await OwnPagesAsync(announcements, cancellation).ConfigureAwait(false), .. announcements];
    }

    // The front page and the categories, if the site is that of the service's own pages. They change with their announcements.
    private async Task<IReadOnlyList<SitemapAddress>> OwnPagesAsync(
        List<SitemapAddress> announcements, CancellationToken cancellation)
    {
        if (!settings.HasOwnPages || announcements.Count == 0)
        {
            return [];
        }

        DateTimeOffset modified = announcements.Max(address => address.Modified);
        CategorySet categories = await categoryCache.ReadAsync(cancellation).ConfigureAwait(false);
        return
        [
            new SitemapAddress(Guid.Empty, settings.PublicUrl + "/", modified),
            .. categories.Listed.Where(category => categories.CountOf(category) > 0)
                .Select(category => new SitemapAddress(category.Id, $"{settings.PublicUrl}/categories/{category.Slug}", modified)),
        ];
    }

    private static DateTimeOffset LastModified(AnnouncementSummary announcement) =>
        ((DateTimeOffset?[])[announcement.PublishedAt, announcement.UpdatedAt, announcement.ArchivedAt]).Max() ?? announcement.CreatedAt;

    private static void Write(XmlWriter xml, string element, string address, DateTimeOffset modified)
    {
        xml.WriteStartElement(element, Namespace);
        xml.WriteElementString("loc", Namespace, address);
        xml.WriteElementString("lastmod", Namespace, Rfc3339.Format(modified));
        xml.WriteEndElement();
    }

    private static byte[] Written(string root, Action<XmlWriter> content)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(
            bytes, new XmlWriterSettings { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) }))
        {
            xml.WriteStartElement(root, Namespace);
            content(xml);
            xml.WriteEndElement();
        }

        return bytes.ToArray();
    }
}
