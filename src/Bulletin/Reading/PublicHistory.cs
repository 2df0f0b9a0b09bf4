using Bulletin.Announcements;

namespace Bulletin.Reading;

/// <summary>Which revisions of an announcement readers are told of: its publication, and each change that moved the stamp they see.</summary>
internal static class PublicHistory
{
    /// <summary>The most revisions that are examined for a history: the newest.</summary>
    public const int MaximumExamined = 2000;

    /// <summary>The most changes that a history tells of, the newest; the publication comes on top.</summary>
    public const int MaximumChanges = 500;

    /// <summary>The history of an announcement that is or was public.</summary>
    /// <param name="newestFirst">The announcement and its former revisions that are kept, the newest first, with none left out between them.</param>
    public static AnnouncementHistory Of(IReadOnlyList<Announcement> newestFirst)
    {
        Announcement present = newestFirst[0];
        DateTimeOffset firstPublicAt = present.FirstPublicAt ?? present.PublishedAt ?? present.CreatedAt;
        List<HistoryItem> items = newestFirst.Where(IsMajor).Take(MaximumChanges)
            .Select(revision => ItemOf(revision, revision.ChangedAt)).ToList();
        items.Add(Publication(newestFirst, firstPublicAt));
        return new AnnouncementHistory(items);
    }

    // Stamped by its own change, and not by an earlier one.
    private static bool IsMajor(Announcement revision) => revision.UpdatedAt == revision.ChangedAt && !revision.IsMinorChange;

    // The revision that readers saw first: nobody may have made one at that instant, as when a scheduled one was published by the clock.
    private static HistoryItem Publication(IReadOnlyList<Announcement> newestFirst, DateTimeOffset firstPublicAt)
    {
        Announcement? shown = newestFirst.FirstOrDefault(revision => revision.ChangedAt <= firstPublicAt && !IsMajor(revision));
        // One that was imported as it had become has no revision as old as its publication.
        shown ??= newestFirst[^1].Revision == 1 ? newestFirst[^1] : null;
        return shown is null ? new HistoryItem(null, firstPublicAt, null, null) : ItemOf(shown, firstPublicAt);
    }

    private static HistoryItem ItemOf(Announcement revision, DateTimeOffset at) =>
        new(revision.Revision, at, revision.Author ?? revision.ChangedBy, revision.ChangeNote);
}
