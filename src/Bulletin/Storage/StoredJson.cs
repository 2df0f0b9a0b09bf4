using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Bulletin.Access;
using Bulletin.Announcements;
using Bulletin.Categories;
using Bulletin.Content;

namespace Bulletin.Storage;

/// <summary>How records are written into binary properties of rows.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ApiKey))]
[JsonSerializable(typeof(Announcement))]
[JsonSerializable(typeof(AnnouncementSummary))]
[JsonSerializable(typeof(AnnouncementDraft))]
[JsonSerializable(typeof(Category))]
[JsonSerializable(typeof(IReadOnlyList<Change>))]
internal sealed partial class StoredJson : JsonSerializerContext
{
    /// <summary>The one to use: letters as they are, two bytes for a Polish one rather than six.</summary>
    public static StoredJson Compact { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new JsonStringEnumConverter<AnnouncementStatus>(),
            new JsonStringEnumConverter<BodyFormat>(),
            new JsonStringEnumConverter<ChangeKind>(),
            new JsonStringEnumConverter<Role>(),
        },
    });
}
