using Azure.Data.Tables;
using Bulletin.Announcements;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Archiving.Chores;

/// <summary>
/// Rewrites announcements that were saved in an older layout to the rows of the current one, a few per run. A mark
/// records the progress; when the migration is complete, a run only reads the mark.
/// </summary>
internal sealed class BringUpLayouts(SiteTable table, SiteWriter writer, DueAnnouncements announcements, TimeProvider clock) : Chore
{
    // Per run: the number of announcements examined, and the number rewritten.
    private const int MaximumExamined = 2000;
    private const int MaximumChanged = 100;

    // The number of rows per storage request: documents without bodies, about 2 KB each.
    private const int PageSize = 500;

    private static readonly string[] Columns = [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey), nameof(Announcement)];

    public override string Name => "bring-up-layouts";

    public override async Task RunAsync(TimerReport report, CancellationToken budget)
    {
        LayoutMark found = await LayoutMark.ReadAsync(table, budget).ConfigureAwait(false);
        if (found.ToGoOn(AnnouncementRows.PresentLayout, clock.GetUtcNow()) is not { After: { } after } mark)
        {
            return;
        }

        (List<string> older, string? reached) = await NextAsync(after, budget).ConfigureAwait(false);
        report.Due += older.Count;
        await announcements.TakeAsync(older, Name, BringUpAsync, report, budget).ConfigureAwait(false);
        LayoutMark next = reached is null ? mark with { After = null, EndedAt = clock.GetUtcNow() } : mark with { After = reached };
        await writer.WriteAsync(Actor.Service, Name, (write, stop) => MoveAsync(write, found, next, stop), budget).ConfigureAwait(false);
    }

    // Returns the row keys of the next announcements with an older layout, and the last row key examined; null at the
    // end.
    private async Task<(List<string> Older, string? Reached)> NextAsync(string after, CancellationToken cancellation)
    {
        RowRange all = RowRange.Of(RowKeys.AnnouncementPrefix);
        List<string> older = [];
        string reached = after;
        int examined = 0;
        await foreach (TableEntity row in table
            .RowsAsync(after.Length == 0 ? all : all.After(after), null, cancellation, PageSize, Columns).ConfigureAwait(false))
        {
            if (++examined > MaximumExamined || older.Count == MaximumChanged)
            {
                return (older, reached);
            }

            reached = row.RowKey;
            if (IsOlder(row))
            {
                older.Add(row.RowKey);
            }
        }

        return (older, null);
    }

    // An unreadable announcement cannot be saved either; the verifier reports it.
    private static bool IsOlder(TableEntity row)
    {
        try
        {
            return Announcement.DocumentOf(row).Layout < AnnouncementRows.PresentLayout;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static Task<bool> BringUpAsync(SiteWrite write, Announcement stored, CancellationToken cancellation)
    {
        bool isOlder = stored.Layout < AnnouncementRows.PresentLayout;
        if (isOlder)
        {
            write.BringUp(stored);
        }

        return Task.FromResult(isOlder);
    }

    // Does not move a mark that another instance has moved meanwhile: what that instance has not examined is then
    // examined again. A site that was never written to gets no mark.
    private async Task<bool> MoveAsync(SiteWrite write, LayoutMark found, LayoutMark next, CancellationToken cancellation)
    {
        bool isUnmoved = write.NextVersion > 1 && await LayoutMark.ReadAsync(table, cancellation).ConfigureAwait(false) == found;
        if (isUnmoved)
        {
            write.Transaction.Put(next.ToRow(table));
        }

        return isUnmoved;
    }
}
