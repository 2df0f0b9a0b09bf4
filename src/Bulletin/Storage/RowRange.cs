namespace Bulletin.Storage;

/// <summary>A range of row keys, from the first (inclusive) to the end (exclusive), in ordinal order.</summary>
internal readonly record struct RowRange(string From, string To)
{
    /// <summary>Returns the range of all keys that start with a prefix.</summary>
    public static RowRange Of(string prefix) => new(prefix, EndOf(prefix));

    /// <summary>Returns the part of this range after a key; the key itself is excluded.</summary>
    public RowRange After(string rowKey)
    {
        // No character of a key sorts before an exclamation mark.
        string from = rowKey + "!";
        return string.CompareOrdinal(from, From) > 0 ? this with { From = from } : this;
    }

    private static string EndOf(string prefix) => prefix[..^1] + (char)(prefix[^1] + 1);
}
