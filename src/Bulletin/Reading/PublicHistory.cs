using Bulletin.Announcements;

namespace Bulletin.Reading;

/// <summary>
/// Builds the public history of an announcement: its publication, and each change that set <c>updatedAt</c>.
/// </summary>
internal static class PublicHistory
{
    /// <summary>The maximum number of revisions examined for a history: the newest.</summary>
    public const int MaximumExamined = 2000;

    /// <summary>The maximum number of changes in a history: the newest; the publication is added to them.</summary>
    public const int MaximumChanges = 500;

    /// <summary>Returns the history of an announcement that is or was public.</summary>
    /// <param name="newestFirst">The announcement and its stored former revisions, newest first, without gaps.</param>
    public static AnnouncementHistory Of(IReadOnlyList<Announcement> newestFirst)
    {
        Announcement present = newestFirst[0];
        DateTimeOffset firstPublicAt = present.FirstPublicAt ?? present.PublishedAt ?? present.CreatedAt;
        List<HistoryItem> items = newestFirst.Where(IsMajor).Take(MaximumChanges)
            .Select(revision => ItemOf(revision, revision.ChangedAt)).ToList();
        items.Add(Publication(newestFirst, firstPublicAt));
        return new AnnouncementHistory(items);
    }

    // True if the revision itself, and not an earlier one, set the time of the update.
    private static bool IsMajor(Announcement revision) => revision.UpdatedAt == revision.ChangedAt && !revision.IsMinorChange;

    // The revision that readers saw first. It may be older than the publication, for example if a scheduled
    // announcement became due.
    private static HistoryItem Publication(IReadOnlyList<Announcement> newestFirst, DateTimeOffset firstPublicAt)
    {
        Announcement? shown = newestFirst.FirstOrDefault(revision => revision.ChangedAt <= firstPublicAt && !IsMajor(revision));
        // An announcement imported without its history has no revision as old as its publication.
        shown ??= newestFirst[^1].Revision == 1 ? newestFirst[^1] : null;
        return shown is null ? new HistoryItem(null, firstPublicAt, null, null) : ItemOf(shown, firstPublicAt);
    }

    private static HistoryItem ItemOf(Announcement revision, DateTimeOffset at) =>
        new(revision.Revision, at, revision.Author ?? revision.ChangedBy, revision.ChangeNote);
}
