using Azure.Data.Tables;
using Bulletin.Settings;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Archiving.Chores;

/// <summary>
/// Deletes old entries of the change log. It is also part of the audit log, so the longer of the two retention
/// periods applies.
/// </summary>
internal sealed class ForgetOldChanges(SiteTable table, SiteWriter writer, BulletinSettings settings, TimeProvider clock) : Chore
{
    // The number of entries deleted per transaction.
    private const int EntriesAtOnce = 80;

    private static readonly string[] Columns = ["PartitionKey", "RowKey", nameof(ChangeLogEntry.At)];

    public override string Name => "forget-old-changes";

    // Deletes the oldest entries first, so that the log never has a gap. The newest entry always stays, because a
    // writer whose response was lost looks for it.
    public override async Task RunAsync(TimerReport report, CancellationToken budget)
    {
        TimeSpan kept = settings.ChangeLogKept > settings.AuditKept ? settings.ChangeLogKept : settings.AuditKept;
        DateTimeOffset before = clock.GetUtcNow() - kept;
        int removed;
        do
        {
            removed = await writer.WriteAsync(
                Actor.Service, Name, (write, stop) => RemoveAsync(write, before, stop), budget).ConfigureAwait(false);
        }
        while (removed == EntriesAtOnce);
    }

    private async Task<int> RemoveAsync(SiteWrite write, DateTimeOffset before, CancellationToken cancellation)
    {
        IReadOnlyList<TableEntity> oldest = await FirstAsync(write.NextVersion - 1, cancellation).ConfigureAwait(false);
        List<TableEntity> old = oldest.TakeWhile(row => row.GetDateTimeOffset(nameof(ChangeLogEntry.At)) < before).ToList();
        old.ForEach(write.Transaction.Delete);
        return old.Count;
    }

    private async Task<IReadOnlyList<TableEntity>> FirstAsync(long endVersion, CancellationToken cancellation)
    {
        var range = new RowRange(RowKeys.Change(0), RowKeys.Change(endVersion));
        await foreach (IReadOnlyList<TableEntity> page in table
            .PagesAsync(range, null, EntriesAtOnce, cancellation, Columns).ConfigureAwait(false))
        {
            if (page.Count > 0)
            {
                return page;
            }
        }

        return [];
    }
}
