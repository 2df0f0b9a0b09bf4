namespace Bulletin.Reading;

/// <summary>A change in the public history of an announcement.</summary>
/// <param name="Revision">The number of the revision that it made; null for the publication when that revision is no longer kept.</param>
/// <param name="At">When readers first saw it.</param>
/// <param name="Author">Who wrote it, or else who made the change; null when the revision is no longer kept.</param>
/// <param name="ChangeNote">What was changed and why, or null.</param>
internal sealed record HistoryItem(int? Revision, DateTimeOffset At, string? Author, string? ChangeNote);

/// <summary>The public history of an announcement.</summary>
/// <param name="Items">The major changes, the newest first; the last one is the publication.</param>
internal sealed record AnnouncementHistory(IReadOnlyList<HistoryItem> Items);
