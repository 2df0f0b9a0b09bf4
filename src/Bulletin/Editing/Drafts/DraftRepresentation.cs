using Bulletin.Announcements;
using Bulletin.Content;
using Bulletin.Reading;
using Bulletin.Site;

namespace Bulletin.Editing.Drafts;

/// <summary>
/// The next version of an announcement, which readers do not see yet. State, address and date of publication are those of the announcement.
/// </summary>
internal sealed record DraftRepresentation
{
    /// <summary>The id of the announcement.</summary>
    public required Guid Id { get; init; }

    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>What it is about, in at most 500 characters, as plain text.</summary>
    public required string Lead { get; init; }

    /// <summary>The language, a BCP 47 tag.</summary>
    public required string Language { get; init; }

    /// <summary>The text as it was written.</summary>
    public required string Body { get; init; }

    /// <summary>How the text was written: <c>markdown</c> or <c>html</c>.</summary>
    public required string Format { get; init; }

    /// <summary>The text as safe HTML, to be shown as it is.</summary>
    public required string BodyHtml { get; init; }

    /// <summary>The picture, or null.</summary>
    public required AnnouncementImage? Image { get; init; }

    /// <summary>The categories.</summary>
    public required IReadOnlyList<CategoryReference> Categories { get; init; }

    /// <summary>Whether lists will have it first.</summary>
    public required bool Pinned { get; init; }

    /// <summary>When the pin will end by itself, or null.</summary>
    public required DateTimeOffset? PinnedUntil { get; init; }

    /// <summary>Never archived by age.</summary>
    public required bool Keep { get; init; }

    /// <summary>Who wrote it, or null.</summary>
    public required string? Author { get; init; }

    /// <summary>Where it comes from, or null.</summary>
    public required string? SourceUrl { get; init; }

    /// <summary>From when on it will be archived, or null.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What the public history will say of the change, or null.</summary>
    public required string? ChangeNote { get; init; }

    /// <summary>Whether the change will be too small to move <c>updatedAt</c>.</summary>
    public required bool Minor { get; init; }

    /// <summary>The revision of the announcement that its writers have seen. When it is not the present one, the draft is not published.</summary>
    public required int BaseRevision { get; init; }

    /// <summary>The number of the draft's own revision, from 1.</summary>
    public required int Revision { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Who changed it last.</summary>
    public required string ChangedBy { get; init; }

    public static DraftRepresentation Of(AnnouncementDraft draft, CategorySet categories, ShownBodies bodies) => new()
    {
        Id = draft.AnnouncementId,
        Title = draft.Title,
        Lead = draft.Lead,
        Language = draft.Language,
        Body = draft.Body,
        Format = AnnouncementPresenter.WordOf(draft.Format),
        BodyHtml = bodies.Html(draft.AnnouncementId, draft.Body, draft.Format),
        Image = draft.Image,
        Categories = AnnouncementPresenter.CategoriesOf(draft.Categories, categories),
        Pinned = draft.Pinned,
        PinnedUntil = draft.PinnedUntil,
        Keep = draft.Keep,
        Author = draft.Author,
        SourceUrl = draft.SourceUrl,
        ExpiresAt = draft.ExpiresAt,
        ChangeNote = draft.ChangeNote,
        Minor = draft.IsMinorChange,
        BaseRevision = draft.BaseRevision,
        Revision = draft.Revision,
        ChangedAt = draft.ChangedAt,
        ChangedBy = draft.ChangedBy,
    };
}
