namespace Bulletin.Announcements;

/// <summary>The periods after which announcements are archived and purged.</summary>
internal static class ArchivingRules
{
    /// <summary>The time that a deleted announcement stays in the bin: 30 days.</summary>
    public static readonly TimeSpan BinPeriod = TimeSpan.FromDays(30);

    /// <summary>
    /// Returns the time at which an announcement is archived because of its age; null if it is pinned without end, kept,
    /// or neither scheduled nor published. An announcement whose pin ends is not archived before that.
    /// </summary>
    /// <param name="announcement">The announcement, with the start of its archiving period.</param>
    /// <param name="after">The setting <c>Bulletin:Archiving:After</c>.</param>
    public static DateTimeOffset? ArchiveAt(Announcement announcement, TimeSpan after) => announcement switch
    {
        { Status: not (AnnouncementStatus.Scheduled or AnnouncementStatus.Published) } or { Keep: true } => null,
        { Pinned: true, PinnedUntil: null } => null,
        _ when announcement.PinnedUntil > announcement.ArchivingFrom + after => announcement.PinnedUntil,
        _ => announcement.ArchivingFrom + after,
    };
}
