using System.Collections.Concurrent;
using Azure.Data.Tables;
using Bulletin.Storage;

namespace Bulletin.Transfer;

/// <summary>
/// Which rows of a kind a site has, and to which announcement each leads. A few are looked for one by one; when many are asked for, the
/// whole kind is read once, without its contents.
/// </summary>
/// <param name="table">The site.</param>
/// <param name="prefix">What the row keys begin with.</param>
/// <param name="rangeOf">The rows that a name stands for.</param>
/// <param name="nameOf">The name that a row stands for.</param>
internal sealed class SiteKeys(SiteTable table, string prefix, Func<string, RowRange> rangeOf, Func<string, string> nameOf)
{
    // A scan returns a thousand rows for each request.
    private const int MostOneByOne = 32;
    private const int AtOnce = 8;

    private readonly ConcurrentDictionary<string, Guid> found = new(StringComparer.Ordinal);
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);
    private bool isWhole;

    /// <summary>The ids of the announcements.</summary>
    public static SiteKeys Ids(SiteTable table) => new(
        table, RowKeys.AnnouncementPrefix, name => Exactly(RowKeys.AnnouncementPrefix + name), rowKey => rowKey[RowKeys.AnnouncementPrefix.Length..]);

    /// <summary>The present and former slugs of announcements.</summary>
    public static SiteKeys Slugs(SiteTable table) => new(table, RowKeys.SlugPrefix, name => Exactly(RowKeys.Slug(name)), RowKeys.SlugOf);

    /// <summary>The addresses from which announcements come.</summary>
    public static SiteKeys Sources(SiteTable table) => new(
        table, RowKeys.AllSourcesPrefix, name => RowRange.Of(RowKeys.SourcePrefix(name)), rowKey => rowKey[..^36]);

    /// <summary>Finds out which of these there are.</summary>
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

    /// <summary>The announcement that a name leads to; null when the site has no such name.</summary>
    public Guid? Find(string name) => found.TryGetValue(KeyOf(name), out Guid id) ? id : null;

    /// <summary>Notes what will be there.</summary>
    public void Add(string name, Guid id) => found[KeyOf(name)] = id;

    // Names that are too long for a row key stand in it by their hash.
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
