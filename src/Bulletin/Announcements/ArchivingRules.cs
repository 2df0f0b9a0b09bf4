namespace Bulletin.Announcements;

/// <summary>When announcements leave the lists, and the bin.</summary>
internal static class ArchivingRules
{
    /// <summary>How long a deleted announcement stays in the bin: 30 days.</summary>
    public static readonly TimeSpan BinPeriod = TimeSpan.FromDays(30);

    /// <summary>
    /// When age archives an announcement; null for one that is pinned for good, kept or not public. One whose pin ends stays until then.
    /// </summary>
    /// <param name="announcement">The announcement, with the instant from which its age counts.</param>
    /// <param name="after">The setting <c>Bulletin:Archiving:After</c>.</param>
    public static DateTimeOffset? ArchiveAt(Announcement announcement, TimeSpan after) => announcement switch
    {
        { Status: not (AnnouncementStatus.Scheduled or AnnouncementStatus.Published) } or { Keep: true } => null,
        { Pinned: true, PinnedUntil: null } => null,
        _ when announcement.PinnedUntil > announcement.ArchivingFrom + after => announcement.PinnedUntil,
        _ => announcement.ArchivingFrom + after,
    };
}
