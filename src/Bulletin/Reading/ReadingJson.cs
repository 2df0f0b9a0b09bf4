using System.Text.Json.Serialization;
using Bulletin.Http;

namespace Bulletin.Reading;

/// <summary>The JSON of the representations of announcements, for readers and editors.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AnnouncementRepresentation))]
[JsonSerializable(typeof(AnnouncementList))]
[JsonSerializable(typeof(AnnouncementHistory))]
[JsonSerializable(typeof(FoundAnnouncementList))]
[JsonSerializable(typeof(EditorsAnnouncement))]
[JsonSerializable(typeof(EditorsAnnouncementList))]
internal sealed partial class ReadingJson : JsonSerializerContext
{
    public static ReadingJson Web { get; } = new(RepresentationJson.Options());
}
