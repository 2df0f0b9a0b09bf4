using Bulletin.Content;
using Bulletin.Storage;

namespace Bulletin.Access;

/// <summary>The stored keys of a site, as they are at a version of it.</summary>
/// <param name="version">The version; something newer may be among them when they were read while another instance wrote.</param>
/// <param name="epoch">The epoch of the site.</param>
/// <param name="keys">The keys, the oldest first.</param>
internal sealed class ApiKeySet(long version, string epoch, IReadOnlyList<ApiKey> keys)
{
    private readonly Dictionary<string, ApiKey> byHash = keys.DistinctBy(key => key.Sha256).ToDictionary(key => key.Sha256, StringComparer.Ordinal);

    public long Version => version;

    public string Epoch => epoch;

    public IReadOnlyList<ApiKey> All => keys;

    /// <summary>Reads them all. One that cannot be read is not accepted, and locks nobody else out; <c>verify</c> names it.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not answer.</exception>
    public static async Task<ApiKeySet> ReadAsync(SiteTable table, long version, string epoch, CancellationToken cancellation)
    {
        List<ApiKey> keys = [];
        await foreach (Azure.Data.Tables.TableEntity row in table.RowsAsync(RowRange.Of(RowKeys.ApiKeyPrefix), null, cancellation).ConfigureAwait(false))
        {
            try
            {
                keys.Add(ApiKey.FromRow(row));
            }
            catch (InvalidDataException)
            {
                continue;
            }
        }

        return new ApiKeySet(version, epoch, keys);
    }

    public ApiKey? FindByHash(string sha256) => byHash.GetValueOrDefault(sha256);

    public ApiKey? Find(Guid id) => keys.FirstOrDefault(key => key.Id == id);

    /// <summary>The key with a name; case, diacritics and the like make no difference.</summary>
    public ApiKey? FindByName(string name) => TextFolding.Fold(name) is var folded
        ? keys.FirstOrDefault(key => TextFolding.Fold(key.Name) == folded)
        : null;

    /// <summary>The keys at the next version, with a new or changed one.</summary>
    public ApiKeySet With(ApiKey key) => new(version + 1, epoch, [.. keys.Where(other => other.Id != key.Id).Append(key).OrderBy(one => one.Id.ToString("D"), StringComparer.Ordinal)]);

    /// <summary>The keys at the next version, without one.</summary>
    public ApiKeySet Without(Guid id) => new(version + 1, epoch, [.. keys.Where(key => key.Id != id)]);
}
