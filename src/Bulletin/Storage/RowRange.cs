namespace Bulletin.Storage;

/// <summary>A range of row keys, from the first (inclusive) to the end (exclusive), in ordinal order.</summary>
internal readonly record struct RowRange(string From, string To)
{
    /// <summary>All keys that start with a prefix.</summary>
    public static RowRange Of(string prefix) => new(prefix, After(prefix));

    /// <summary>The part of this range that comes after a key; the key itself is left out.</summary>
    public RowRange After(string rowKey, bool inclusive = false)
    {
        string from = inclusive ? rowKey : rowKey + "\0";
        return string.CompareOrdinal(from, From) > 0 ? this with { From = from } : this;
    }

    private static string After(string prefix) => prefix[..^1] + (char)(prefix[^1] + 1);
}
