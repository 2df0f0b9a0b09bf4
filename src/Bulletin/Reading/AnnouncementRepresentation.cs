using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Bulletin.Announcements;
using Bulletin.Content;
using Bulletin.Settings;
using Bulletin.Site;

namespace Bulletin.Reading;

/// <summary>An announcement as readers see it. Lists leave out <c>body</c> and <c>bodyHtml</c>.</summary>
internal record AnnouncementRepresentation
{
    /// <summary>The id, a UUID; it never changes.</summary>
    [JsonPropertyOrder(-30)]
    public required Guid Id { get; init; }

    /// <summary>The readable part of the address.</summary>
    [JsonPropertyOrder(-29)]
    public required string Slug { get; init; }

    /// <summary>The URL of the announcement's page.</summary>
    [JsonPropertyOrder(-28)]
    public required string Url { get; init; }

    /// <summary>
    /// The state: <c>published</c> or <c>archived</c> for readers; <c>draft</c>, <c>scheduled</c> and <c>deleted</c>
    /// too for editors.
    /// </summary>
    [JsonPropertyOrder(-27)]
    public required string Status { get; init; }

    /// <summary>The title.</summary>
    [JsonPropertyOrder(-26)]
    public required string Title { get; init; }

    /// <summary>A summary of at most 500 characters, as plain text.</summary>
    [JsonPropertyOrder(-25)]
    public required string Lead { get; init; }

    /// <summary>The language, a BCP 47 tag.</summary>
    [JsonPropertyOrder(-24)]
    public required string Language { get; init; }

    /// <summary>The source text; absent in lists.</summary>
    [JsonPropertyOrder(-23)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Body { get; init; }

    /// <summary>The markup language of the source text: <c>markdown</c> or <c>html</c>.</summary>
    [JsonPropertyOrder(-22)]
    public required string Format { get; init; }

    /// <summary>The text as safe HTML, ready to be displayed; absent in lists.</summary>
    [JsonPropertyOrder(-21)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? BodyHtml { get; init; }

    /// <summary>The picture, or null.</summary>
    [JsonPropertyOrder(-20)]
    public required AnnouncementImage? Image { get; init; }

    /// <summary>The files that it carries; absent in lists.</summary>
    [JsonPropertyOrder(-20)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<AnnouncementAttachment>? Attachments { get; init; }

    /// <summary>The categories.</summary>
    [JsonPropertyOrder(-19)]
    public required IReadOnlyList<CategoryReference> Categories { get; init; }

    /// <summary>True if lists show it first.</summary>
    [JsonPropertyOrder(-18)]
    public required bool Pinned { get; init; }

    /// <summary>The end of the pin; null if it is not pinned, or pinned without end.</summary>
    [JsonPropertyOrder(-18)]
    public required DateTimeOffset? PinnedUntil { get; init; }

    /// <summary>The author, or null.</summary>
    [JsonPropertyOrder(-17)]
    public required string? Author { get; init; }

    /// <summary>The URL of the source, or null.</summary>
    [JsonPropertyOrder(-16)]
    public required string? SourceUrl { get; init; }

    /// <summary>The time of creation.</summary>
    [JsonPropertyOrder(-15)]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The past or future publication date; null for a draft without a date.</summary>
    [JsonPropertyOrder(-14)]
    public required DateTimeOffset? PublishedAt { get; init; }

    /// <summary>The time of the last content change after publication, or null.</summary>
    [JsonPropertyOrder(-13)]
    public required DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>The note of the change that last set <c>updatedAt</c>; absent if there is none, and in lists.</summary>
    [JsonPropertyOrder(-12)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? UpdateNote { get; init; }

    /// <summary>The time at which it is archived, or null.</summary>
    [JsonPropertyOrder(-12)]
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The time at which it was archived; null if it is not archived.</summary>
    [JsonPropertyOrder(-11)]
    public required DateTimeOffset? ArchivedAt { get; init; }

    /// <summary>The revision number, from 1.</summary>
    [JsonPropertyOrder(-10)]
    public required int Revision { get; init; }
}

/// <summary>An announcement as editors see it, with members that readers do not get.</summary>
internal sealed record EditorsAnnouncement : AnnouncementRepresentation
{
    /// <summary>Copies the representation for readers; the other members must be set.</summary>
    [SetsRequiredMembers]
    public EditorsAnnouncement(AnnouncementRepresentation shown)
        : base(shown) => CreatedBy = string.Empty;

    /// <summary>True if it is never archived because of its age; absent in lists.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Keep { get; init; }

    /// <summary>The name of the creator: that of a key or of a signed-in user.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>The time at which it was deleted; null if it is not in the bin.</summary>
    public required DateTimeOffset? DeletedAt { get; init; }

    /// <summary>The time at which it is archived because of its age, or null.</summary>
    public required DateTimeOffset? ArchiveAt { get; init; }

    /// <summary>The time of the last revision.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>The change that made the last revision; absent in lists.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LastChange? LastChange { get; init; }

    /// <summary>The former slugs, which redirect to the current one; absent in lists.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? FormerSlugs { get; init; }

    /// <summary>
    /// The draft of the next version; absent if there is none, in lists, and in responses to changes.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DraftReference? Draft { get; init; }
}

/// <summary>The change that made the last revision.</summary>
/// <param name="By">The name of the actor: that of a key, of a signed-in user, or of the service itself.</param>
/// <param name="Action">The operation, in one word.</param>
/// <param name="Note">The change note, or null.</param>
/// <param name="Minor">True if the change was too small to set <c>updatedAt</c>.</param>
internal sealed record LastChange(string By, string Action, string? Note, bool Minor);

/// <summary>A category of an announcement.</summary>
/// <param name="Slug">The slug.</param>
/// <param name="Name">The name.</param>
internal sealed record CategoryReference(string Slug, string Name);

/// <summary>A page of announcements for readers.</summary>
/// <param name="Items">The announcements.</param>
/// <param name="Next">The cursor of the next page, or null at the end.</param>
internal sealed record AnnouncementList(IReadOnlyList<AnnouncementRepresentation> Items, string? Next);

/// <summary>A page of announcements for editors.</summary>
/// <param name="Items">The announcements.</param>
/// <param name="Next">The cursor of the next page, or null at the end.</param>
internal sealed record EditorsAnnouncementList(IReadOnlyList<EditorsAnnouncement> Items, string? Next);

/// <summary>Converts stored announcements to their representations.</summary>
internal sealed class AnnouncementPresenter(BulletinSettings settings, ShownBodies bodies, MediaAddresses media)
{
    /// <summary>Returns a list item for readers.</summary>
    public AnnouncementRepresentation Item(AnnouncementSummary announcement, CategorySet categories) => new()
    {
        Id = announcement.Id,
        Slug = announcement.Slug,
        Url = UrlOf(announcement),
        Status = announcement.Status.Word(),
        Title = announcement.Title,
        Lead = announcement.Lead,
        Language = announcement.Language,
        Format = WordOf(announcement.Format),
        Image = media.Of(announcement.Id).Image(announcement.Image),
        Categories = CategoriesOf(announcement, categories),
        Pinned = announcement.Pinned,
        PinnedUntil = announcement.PinnedUntil,
        Author = announcement.Author,
        SourceUrl = announcement.SourceUrl,
        CreatedAt = announcement.CreatedAt,
        PublishedAt = announcement.PublishedAt,
        UpdatedAt = announcement.UpdatedAt,
        ExpiresAt = announcement.ExpiresAt,
        ArchivedAt = announcement.ArchivedAt,
        Revision = announcement.Revision,
    };

    /// <summary>Returns the complete representation for readers.</summary>
    public AnnouncementRepresentation Whole(Announcement announcement, CategorySet categories) =>
        Whole(announcement, categories, media.Of(announcement.Id));

    /// <summary>Returns the complete representation of a draft, for those who have the link to it.</summary>
    /// <param name="announcement">The announcement as it would be.</param>
    /// <param name="categories">The categories.</param>
    /// <param name="token">The token of the link, through which its media are to be had.</param>
    public AnnouncementRepresentation Preview(Announcement announcement, CategorySet categories, string token) =>
        Whole(announcement, categories, media.OfPreview(token)) with { Image = media.OfPreview(token).Image(announcement.Image) };

    /// <summary>Returns a list item for editors.</summary>
    public EditorsAnnouncement EditorsItem(AnnouncementSummary announcement, CategorySet categories) => new(Item(announcement, categories))
    {
        CreatedBy = announcement.CreatedBy,
        DeletedAt = announcement.DeletedAt,
        ArchiveAt = announcement.ArchiveAt,
        ChangedAt = announcement.ChangedAt,
    };

    /// <summary>Returns the complete representation for editors.</summary>
    public EditorsAnnouncement EditorsWhole(Announcement announcement, CategorySet categories) => EditorsItem(announcement, categories) with
    {
        UpdateNote = announcement.UpdateNote,
        Body = announcement.Body,
        BodyHtml = bodies.Html(announcement, media.Of(announcement.Id)),
        Attachments = media.Of(announcement.Id).Attachments(announcement.Attachments),
        Keep = announcement.Keep,
        LastChange = new LastChange(announcement.ChangedBy, announcement.ChangeAction, announcement.ChangeNote, announcement.IsMinorChange),
        FormerSlugs = announcement.FormerSlugs,
    };

    private AnnouncementRepresentation Whole(Announcement announcement, CategorySet categories, MediaPlace place) =>
        Item(announcement, categories) with
        {
            UpdateNote = announcement.UpdateNote,
            Body = announcement.Body,
            BodyHtml = bodies.Html(announcement, place),
            Attachments = place.Attachments(announcement.Attachments),
        };

    /// <summary>Returns the safe HTML of a draft's body.</summary>
    public string Html(AnnouncementDraft draft) => bodies.Html(draft, MediaOf(draft.AnnouncementId));

    /// <summary>Returns the safe HTML of a body with absolute URLs; null if only these make it exceed the limits.</summary>
    /// <param name="announcement">The announcement.</param>
    /// <param name="page">The URL of its page.</param>
    public string? Html(Announcement announcement, Uri page) => bodies.Html(announcement, MediaOf(announcement.Id), page);

    /// <summary>Returns the URLs of the media of an announcement.</summary>
    public MediaPlace MediaOf(Guid announcement) => media.Of(announcement);

    public static string WordOf(BodyFormat format) => format == BodyFormat.Html ? "html" : "markdown";

    /// <summary>Returns the URL of the announcement's page.</summary>
    public string UrlOf(AnnouncementSummary announcement) => settings.AnnouncementUrl
        .Replace("{slug}", announcement.Slug, StringComparison.Ordinal)
        .Replace("{id}", announcement.Id.ToString("D"), StringComparison.Ordinal);

    /// <summary>Returns the current categories; merged ones are replaced by their target.</summary>
    public static List<CategoryReference> CategoriesOf(AnnouncementSummary announcement, CategorySet categories) =>
        CategoriesOf(announcement.Categories, categories);

    /// <inheritdoc cref="CategoriesOf(AnnouncementSummary, CategorySet)"/>
    public static List<CategoryReference> CategoriesOf(IEnumerable<Guid> ids, CategorySet categories) => ids
        .Select(categories.Resolve)
        .OfType<Category>()
        .DistinctBy(category => category.Id)
        .Select(category => new CategoryReference(category.Slug, category.Name))
        .ToList();
}
