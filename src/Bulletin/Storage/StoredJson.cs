using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Azure.Data.Tables;

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

    /// <summary>Reads the record in a property of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="property">The name of the property.</param>
    /// <param name="json">The type of the record.</param>
    /// <param name="what">The record in a word, for the message.</param>
    /// <exception cref="InvalidDataException">The row does not contain such a record.</exception>
    public static T Read<T>(TableEntity row, string property, JsonTypeInfo<T> json, string what)
    {
        try
        {
            return JsonSerializer.Deserialize(row.GetBinary(property), json)
                ?? throw new InvalidDataException($"Row {row.RowKey} holds no {what}.");
        }
        catch (Exception broken) when (broken is JsonException or ArgumentNullException or InvalidOperationException)
        {
            throw new InvalidDataException($"Row {row.RowKey} holds no {what}: {broken.Message}", broken);
        }
    }
}
