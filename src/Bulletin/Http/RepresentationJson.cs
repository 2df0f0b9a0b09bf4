using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Bulletin.Content;

namespace Bulletin.Http;

/// <summary>The JSON of representations: camelCase, letters of every language as they are, instants in UTC.</summary>
internal static class RepresentationJson
{
    /// <summary>Makes the options for the JSON context of a feature; each context has options of its own.</summary>
    /// <remarks>JSON is sent as JSON, never inside a page: only the characters that JSON itself reserves are escaped.</remarks>
    public static JsonSerializerOptions Options() => new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new InstantConverter() },
    };

    private sealed class InstantConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Rfc3339.Format(value));
    }
}
