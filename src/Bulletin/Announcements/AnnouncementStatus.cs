using Bulletin.Site;

namespace Bulletin.Announcements;

/// <summary>The state of an announcement.</summary>
public enum AnnouncementStatus
{
    /// <summary>Being written; readers do not see it.</summary>
    Draft,

    /// <summary>Published with an instant that is to come.</summary>
    Scheduled,

    /// <summary>Public and in the lists.</summary>
    Published,

    /// <summary>Public at its address, and in the archive's lists.</summary>
    Archived,

    /// <summary>In the bin.</summary>
    Deleted,
}

/// <summary>The words for the states, as they stand in JSON and in row keys.</summary>
internal static class AnnouncementStatusWords
{
    public static string Word(this AnnouncementStatus status) => status switch
    {
        AnnouncementStatus.Draft => "draft",
        AnnouncementStatus.Scheduled => "scheduled",
        AnnouncementStatus.Published => "published",
        AnnouncementStatus.Archived => "archived",
        AnnouncementStatus.Deleted => "deleted",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    /// <summary>The state that a word names, or null.</summary>
    public static AnnouncementStatus? Parse(string word)
    {
        foreach (AnnouncementStatus status in Enum.GetValues<AnnouncementStatus>())
        {
            if (status.Word() == word)
            {
                return status;
            }
        }

        return null;
    }
}
