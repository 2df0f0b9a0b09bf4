using System.Collections.Concurrent;
using Azure.Data.Tables;
using Bulletin.Storage;

namespace Bulletin.Transfer;

/// <summary>
/// The rows of one kind that a site has, by name, with the announcement of each. A few names are looked up one by one;
/// for many, all rows of the kind are read once, without their contents.
/// </summary>
/// <param name="table">The partition.</param>
/// <param name="prefix">The prefix of the row keys.</param>
/// <param name="rangeOf">Returns the range of the rows with a name.</param>
/// <param name="nameOf">Returns the name for a row key.</param>
internal sealed class SiteKeys(SiteTable table, string prefix, Func<string, RowRange> rangeOf, Func<string, string> nameOf)
{
    // For more names, reading all rows takes fewer requests: each returns up to 1,000 rows.
    private const int MostOneByOne = 32;
    private const int AtOnce = 8;

    private readonly ConcurrentDictionary<string, Guid> found = new(StringComparer.Ordinal);
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);
    private bool isWhole;

    /// <summary>Creates the lookup of announcements by id.</summary>
    public static SiteKeys Ids(SiteTable table) => new(
        table,
        RowKeys.AnnouncementPrefix,
        name => Exactly(RowKeys.AnnouncementPrefix + name),
        rowKey => rowKey[RowKeys.AnnouncementPrefix.Length..]);

    /// <summary>Creates the lookup of announcements by current or former slug.</summary>
    public static SiteKeys Slugs(SiteTable table) => new(table, RowKeys.SlugPrefix, name => Exactly(RowKeys.Slug(name)), RowKeys.SlugOf);

    /// <summary>Creates the lookup of announcements by source URL.</summary>
    public static SiteKeys Sources(SiteTable table) => new(
        table, RowKeys.AllSourcesPrefix, name => RowRange.Of(RowKeys.SourcePrefix(name)), rowKey => rowKey[..^36]);

    /// <summary>Looks up names that have not been looked up yet.</summary>
    public async Task LoadAsync(IEnumerable<string> names, CancellationToken cancellation)
    {
        List<string> missing = isWhole ? [] : names.Where(asked.Add).ToList();
        if (missing.Count > MostOneByOne)
        {
            isWhole = true;
            await ReadAsync(RowRange.Of(prefix), cancellation).ConfigureAwait(false);
        }
        else
        {
            await Parallel.ForEachAsync(
                missing,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
                async (name, stop) => await ReadAsync(rangeOf(name), stop).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }

    /// <summary>Returns the announcement with a name; null if there is none.</summary>
    public Guid? Find(string name) => found.TryGetValue(KeyOf(name), out Guid id) ? id : null;

    /// <summary>Adds a name that the import will create.</summary>
    public void Add(string name, Guid id) => found[KeyOf(name)] = id;

    // A source URL may be too long for a row key, so the key contains its hash.
    private string KeyOf(string name) => prefix == RowKeys.AllSourcesPrefix ? RowKeys.SourcePrefix(name) : name;

    private async Task ReadAsync(RowRange range, CancellationToken cancellation)
    {
        await foreach (TableEntity row in table.RowsAsync(range, null, cancellation, select: ["RowKey", "Id"]).ConfigureAwait(false))
        {
            found[nameOf(row.RowKey)] = row.GetString("Id") is { } id ? Guid.Parse(id) : RowKeys.IdOf(row.RowKey);
        }
    }

    private static RowRange Exactly(string rowKey) => new(rowKey, rowKey + "!");
}
