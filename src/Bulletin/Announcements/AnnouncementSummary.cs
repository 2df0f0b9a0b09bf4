using System.Text.Json.Serialization;
using Bulletin.Content;
using Bulletin.Site;

namespace Bulletin.Announcements;

/// <summary>What a list shows of an announcement, as it is stored.</summary>
internal record AnnouncementSummary
{
    /// <summary>A UUIDv7.</summary>
    public required Guid Id { get; init; }

    public required string Slug { get; init; }

    /// <summary>
    /// The state as it is stored. What falls due by the clock is settled in storage a little later: read the state through
    /// <see cref="At"/>.
    /// </summary>
    public required AnnouncementStatus Status { get; init; }

    public required string Title { get; init; }

    /// <summary>The lead: the one that was given, or the beginning of the body.</summary>
    public required string Lead { get; init; }

    /// <summary>The language, a BCP 47 tag.</summary>
    public required string Language { get; init; }

    public required Content.BodyFormat Format { get; init; }

    public AnnouncementImage? Image { get; init; }

    /// <summary>The ids of the categories, in the order in which they were given.</summary>
    public IReadOnlyList<Guid> Categories { get; init; } = [];

    public bool Pinned { get; init; }

    /// <summary>When its pin ends; null when it is not pinned, or for good. Read both through <see cref="At"/>.</summary>
    public DateTimeOffset? PinnedUntil { get; init; }

    public string? Author { get; init; }

    public string? SourceUrl { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The name of the actor that made it, as it was then.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>The id of the actor that made it, when it is another than the name.</summary>
    public string? OwnerId { get; init; }

    /// <summary>Whose it is: an author may change their own drafts.</summary>
    [JsonIgnore]
    public string Owner => OwnerId ?? CreatedBy;

    /// <summary>When it became or becomes public; null for a draft without a date.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>The editorial update stamp; null until there is one.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? ArchivedAt { get; init; }

    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>When readers first saw it; null when they never did.</summary>
    public DateTimeOffset? FirstPublicAt { get; init; }

    /// <summary>When age archives it; null for never (pinned for good, kept, not public).</summary>
    public DateTimeOffset? ArchiveAt { get; init; }

    /// <summary>Counts the changes, from 1.</summary>
    public required int Revision { get; init; }

    /// <summary>When the last revision was made: the order of the editors' lists.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Whether readers see it at its address, in the state as it is stored.</summary>
    public bool IsPublic => Status is AnnouncementStatus.Published or AnnouncementStatus.Archived;

    /// <summary>Only what a list shows, without the body.</summary>
    public AnnouncementSummary Summary() => new(this);

    /// <summary>
    /// The next instant after <paramref name="now"/> at which readers see it otherwise, whatever editors do: it becomes public, its pin
    /// ends, it expires; null when there is none.
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
    /// The announcement as it is at an instant: what was scheduled is published from its instant on, what expires is archived from its
    /// instant on, and a pin that ends has ended from its instant on, whether or not a timer has settled it.
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

/// <summary>The picture of an announcement.</summary>
/// <param name="Url">An absolute https address, at most 2,000 characters.</param>
/// <param name="Alt">What the picture shows, for those who do not see it; 1 to 500 characters.</param>
public sealed record AnnouncementImage(string Url, string Alt);
