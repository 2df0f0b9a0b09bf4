using System.Text.Json.Serialization;
using Bulletin.Announcements;
using Bulletin.Categories;

namespace Bulletin.Storage;

/// <summary>How records are written into binary properties of rows.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(Announcement))]
[JsonSerializable(typeof(AnnouncementSummary))]
[JsonSerializable(typeof(Category))]
[JsonSerializable(typeof(IReadOnlyList<Change>))]
internal sealed partial class StoredJson : JsonSerializerContext;
