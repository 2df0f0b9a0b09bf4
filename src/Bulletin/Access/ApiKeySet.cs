using Bulletin.Content;
using Bulletin.Storage;

namespace Bulletin.Access;

/// <summary>The stored keys of a site at one version.</summary>
/// <param name="version">
/// The version. If another instance wrote during the read, the keys may include something newer.
/// </param>
/// <param name="epoch">The epoch of the site.</param>
/// <param name="keys">The keys, oldest first.</param>
internal sealed class ApiKeySet(long version, string epoch, IReadOnlyList<ApiKey> keys)
{
    private readonly Dictionary<string, ApiKey> byHash =
        keys.DistinctBy(key => key.Sha256).ToDictionary(key => key.Sha256, StringComparer.Ordinal);

    public long Version => version;

    public string Epoch => epoch;

    public IReadOnlyList<ApiKey> All => keys;

    /// <summary>
    /// Reads all keys. An unreadable key is skipped, so that it does not lock out the others; <c>verify</c> reports it.
    /// </summary>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public static async Task<ApiKeySet> ReadAsync(SiteTable table, long version, string epoch, CancellationToken cancellation)
    {
        List<ApiKey> keys = [];
        await foreach (Azure.Data.Tables.TableEntity row in table
            .RowsAsync(RowRange.Of(RowKeys.ApiKeyPrefix), null, cancellation)
            .ConfigureAwait(false))
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

    /// <summary>Returns the key with a name, ignoring case and diacritics; null if there is none.</summary>
    public ApiKey? FindByName(string name) => TextFolding.Fold(name) is var folded
        ? keys.FirstOrDefault(key => TextFolding.Fold(key.Name) == folded)
        : null;

    /// <summary>Returns the keys at the next version, with one key added or replaced.</summary>
    public ApiKeySet With(ApiKey key) => new(
        version + 1,
        epoch,
        [.. keys.Where(other => other.Id != key.Id).Append(key).OrderBy(one => one.Id.ToString("D"), StringComparer.Ordinal)]);

    /// <summary>Returns the keys at the next version, with one key removed.</summary>
    public ApiKeySet Without(Guid id) => new(version + 1, epoch, [.. keys.Where(key => key.Id != id)]);
}
