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

    /// <summary>The readable part of its address.</summary>
    [JsonPropertyOrder(-29)]
    public required string Slug { get; init; }

    /// <summary>The address of its page.</summary>
    [JsonPropertyOrder(-28)]
    public required string Url { get; init; }

    /// <summary>The state: <c>published</c> or <c>archived</c> for readers; <c>draft</c>, <c>scheduled</c> and <c>deleted</c> too for editors.</summary>
    [JsonPropertyOrder(-27)]
    public required string Status { get; init; }

    /// <summary>The title.</summary>
    [JsonPropertyOrder(-26)]
    public required string Title { get; init; }

    /// <summary>What it is about, in at most 500 characters, as plain text.</summary>
    [JsonPropertyOrder(-25)]
    public required string Lead { get; init; }

    /// <summary>The language, a BCP 47 tag.</summary>
    [JsonPropertyOrder(-24)]
    public required string Language { get; init; }

    /// <summary>The text as it was written; absent in lists.</summary>
    [JsonPropertyOrder(-23)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Body { get; init; }

    /// <summary>How the text was written: <c>markdown</c> or <c>html</c>.</summary>
    [JsonPropertyOrder(-22)]
    public required string Format { get; init; }

    /// <summary>The text as safe HTML, to be shown as it is; absent in lists.</summary>
    [JsonPropertyOrder(-21)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? BodyHtml { get; init; }

    /// <summary>The picture, or null.</summary>
    [JsonPropertyOrder(-20)]
    public required AnnouncementImage? Image { get; init; }

    /// <summary>The categories.</summary>
    [JsonPropertyOrder(-19)]
    public required IReadOnlyList<CategoryReference> Categories { get; init; }

    /// <summary>Whether lists have it first.</summary>
    [JsonPropertyOrder(-18)]
    public required bool Pinned { get; init; }

    /// <summary>From when on lists no longer have it first; null when it is not pinned, or for good.</summary>
    [JsonPropertyOrder(-18)]
    public required DateTimeOffset? PinnedUntil { get; init; }

    /// <summary>Who wrote it, or null.</summary>
    [JsonPropertyOrder(-17)]
    public required string? Author { get; init; }

    /// <summary>Where it comes from, or null.</summary>
    [JsonPropertyOrder(-16)]
    public required string? SourceUrl { get; init; }

    /// <summary>When it was made.</summary>
    [JsonPropertyOrder(-15)]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From when on it is, was or will be public; null for a draft without a date.</summary>
    [JsonPropertyOrder(-14)]
    public required DateTimeOffset? PublishedAt { get; init; }

    /// <summary>When what it says last changed after its publication; null when it did not.</summary>
    [JsonPropertyOrder(-13)]
    public required DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>What the change that moved <c>updatedAt</c> says of itself; absent when it says nothing, and in lists.</summary>
    [JsonPropertyOrder(-12)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? UpdateNote { get; init; }

    /// <summary>From when on it is archived, or null.</summary>
    [JsonPropertyOrder(-12)]
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Since when it is archived; null when it is not.</summary>
    [JsonPropertyOrder(-11)]
    public required DateTimeOffset? ArchivedAt { get; init; }

    /// <summary>The number of the revision, from 1.</summary>
    [JsonPropertyOrder(-10)]
    public required int Revision { get; init; }
}

/// <summary>An announcement as editors see it: with what is not for readers.</summary>
internal sealed record EditorsAnnouncement : AnnouncementRepresentation
{
    /// <summary>What readers see of it, with more to come.</summary>
    [SetsRequiredMembers]
    public EditorsAnnouncement(AnnouncementRepresentation shown)
        : base(shown) => CreatedBy = string.Empty;

    /// <summary>Never archived by age; absent in lists.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Keep { get; init; }

    /// <summary>Who made it: the name of a key.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>Since when it is in the bin; null when it is not.</summary>
    public required DateTimeOffset? DeletedAt { get; init; }

    /// <summary>When age will archive it.</summary>
    public required DateTimeOffset? ArchiveAt { get; init; }

    /// <summary>When the last revision was made.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>What made the last revision; absent in lists.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LastChange? LastChange { get; init; }

    /// <summary>The slugs that lead here too; absent in lists.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? FormerSlugs { get; init; }

    /// <summary>That there is a draft of its next version; absent when there is none, in lists and in answers to changes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DraftReference? Draft { get; init; }
}

/// <summary>What made the last revision.</summary>
/// <param name="By">Who: the name of a key, or of the service itself.</param>
/// <param name="Action">What was done, in a word.</param>
/// <param name="Note">The note of the change, or null.</param>
/// <param name="Minor">Whether it was too small to move <c>updatedAt</c>.</param>
internal sealed record LastChange(string By, string Action, string? Note, bool Minor);

/// <summary>A category as an announcement names it.</summary>
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

/// <summary>Turns what is stored into what is shown.</summary>
internal sealed class AnnouncementPresenter(BulletinSettings settings, ShownBodies bodies)
{
    /// <summary>An item of a list, for readers.</summary>
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
        Image = announcement.Image,
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

    /// <summary>The announcement, whole, for readers.</summary>
    public AnnouncementRepresentation Whole(Announcement announcement, CategorySet categories) => Item(announcement, categories) with
    {
        UpdateNote = announcement.UpdateNote,
        Body = announcement.Body,
        BodyHtml = bodies.Html(announcement.Id, announcement.Body, announcement.Format),
    };

    /// <summary>An item of a list, for editors.</summary>
    public EditorsAnnouncement EditorsItem(AnnouncementSummary announcement, CategorySet categories) => new(Item(announcement, categories))
    {
        CreatedBy = announcement.CreatedBy,
        DeletedAt = announcement.DeletedAt,
        ArchiveAt = announcement.ArchiveAt,
        ChangedAt = announcement.ChangedAt,
    };

    /// <summary>The announcement, whole, for editors.</summary>
    public EditorsAnnouncement EditorsWhole(Announcement announcement, CategorySet categories) => EditorsItem(announcement, categories) with
    {
        UpdateNote = announcement.UpdateNote,
        Body = announcement.Body,
        BodyHtml = bodies.Html(announcement.Id, announcement.Body, announcement.Format),
        Keep = announcement.Keep,
        LastChange = new LastChange(announcement.ChangedBy, announcement.ChangeAction, announcement.ChangeNote, announcement.IsMinorChange),
        FormerSlugs = announcement.FormerSlugs,
    };

    public static string WordOf(BodyFormat format) => format == BodyFormat.Html ? "html" : "markdown";

    /// <summary>The address of the announcement's page.</summary>
    public string UrlOf(AnnouncementSummary announcement) => settings.AnnouncementUrl
        .Replace("{slug}", announcement.Slug, StringComparison.Ordinal)
        .Replace("{id}", announcement.Id.ToString("D"), StringComparison.Ordinal);

    /// <summary>The categories as they are now, those that are being merged resolved.</summary>
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
