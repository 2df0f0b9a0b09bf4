using Azure.Data.Tables;
using Bulletin.Announcements;
using Bulletin.Settings;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Archiving;

/// <summary>Operations that an operator runs from the command line.</summary>
public sealed class Maintenance
{
    private readonly SiteTable table;
    private readonly BlobStore blobs;
    private readonly SiteWriter writer;
    private readonly BulletinSettings settings;
    private readonly TimeProvider clock;

    internal Maintenance(SiteTable table, BlobStore blobs, SiteWriter writer, BulletinSettings settings, TimeProvider clock)
    {
        this.table = table;
        this.blobs = blobs;
        this.writer = writer;
        this.settings = settings;
        this.clock = clock;
    }

    /// <summary>Reads the whole site and checks its invariants.</summary>
    /// <exception cref="StorageUnavailableException">Storage is unavailable.</exception>
    public Task<SiteReport> VerifyAsync(CancellationToken cancellation) => new SiteVerifier(table, blobs, clock).RunAsync(cancellation);

    /// <summary>
    /// Applies the current setting <c>Bulletin:Archiving:After</c> to all announcements that are now public or
    /// scheduled. It can be interrupted and run again.
    /// </summary>
    /// <returns>The number of announcements whose archiving date changed.</returns>
    /// <exception cref="StorageUnavailableException">Storage is unavailable.</exception>
    public async Task<int> RescheduleAsync(CancellationToken cancellation)
    {
        List<Guid> ids = [];
        foreach (AnnouncementStatus status in (AnnouncementStatus[])[AnnouncementStatus.Scheduled, AnnouncementStatus.Published])
        {
            await foreach (TableEntity row in table
                .RowsAsync(RowRange.Of(RowKeys.EditorListPrefix(status.Word())), null, cancellation).ConfigureAwait(false))
            {
                AnnouncementSummary announcement = AnnouncementRows.ReadSummary(row);
                ids.Add(announcement.Id);
            }
        }

        int changed = 0;
        for (int done = 0; done < ids.Count;)
        {
            int first = done;
            (int taken, int rescheduled) = await writer.WriteAsync(
                Actor.Service,
                "reschedule",
                (write, stop) => RescheduleSomeAsync(write, ids.Skip(first), stop),
                cancellation).ConfigureAwait(false);
            done += taken;
            changed += rescheduled;
        }

        return changed;
    }

    private async Task<(int Taken, int Rescheduled)> RescheduleSomeAsync(
        SiteWrite write, IEnumerable<Guid> ids, CancellationToken cancellation)
    {
        int taken = 0;
        int rescheduled = 0;
        // At most ten, even if none of them needs a change, so that a write does not take long.
        foreach (Guid id in ids.Take(10))
        {
            if (!write.HasRoom)
            {
                break;
            }

            taken++;
            // An expired announcement is about to be archived.
            if (await table.ReadAnnouncementAsync(id, cancellation).ConfigureAwait(false) is not { } stored
                || stored.At(write.Now) is not { Status: AnnouncementStatus.Scheduled or AnnouncementStatus.Published } present)
            {
                continue;
            }

            Announcement next = stored with { ArchiveAt = ArchivingRules.ArchiveAt(present, settings.ArchiveAfter) };
            if (next.ArchiveAt != stored.ArchiveAt)
            {
                write.Save(stored, next);
                rescheduled++;
            }
        }

        return (taken, rescheduled);
    }
}
