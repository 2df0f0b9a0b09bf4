using Bulletin.Storage;

namespace Bulletin.Site;

/// <summary>
/// The site's categories, kept in memory. Readers get them a few seconds old at most, and older while storage is away; a writer gets
/// them as they are at its version, which the category stamp of the version row tells without reading them again.
/// </summary>
internal sealed class CategoryCache(SiteTable table, TimeProvider clock, RefillLimits limits)
{
    private readonly RefilledValue<Kept> kept = new(limits, clock, IsOlder);

    /// <summary>The categories, at most a few seconds old; older while storage is away, so that what a reader asks for is understood.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not answer, and they were not read recently.</exception>
    public async ValueTask<CategorySet> ReadAsync(CancellationToken cancellation) =>
        (await ReadKeptAsync(cancellation).ConfigureAwait(false)).Set;

    /// <summary>The categories, at most a few seconds old: for an answer that is kept, which has a bound of its own for its age.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not answer.</exception>
    public async ValueTask<CategorySet> ReadFreshAsync(CancellationToken cancellation) =>
        await ReadKeptAsync(cancellation).ConfigureAwait(false) is (var set, false)
            ? set
            : throw new StorageUnavailableException("Storage did not answer.");

    /// <summary>The categories as they are now.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not answer.</exception>
    public async ValueTask<CategorySet> ReadPresentAsync(CancellationToken cancellation) =>
        await AtAsync(await SiteVersion.ReadAsync(table, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);

    /// <summary>The categories as they are at a version of the site.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not answer.</exception>
    public async ValueTask<CategorySet> AtAsync(SiteVersion version, CancellationToken cancellation)
    {
        Kept present = await KeptAtAsync(version, cancellation).ConfigureAwait(false);
        kept.Put(present);
        return present.Set;
    }

    /// <summary>Takes over what a committed write made of the categories.</summary>
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
            async stop => (await KeptAtAsync(await SiteVersion.ReadAsync(table, stop).ConfigureAwait(false), stop).ConfigureAwait(false), null), cancellation)
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
        await foreach (Azure.Data.Tables.TableEntity row in table.RowsAsync(RowRange.Of(RowKeys.CategoryPrefix), null, cancellation).ConfigureAwait(false))
        {
            categories.Add(Category.FromRow(row));
        }

        return new Kept(new CategorySet(version.CategoryStamp, categories), version.Epoch);
    }

    // A site that was made anew counts from 0 again.
    private static bool IsOlder(Kept one, Kept other) => one.Set.Stamp < other.Set.Stamp && one.Epoch == other.Epoch;

    private sealed record Kept(CategorySet Set, string Epoch);
}
