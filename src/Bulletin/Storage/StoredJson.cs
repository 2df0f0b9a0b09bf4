using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bulletin.Storage;

/// <summary>The JSON of records in binary properties of rows.</summary>
internal static class StoredJson
{
    /// <summary>
    /// Makes the options for the JSON context of some records; each context has options of its own. Letters stay as they are: a Polish one
    /// takes two bytes rather than six.
    /// </summary>
    /// <param name="converters">Write enumerations by their names.</param>
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
