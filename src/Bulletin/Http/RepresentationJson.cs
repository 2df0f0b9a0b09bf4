using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Bulletin.Content;

namespace Bulletin.Http;

/// <summary>The JSON options of representations: camelCase, unescaped non-ASCII letters, instants in UTC.</summary>
internal static class RepresentationJson
{
    /// <summary>Creates the options for one JSON context; contexts cannot share options.</summary>
    /// <remarks>The JSON is never embedded in a page, so only the characters reserved by JSON are escaped.</remarks>
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
