using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Audit;

/// <summary>A filter for the audit log; null properties match everything.</summary>
internal sealed record AuditQuery
{
    /// <summary>The name or id of an actor.</summary>
    public string? Actor { get; init; }

    public string? Action { get; init; }

    public string? Target { get; init; }

    public string? Outcome { get; init; }

    /// <summary>The start of the period (inclusive).</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The end of the period (exclusive).</summary>
    public DateTimeOffset? To { get; init; }

    public bool Accepts(AuditItem item) =>
        (Actor is null || item.Actor == Actor || item.ActorId == Actor)
        && (Action is null || item.Action == Action)
        && (Target is null || item.Target == Target || item.Targets?.Contains(Target, StringComparer.Ordinal) == true)
        && (Outcome is null || item.Outcome == Outcome)
        && !(item.At < From) && !(item.At >= To);
}

/// <summary>
/// The audit log: the changes to the site, from the change log, and the requests that changed nothing, from a separate
/// table, merged into one list with the newest first.
/// </summary>
internal sealed class AuditLog(SiteTable table, AuditTable refused, TimeProvider clock)
{
    /// <summary>The maximum number of entries that one request examines.</summary>
    internal const int MaximumExamined = 2000;

    // The number of change log entries read at once: its keys ascend, so it is read backwards in parts.
    private const int Window = 100;

    // Versions are in commit order, but the clocks of the instances differ.
    private static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(1);

    /// <summary>Reads a page.</summary>
    /// <param name="query">The filter.</param>
    /// <param name="place">The place at which the previous page ended; null for the first page.</param>
    /// <param name="limit">The maximum number of items.</param>
    /// <param name="cancellation">Cancels the read.</param>
    /// <returns>The items, and the place of the next page; null on the last page.</returns>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public async Task<(IReadOnlyList<AuditItem> Items, AuditPlace? Next)> ReadAsync(
        AuditQuery query, AuditPlace? place, int limit, CancellationToken cancellation)
    {
        place ??= await BeginAsync(query, cancellation).ConfigureAwait(false);
        IAsyncEnumerator<AuditItem> done = DoneAsync(place.Version, query.From - ClockDifference, cancellation)
            .GetAsyncEnumerator(cancellation);
        IAsyncEnumerator<(AuditItem Item, string Partition, string RowKey)> undone = UndoneAsync(place, query.From, cancellation)
            .GetAsyncEnumerator(cancellation);
        await using (done.ConfigureAwait(false))
        await using (undone.ConfigureAwait(false))
        {
            bool hasDone = await done.MoveNextAsync().ConfigureAwait(false);
            bool hasUndone = await undone.MoveNextAsync().ConfigureAwait(false);
            place = new AuditPlace(hasDone ? place.Version : 0, hasUndone ? place.Partition : null, place.RowKey);
            List<AuditItem> items = [];
            for (int examined = 0;
                examined < MaximumExamined && items.Count < limit && place is not { Version: 0, Partition: null };
                examined++)
            {
                bool takesDone = place.Partition is null || (place.Version > 0 && done.Current.At >= undone.Current.Item.At);
                AuditItem item = takesDone ? done.Current : undone.Current.Item;
                if (query.Accepts(item))
                {
                    items.Add(item);
                }

                if (takesDone)
                {
                    place = place with { Version = await done.MoveNextAsync().ConfigureAwait(false) ? item.Version!.Value - 1 : 0 };
                }
                else
                {
                    (_, string partition, string rowKey) = undone.Current;
                    place = place with
                    {
                        Partition = await undone.MoveNextAsync().ConfigureAwait(false) ? partition : null,
                        RowKey = rowKey,
                    };
                }
            }

            return (items, place is { Version: 0, Partition: null } ? null : place);
        }
    }

    // The place is a time from the first page on, so requests refused while somebody reads the pages are not included.
    private async Task<AuditPlace> BeginAsync(AuditQuery query, CancellationToken cancellation)
    {
        long version = query.Outcome is null or AuditItem.Committed
            ? await LastBeforeAsync(query.To + ClockDifference, cancellation).ConfigureAwait(false)
            : 0;
        DateTimeOffset last = (query.To ?? (clock.GetUtcNow() + ClockDifference)).AddTicks(-1);
        return new AuditPlace(version, query.Outcome == AuditItem.Committed ? null : refused.PartitionOf(last), RowKeys.Inverted(last));
    }

    // Versions have no gaps and ascend with time, so a binary search finds the last one. Deleted entries are older.
    private async Task<long> LastBeforeAsync(DateTimeOffset? end, CancellationToken cancellation)
    {
        SiteVersion present = await SiteVersion.ReadAsync(table, cancellation).ConfigureAwait(false);
        if (end is null)
        {
            return present.Version;
        }

        long before = 0;
        for (long after = present.Version + 1; after - before > 1;)
        {
            long middle = before + ((after - before) / 2);
            TableEntity? row = await table.ReadAsync(RowKeys.Change(middle), cancellation).ConfigureAwait(false);
            if (row is null || row.GetDateTimeOffset(nameof(ChangeLogEntry.At)) < end)
            {
                before = middle;
            }
            else
            {
                after = middle;
            }
        }

        return before;
    }

    private async IAsyncEnumerable<AuditItem> DoneAsync(
        long version, DateTimeOffset? from, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (version > 0)
        {
            long first = Math.Max(1, version - Window + 1);
            List<TableEntity> rows = await table
                .RowsAsync(new RowRange(RowKeys.Change(first), RowKeys.Change(version + 1)), null, cancellation, Window)
                .ToListAsync(cancellation).ConfigureAwait(false);
            foreach (TableEntity row in Enumerable.Reverse(rows))
            {
                var item = AuditItem.Of(ChangeLogEntry.FromRow(row));
                if (item.At < from)
                {
                    yield break;
                }

                yield return item;
            }

            // A missing entry means that the log starts here.
            version = rows.Count == version - first + 1 ? first - 1 : 0;
        }
    }

    private async IAsyncEnumerable<(AuditItem Item, string Partition, string RowKey)> UndoneAsync(
        AuditPlace place, DateTimeOffset? from, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (place.Partition is not { } partition)
        {
            yield break;
        }

        await foreach (TableEntity row in refused.RowsAfterAsync(partition, place.RowKey, cancellation).ConfigureAwait(false))
        {
            var item = AuditItem.Of(RequestEntry.FromRow(row));
            if (item.At < from)
            {
                yield break;
            }

            yield return (item, row.PartitionKey, row.RowKey);
        }
    }
}
