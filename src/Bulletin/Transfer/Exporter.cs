using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using Bulletin.Announcements;
using Bulletin.Content;
using Bulletin.Media;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Transfer;

/// <summary>A page of an export.</summary>
/// <param name="Lines">The lines, without the first and last line of the page.</param>
/// <param name="Version">The version of the site that the page shows.</param>
/// <param name="Next">The position after which the next page starts; null if this is the last page.</param>
/// <param name="Announcements">The number of announcements, without their former revisions.</param>
internal sealed record ExportPage(ReadOnlyMemory<byte> Lines, long Version, ExportPlace? Next, int Announcements);

/// <summary>The changes to a site since a version.</summary>
/// <param name="Version">The version up to which the changes are included.</param>
/// <param name="Items">The ids of the changed announcements and media, including changes that readers do not see.</param>
/// <param name="HasCategories">True if a category was created, changed or deleted; changed counts are ignored.</param>
internal sealed record SiteChanges(SiteVersion Version, IReadOnlySet<Guid> Items, bool HasCategories);

/// <summary>
/// Reads the whole site as lines: the categories, the media (newest first), then the announcements, each with its draft and
/// its former revisions, in the order of the ids. A page shows the site at a single version, even while others write: what changes while
/// it is read, according to the change log, is read again. The site may change between two pages.
/// </summary>
internal sealed class Exporter(SiteTable table, CategoryCache categoryCache, TimeProvider clock)
{
    // The maximum number of former revisions read by one query, of one announcement or of several.
    private const int FormerAtOnce = 100;
    private const int RowsAtOnce = 100;
    private const int BytesAtOnce = 1024 * 1024;

    /// <summary>Reads a page.</summary>
    /// <param name="after">The position after which the page starts.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    /// <exception cref="StorageUnavailableException">Storage is unavailable.</exception>
    public async Task<ExportPage> ReadPageAsync(ExportPlace after, CancellationToken cancellation)
    {
        SiteVersion version = await SiteVersion.ReadAsync(table, cancellation).ConfigureAwait(false);
        var part = new ExportPart(await categoryCache.AtAsync(version, cancellation).ConfigureAwait(false));
        ExportPlace? next = await FillAsync(part, after, cancellation).ConfigureAwait(false);
        var interval = new ExportInterval(after, next);
        while (await ChangesSinceAsync(version.Version, cancellation).ConfigureAwait(false) is { } changes)
        {
            version = changes.Version;
            await CatchUpAsync(part, interval, changes, cancellation).ConfigureAwait(false);
        }

        return new ExportPage(part.Lines, version.Version, next, part.Announcements);
    }

    /// <summary>
    /// Returns the lines of an announcement in its current state, with its draft and its former revisions, or the line of a
    /// medium; none if it does not exist any more.
    /// </summary>
    public async Task<ReadOnlyMemory<byte>> ReadItemAsync(Guid id, CategorySet categories, CancellationToken cancellation)
    {
        var part = new ExportPart(categories);
        await AddAsync(part, new ExportInterval(ExportPlace.Beginning, null), id, cancellation).ConfigureAwait(false);
        return part.Lines;
    }

    /// <summary>Returns the changes since a version; null if there are none.</summary>
    /// <remarks>
    /// The change log entry is the first row of a write and the version the last, even where readers see a transaction
    /// half done (Azurite): a write without an entry has not changed anything yet.
    /// </remarks>
    public async Task<SiteChanges?> ChangesSinceAsync(long version, CancellationToken cancellation)
    {
        HashSet<Guid> items = [];
        bool hasCategories = false;
        long last = version;
        var range = new RowRange(RowKeys.Change(version + 1), RowKeys.Change(long.MaxValue));
        await foreach (TableEntity row in table.RowsAsync(range, null, cancellation).ConfigureAwait(false))
        {
            var entry = ChangeLogEntry.FromRow(row);
            last = entry.Version;
            hasCategories |= entry.Changes.Any(change => change.Kind == ChangeKind.Category);
            items.UnionWith(entry.Changes.Where(change => change.Kind != ChangeKind.Category).Select(change => change.Id));
        }

        if (last == version)
        {
            return null;
        }

        SiteVersion present;
        do
        {
            present = await SiteVersion.ReadAsync(table, cancellation).ConfigureAwait(false);
        }
        while (present.Version < last);

        return new SiteChanges(present with { Version = last }, items, hasCategories);
    }

    /// <summary>Returns the categories at a version, or later.</summary>
    public ValueTask<CategorySet> CategoriesAsync(SiteVersion version, CancellationToken cancellation) =>
        categoryCache.AtAsync(version, cancellation);

    /// <summary>Returns the categories of an export, in its order.</summary>
    public static IEnumerable<Category> Listed(CategorySet categories) =>
        categories.Listed.OrderBy(category => RowKeys.Category(category.Id), StringComparer.Ordinal);

    /// <summary>Returns the first line of a page or a file.</summary>
    public byte[] SiteLine(long version) => LineOf(json =>
    {
        json.WriteString("type", TransferFormat.Site);
        json.WriteNumber("format", TransferFormat.Number);
        json.WriteString("site", table.Site);
        json.WriteNumber("version", version);
        json.WriteString("exportedAt", Rfc3339.Format(clock.GetUtcNow().ToMilliseconds()));
    });

    /// <summary>Returns the last line of a page.</summary>
    public static byte[] PageLine(long version, string? next) => LineOf(json =>
    {
        json.WriteString("type", TransferFormat.Page);
        json.WriteNumber("version", version);
        json.WriteString("next", next);
    });

    /// <summary>Returns the last line of a file.</summary>
    public static byte[] EndLine(long version, int announcements, int categories, int media) => LineOf(json =>
    {
        json.WriteString("type", TransferFormat.End);
        json.WriteNumber("version", version);
        json.WriteNumber("announcements", announcements);
        json.WriteNumber("categories", categories);
        json.WriteNumber("media", media);
    });

    // Replaces the lines that changed while the page was read. The page still ends at the same position.
    private async Task CatchUpAsync(ExportPart part, ExportInterval interval, SiteChanges changes, CancellationToken cancellation)
    {
        if (changes.HasCategories)
        {
            CategorySet present = await CategoriesAsync(changes.Version, cancellation).ConfigureAwait(false);
            part.Rename(present, Listed(present).Where(category => interval.HasCategory(category.Id)));
        }

        foreach (Guid id in changes.Items.Where(id => interval.HasAnnouncement(id) || interval.HasMedium(id)))
        {
            part.Remove(id);
            await AddAsync(part, interval, id, cancellation).ConfigureAwait(false);
        }
    }

    private async Task AddAsync(ExportPart part, ExportInterval interval, Guid id, CancellationToken cancellation)
    {
        if (interval.HasMedium(id) && await table.ReadMediumAsync(id, cancellation).ConfigureAwait(false) is { } medium)
        {
            part.Add(medium);
        }

        if (!interval.HasAnnouncement(id)
            || await table.ReadAnnouncementAsync(id, cancellation).ConfigureAwait(false) is not { } announcement)
        {
            return;
        }

        if (!interval.GoesOnWith(id))
        {
            part.Add(announcement, await table.ReadDraftAsync(id, cancellation).ConfigureAwait(false));
        }

        int below = Math.Min(announcement.Revision, interval.BelowRevision(id));
        await foreach (Announcement former in FormerAsync(announcement, below, interval.FromRevision(id), cancellation)
            .ConfigureAwait(false))
        {
            part.AddFormer(former);
        }
    }

    private async Task<ExportPlace?> FillAsync(ExportPart part, ExportPlace after, CancellationToken cancellation)
    {
        if (after.IsAmongCategories)
        {
            var interval = new ExportInterval(after, null);
            foreach (Category category in Listed(part.Categories).Where(one => interval.HasCategory(one.Id)))
            {
                part.Add(category);
                if (part.IsFull)
                {
                    return ExportPlace.OfCategory(category.Id);
                }
            }

        }

        if (after.IsBeforeAnnouncements)
        {
            string place = after.IsAmongMedia ? RowKeys.Medium(after.Id) : RowKeys.MediumPrefix;
            return await FillMediaAsync(part, place, cancellation).ConfigureAwait(false)
                ?? await FillAnnouncementsAsync(part, RowKeys.AnnouncementPrefix, cancellation).ConfigureAwait(false);
        }

        return after.IsWithinHistory && await GoOnAsync(part, after, cancellation).ConfigureAwait(false) is { } full
            ? full
            : await FillAnnouncementsAsync(part, RowKeys.Announcement(after.Id), cancellation).ConfigureAwait(false);
    }

    private async Task<ExportPlace?> FillMediaAsync(ExportPart part, string after, CancellationToken cancellation)
    {
        RowRange range = RowRange.Of(RowKeys.MediumPrefix).After(after);
        await foreach (TableEntity row in table.RowsAsync(range, null, cancellation).ConfigureAwait(false))
        {
            var medium = Medium.FromRow(row);
            part.Add(medium);
            if (part.IsFull)
            {
                return ExportPlace.OfMedium(medium.Id);
            }
        }

        return null;
    }

    // Adds the former revisions that did not fit into the previous page.
    private async Task<ExportPlace?> GoOnAsync(ExportPart part, ExportPlace after, CancellationToken cancellation)
    {
        if (await table.ReadAnnouncementAsync(after.Id, cancellation).ConfigureAwait(false) is { } announcement)
        {
            await foreach (Announcement former in FormerAsync(announcement, after.Revision, 0, cancellation).ConfigureAwait(false))
            {
                part.AddFormer(former);
                if (part.IsFull)
                {
                    return ExportPlace.OfRevision(after.Id, former.Revision);
                }
            }
        }

        return null;
    }

    private async Task<ExportPlace?> FillAnnouncementsAsync(ExportPart part, string after, CancellationToken cancellation)
    {
        List<Announcement> some = [];
        int former = 0;
        int bytes = 0;
        RowRange range = RowRange.Of(RowKeys.AnnouncementPrefix).After(after);
        await foreach (TableEntity row in table.RowsAsync(range, null, cancellation, RowsAtOnce).ConfigureAwait(false))
        {
            var announcement = Announcement.FromRow(row);
            int own = announcement.Revision - announcement.FirstKept;
            if (some.Count > 0 && (former + own > FormerAtOnce || bytes > BytesAtOnce))
            {
                if (await AddAsync(part, some, former, cancellation).ConfigureAwait(false) is { } full)
                {
                    return full;
                }

                (some, former, bytes) = ([], 0, 0);
            }

            some.Add(announcement);
            former += own;
            bytes += announcement.Body.Length + 1000;
        }

        return await AddAsync(part, some, former, cancellation).ConfigureAwait(false) is { } last && !IsEnd(some, last) ? last : null;
    }

    // True if the page is full exactly at the end of the site.
    private static bool IsEnd(List<Announcement> some, ExportPlace place) =>
        some[^1].Id == place.Id && (!place.IsWithinHistory || place.Revision == some[^1].FirstKept);

    // Adds adjacent announcements, and their drafts and former revisions, which are adjacent too. Returns the position
    // at which the page is full; null if it is not full.
    private async Task<ExportPlace?> AddAsync(
        ExportPart part, List<Announcement> some, int former, CancellationToken cancellation)
    {
        if (some.Count == 0)
        {
            return null;
        }

        Dictionary<Guid, AnnouncementDraft> drafts =
            await ReadDraftsAsync(some[0].Id, some[^1].Id, cancellation).ConfigureAwait(false);
        ILookup<Guid, Announcement>? together = former is > 0 and <= FormerAtOnce
            ? (await ReadFormerAsync(
                RowKeys.Revision(some[0].Id, 0),
                RowKeys.Revision(some[^1].Id, int.MaxValue),
                cancellation).ConfigureAwait(false)).ToLookup(one => one.Id)
            : null;
        foreach (Announcement announcement in some)
        {
            part.Add(announcement, drafts.GetValueOrDefault(announcement.Id));
            if (part.IsFull)
            {
                return announcement.Revision > announcement.FirstKept
                    ? ExportPlace.OfRevision(announcement.Id, announcement.Revision)
                    : ExportPlace.OfAnnouncement(announcement.Id);
            }

            IAsyncEnumerable<Announcement> own = together is not null
                ? together[announcement.Id].OrderByDescending(one => one.Revision).ToAsyncEnumerable()
                : FormerAsync(announcement, announcement.Revision, 0, cancellation);
            await foreach (Announcement one in own.ConfigureAwait(false))
            {
                part.AddFormer(one);
                if (part.IsFull)
                {
                    return ExportPlace.OfRevision(announcement.Id, one.Revision);
                }
            }
        }

        return null;
    }

    // Reads the former revisions below a number, newest first, in batches.
    private async IAsyncEnumerable<Announcement> FormerAsync(
        Announcement announcement, int below, int from, [EnumeratorCancellation] CancellationToken cancellation)
    {
        int oldest = Math.Max(from, announcement.FirstKept);
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

    private async Task<Dictionary<Guid, AnnouncementDraft>> ReadDraftsAsync(Guid first, Guid last, CancellationToken cancellation)
    {
        Dictionary<Guid, AnnouncementDraft> drafts = [];
        var range = new RowRange(RowKeys.Draft(first), RowKeys.Draft(last) + "!");
        await foreach (TableEntity row in table.RowsAsync(range, null, cancellation, RowsAtOnce).ConfigureAwait(false))
        {
            var draft = AnnouncementDraft.FromRow(row);
            drafts[draft.AnnouncementId] = draft;
        }

        return drafts;
    }

    private static byte[] LineOf(Action<System.Text.Json.Utf8JsonWriter> write) =>
    [
        .. ExportLine.Written(json =>
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }),
        (byte)'\n',
    ];
}
