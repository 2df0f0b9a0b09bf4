using Azure;
using Azure.Data.Tables;
using Bulletin.Access;
using Bulletin.Announcements;
using Bulletin.Audit;
using Bulletin.Categories;
using Bulletin.Search;
using Bulletin.Storage;
using Microsoft.Extensions.Logging;

namespace Bulletin.Archiving;

/// <summary>
/// Moves to the archive what expired or grew old, removes for good what has been in the bin for 30 days, idempotency keys that are a
/// day old and the old ends of the change log and the audit log, goes on with merges of categories that were cut off, and saves the
/// search index.
/// </summary>
public sealed class ArchiveOldAnnouncements
{
    private const int KeysAtOnce = 20;

    // Entries of the change log that one transaction removes.
    private const int EntriesAtOnce = 80;

    private readonly SiteTable table;
    private readonly SiteWriter writer;
    private readonly DueAnnouncements due;
    private readonly CategoryEditor categoryEditor;
    private readonly CategoryCache categories;
    private readonly SearchCatalog search;
    private readonly AuditTable audit;
    private readonly BulletinSettings settings;
    private readonly TimeProvider clock;
    private readonly ILogger<ArchiveOldAnnouncements> log;

    internal ArchiveOldAnnouncements(
        SiteTable table,
        SiteWriter writer,
        DueAnnouncements due,
        CategoryEditor categoryEditor,
        CategoryCache categories,
        SearchCatalog search,
        AuditTable audit,
        BulletinSettings settings,
        TimeProvider clock,
        ILogger<ArchiveOldAnnouncements> log)
    {
        this.table = table;
        this.writer = writer;
        this.due = due;
        this.categoryEditor = categoryEditor;
        this.categories = categories;
        this.search = search;
        this.audit = audit;
        this.settings = settings;
        this.clock = clock;
        this.log = log;
    }

    /// <summary>Runs once. It may be stopped anywhere and run twice at once; the next run goes on.</summary>
    /// <param name="cancellation">Stops the run.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="StorageUnavailableException">Storage is away; the next run goes on.</exception>
    public Task<TimerReport> RunAsync(CancellationToken cancellation) => TimerRun.RunAsync(
        nameof(ArchiveOldAnnouncements),
        log,
        async (report, budget) =>
        {
            DateTimeOffset now = clock.GetUtcNow();
            await due.RunAsync(DueKind.Expire, "expire", now, ExpireAsync, report, budget).ConfigureAwait(false);
            await due.RunAsync(DueKind.Archive, "archive-old", now, ArchiveAsync, report, budget).ConfigureAwait(false);
            await PurgeAsync(now, report, budget).ConfigureAwait(false);
            await ForgetIdempotencyKeysAsync(now, budget).ConfigureAwait(false);
            // The change log is a half of the audit log too: the longer period of the two holds.
            await ForgetOldChangesAsync(now - (settings.ChangeLogKept > settings.AuditKept ? settings.ChangeLogKept : settings.AuditKept), budget).ConfigureAwait(false);
            await FinishMergesAsync(report, budget).ConfigureAwait(false);
            await ForgetRefusedRequestsAsync(now - settings.AuditKept, budget).ConfigureAwait(false);
            await SaveSearchIndexAsync(budget).ConfigureAwait(false);
        },
        cancellation);

    // Instances start more slowly without it, and that is all.
    private async Task SaveSearchIndexAsync(CancellationToken budget)
    {
        try
        {
            await search.SaveAsync(budget).ConfigureAwait(false);
        }
        catch (RequestFailedException refused)
        {
            log.LogWarning(refused, "The search index could not be saved.");
        }
    }

    // A table that cannot be read or written hinders nothing else.
    private async Task ForgetRefusedRequestsAsync(DateTimeOffset before, CancellationToken budget)
    {
        try
        {
            await audit.ForgetAsync(before, budget).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is RequestFailedException or UnavailableException)
        {
            log.LogWarning(failure, "Old refused requests could not be removed from the audit log.");
        }
    }

    private static Task<bool> ExpireAsync(SiteWrite write, Announcement stored, CancellationToken cancellation)
    {
        Announcement present = stored.At(write.Now);
        bool isExpired = present.Status == AnnouncementStatus.Archived && stored.Status != AnnouncementStatus.Archived;
        if (isExpired)
        {
            // No new revision: by the clock it has been so since it expired.
            write.Save(stored, present);
        }

        return Task.FromResult(isExpired);
    }

    private static Task<bool> ArchiveAsync(SiteWrite write, Announcement stored, CancellationToken cancellation)
    {
        Announcement present = stored.At(write.Now);
        if (present.Status != AnnouncementStatus.Published || !(present.ArchiveAt <= write.Now))
        {
            return Task.FromResult(false);
        }

        Announcement archived = present with
        {
            Status = AnnouncementStatus.Archived,
            ArchivedAt = write.Now,
            ArchiveAt = null,
            ArchivingFrom = null,
        };
        write.Save(stored, AnnouncementChange.Stamp(present, archived, write.Actor.Name, write.Action, write.Now));
        return Task.FromResult(true);
    }

    // Revisions go in transactions of their own until few are left; the announcement itself goes with the last of them.
    private async Task PurgeAsync(DateTimeOffset now, TimerReport report, CancellationToken budget)
    {
        bool isMoreLeft;
        do
        {
            isMoreLeft = false;
            await due.RunAsync(
                DueKind.Purge,
                "purge",
                now,
                async (write, stored, stop) =>
                {
                    if (stored.Status != AnnouncementStatus.Deleted || stored.DeletedAt + ArchivingRules.BinPeriod > write.Now)
                    {
                        return false;
                    }

                    isMoreLeft |= !await write.PurgeAsync(stored, stop).ConfigureAwait(false);
                    return true;
                },
                report,
                budget).ConfigureAwait(false);
        }
        while (isMoreLeft);
    }

    private async Task ForgetIdempotencyKeysAsync(DateTimeOffset now, CancellationToken budget)
    {
        string filter = TableClient.CreateQueryFilter($"ExpiresAt le {now}");
        List<string> old = [];
        await foreach (TableEntity row in table.RowsAsync(RowRange.Of("i:"), filter, budget, select: ["RowKey"]).ConfigureAwait(false))
        {
            old.Add(row.RowKey);
        }

        foreach (string[] some in old.Chunk(KeysAtOnce))
        {
            await writer.WriteAsync(
                Actor.Service,
                "forget-idempotency-keys",
                async (write, stop) =>
                {
                    foreach (string rowKey in some)
                    {
                        // Another run may have been faster.
                        if (await table.ReadAsync(rowKey, stop).ConfigureAwait(false) is { } row
                            && row.GetDateTimeOffset(nameof(Announcement.ExpiresAt)) <= now)
                        {
                            write.Transaction.Delete(row);
                        }
                    }

                    return true;
                },
                budget).ConfigureAwait(false);
        }
    }

    // From the beginning on, so that the log never has a gap. The newest entry always stays: a writer whose answer was lost looks for it.
    private async Task ForgetOldChangesAsync(DateTimeOffset before, CancellationToken budget)
    {
        while (true)
        {
            int removed = await writer.WriteAsync(
                Actor.Service,
                "forget-old-changes",
                async (write, stop) =>
                {
                    IReadOnlyList<TableEntity> oldest = await FirstChangesAsync(write.NextVersion - 1, stop).ConfigureAwait(false);
                    List<TableEntity> old = oldest.TakeWhile(row => row.GetDateTimeOffset(nameof(ChangeLogEntry.At)) < before).ToList();
                    old.ForEach(write.Transaction.Delete);
                    return old.Count;
                },
                budget).ConfigureAwait(false);
            if (removed < EntriesAtOnce)
            {
                return;
            }
        }
    }

    private async Task<IReadOnlyList<TableEntity>> FirstChangesAsync(long endVersion, CancellationToken cancellation)
    {
        await foreach (IReadOnlyList<TableEntity> page in table
            .PagesAsync(new RowRange(RowKeys.Change(0), RowKeys.Change(endVersion)), null, EntriesAtOnce, cancellation, ["PartitionKey", "RowKey", nameof(ChangeLogEntry.At)])
            .ConfigureAwait(false))
        {
            if (page.Count > 0)
            {
                return page;
            }
        }

        return [];
    }

    private async Task FinishMergesAsync(TimerReport report, CancellationToken budget)
    {
        CategorySet present = await categories.ReadPresentAsync(budget).ConfigureAwait(false);
        foreach (Category alias in present.All.Where(category => category.AliasOf is not null))
        {
            try
            {
                await categoryEditor.FinishMergeAsync(alias.Id, Actor.Service, budget).ConfigureAwait(false);
            }
            catch (Exception failure) when (!DueAnnouncements.IsOver(failure, budget))
            {
                report.Failed++;
                log.LogError(failure, "The merge of category {Category} cannot be finished and is passed over.", alias.Slug);
            }
        }
    }
}
