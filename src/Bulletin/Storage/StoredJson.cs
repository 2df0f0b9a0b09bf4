using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bulletin.Storage;

/// <summary>The JSON options for records in binary properties of rows.</summary>
internal static class StoredJson
{
    /// <summary>
    /// Creates the options for one JSON context; contexts cannot share options. Non-ASCII letters are not escaped: a
    /// Polish letter takes two bytes instead of six.
    /// </summary>
    /// <param name="converters">The converters that write enumerations by name.</param>
    public static JsonSerializerOptions Options(params IEnumerable<JsonConverter> converters)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.General)
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        foreach (JsonConverter converter in converters)
        {
            options.Converters.Add(converter);
        }

        return options;
    }
}
