using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>A category as an answer carries it; for readers without its revision.</summary>
public sealed record Category(string Slug, string Name, string? Description, int Order, int Count, int? Revision)
{
    /// <summary>The ETag that editors get with it.</summary>
    public string ETag => $"\"r{Revision}\"";

    public string Address => $"/api/categories/{Slug}";

    public string EditorsAddress => $"/api/editor/categories/{Slug}";

    public static Category Of(JsonNode json) => json.Deserialize<Category>(JsonSerializerOptions.Web)!;
}
