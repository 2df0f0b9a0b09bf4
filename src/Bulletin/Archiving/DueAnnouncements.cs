using Azure.Data.Tables;
using Bulletin.Announcements;
using Bulletin.Problems;
using Bulletin.Site;
using Bulletin.Storage;
using Microsoft.Extensions.Logging;

namespace Bulletin.Archiving;

/// <summary>
/// Handles the announcements that are due for one kind of event, oldest first, in small transactions. It may be
/// interrupted at any point and run concurrently, because each announcement is read again inside its write. An
/// announcement that cannot be handled is skipped and reported.
/// </summary>
internal sealed class DueAnnouncements(SiteTable table, SiteWriter writer, ILogger<DueAnnouncements> log)
{
    private const int BatchSize = 20;

    /// <summary>Handles all due announcements.</summary>
    /// <param name="kind">The kind of event.</param>
    /// <param name="action">The action, for the change log.</param>
    /// <param name="now">The instant of the run; events up to and including it are due.</param>
    /// <param name="change">
    /// Changes one announcement, given as stored, in a write; returns true if there was something to change.
    /// </param>
    /// <param name="report">Receives the figures.</param>
    /// <param name="budget">Stops the run.</param>
    public async Task RunAsync(
        DueKind kind,
        string action,
        DateTimeOffset now,
        Func<SiteWrite, Announcement, CancellationToken, Task<bool>> change,
        TimerReport report,
        CancellationToken budget)
    {
        RowRange rest = RowKeys.DueUntil(kind, now);
        using var told = new DueTelemetry(kind, report);
        try
        {
            while (await FirstAsync(rest, budget).ConfigureAwait(false) is { Count: > 0 } due)
            {
                report.Due += due.Count;
                told.Find(due, now);
                await TakeAsync(due, action, change, report, budget).ConfigureAwait(false);
                rest = rest.After(due[^1]);
            }

            told.Complete();
        }
        catch (OperationCanceledException) when (budget.IsCancellationRequested)
        {
            told.CutOff();
            throw;
        }
    }

    private async Task<List<string>> FirstAsync(RowRange range, CancellationToken budget)
    {
        await foreach (IReadOnlyList<TableEntity> page in table
            .PagesAsync(range, null, BatchSize, budget, select: ["RowKey"]).ConfigureAwait(false))
        {
            if (page.Count > 0)
            {
                return page.Select(row => row.RowKey).ToList();
            }
        }

        return [];
    }

    /// <summary>Handles announcements in order, as many per transaction as fit.</summary>
    /// <param name="due">Row keys that end in the ids of the announcements.</param>
    /// <param name="action">The action, for the change log.</param>
    /// <param name="change">As in <see cref="RunAsync"/>.</param>
    /// <param name="report">Receives the figures.</param>
    /// <param name="budget">Stops the run.</param>
    public async Task TakeAsync(
        List<string> due,
        string action,
        Func<SiteWrite, Announcement, CancellationToken, Task<bool>> change,
        TimerReport report,
        CancellationToken budget)
    {
        for (int done = 0; done < due.Count;)
        {
            int first = done;
            try
            {
                (int taken, int changed) = await writer.WriteAsync(
                    Actor.Service, action, (write, stop) => FillAsync(write, due.Skip(first), change, stop), budget).ConfigureAwait(false);
                report.Done += changed;
                report.Skipped += taken - changed;
                done += taken;
            }
            catch (Exception failure) when (!IsOver(failure, budget))
            {
                log.LogWarning(failure, "{Action}: a batch failed; its announcements are taken one by one.", action);
                foreach (string rowKey in due.Skip(first))
                {
                    await OneAsync(rowKey, action, change, report, budget).ConfigureAwait(false);
                }

                return;
            }
        }
    }

    private async Task OneAsync(
        string rowKey,
        string action,
        Func<SiteWrite, Announcement, CancellationToken, Task<bool>> change,
        TimerReport report,
        CancellationToken budget)
    {
        try
        {
            (_, int changed) = await writer.WriteAsync(
                Actor.Service, action, (write, stop) => FillAsync(write, [rowKey], change, stop), budget).ConfigureAwait(false);
            report.Done += changed;
            report.Skipped += 1 - changed;
        }
        catch (Exception failure) when (!IsOver(failure, budget))
        {
            report.Failed++;
            log.LogError(failure, "{Action}: {RowKey} cannot be handled and is passed over.", action, rowKey);
        }
    }

    private static async Task<(int Taken, int Changed)> FillAsync(
        SiteWrite write,
        IEnumerable<string> due,
        Func<SiteWrite, Announcement, CancellationToken, Task<bool>> change,
        CancellationToken cancellation)
    {
        int taken = 0;
        int changed = 0;
        foreach (string rowKey in due)
        {
            if (taken > 0 && !write.HasRoom)
            {
                break;
            }

            taken++;
            Announcement? stored = await write.Table.ReadAnnouncementAsync(RowKeys.IdOf(rowKey), cancellation).ConfigureAwait(false);
            if (stored is null)
            {
                // A due row without an announcement: delete it, unless another run has deleted both.
                if (await write.Table.ReadAsync(rowKey, cancellation).ConfigureAwait(false) is { } row)
                {
                    write.Transaction.Delete(row);
                    changed++;
                }
            }
            else if (await change(write, stored, cancellation).ConfigureAwait(false))
            {
                changed++;
            }
        }

        return (taken, changed);
    }

    // True if storage is unavailable or the time is up: neither is the fault of an announcement.
    internal static bool IsOver(Exception failure, CancellationToken budget) =>
        failure is UnavailableException || (failure is OperationCanceledException && budget.IsCancellationRequested);
}
