using Azure.Data.Tables;
using Bulletin.Announcements;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Archiving.Chores;

/// <summary>Deletes idempotency keys that have expired, a day after their use.</summary>
internal sealed class ForgetIdempotencyKeys(SiteTable table, SiteWriter writer, TimeProvider clock) : Chore
{
    // The number of keys deleted per transaction.
    private const int KeysAtOnce = 20;

    public override string Name => "forget-idempotency-keys";

    public override async Task RunAsync(TimerReport report, CancellationToken budget)
    {
        DateTimeOffset now = clock.GetUtcNow();
        string filter = TableClient.CreateQueryFilter($"ExpiresAt le {now}");
        List<string> old = [];
        await foreach (TableEntity row in table
            .RowsAsync(RowRange.Of(RowKeys.IdempotencyPrefix), filter, budget, select: ["RowKey"]).ConfigureAwait(false))
        {
            old.Add(row.RowKey);
        }

        foreach (string[] some in old.Chunk(KeysAtOnce))
        {
            await writer.WriteAsync(Actor.Service, Name, (write, stop) => RemoveAsync(write, some, now, stop), budget)
                .ConfigureAwait(false);
        }
    }

    private async Task<bool> RemoveAsync(SiteWrite write, string[] rowKeys, DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (string rowKey in rowKeys)
        {
            // Another run may have deleted it already.
            if (await table.ReadAsync(rowKey, cancellation).ConfigureAwait(false) is { } row
                && row.GetDateTimeOffset(nameof(Announcement.ExpiresAt)) <= now)
            {
                write.Transaction.Delete(row);
            }
        }

        return true;
    }
}
