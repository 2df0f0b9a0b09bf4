using Bulletin.Announcements;
using Bulletin.Site;

namespace Bulletin.Archiving.Chores;

/// <summary>
/// Saves changes that have taken effect by the clock. They create no revision, because readers have seen their
/// effect since they were due.
/// </summary>
internal static class ByTheClock
{
    /// <summary>Settles an announcement that became public or expired, or whose pin ended.</summary>
    /// <returns>True if there was something to settle.</returns>
    public static Task<bool> SettleAsync(SiteWrite write, Announcement stored, CancellationToken cancellation)
    {
        Announcement present = stored.At(write.Now);
        return SaveIfAsync(present.Status != stored.Status || present.PinnedUntil != stored.PinnedUntil, write, stored, present);
    }

    /// <summary>Settles an announcement that expired.</summary>
    /// <returns>True if there was something to settle.</returns>
    public static Task<bool> ExpireAsync(SiteWrite write, Announcement stored, CancellationToken cancellation)
    {
        Announcement present = stored.At(write.Now);
        return SaveIfAsync(
            present.Status == AnnouncementStatus.Archived && stored.Status != AnnouncementStatus.Archived, write, stored, present);
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
