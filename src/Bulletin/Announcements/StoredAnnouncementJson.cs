using System.Text.Json.Serialization;
using Bulletin.Content;
using Bulletin.Storage;

namespace Bulletin.Announcements;

/// <summary>The stored JSON of announcements, their summaries and drafts.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Announcement))]
[JsonSerializable(typeof(AnnouncementSummary))]
[JsonSerializable(typeof(AnnouncementDraft))]
internal sealed partial class StoredAnnouncementJson : JsonSerializerContext
{
    public static StoredAnnouncementJson Compact { get; } = new(
        StoredJson.Options(new JsonStringEnumConverter<AnnouncementStatus>(), new JsonStringEnumConverter<BodyFormat>()));
}
