namespace Bulletin.Reading;

/// <summary>A change in the public history of an announcement.</summary>
/// <param name="Revision">The revision number; null for the publication if that revision is no longer stored.</param>
/// <param name="At">The time at which readers first saw the change.</param>
/// <param name="Author">
/// The author of the announcement, or else the actor who made the change; null if the revision is no longer stored.
/// </param>
/// <param name="ChangeNote">The change note, or null.</param>
internal sealed record HistoryItem(int? Revision, DateTimeOffset At, string? Author, string? ChangeNote);

/// <summary>The public history of an announcement.</summary>
/// <param name="Items">The major changes, newest first; the last item is the publication.</param>
internal sealed record AnnouncementHistory(IReadOnlyList<HistoryItem> Items);
