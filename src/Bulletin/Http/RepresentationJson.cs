using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Bulletin.Access;
using Bulletin.Announcements;
using Bulletin.Audit;
using Bulletin.Categories;
using Bulletin.Changes;
using Bulletin.Feeds;
using Bulletin.Previews;
using Bulletin.Search;
using Bulletin.Transfer;

namespace Bulletin.Http;

/// <summary>How representations are written: camelCase, letters of every language as they are, instants in UTC.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AnnouncementRepresentation))]
[JsonSerializable(typeof(AnnouncementList))]
[JsonSerializable(typeof(EditorsAnnouncement))]
[JsonSerializable(typeof(EditorsAnnouncementList))]
[JsonSerializable(typeof(RevisionList))]
[JsonSerializable(typeof(RevisionDifference))]
[JsonSerializable(typeof(AnnouncementHistory))]
[JsonSerializable(typeof(DraftRepresentation))]
[JsonSerializable(typeof(PreviewRepresentation))]
[JsonSerializable(typeof(BatchResult))]
[JsonSerializable(typeof(CategoryRepresentation))]
[JsonSerializable(typeof(CategoryList))]
[JsonSerializable(typeof(EditorsCategory))]
[JsonSerializable(typeof(EditorsCategoryList))]
[JsonSerializable(typeof(ChangeList))]
[JsonSerializable(typeof(FoundAnnouncementList))]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(JsonFeed))]
[JsonSerializable(typeof(AuditList))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(KeyRepresentation))]
[JsonSerializable(typeof(KeyList))]
[JsonSerializable(typeof(CreatedKey))]
internal sealed partial class RepresentationJson : JsonSerializerContext
{
    /// <summary>The one to use. JSON is sent as JSON, never inside a page: only what JSON itself demands is escaped.</summary>
    public static RepresentationJson Web { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new InstantConverter() },
    });

    private sealed class InstantConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Rfc3339.Format(value));
    }
}
