using Bulletin.Announcements;
using Bulletin.Reading;
using Bulletin.Site;

namespace Bulletin.Editing.Drafts;

/// <summary>
/// The draft of an announcement's next version, which readers do not see yet. State, slug and publication date are
/// those of the announcement.
/// </summary>
internal sealed record DraftRepresentation
{
    /// <summary>The id of the announcement.</summary>
    public required Guid Id { get; init; }

    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>A summary of at most 500 characters, as plain text.</summary>
    public required string Lead { get; init; }

    /// <summary>The language, a BCP 47 tag.</summary>
    public required string Language { get; init; }

    /// <summary>The source text.</summary>
    public required string Body { get; init; }

    /// <summary>The markup language of the source text: <c>markdown</c> or <c>html</c>.</summary>
    public required string Format { get; init; }

    /// <summary>The text as safe HTML, ready to be displayed.</summary>
    public required string BodyHtml { get; init; }

    /// <summary>The picture, or null.</summary>
    public required AnnouncementImage? Image { get; init; }

    /// <summary>The files that it will carry.</summary>
    public required IReadOnlyList<AnnouncementAttachment> Attachments { get; init; }

    /// <summary>The categories.</summary>
    public required IReadOnlyList<CategoryReference> Categories { get; init; }

    /// <summary>True if lists will show it first.</summary>
    public required bool Pinned { get; init; }

    /// <summary>The end of the pin, or null.</summary>
    public required DateTimeOffset? PinnedUntil { get; init; }

    /// <summary>True if it will never be archived because of its age.</summary>
    public required bool Keep { get; init; }

    /// <summary>The author, or null.</summary>
    public required string? Author { get; init; }

    /// <summary>The URL of the source, or null.</summary>
    public required string? SourceUrl { get; init; }

    /// <summary>The time at which it will be archived, or null.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The change note for the public history, or null.</summary>
    public required string? ChangeNote { get; init; }

    /// <summary>True if the change is too small to set <c>updatedAt</c>.</summary>
    public required bool Minor { get; init; }

    /// <summary>
    /// The revision of the announcement on which the draft is based. The draft can be published only while this is the
    /// current revision.
    /// </summary>
    public required int BaseRevision { get; init; }

    /// <summary>The number of the draft's own revision, from 1.</summary>
    public required int Revision { get; init; }

    /// <summary>The time of the last change.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>The name of the actor who changed it last.</summary>
    public required string ChangedBy { get; init; }

    public static DraftRepresentation Of(AnnouncementDraft draft, CategorySet categories, AnnouncementPresenter presenter) => new()
    {
        Id = draft.AnnouncementId,
        Title = draft.Title,
        Lead = draft.Lead,
        Language = draft.Language,
        Body = draft.Body,
        Format = AnnouncementPresenter.WordOf(draft.Format),
        BodyHtml = presenter.Html(draft),
        Image = presenter.MediaOf(draft.AnnouncementId).Image(draft.Image),
        Attachments = presenter.MediaOf(draft.AnnouncementId).Attachments(draft.Attachments),
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
