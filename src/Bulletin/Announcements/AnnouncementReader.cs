using System.Collections.Concurrent;
using Azure.Data.Tables;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Announcements;

/// <summary>A part of a list.</summary>
/// <param name="Items">The announcements, as they are by the clock.</param>
/// <param name="NextPlace">The place after which the list goes on; null at its end.</param>
/// <param name="TrueUntil">
/// The next instant at which something that was examined becomes public, loses its pin or expires, or null; what the plan's filter leaves out is not known.
/// </param>
internal sealed record AnnouncementPage(IReadOnlyList<AnnouncementSummary> Items, string? NextPlace, DateTimeOffset? TrueUntil);

/// <summary>A part of the table that is in the order of a list.</summary>
/// <param name="Prefix">What stands before the place in the row keys.</param>
/// <param name="Range">The row keys.</param>
internal sealed record ListSource(string Prefix, RowRange Range)
{
    /// <summary>All rows of a prefix.</summary>
    public static ListSource Of(string prefix) => new(prefix, RowRange.Of(prefix));
}

/// <summary>What a list is made of.</summary>
internal sealed record ListPlan
{
    /// <summary>The parts of the table; together, in the order of their places, they are the list.</summary>
    public required IReadOnlyList<ListSource> Sources { get; init; }

    /// <summary>A filter that storage applies, or null.</summary>
    public string? Filter { get; init; }

    /// <summary>Rows that are in the list by the clock and not yet in its sources, with their places.</summary>
    public IReadOnlyList<(string Place, AnnouncementSummary Announcement)> Pending { get; init; } = [];

    /// <summary>Whether an announcement belongs to the list; it is given as it is by the clock.</summary>
    public required Func<AnnouncementSummary, bool> Accept { get; init; }

    /// <summary>Whether an announcement, given as it is by the clock, stands at this place of the list and not at another.</summary>
    public Func<string, AnnouncementSummary, bool> IsAtItsPlace { get; init; } = (_, _) => true;

    /// <summary>The next instant at which something joins <see cref="Pending"/>, as far as it is known; or null.</summary>
    public DateTimeOffset? TrueUntil { get; init; }

    /// <summary>Whether <see cref="Accept"/> refuses many, so that larger pieces are read at once.</summary>
    public bool IsSparse { get; init; }
}

/// <summary>Reads announcements and lists of them from the table.</summary>
internal sealed class AnnouncementReader(SiteTable table, TimeProvider clock)
{
    /// <summary>The most rows that are examined for one page.</summary>
    public const int MaximumExamined = 2000;

    // Announcements that are read at the same time.
    private const int Parallelism = 8;

    /// <summary>Reads an announcement by its id, as it is by the clock; null when there is none.</summary>
    public async Task<Announcement?> ReadAsync(Guid id, CancellationToken cancellation) =>
        (await table.ReadAnnouncementAsync(id, cancellation).ConfigureAwait(false))?.At(clock.GetUtcNow());

    /// <summary>Reads an announcement by a present or former slug, as it is by the clock; null when there is none.</summary>
    public async Task<Announcement?> ReadAsync(string slug, CancellationToken cancellation) =>
        await table.ReadAsync(RowKeys.Slug(slug), cancellation).ConfigureAwait(false) is { } row
            ? await ReadAsync(Guid.Parse(row.GetString("Id")), cancellation).ConfigureAwait(false)
            : null;

    /// <summary>Reads announcements by their ids, a few at a time, as they are by the clock; those that there are not are left out.</summary>
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
    /// What fell due until now and is not settled in storage yet, as it is stored: few rows, unless the timers stand still.
    /// </summary>
    /// <param name="kind">What is due.</param>
    /// <param name="lookAhead">How far ahead to look for the next instant at which something falls due.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<(IReadOnlyList<AnnouncementSummary> Pending, DateTimeOffset? Next)> PendingAsync(
        DueKind kind, TimeSpan lookAhead, CancellationToken cancellation)
    {
        DateTimeOffset now = clock.GetUtcNow();
        RowRange due = RowKeys.DueUntil(kind, now);
        List<AnnouncementSummary> pending = [];
        await foreach (TableEntity row in table.RowsAsync(RowKeys.DueUntil(kind, now + lookAhead), null, cancellation).ConfigureAwait(false))
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
    /// <param name="plan">What the list is made of.</param>
    /// <param name="after">The place after which to go on; empty for the beginning.</param>
    /// <param name="limit">The most items.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<AnnouncementPage> ListAsync(ListPlan plan, string after, int limit, CancellationToken cancellation)
    {
        DateTimeOffset now = clock.GetUtcNow();
        List<AnnouncementSummary> items = [];
        HashSet<Guid> seen = [];
        string lastPlace = after;
        int examined = 0;
        DateTimeOffset? trueUntil = plan.TrueUntil;
        // One more than asked for tells whether the list goes on.
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

    // Merges the sources, each of which is in the order of the places.
    private async IAsyncEnumerable<(string Place, AnnouncementSummary Announcement)> MergeAsync(
        ListPlan plan, string after, int pageSize, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        List<IAsyncEnumerator<(string Place, AnnouncementSummary Announcement)>> open = [];
        try
        {
            var next = new PriorityQueue<IAsyncEnumerator<(string Place, AnnouncementSummary Announcement)>, string>(StringComparer.Ordinal);
            foreach (IAsyncEnumerable<(string Place, AnnouncementSummary Announcement)> source in Sources(plan, after, pageSize, cancellation))
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
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        RowRange range = after.Length == 0 ? source.Range : source.Range.After(source.Prefix + after);
        if (string.CompareOrdinal(range.From, range.To) >= 0)
        {
            yield break;
        }

        await foreach (TableEntity row in table.RowsAsync(range, filter, cancellation, Math.Min(pageSize, StoredTable.MaximumPage)).ConfigureAwait(false))
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
