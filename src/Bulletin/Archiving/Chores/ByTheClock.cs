using Bulletin.Announcements;
using Bulletin.Site;

namespace Bulletin.Archiving.Chores;

/// <summary>Saves what the clock has made true already. There is no new revision: readers have seen it so since its instant.</summary>
internal static class ByTheClock
{
    /// <summary>Settles that an announcement became public, or lost its pin.</summary>
    /// <returns>Whether there was something to settle.</returns>
    public static Task<bool> SettleAsync(SiteWrite write, Announcement stored, CancellationToken cancellation)
    {
        Announcement present = stored.At(write.Now);
        return SaveIfAsync(present.Status != stored.Status || present.PinnedUntil != stored.PinnedUntil, write, stored, present);
    }

    /// <summary>Settles that an announcement expired.</summary>
    /// <returns>Whether there was something to settle.</returns>
    public static Task<bool> ExpireAsync(SiteWrite write, Announcement stored, CancellationToken cancellation)
    {
        Announcement present = stored.At(write.Now);
        return SaveIfAsync(present.Status == AnnouncementStatus.Archived && stored.Status != AnnouncementStatus.Archived, write, stored, present);
    }

    private static Task<bool> SaveIfAsync(bool isDue, SiteWrite write, Announcement stored, Announcement present)
    {
        if (isDue)
        {
            write.Save(stored, present);
        }

        return Task.FromResult(isDue);
    }
}
