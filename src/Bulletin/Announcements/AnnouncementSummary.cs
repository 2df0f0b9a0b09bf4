using System.Text.Json.Serialization;
using Bulletin.Site;

namespace Bulletin.Announcements;

/// <summary>The part of an announcement that lists show, as it is stored.</summary>
internal record AnnouncementSummary
{
    /// <summary>The id, a UUIDv7.</summary>
    public required Guid Id { get; init; }

    public required string Slug { get; init; }

    /// <summary>
    /// The stored state. A timer settles due events in storage a little later; use <see cref="At"/> to read the current
    /// state.
    /// </summary>
    public required AnnouncementStatus Status { get; init; }

    public required string Title { get; init; }

    /// <summary>The lead written by the editor, or else the beginning of the body.</summary>
    public required string Lead { get; init; }

    /// <summary>The language, a BCP 47 tag.</summary>
    public required string Language { get; init; }

    public required Content.BodyFormat Format { get; init; }

    public StoredImage? Image { get; init; }

    /// <summary>The ids of the categories, in the editor's order.</summary>
    public IReadOnlyList<Guid> Categories { get; init; } = [];

    public bool Pinned { get; init; }

    /// <summary>
    /// The end of the pin; null if it is not pinned, or without end. Use <see cref="At"/> to read the current pin.
    /// </summary>
    public DateTimeOffset? PinnedUntil { get; init; }

    public string? Author { get; init; }

    public string? SourceUrl { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The creator's name at the time of creation.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>The actor id of the creator; null if it equals the name.</summary>
    public string? OwnerId { get; init; }

    /// <summary>The actor id of the owner: authors may change their own drafts.</summary>
    [JsonIgnore]
    public string Owner => OwnerId ?? CreatedBy;

    /// <summary>The publication date; null for a draft without a date.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>The time of the last editorial change after publication, if any.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? ArchivedAt { get; init; }

    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>The time at which it first became public; null if it never was.</summary>
    public DateTimeOffset? FirstPublicAt { get; init; }

    /// <summary>
    /// The time at which it is archived because of its age; null if it is pinned without end, kept, or neither scheduled nor
    /// published.
    /// </summary>
    public DateTimeOffset? ArchiveAt { get; init; }

    /// <summary>The revision number, from 1.</summary>
    public required int Revision { get; init; }

    /// <summary>The time of the last revision, by which the editors' lists are ordered.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>True if the announcement is public according to its stored state.</summary>
    public bool IsPublic => Status is AnnouncementStatus.Published or AnnouncementStatus.Archived;

    /// <summary>Returns the summary alone, without the members of a complete announcement.</summary>
    public AnnouncementSummary Summary() => new(this);

    /// <summary>
    /// Returns the next time after <paramref name="now"/> at which it becomes public, loses its pin or expires without
    /// any edit; null if none is set.
    /// </summary>
    public DateTimeOffset? ChangesAt(DateTimeOffset now)
    {
        DateTimeOffset? next = null;
        if (Status == AnnouncementStatus.Scheduled)
        {
            Consider(PublishedAt);
        }

        if (Status is AnnouncementStatus.Scheduled or AnnouncementStatus.Published)
        {
            Consider(ExpiresAt);
        }

        if (Status == AnnouncementStatus.Scheduled || IsPublic)
        {
            Consider(PinnedUntil);
        }

        return next;

        void Consider(DateTimeOffset? instant) => next = instant > now ? Instants.Earlier(next, instant) : next;
    }

    /// <summary>
    /// Returns the announcement as of an instant: publication, expiry and end of pin take effect when due, even if no
    /// timer has settled them in storage.
    /// </summary>
    public AnnouncementSummary At(DateTimeOffset now)
    {
        AnnouncementSummary present = this;
        if (present.Status == AnnouncementStatus.Scheduled && present.PublishedAt <= now)
        {
            present = present with { Status = AnnouncementStatus.Published, FirstPublicAt = present.FirstPublicAt ?? present.PublishedAt };
        }

        if (present.Status == AnnouncementStatus.Published && present.ExpiresAt <= now)
        {
            present = present with { Status = AnnouncementStatus.Archived, ArchivedAt = present.ExpiresAt, ArchiveAt = null };
        }

        if (present.PinnedUntil <= now)
        {
            present = present with { Pinned = false, PinnedUntil = null };
        }

        return present;
    }
}
