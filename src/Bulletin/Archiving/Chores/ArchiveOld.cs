using Bulletin.Announcements;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Archiving.Chores;

/// <summary>Archives announcements that have reached the age <c>Bulletin:Archiving:After</c>.</summary>
internal sealed class ArchiveOld(DueAnnouncements due, TimeProvider clock) : Chore
{
    public override string Name => "archive-old";

    public override Task RunAsync(TimerReport report, CancellationToken budget) =>
        due.RunAsync(DueKind.Archive, Name, clock.GetUtcNow(), ArchiveAsync, report, budget);

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
        write.SaveRevision(stored, present, archived, note: null);
        return Task.FromResult(true);
    }
}
