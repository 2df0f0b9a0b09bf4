using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Announcements;

/// <summary>A page of a list.</summary>
/// <param name="Items">The announcements, as of now.</param>
/// <param name="NextPlace">The place after which the next page starts; null at the end of the list.</param>
/// <param name="TrueUntil">
/// The next time at which an examined announcement becomes public, loses its pin or expires; null if none does. Rows
/// excluded by the plan's filter are not considered.
/// </param>
internal sealed record AnnouncementPage(IReadOnlyList<AnnouncementSummary> Items, string? NextPlace, DateTimeOffset? TrueUntil);

/// <summary>A range of the table in the order of a list.</summary>
/// <param name="Prefix">The part of the row keys before the place.</param>
/// <param name="Range">The range of row keys.</param>
internal sealed record ListSource(string Prefix, RowRange Range)
{
    /// <summary>Returns the source of all rows with a prefix.</summary>
    public static ListSource Of(string prefix) => new(prefix, RowRange.Of(prefix));
}

/// <summary>The plan for reading a list: its sources and its filters.</summary>
internal sealed record ListPlan
{
    /// <summary>The ranges of the table which, merged by place, form the list.</summary>
    public required IReadOnlyList<ListSource> Sources { get; init; }

    /// <summary>The OData filter for storage; null: none.</summary>
    public string? Filter { get; init; }

    /// <summary>
    /// Announcements that belong to the list as of now but are not in its sources yet, with their places.
    /// </summary>
    public IReadOnlyList<(string Place, AnnouncementSummary Announcement)> Pending { get; init; } = [];

    /// <summary>Returns true if an announcement, as of now, belongs to the list.</summary>
    public required Func<AnnouncementSummary, bool> Accept { get; init; }

    /// <summary>
    /// Returns true if an announcement, as of now, belongs at this place of the list rather than at another.
    /// </summary>
    public Func<string, AnnouncementSummary, bool> IsAtItsPlace { get; init; } = (_, _) => true;

    /// <summary>The next known time at which an announcement joins <see cref="Pending"/>; null if none does.</summary>
    public DateTimeOffset? TrueUntil { get; init; }

    /// <summary>
    /// True if <see cref="Accept"/> rejects many announcements, so that more rows are read per request.
    /// </summary>
    public bool IsSparse { get; init; }
}

/// <summary>Reads one announcement exactly as it is stored, for writes; <see cref="AnnouncementReader"/> reads it as of now.</summary>
internal static class StoredAnnouncements
{
    /// <summary>Reads an announcement as stored; null if it does not exist.</summary>
    public static async Task<Announcement?> ReadAnnouncementAsync(this SiteTable table, Guid id, CancellationToken cancellation) =>
        await table.ReadAsync(RowKeys.Announcement(id), cancellation).ConfigureAwait(false) is { } row ? Announcement.FromRow(row) : null;
}

/// <summary>Reads announcements and lists of them from the table.</summary>
internal sealed class AnnouncementReader(SiteTable table, TimeProvider clock)
{
    /// <summary>The maximum number of rows examined for one page.</summary>
    public const int MaximumExamined = 2000;

    // The number of announcements read at the same time.
    private const int Parallelism = 8;

    /// <summary>Reads an announcement by id, as of now; null if it does not exist.</summary>
    public async Task<Announcement?> ReadAsync(Guid id, CancellationToken cancellation) =>
        (await table.ReadAnnouncementAsync(id, cancellation).ConfigureAwait(false))?.At(clock.GetUtcNow());

    /// <summary>Reads an announcement by a current or former slug, as of now; null if it does not exist.</summary>
    public async Task<Announcement?> ReadAsync(string slug, CancellationToken cancellation) =>
        await table.ReadAsync(RowKeys.Slug(slug), cancellation).ConfigureAwait(false) is { } row
            ? await ReadAsync(Guid.Parse(row.GetString("Id")), cancellation).ConfigureAwait(false)
            : null;

    /// <summary>Reads announcements by id, a few at a time, as of now; those that do not exist are omitted.</summary>
    public async Task<IReadOnlyDictionary<Guid, Announcement>> ReadAsync(IEnumerable<Guid> ids, CancellationToken cancellation)
    {
        var found = new ConcurrentDictionary<Guid, Announcement>();
        await Parallel.ForEachAsync(
            ids,
            new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellation },
            async (id, stop) =>
            {
                if (await ReadAsync(id, stop).ConfigureAwait(false) is { } announcement)
                {
                    found[id] = announcement;
                }
            }).ConfigureAwait(false);
        return found;
    }

    /// <summary>
    /// Reads the announcements, as stored, with a due event that is not settled in storage yet. They are few, unless
    /// the timers are stopped.
    /// </summary>
    /// <param name="kind">The kind of event.</param>
    /// <param name="lookAhead">The period in which to look for the next due event.</param>
    /// <param name="cancellation">Cancels the read.</param>
    public async Task<(IReadOnlyList<AnnouncementSummary> Pending, DateTimeOffset? Next)> PendingAsync(
        DueKind kind, TimeSpan lookAhead, CancellationToken cancellation)
    {
        DateTimeOffset now = clock.GetUtcNow();
        RowRange due = RowKeys.DueUntil(kind, now);
        List<AnnouncementSummary> pending = [];
        await foreach (TableEntity row in table
            .RowsAsync(RowKeys.DueUntil(kind, now + lookAhead), null, cancellation).ConfigureAwait(false))
        {
            AnnouncementSummary stored = AnnouncementRows.ReadSummary(row);
            if (string.CompareOrdinal(row.RowKey, due.To) >= 0)
            {
                return (pending, stored.ChangesAt(now));
            }

            pending.Add(stored);
            if (pending.Count == MaximumExamined)
            {
                break;
            }
        }

        return (pending, null);
    }

    /// <summary>Reads a page of a list.</summary>
    /// <param name="plan">The plan of the list.</param>
    /// <param name="after">The place after which the page starts; empty for the first page.</param>
    /// <param name="limit">The maximum number of items.</param>
    /// <param name="cancellation">Cancels the read.</param>
    public async Task<AnnouncementPage> ListAsync(ListPlan plan, string after, int limit, CancellationToken cancellation)
    {
        DateTimeOffset now = clock.GetUtcNow();
        List<AnnouncementSummary> items = [];
        HashSet<Guid> seen = [];
        string lastPlace = after;
        int examined = 0;
        DateTimeOffset? trueUntil = plan.TrueUntil;
        // One row more than requested shows if there is a next page.
        int pageSize = plan.IsSparse ? Math.Max(limit + 1, 200) : limit + 1;
        await foreach ((string place, AnnouncementSummary stored) in MergeAsync(plan, after, pageSize, cancellation).ConfigureAwait(false))
        {
            trueUntil = Instants.Earlier(trueUntil, stored.ChangesAt(now));
            if (items.Count == limit || examined == MaximumExamined)
            {
                return new AnnouncementPage(items, lastPlace, trueUntil);
            }

            examined++;
            lastPlace = place;
            AnnouncementSummary present = stored.At(now);
            if (plan.Accept(present) && plan.IsAtItsPlace(place, present) && seen.Add(present.Id))
            {
                items.Add(present);
            }
        }

        return new AnnouncementPage(items, null, trueUntil);
    }

    // Merges the sources, each of which is ordered by place.
    private async IAsyncEnumerable<(string Place, AnnouncementSummary Announcement)> MergeAsync(
        ListPlan plan, string after, int pageSize, [EnumeratorCancellation] CancellationToken cancellation)
    {
        List<IAsyncEnumerator<(string Place, AnnouncementSummary Announcement)>> open = [];
        try
        {
            var next = new PriorityQueue<IAsyncEnumerator<(string Place, AnnouncementSummary Announcement)>, string>(
                StringComparer.Ordinal);
            foreach (IAsyncEnumerable<(string Place, AnnouncementSummary Announcement)> source
                in Sources(plan, after, pageSize, cancellation))
            {
                IAsyncEnumerator<(string Place, AnnouncementSummary Announcement)> rows = source.GetAsyncEnumerator(cancellation);
                open.Add(rows);
                await AdvanceAsync(next, rows).ConfigureAwait(false);
            }

            while (next.TryDequeue(out IAsyncEnumerator<(string Place, AnnouncementSummary Announcement)>? rows, out _))
            {
                yield return rows.Current;
                await AdvanceAsync(next, rows).ConfigureAwait(false);
            }
        }
        finally
        {
            foreach (IAsyncEnumerator<(string Place, AnnouncementSummary Announcement)> rows in open)
            {
                await rows.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private IEnumerable<IAsyncEnumerable<(string Place, AnnouncementSummary Announcement)>> Sources(
        ListPlan plan, string after, int pageSize, CancellationToken cancellation)
    {
        if (plan.Pending.Count > 0)
        {
            yield return plan.Pending
                .Where(pending => string.CompareOrdinal(pending.Place, after) > 0)
                .OrderBy(pending => pending.Place, StringComparer.Ordinal)
                .ToAsyncEnumerable();
        }

        foreach (ListSource source in plan.Sources)
        {
            yield return RowsAsync(source, plan.Filter, after, pageSize, cancellation);
        }
    }

    private async IAsyncEnumerable<(string Place, AnnouncementSummary Announcement)> RowsAsync(
        ListSource source,
        string? filter,
        string after,
        int pageSize,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        RowRange range = after.Length == 0 ? source.Range : source.Range.After(source.Prefix + after);
        if (string.CompareOrdinal(range.From, range.To) >= 0)
        {
            yield break;
        }

        await foreach (TableEntity row in table
            .RowsAsync(range, filter, cancellation, Math.Min(pageSize, StoredTable.MaximumPage)).ConfigureAwait(false))
        {
            yield return (row.RowKey[source.Prefix.Length..], AnnouncementRows.ReadSummary(row));
        }
    }

    private static async Task AdvanceAsync(
        PriorityQueue<IAsyncEnumerator<(string Place, AnnouncementSummary Announcement)>, string> next,
        IAsyncEnumerator<(string Place, AnnouncementSummary Announcement)> rows)
    {
        if (await rows.MoveNextAsync().ConfigureAwait(false))
        {
            next.Enqueue(rows, rows.Current.Place);
        }
    }
}
