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
/// Reads what a reader must know since a token: from the change log, from what fell due by the clock and is not settled yet, and, for a
/// client that begins, from the lists. Everything is told in its present state, so a repeat is harmless.
/// </summary>
/// <remarks>
/// The order of the reading is what makes it complete: the site's version comes first. What is committed, or settled by a timer, after
/// that is in the log above the version of the next token, whatever the reading in between has or has not seen of it.
/// </remarks>
internal sealed class ChangesReader(
    SiteTable table, CategoryCache categoryCache, AnnouncementLists lists, AnnouncementReader reader, AnnouncementPresenter presenter, ReadCache cache, TimeProvider clock)
{
    // Entries of the log that are read for one page, when most of them are of no concern to readers.
    private const int MaximumEntries = 500;

    // About the most bytes of a page, as of an export; one announcement may have more by itself.
    private const int MaximumBytes = 1024 * 1024;

    // What an item has beside its text, roughly.
    private const int BytesAroundText = 2_000;

    // Announcements that are read at the same time, and held though they may not fit.
    private const int ReadAtOnce = 8;

    /// <summary>Reads a page. It ends early where its announcements are long, and its token goes on there.</summary>
    /// <param name="since">The token, or null for everything that is public now.</param>
    /// <param name="limit">How many items, 1 to 100; counts of categories may make it a few more.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>The page, and the next instant at which something falls due.</returns>
    /// <exception cref="ProblemException">The token is too old, or of another site.</exception>
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

            // The token is that of the walk: so the page is walked through once more, to where it is full.
            most = Math.Clamp(items.Count, 1, most - 1);
        }
    }

    // The items as they are now, read after the walk: what is newer than its version is told again. Fewer than all when they are too
    // long together; one announcement at least.
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

    // As it will be sent, where quotation marks and line ends take two bytes.
    private static long BytesOf(AnnouncementRepresentation? announcement) =>
        announcement is null ? 0 : BytesAroundText + BytesOf(announcement.Body) + BytesOf(announcement.BodyHtml);

    private static long BytesOf(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text) + text.AsSpan().Count('"') + text.AsSpan().Count('\n');

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
        (ChangeToken next, bool more, DateTimeOffset? trueUntil) = since.Place?.Kind is ChangePlaceKind.Categories or ChangePlaceKind.Announcements
            ? await BeginAsync(page, since, version.Version, categories, cancellation).ConfigureAwait(false)
            : await GoOnAsync(page, since, version.Version, categories, cancellation).ConfigureAwait(false);
        return new ChangeWalk(page, categories, next, more, trueUntil);
    }

    // Everything that is public: first the categories, by their ids, then the announcements, as the list has them; then what happened
    // since the first of these pages, which may have changed what they told.
    private async Task<(ChangeToken Next, bool More, DateTimeOffset? TrueUntil)> BeginAsync(
        ChangePage page, ChangeToken since, long version, CategorySet categories, CancellationToken cancellation)
    {
        string after = since.Place!.After;
        if (since.Place.Kind == ChangePlaceKind.Categories)
        {
            foreach (Category category in categories.Listed.OrderBy(one => Key(one.Id), StringComparer.Ordinal).Where(one => string.CompareOrdinal(Key(one.Id), after) > 0))
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

        AnnouncementPage found = await lists.PublicAsync(new PublicListQuery(), categories, after, page.Room, cancellation).ConfigureAwait(false);
        Add(page, found.Items, ChangeKind.Published);
        return found.NextPlace is { } place
            ? (since with { Place = new ChangePlace(ChangePlaceKind.Announcements, 0, place) }, true, found.TrueUntil)
            : await GoOnAsync(page, since with { Place = null }, version, categories, cancellation).ConfigureAwait(false);
    }

    private async Task<(ChangeToken Next, bool More, DateTimeOffset? TrueUntil)> GoOnAsync(
        ChangePage page, ChangeToken since, long version, CategorySet categories, CancellationToken cancellation)
    {
        ChangePlace? dueAfter = since.Place is { Kind: ChangePlaceKind.Due } ? since.Place : null;
        ChangeToken told = await TellLogAsync(page, dueAfter is null ? since : since with { Place = null }, version, categories, cancellation).ConfigureAwait(false);
        TellCounts(page, since.Version, told.Version, categories);
        if (told.Version < version || page.IsFull)
        {
            return (dueAfter is null ? told : Keeping(told, dueAfter), true, null);
        }

        return await TellDueAsync(page, told, dueAfter?.After, cancellation).ConfigureAwait(false);
    }

    // A token has one place. Where the log needs it, what fell due at the instant is told again: a repeat is harmless.
    private static ChangeToken Keeping(ChangeToken told, ChangePlace dueAfter) => told.Place is null
        ? told with { Place = dueAfter }
        : told with { Time = told.Time.UtcTicks > 0 ? told.Time.AddTicks(-1) : told.Time };

    private async Task<ChangeToken> TellLogAsync(
        ChangePage page, ChangeToken since, long version, CategorySet categories, CancellationToken cancellation)
    {
        ChangeToken told = since;
        int entries = 0;
        // A write between the version and this adds entries; they are for the next time.
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

    // Tells the changes of an entry; returns where to go on when they do not fit.
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
                && await TellCategoryAsync(page, change.Id, isBegun ? told.Place!.After : string.Empty, categories, cancellation).ConfigureAwait(false) is { } after)
            {
                return new ChangePlace(ChangePlaceKind.CategoryAnnouncements, index, after);
            }
        }

        return null;
    }

    // The announcements of a category name it. Returns the place after which to go on when they do not fit.
    private async Task<string?> TellCategoryAsync(ChangePage page, Guid id, string after, CategorySet categories, CancellationToken cancellation)
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

    // A category's count changes with its announcements, without an entry of its own in the log. One that is being merged counts in its
    // target.
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

    // What fell due and is not settled in storage: in the order of the instants, those of one instant by their ids. The token's instant
    // moves with what is told and not with the clock: as long as nothing happens the answer stays the same, and its ETag with it.
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
            // One that is not public yet is told whole when it is.
            .Concat(unpinned.Where(one => one.At(now).IsPublic).Select(one => (At: one.PinnedUntil!.Value, one.Id, Kind: ChangeKind.Updated)))
            .Where(one => one.At > told.Time || (after is not null && one.At == told.Time && string.CompareOrdinal(Key(one.Id), after) > 0))
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

    private static ProblemException TooOld(string detail) => new(new Problem(ProblemKind.TokenTooOld, detail + " Ask without since, and start over."));

    // What a page is about, and where the next one goes on.
    private sealed record ChangeWalk(ChangePage Page, CategorySet Categories, ChangeToken Next, bool More, DateTimeOffset? TrueUntil);
}
