using System.Buffers;
using System.Text.Json;
using Azure.Data.Tables;
using Bulletin.Announcements;
using Bulletin.Categories;
using Bulletin.Http;
using Bulletin.Storage;

namespace Bulletin.Transfer;

/// <summary>A page of an export.</summary>
/// <param name="Lines">Its lines, without those that begin and end a page.</param>
/// <param name="Version">The one version of the site at which it was read.</param>
/// <param name="Next">The place after which the next page goes on; null when this was the last.</param>
/// <param name="Announcements">How many announcements are in it, without their former revisions.</param>
internal sealed record ExportPage(ReadOnlyMemory<byte> Lines, long Version, string? Next, int Announcements);

/// <summary>
/// Reads the whole site as lines: the categories, then the announcements, each with its former revisions, all in the order of the ids. A
/// page is read at one version of the site; between two pages the site may change.
/// </summary>
internal sealed class Exporter(SiteTable table, CategoryCache categoryCache, TimeProvider clock)
{
    // About as much as a page has; a line more may be in it.
    private const int PageBytes = 1024 * 1024;
    private const int PageLines = 2_000;

    // How often a page is read anew because the site was written to meanwhile.
    private const int MaximumAttempts = 5;

    // Former revisions that are read by one query, whether of one announcement or of several.
    private const int FormerAtOnce = 100;
    private const int RowsAtOnce = 100;

    /// <summary>Whether a text is a place at which a page may end; a client may send any.</summary>
    public static bool IsPlace(string text) => text is ['k' or 'a' or 'h', ':', ..] && text.Length >= 38 && Guid.TryParseExact(text.AsSpan(2, 36), "D", out _)
        && (text[0] == 'h' ? text.Length == 49 && text[38] == ':' && int.TryParse(text.AsSpan(39), System.Globalization.NumberStyles.None, null, out _) : text.Length == 38);

    /// <summary>Reads a page.</summary>
    /// <param name="after">The place after which to go on: the key of the last row; empty for the beginning.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="StorageUnavailableException">Storage is away, or the site is written to all the time.</exception>
    public Task<ExportPage> ReadPageAsync(string after, CancellationToken cancellation) =>
        AtOneVersionAsync((part, stop) => FillAsync(part, after, stop), cancellation);

    /// <summary>Reads an announcement as it is now, with its former revisions; no line when it is gone.</summary>
    public Task<ExportPage> ReadAnnouncementAsync(Guid id, CancellationToken cancellation) => AtOneVersionAsync(
        async (part, stop) =>
        {
            if (await table.ReadAnnouncementAsync(id, stop).ConfigureAwait(false) is { } announcement)
            {
                part.Write(announcement, isFormer: false);
                await foreach (Announcement former in FormerAsync(announcement, announcement.Revision, stop).ConfigureAwait(false))
                {
                    part.Write(former, isFormer: true);
                }
            }

            return null;
        },
        cancellation);

    /// <summary>Reads the categories as they are now.</summary>
    public Task<ExportPage> ReadCategoriesAsync(CancellationToken cancellation) => AtOneVersionAsync(
        (part, _) =>
        {
            foreach (Category category in Listed(part.Categories))
            {
                part.Write(category);
            }

            return Task.FromResult<string?>(null);
        },
        cancellation);

    /// <summary>The line that begins a page or a file.</summary>
    public byte[] SiteLine(long version) => LineOf(json =>
    {
        json.WriteString("type", TransferFormat.Site);
        json.WriteNumber("format", TransferFormat.Number);
        json.WriteString("site", table.Site);
        json.WriteNumber("version", version);
        json.WriteString("exportedAt", Rfc3339.Format(clock.GetUtcNow().ToMilliseconds()));
    });

    /// <summary>The line that ends a page.</summary>
    public static byte[] PageLine(long version, string? next) => LineOf(json =>
    {
        json.WriteString("type", TransferFormat.Page);
        json.WriteNumber("version", version);
        json.WriteString("next", next);
    });

    /// <summary>The line that ends a file.</summary>
    public static byte[] EndLine(long version, int announcements, int categories) => LineOf(json =>
    {
        json.WriteString("type", TransferFormat.End);
        json.WriteNumber("version", version);
        json.WriteNumber("announcements", announcements);
        json.WriteNumber("categories", categories);
    });

    private async Task<ExportPage> AtOneVersionAsync(Func<ExportPart, CancellationToken, Task<string?>> fill, CancellationToken cancellation)
    {
        for (int attempt = 0; attempt < MaximumAttempts; attempt++)
        {
            SiteVersion before = await SiteVersion.ReadAsync(table, cancellation).ConfigureAwait(false);
            var part = new ExportPart(await categoryCache.AtAsync(before, cancellation).ConfigureAwait(false));
            string? next;
            try
            {
                next = await fill(part, cancellation).ConfigureAwait(false);
            }
            catch (InvalidDataException) when (attempt < MaximumAttempts - 1)
            {
                // Rows that do not agree because they were read while somebody wrote.
                continue;
            }

            SiteVersion after = await SiteVersion.ReadAsync(table, cancellation).ConfigureAwait(false);
            if (after.Version == before.Version)
            {
                return new ExportPage(part.Lines, after.Version, next, part.Announcements);
            }
        }

        throw new StorageUnavailableException("The site was written to all the time: no page of it could be read at one version.");
    }

    private async Task<string?> FillAsync(ExportPart part, string after, CancellationToken cancellation)
    {
        if (!after.StartsWith(RowKeys.AnnouncementPrefix, StringComparison.Ordinal) && !after.StartsWith("h:", StringComparison.Ordinal))
        {
            foreach (Category category in Listed(part.Categories).Where(one => string.CompareOrdinal(RowKeys.Category(one.Id), after) > 0))
            {
                part.Write(category);
                if (part.IsFull)
                {
                    return RowKeys.Category(category.Id);
                }
            }

            after = RowKeys.AnnouncementPrefix;
        }

        if (after.StartsWith("h:", StringComparison.Ordinal))
        {
            (string? full, after) = await GoOnAsync(part, after, cancellation).ConfigureAwait(false);
            if (full is not null)
            {
                return full;
            }
        }

        return await FillAnnouncementsAsync(part, after, cancellation).ConfigureAwait(false);
    }

    // The former revisions that did not fit into the page before.
    private async Task<(string? Full, string After)> GoOnAsync(ExportPart part, string after, CancellationToken cancellation)
    {
        var id = Guid.Parse(after.AsSpan(2, 36));
        Announcement? announcement = await table.ReadAnnouncementAsync(id, cancellation).ConfigureAwait(false);
        if (announcement is not null)
        {
            await foreach (Announcement former in FormerAsync(announcement, int.Parse(after.AsSpan(39)), cancellation).ConfigureAwait(false))
            {
                part.Write(former, isFormer: true);
                if (part.IsFull)
                {
                    return (RowKeys.Revision(id, former.Revision), after);
                }
            }
        }

        return (null, RowKeys.Announcement(id));
    }

    private async Task<string?> FillAnnouncementsAsync(ExportPart part, string after, CancellationToken cancellation)
    {
        List<Announcement> some = [];
        int former = 0;
        int bytes = 0;
        RowRange range = RowRange.Of(RowKeys.AnnouncementPrefix).After(after);
        await foreach (TableEntity row in table.RowsAsync(range, null, cancellation, RowsAtOnce).ConfigureAwait(false))
        {
            var announcement = Announcement.FromRow(row);
            int own = announcement.Revision - OldestOf(announcement);
            if (some.Count > 0 && (former + own > FormerAtOnce || bytes > PageBytes))
            {
                if (await WriteAsync(part, some, former, cancellation).ConfigureAwait(false) is { } full)
                {
                    return full;
                }

                (some, former, bytes) = ([], 0, 0);
            }

            some.Add(announcement);
            former += own;
            bytes += announcement.Body.Length + 1000;
        }

        return await WriteAsync(part, some, former, cancellation).ConfigureAwait(false) is { } last && !IsEnd(some, last) ? last : null;
    }

    // The page may be full exactly at the end.
    private static bool IsEnd(List<Announcement> some, string place) =>
        some.Count == 0 || place == (some[^1].Revision > OldestOf(some[^1]) ? RowKeys.Revision(some[^1].Id, OldestOf(some[^1])) : RowKeys.Announcement(some[^1].Id));

    // Announcements that stand side by side, and their former revisions, which do so too.
    private async Task<string?> WriteAsync(ExportPart part, List<Announcement> some, int former, CancellationToken cancellation)
    {
        ILookup<Guid, Announcement>? together = former is > 0 and <= FormerAtOnce
            ? (await ReadFormerAsync(RowKeys.Revision(some[0].Id, 0), RowKeys.Revision(some[^1].Id, int.MaxValue), cancellation).ConfigureAwait(false)).ToLookup(one => one.Id)
            : null;
        foreach (Announcement announcement in some)
        {
            part.Write(announcement, isFormer: false);
            if (part.IsFull)
            {
                return announcement.Revision > OldestOf(announcement)
                    ? RowKeys.Revision(announcement.Id, announcement.Revision)
                    : RowKeys.Announcement(announcement.Id);
            }

            IAsyncEnumerable<Announcement> own = together is not null
                ? together[announcement.Id].OrderByDescending(one => one.Revision).ToAsyncEnumerable()
                : FormerAsync(announcement, announcement.Revision, cancellation);
            await foreach (Announcement one in own.ConfigureAwait(false))
            {
                part.Write(one, isFormer: true);
                if (part.IsFull)
                {
                    return RowKeys.Revision(announcement.Id, one.Revision);
                }
            }
        }

        return null;
    }

    // The former revisions below a number, the newest first, some at a time.
    private async IAsyncEnumerable<Announcement> FormerAsync(
        Announcement announcement, int below, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        int oldest = OldestOf(announcement);
        for (int end = below; end > oldest; end -= FormerAtOnce)
        {
            int begin = Math.Max(oldest, end - FormerAtOnce);
            List<Announcement> some = await ReadFormerAsync(
                RowKeys.Revision(announcement.Id, begin), RowKeys.Revision(announcement.Id, end), cancellation).ConfigureAwait(false);
            foreach (Announcement former in some.OrderByDescending(one => one.Revision))
            {
                yield return former;
            }
        }
    }

    private async Task<List<Announcement>> ReadFormerAsync(string from, string to, CancellationToken cancellation)
    {
        List<Announcement> former = [];
        await foreach (TableEntity row in table.RowsAsync(new RowRange(from, to), null, cancellation, RowsAtOnce).ConfigureAwait(false))
        {
            former.Add(Announcement.FromRow(row));
        }

        return former;
    }

    private static int OldestOf(Announcement announcement) => announcement.OldestRevision ?? 1;

    private static IEnumerable<Category> Listed(CategorySet categories) =>
        categories.Listed.OrderBy(category => RowKeys.Category(category.Id), StringComparer.Ordinal);

    private static byte[] LineOf(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, ExportPart.Compact))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        bytes.Write("\n"u8);
        return bytes.WrittenSpan.ToArray();
    }

    // The lines of a page in the making.
    private sealed class ExportPart(CategorySet categories)
    {
        public static readonly JsonWriterOptions Compact = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

        private readonly ArrayBufferWriter<byte> lines = new();
        private int count;

        public CategorySet Categories => categories;

        public ReadOnlyMemory<byte> Lines => lines.WrittenMemory;

        public int Announcements { get; private set; }

        public bool IsFull => lines.WrittenCount >= PageBytes || count >= PageLines;

        public void Write(Category category) => Write(json => CategoryLine.Write(json, category, categories));

        public void Write(Announcement announcement, bool isFormer)
        {
            Announcements += isFormer ? 0 : 1;
            Write(json => AnnouncementLine.Write(json, announcement, isFormer, categories));
        }

        private void Write(Action<Utf8JsonWriter> write)
        {
            using (var json = new Utf8JsonWriter(lines, Compact))
            {
                write(json);
            }

            lines.Write("\n"u8);
            count++;
        }
    }
}
