using System.Text;
using Azure.Data.Tables;
using Bulletin.Announcements;
using Bulletin.Http;
using Bulletin.Problems;
using Bulletin.Reading;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Changes;

/// <summary>
/// Reads the changes since a token: from the change log, from due events that are not settled yet, and, for a new
/// client, from the lists. Every object is returned in its current state, so a repetition is harmless.
/// </summary>
/// <remarks>
/// The order of reading guarantees completeness: the site's version is read first. Anything committed or settled later
/// is in the log after the version in the next token, whether or not the reads in between have seen it.
/// </remarks>
internal sealed class ChangesReader(
    SiteTable table,
    CategoryCache categoryCache,
    AnnouncementLists lists,
    AnnouncementReader reader,
    AnnouncementPresenter presenter,
    ReadCache cache,
    TimeProvider clock)
{
    // The maximum number of log entries read for one page, in case most of them are irrelevant to readers.
    private const int MaximumEntries = 500;

    // The approximate maximum size of a page, the same as for an export; a single announcement may exceed it.
    private const int MaximumBytes = 1024 * 1024;

    // The approximate size of an item without its text.
    private const int BytesAroundText = 2_000;

    // The number of announcements read at once, and kept in memory even if they do not fit in the page.
    private const int ReadAtOnce = 8;

    /// <summary>Reads a page. It ends early if its announcements are long; its token continues there.</summary>
    /// <param name="since">The token; null for everything that is currently public.</param>
    /// <param name="limit">The number of items, 1 to 100; changed category counts may add a few more.</param>
    /// <param name="cancellation">Cancels the read.</param>
    /// <returns>The page, and the next instant at which an event falls due.</returns>
    /// <exception cref="ProblemException">The token is too old, or belongs to another site.</exception>
    public async Task<(ChangeList List, DateTimeOffset? TrueUntil)> ReadAsync(ChangeToken? since, int limit, CancellationToken cancellation)
    {
        for (int most = limit; ;)
        {
            ChangeWalk walk = await WalkAsync(since, most, cancellation).ConfigureAwait(false);
            IReadOnlyList<ChangeRepresentation> items = await ItemsAsync(walk, cancellation).ConfigureAwait(false);
            if (items.Count == walk.Page.Count)
            {
                return (new ChangeList(items, walk.Next.Text, walk.More), walk.TrueUntil);
            }

            // The token is at the end of the walk, so the walk is repeated up to the item at which the page is full.
            most = Math.Clamp(items.Count, 1, most - 1);
        }
    }

    // Reads the items after the walk, in their current state; changes after the walk's version will be returned again.
    // If all of them together are too long, it returns fewer, but at least one announcement.
    private async Task<IReadOnlyList<ChangeRepresentation>> ItemsAsync(ChangeWalk walk, CancellationToken cancellation)
    {
        List<ChangeRepresentation> items = [];
        long bytes = 0;
        bool hasAnnouncement = false;
        foreach ((Guid Id, ChangeKind Kind)[] some in walk.Page.Changes.Chunk(ReadAtOnce))
        {
            IReadOnlyDictionary<Guid, Announcement> read = await reader.ReadAsync(
                some.Where(change => change.Kind != ChangeKind.Category).Select(change => change.Id), cancellation).ConfigureAwait(false);
            foreach ((Guid id, ChangeKind kind) in some)
            {
                ChangeRepresentation item = ChangePage.Item(id, kind, read.GetValueOrDefault(id), walk.Categories, presenter);
                bytes += BytesOf(item.Announcement);
                if (bytes > MaximumBytes && hasAnnouncement && item.Announcement is not null)
                {
                    return items;
                }

                hasAnnouncement |= item.Announcement is not null;
                items.Add(item);
            }
        }

        return items;
    }

    // The size as sent, in which quotation marks and line breaks take two bytes.
    private static long BytesOf(AnnouncementRepresentation? announcement) =>
        announcement is null ? 0 : BytesAroundText + BytesOf(announcement.Body) + BytesOf(announcement.BodyHtml);

    private static long BytesOf(string? text) =>
        text is null ? 0 : Encoding.UTF8.GetByteCount(text) + text.AsSpan().Count('"') + text.AsSpan().Count('\n');

    private async Task<ChangeWalk> WalkAsync(ChangeToken? since, int limit, CancellationToken cancellation)
    {
        SiteVersion version = await SiteVersion.ReadAsync(table, cancellation).ConfigureAwait(false);
        string epoch = version.ETag is null ? string.Empty : version.Epoch;
        if (since is not null && (since.Epoch != epoch || since.Version > version.Version))
        {
            throw TooOld("The token is of another site, or of this one before it was made anew.");
        }

        CategorySet categories = await categoryCache.AtAsync(version, cancellation).ConfigureAwait(false);
        since ??= new ChangeToken(epoch, version.Version, clock.GetUtcNow(), new ChangePlace(ChangePlaceKind.Categories, 0, string.Empty));
        var page = new ChangePage(limit);
        (ChangeToken next, bool more, DateTimeOffset? trueUntil) =
            since.Place?.Kind is ChangePlaceKind.Categories or ChangePlaceKind.Announcements
                ? await BeginAsync(page, since, version.Version, categories, cancellation).ConfigureAwait(false)
                : await GoOnAsync(page, since, version.Version, categories, cancellation).ConfigureAwait(false);
        return new ChangeWalk(page, categories, next, more, trueUntil);
    }

    // Returns everything that is public: first the categories by id, then the announcements in list order, then the
    // changes since the first of these pages, which may affect objects already returned.
    private async Task<(ChangeToken Next, bool More, DateTimeOffset? TrueUntil)> BeginAsync(
        ChangePage page, ChangeToken since, long version, CategorySet categories, CancellationToken cancellation)
    {
        string after = since.Place!.After;
        if (since.Place.Kind == ChangePlaceKind.Categories)
        {
            foreach (Category category in categories.Listed
                .OrderBy(one => Key(one.Id), StringComparer.Ordinal)
                .Where(one => string.CompareOrdinal(Key(one.Id), after) > 0))
            {
                if (page.IsFull)
                {
                    return (since with { Place = new ChangePlace(ChangePlaceKind.Categories, 0, after) }, true, null);
                }

                page.Add(category.Id, ChangeKind.Category);
                after = Key(category.Id);
            }

            after = string.Empty;
        }

        if (page.IsFull)
        {
            return (since with { Place = new ChangePlace(ChangePlaceKind.Announcements, 0, after) }, true, null);
        }

        AnnouncementPage found = await lists
            .PublicAsync(new PublicListQuery(), categories, after, page.Room, cancellation)
            .ConfigureAwait(false);
        Add(page, found.Items, ChangeKind.Published);
        return found.NextPlace is { } place
            ? (since with { Place = new ChangePlace(ChangePlaceKind.Announcements, 0, place) }, true, found.TrueUntil)
            : await GoOnAsync(page, since with { Place = null }, version, categories, cancellation).ConfigureAwait(false);
    }

    private async Task<(ChangeToken Next, bool More, DateTimeOffset? TrueUntil)> GoOnAsync(
        ChangePage page, ChangeToken since, long version, CategorySet categories, CancellationToken cancellation)
    {
        ChangePlace? dueAfter = since.Place is { Kind: ChangePlaceKind.Due } ? since.Place : null;
        ChangeToken told = await TellLogAsync(
            page, dueAfter is null ? since : since with { Place = null }, version, categories, cancellation).ConfigureAwait(false);
        TellCounts(page, since.Version, told.Version, categories);
        if (told.Version < version || page.IsFull)
        {
            return (dueAfter is null ? told : Keeping(told, dueAfter), true, null);
        }

        return await TellDueAsync(page, told, dueAfter?.After, cancellation).ConfigureAwait(false);
    }

    // A token has room for one place. If the log needs it, the events due at the instant are returned again, which is
    // harmless.
    private static ChangeToken Keeping(ChangeToken told, ChangePlace dueAfter) => told.Place is null
        ? told with { Place = dueAfter }
        : told with { Time = told.Time.UtcTicks > 0 ? told.Time.AddTicks(-1) : told.Time };

    private async Task<ChangeToken> TellLogAsync(
        ChangePage page, ChangeToken since, long version, CategorySet categories, CancellationToken cancellation)
    {
        ChangeToken told = since;
        int entries = 0;
        // A write after the version was read adds entries, which belong to the next page.
        var range = new RowRange(RowKeys.Change(since.Version + 1), RowKeys.Change(version + 1));
        if (since.Version < version)
        {
            await foreach (TableEntity row in table.RowsAsync(range, null, cancellation, pageSize: 100).ConfigureAwait(false))
            {
                var entry = ChangeLogEntry.FromRow(row);
                if (entry.Version != told.Version + 1)
                {
                    break;
                }

                if (await TellEntryAsync(page, entry, told, categories, cancellation).ConfigureAwait(false) is { } rest)
                {
                    return told with { Place = rest };
                }

                told = told with { Version = entry.Version, Place = null };
                if (page.IsFull || ++entries == MaximumEntries)
                {
                    return told;
                }
            }

            if (told.Version < version)
            {
                throw TooOld("The token is older than the change log goes back.");
            }
        }

        return told;
    }

    // Adds the changes of an entry; returns the place at which to continue if they do not fit.
    private async Task<ChangePlace?> TellEntryAsync(
        ChangePage page, ChangeLogEntry entry, ChangeToken told, CategorySet categories, CancellationToken cancellation)
    {
        for (int index = told.Place?.Index ?? 0; index < entry.Changes.Count; index++)
        {
            Change change = entry.Changes[index];
            bool isBegun = told.Place is { Kind: ChangePlaceKind.CategoryAnnouncements } place && place.Index == index;
            if (change.Kind == ChangeKind.Internal)
            {
                continue;
            }

            if (!isBegun)
            {
                if (page.IsFull)
                {
                    return new ChangePlace(ChangePlaceKind.Entry, index, string.Empty);
                }

                page.Add(change.Id, change.Kind);
            }

            if (change.Kind == ChangeKind.Category
                && await TellCategoryAsync(page, change.Id, isBegun ? told.Place!.After : string.Empty, categories, cancellation)
                    .ConfigureAwait(false) is { } after)
            {
                return new ChangePlace(ChangePlaceKind.CategoryAnnouncements, index, after);
            }
        }

        return null;
    }

    // Adds the announcements of a category, whose representations contain it. Returns the place after which to continue
    // if they do not fit.
    private async Task<string?> TellCategoryAsync(
        ChangePage page, Guid id, string after, CategorySet categories, CancellationToken cancellation)
    {
        if (categories.Stored(id) is not { AliasOf: null } category)
        {
            return null;
        }

        if (page.IsFull)
        {
            return after;
        }

        AnnouncementPage found = await lists
            .PublicAsync(new PublicListQuery { Categories = [category] }, categories, after, page.Room, cancellation).ConfigureAwait(false);
        Add(page, found.Items, ChangeKind.Updated);
        return found.NextPlace;
    }

    // A category's count changes with its announcements, without a log entry of its own. A category being merged is
    // counted in its target.
    private static void TellCounts(ChangePage page, long from, long to, CategorySet categories)
    {
        HashSet<Guid> changed = [.. categories.All
            .Where(category => category.Version > from && category.Version <= to)
            .Select(category => categories.Resolve(category.Id)?.Id ?? category.Id)];
        foreach (Category category in categories.Listed.Where(category => changed.Contains(category.Id)))
        {
            page.Add(category.Id, ChangeKind.Category);
        }
    }

    // Adds due events that are not settled in storage, ordered by instant, then by id. The token's instant advances
    // with the returned events and not with the clock, so the response and its ETag stay the same as long as nothing
    // happens.
    private async Task<(ChangeToken Next, bool More, DateTimeOffset? TrueUntil)> TellDueAsync(
        ChangePage page, ChangeToken told, string? after, CancellationToken cancellation)
    {
        (IReadOnlyList<AnnouncementSummary> published, DateTimeOffset? nextPublished) =
            await reader.PendingAsync(DueKind.Publish, cache.LookAhead, cancellation).ConfigureAwait(false);
        (IReadOnlyList<AnnouncementSummary> expired, DateTimeOffset? nextExpired) =
            await reader.PendingAsync(DueKind.Expire, cache.LookAhead, cancellation).ConfigureAwait(false);
        (IReadOnlyList<AnnouncementSummary> unpinned, DateTimeOffset? nextUnpinned) =
            await reader.PendingAsync(DueKind.Unpin, cache.LookAhead, cancellation).ConfigureAwait(false);
        DateTimeOffset now = clock.GetUtcNow();
        IEnumerable<(DateTimeOffset At, Guid Id, ChangeKind Kind)> due = published
            .Select(one => (At: one.PublishedAt!.Value, one.Id, Kind: ChangeKind.Published))
            .Concat(expired.Select(one => (At: one.ExpiresAt!.Value, one.Id, Kind: ChangeKind.Archived)))
            // An announcement that is not public yet is returned completely when it becomes public.
            .Concat(unpinned
                .Where(one => one.At(now).IsPublic)
                .Select(one => (At: one.PinnedUntil!.Value, one.Id, Kind: ChangeKind.Updated)))
            .Where(one =>
                one.At > told.Time || (after is not null && one.At == told.Time && string.CompareOrdinal(Key(one.Id), after) > 0))
            .OrderBy(one => one.At).ThenBy(one => Key(one.Id), StringComparer.Ordinal);
        DateTimeOffset until = told.Time;
        foreach ((DateTimeOffset at, Guid id, ChangeKind kind) in due)
        {
            if (page.IsFull)
            {
                ChangePlace? place = at == until && after is not null ? new ChangePlace(ChangePlaceKind.Due, 0, after) : null;
                return (told with { Time = until, Place = place }, true, null);
            }

            page.Add(id, kind);
            (until, after) = (at, Key(id));
        }

        return (told with { Time = until }, false, Instants.Earlier(Instants.Earlier(nextPublished, nextExpired), nextUnpinned));
    }

    private static void Add(ChangePage page, IReadOnlyList<AnnouncementSummary> items, ChangeKind kind)
    {
        foreach (AnnouncementSummary item in items)
        {
            page.Add(item.Id, kind);
        }
    }

    private static string Key(Guid id) => id.ToString("D");

    private static ProblemException TooOld(string detail) =>
        new(new Problem(ProblemKind.TokenTooOld, detail + " Ask without since, and start over."));

    // The changes of a page, and the place at which the next one continues.
    private sealed record ChangeWalk(ChangePage Page, CategorySet Categories, ChangeToken Next, bool More, DateTimeOffset? TrueUntil);
}
