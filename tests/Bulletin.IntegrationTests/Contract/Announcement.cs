using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>An announcement as an answer carries it. A member that the answer left out is null.</summary>
public sealed record Announcement(
    Guid Id,
    string Slug,
    string Url,
    string Status,
    string Title,
    string Lead,
    string Language,
    string? Body,
    string Format,
    string? BodyHtml,
    Image? Image,
    IReadOnlyList<CategoryName> Categories,
    bool Pinned,
    DateTimeOffset? PinnedUntil,
    bool? Keep,
    string? Author,
    string? SourceUrl,
    DateTimeOffset CreatedAt,
    DateTimeOffset? PublishedAt,
    DateTimeOffset? UpdatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? ArchivedAt,
    int Revision)
{
    /// <summary>The ETag that editors get with it.</summary>
    public string ETag => $"\"r{Revision}\"";

    /// <summary>Its address for readers, and for changes.</summary>
    public string Address => $"/api/announcements/{Id}";

    /// <summary>Its address for editors.</summary>
    public string EditorsAddress => $"/api/editor/announcements/{Id}";

    public static Announcement Of(JsonNode json) => json.Deserialize<Announcement>(JsonSerializerOptions.Web)!;
}

public sealed record Image(string Url, string Alt);

public sealed record CategoryName(string Slug, string Name);
