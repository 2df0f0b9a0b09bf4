using System.Buffers;
using System.Globalization;

namespace Bulletin.Audit;

/// <summary>Where the reading of the audit log goes on, in both of its halves.</summary>
/// <param name="Version">The newest version that was not examined yet; 0 when none is left.</param>
/// <param name="Partition">The partition of the last refused request that was examined, or of the instant at which they begin; null when none is left.</param>
/// <param name="RowKey">Its row key, or the beginning of it.</param>
internal sealed record AuditPlace(long Version, string? Partition, string RowKey)
{
    private const char Separator = '|';
    private const string NoneLeft = "-";
    private const int MaximumKey = 100;

    private static readonly SearchValues<char> KeyCharacters = SearchValues.Create("0123456789abcdef:-");

    /// <summary>The place as the cursor holds it.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Version}{Separator}{Partition ?? NoneLeft}{Separator}{RowKey}");

    /// <summary>Reads a place; null when it is none, or one of another site: a cursor is not signed.</summary>
    public static AuditPlace? Parse(string text, string site) =>
        text.Split(Separator) is [var version, var partition, var rowKey]
            && long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            && (partition == NoneLeft || (partition.StartsWith(AuditTable.PartitionPrefix(site), StringComparison.Ordinal) && IsPlain(partition[site.Length..])))
            && IsPlain(rowKey)
            ? new AuditPlace(number, partition == NoneLeft ? null : partition, rowKey)
            : null;

    // Nothing else is in the keys; storage would refuse some of it.
    private static bool IsPlain(string part) => part.Length <= MaximumKey && !part.AsSpan().ContainsAnyExcept(KeyCharacters);
}
