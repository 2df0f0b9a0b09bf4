using Azure.Data.Tables;
using Bulletin.Announcements;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Archiving.Chores;

/// <summary>Removes idempotency keys that are a day old.</summary>
internal sealed class ForgetIdempotencyKeys(SiteTable table, SiteWriter writer, TimeProvider clock) : Chore
{
    // Keys that one transaction removes.
    private const int KeysAtOnce = 20;

    public override string Name => "forget-idempotency-keys";

    public override async Task RunAsync(TimerReport report, CancellationToken budget)
    {
        DateTimeOffset now = clock.GetUtcNow();
        string filter = TableClient.CreateQueryFilter($"ExpiresAt le {now}");
        List<string> old = [];
        await foreach (TableEntity row in table.RowsAsync(RowRange.Of(RowKeys.IdempotencyPrefix), filter, budget, select: ["RowKey"]).ConfigureAwait(false))
        {
            old.Add(row.RowKey);
        }

        foreach (string[] some in old.Chunk(KeysAtOnce))
        {
            await writer.WriteAsync(Actor.Service, Name, (write, stop) => RemoveAsync(write, some, now, stop), budget).ConfigureAwait(false);
        }
    }

    private async Task<bool> RemoveAsync(SiteWrite write, string[] rowKeys, DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (string rowKey in rowKeys)
        {
            // Another run may have been faster.
            if (await table.ReadAsync(rowKey, cancellation).ConfigureAwait(false) is { } row
                && row.GetDateTimeOffset(nameof(Announcement.ExpiresAt)) <= now)
            {
                write.Transaction.Delete(row);
            }
        }

        return true;
    }
}
