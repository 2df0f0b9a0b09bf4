using System.Buffers;
using System.Globalization;

namespace Bulletin.Audit;

/// <summary>A place in the audit log, in both of its parts.</summary>
/// <param name="Version">The newest version not examined yet; 0 if none is left.</param>
/// <param name="Partition">
/// The partition of the last examined row of the audit table, or of the instant from which to read it; null if none is
/// left.
/// </param>
/// <param name="RowKey">The row key of that row, or the beginning of a row key.</param>
internal sealed record AuditPlace(long Version, string? Partition, string RowKey)
{
    private const char Separator = '|';
    private const string NoneLeft = "-";
    private const int MaximumKey = 100;

    private static readonly SearchValues<char> KeyCharacters = SearchValues.Create("0123456789abcdef:-");

    /// <summary>The place in the form used in a cursor.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Version}{Separator}{Partition ?? NoneLeft}{Separator}{RowKey}");

    /// <summary>
    /// Parses a place; null if it is malformed or belongs to another site, which is possible because cursors are not
    /// signed.
    /// </summary>
    public static AuditPlace? Parse(string text, string site) =>
        text.Split(Separator) is [var version, var partition, var rowKey]
            && long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            && (partition == NoneLeft
                || (partition.StartsWith(AuditTable.PartitionPrefix(site), StringComparison.Ordinal) && IsPlain(partition[site.Length..])))
            && IsPlain(rowKey)
            ? new AuditPlace(number, partition == NoneLeft ? null : partition, rowKey)
            : null;

    // The keys contain no other characters, and storage would reject some of them.
    private static bool IsPlain(string part) => part.Length <= MaximumKey && !part.AsSpan().ContainsAnyExcept(KeyCharacters);
}
