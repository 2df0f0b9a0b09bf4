using Azure.Data.Tables;
using Bulletin.Storage;

namespace Bulletin.Site;

/// <summary>
/// The site's categories, cached in memory. Readers get them at most a few seconds old, or older while storage is
/// unavailable. A writer gets them exactly as at its version: the category stamp in the version row shows if they must
/// be read again.
/// </summary>
internal sealed class CategoryCache(SiteTable table, TimeProvider clock, RefillLimits limits)
{
    private readonly RefilledValue<Kept> kept = new(limits, clock, IsOlder);

    /// <summary>
    /// Returns the categories, at most a few seconds old; older while storage is unavailable, so that readers' requests
    /// can still be interpreted.
    /// </summary>
    /// <exception cref="StorageUnavailableException">Storage did not respond, and they were not read recently.</exception>
    public async ValueTask<CategorySet> ReadAsync(CancellationToken cancellation) =>
        (await ReadKeptAsync(cancellation).ConfigureAwait(false)).Set;

    /// <summary>
    /// Returns the categories, at most a few seconds old, and throws rather than return older ones: for cached
    /// responses, which have their own age limit.
    /// </summary>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public async ValueTask<CategorySet> ReadFreshAsync(CancellationToken cancellation) =>
        await ReadKeptAsync(cancellation).ConfigureAwait(false) is (var set, false)
            ? set
            : throw new StorageUnavailableException("Storage did not answer.");

    /// <summary>Returns the current categories.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public async ValueTask<CategorySet> ReadPresentAsync(CancellationToken cancellation) =>
        await AtAsync(await SiteVersion.ReadAsync(table, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);

    /// <summary>Returns the categories as at a version of the site.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public async ValueTask<CategorySet> AtAsync(SiteVersion version, CancellationToken cancellation)
    {
        Kept present = await KeptAtAsync(version, cancellation).ConfigureAwait(false);
        kept.Put(present);
        return present.Set;
    }

    /// <summary>Updates the cached categories with the changes of a committed write.</summary>
    public void Keep(SiteWrite write)
    {
        if (write.ChangesCategories)
        {
            kept.Put(new Kept(write.Categories.At(write.NextVersion), write.Epoch));
        }
    }

    private async ValueTask<(CategorySet Set, bool IsStale)> ReadKeptAsync(CancellationToken cancellation)
    {
        if (kept.Fresh is { } fresh)
        {
            return (fresh.Set, false);
        }

        (Kept read, bool isStale) = await kept.ReadAsync(
            async stop => (
                await KeptAtAsync(await SiteVersion.ReadAsync(table, stop).ConfigureAwait(false), stop).ConfigureAwait(false),
                null),
            cancellation)
            .ConfigureAwait(false);
        return (read.Set, isStale);
    }

    private async Task<Kept> KeptAtAsync(SiteVersion version, CancellationToken cancellation)
    {
        if (kept.Last is { } present && present.Set.Stamp == version.CategoryStamp && present.Epoch == version.Epoch)
        {
            return present;
        }

        List<Category> categories = [];
        await foreach (TableEntity row in table
            .RowsAsync(RowRange.Of(RowKeys.CategoryPrefix), null, cancellation).ConfigureAwait(false))
        {
            categories.Add(Category.FromRow(row));
        }

        return new Kept(new CategorySet(version.CategoryStamp, categories), version.Epoch);
    }

    // The stamp of a recreated site starts at 0 again.
    private static bool IsOlder(Kept one, Kept other) => one.Set.Stamp < other.Set.Stamp && one.Epoch == other.Epoch;

    private sealed record Kept(CategorySet Set, string Epoch);
}
