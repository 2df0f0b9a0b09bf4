namespace Bulletin.Announcements;

/// <summary>The state of an announcement.</summary>
public enum AnnouncementStatus
{
    /// <summary>In preparation; not visible to readers.</summary>
    Draft,

    /// <summary>Published with a future date; it counts as published from then on (<see cref="AnnouncementSummary.At"/>).</summary>
    Scheduled,

    /// <summary>Public, and in the lists.</summary>
    Published,

    /// <summary>Public, and in the lists of the archive only.</summary>
    Archived,

    /// <summary>In the bin.</summary>
    Deleted,
}

/// <summary>The words for the states in JSON and in row keys.</summary>
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

    /// <summary>Returns the state for a word; null for an unknown word.</summary>
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
