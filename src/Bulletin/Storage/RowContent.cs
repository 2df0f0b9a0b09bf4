using Azure.Data.Tables;

namespace Bulletin.Storage;

/// <summary>The content of a row: its properties without the keys and the system properties.</summary>
internal static class RowContent
{
    /// <summary>Returns true if two rows have the same content.</summary>
    public static bool Equal(TableEntity one, TableEntity other)
    {
        List<KeyValuePair<string, object>> content = Of(one).ToList();
        return content.Count == Of(other).Count()
            && content.TrueForAll(property => other.TryGetValue(property.Key, out object? value) && Same(property.Value, value));
    }

    /// <summary>Returns the size of the content as JSON in bytes, estimated upwards.</summary>
    public static int EncodedBytes(TableEntity row)
    {
        int bytes = 0;
        foreach ((string name, object value) in Of(row))
        {
            // The name, the quotes, and the type annotation.
            bytes += (2 * name.Length) + 40;
            bytes += value switch
            {
                byte[] binary => (binary.Length + 2) / 3 * 4,
                // The SDK escapes non-ASCII characters.
                string text => text.Length * 6,
                _ => 30,
            };
        }

        return bytes;
    }

    /// <summary>Returns the properties without the keys and the system properties.</summary>
    public static IEnumerable<KeyValuePair<string, object>> Of(TableEntity row) =>
        row.Where(property =>
            property.Key is not ("PartitionKey" or "RowKey" or "Timestamp" or "odata.etag") && property.Value is not null);

    private static bool Same(object one, object? other) =>
        one is byte[] bytes ? other is byte[] others && bytes.AsSpan().SequenceEqual(others) : Equals(one, other);
}
