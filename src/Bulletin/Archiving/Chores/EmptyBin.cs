using Bulletin.Announcements;
using Bulletin.Editing;
using Bulletin.Storage;

namespace Bulletin.Archiving.Chores;

/// <summary>Purges announcements that have been in the bin for <see cref="ArchivingRules.BinPeriod"/>.</summary>
internal sealed class EmptyBin(DueAnnouncements due, TimeProvider clock) : Chore
{
    public override string Name => "purge";

    // Former revisions are deleted in separate transactions until few are left; the last of these also deletes the
    // announcement.
    public override async Task RunAsync(TimerReport report, CancellationToken budget)
    {
        bool isMoreLeft;
        do
        {
            isMoreLeft = false;
            await due.RunAsync(
                DueKind.Purge,
                Name,
                clock.GetUtcNow(),
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
}
