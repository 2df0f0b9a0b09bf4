using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Bulletin.Categories;
using Bulletin.Content;

namespace Bulletin.Announcements;

/// <summary>An announcement as readers see it. Lists leave out <c>body</c> and <c>bodyHtml</c>.</summary>
internal record AnnouncementRepresentation
{
    [JsonPropertyOrder(-30)]
    public required Guid Id { get; init; }

    [JsonPropertyOrder(-29)]
    public required string Slug { get; init; }

    [JsonPropertyOrder(-28)]
    public required string Url { get; init; }

    [JsonPropertyOrder(-27)]
    public required string Status { get; init; }

    [JsonPropertyOrder(-26)]
    public required string Title { get; init; }

    [JsonPropertyOrder(-25)]
    public required string Lead { get; init; }

    [JsonPropertyOrder(-24)]
    public required string Language { get; init; }

    [JsonPropertyOrder(-23)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Body { get; init; }

    [JsonPropertyOrder(-22)]
    public required string Format { get; init; }

    [JsonPropertyOrder(-21)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? BodyHtml { get; init; }

    [JsonPropertyOrder(-20)]
    public required AnnouncementImage? Image { get; init; }

    [JsonPropertyOrder(-19)]
    public required IReadOnlyList<CategoryReference> Categories { get; init; }

    [JsonPropertyOrder(-18)]
    public required bool Pinned { get; init; }

    [JsonPropertyOrder(-17)]
    public required string? Author { get; init; }

    [JsonPropertyOrder(-16)]
    public required string? SourceUrl { get; init; }

    [JsonPropertyOrder(-15)]
    public required DateTimeOffset CreatedAt { get; init; }

    [JsonPropertyOrder(-14)]
    public required DateTimeOffset? PublishedAt { get; init; }

    [JsonPropertyOrder(-13)]
    public required DateTimeOffset? UpdatedAt { get; init; }

    [JsonPropertyOrder(-12)]
    public required DateTimeOffset? ExpiresAt { get; init; }

    [JsonPropertyOrder(-11)]
    public required DateTimeOffset? ArchivedAt { get; init; }

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

    /// <summary>Never archived by age; null in lists.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Keep { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset? DeletedAt { get; init; }

    /// <summary>When age will archive it.</summary>
    public required DateTimeOffset? ArchiveAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LastChange? LastChange { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? FormerSlugs { get; init; }
}

/// <summary>What made the last revision.</summary>
internal sealed record LastChange(string By, string Action, string? Note, bool Minor);

/// <summary>A category as an announcement names it.</summary>
internal sealed record CategoryReference(string Slug, string Name);

/// <summary>A page of announcements for readers.</summary>
/// <param name="Items">The announcements.</param>
/// <param name="Next">The cursor of the next page, or null at the end.</param>
internal sealed record AnnouncementList(IReadOnlyList<AnnouncementRepresentation> Items, string? Next);

/// <summary>A page of announcements for editors.</summary>
internal sealed record EditorsAnnouncementList(IReadOnlyList<EditorsAnnouncement> Items, string? Next);

/// <summary>Turns what is stored into what is shown.</summary>
internal sealed class AnnouncementPresenter(BulletinSettings settings)
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
        Body = announcement.Body,
        BodyHtml = BodyRenderer.ToSafeHtml(announcement.Body, announcement.Format),
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
        Body = announcement.Body,
        BodyHtml = BodyRenderer.ToSafeHtml(announcement.Body, announcement.Format),
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
    public static List<CategoryReference> CategoriesOf(AnnouncementSummary announcement, CategorySet categories) => announcement.Categories
        .Select(categories.Resolve)
        .OfType<Category>()
        .DistinctBy(category => category.Id)
        .Select(category => new CategoryReference(category.Slug, category.Name))
        .ToList();
}
