using Azure.Data.Tables;
using Bulletin.Announcements;
using Bulletin.Settings;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Archiving;

/// <summary>What an operator runs by hand from the command line.</summary>
public sealed class Maintenance
{
    private readonly SiteTable table;
    private readonly SiteWriter writer;
    private readonly BulletinSettings settings;
    private readonly TimeProvider clock;

    internal Maintenance(SiteTable table, SiteWriter writer, BulletinSettings settings, TimeProvider clock)
    {
        this.table = table;
        this.writer = writer;
        this.settings = settings;
        this.clock = clock;
    }

    /// <summary>Reads the whole site and checks its invariants.</summary>
    /// <exception cref="StorageUnavailableException">Storage is away.</exception>
    public Task<SiteReport> VerifyAsync(CancellationToken cancellation) => new SiteVerifier(table, clock).RunAsync(cancellation);

    /// <summary>
    /// Applies the present setting <c>Bulletin:Archiving:After</c> to the announcements that are public or scheduled now. It can be
    /// stopped and run again.
    /// </summary>
    /// <returns>How many announcements got another archiving date.</returns>
    /// <exception cref="StorageUnavailableException">Storage is away.</exception>
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
                Actor.Service, "reschedule", (write, stop) => RescheduleSomeAsync(write, ids.Skip(first), stop), cancellation).ConfigureAwait(false);
            done += taken;
            changed += rescheduled;
        }

        return changed;
    }

    private async Task<(int Taken, int Rescheduled)> RescheduleSomeAsync(SiteWrite write, IEnumerable<Guid> ids, CancellationToken cancellation)
    {
        int taken = 0;
        int rescheduled = 0;
        // Few at a time also when there is nothing to change: a write should not take long.
        foreach (Guid id in ids.Take(10))
        {
            if (!write.HasRoom)
            {
                break;
            }

            taken++;
            // What has expired is about to be archived.
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
