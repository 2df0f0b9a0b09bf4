using Bulletin.Storage;

namespace Bulletin.Categories;

/// <summary>
/// The site's categories, kept in memory. Readers get them a few seconds old at most; a writer gets them as they are at its
/// version, which the category stamp of the version row tells without reading them again.
/// </summary>
internal sealed class CategoryCache(SiteTable table, TimeProvider clock, TimeSpan fresh) : IDisposable
{
    private readonly SemaphoreSlim refill = new(1);
    private volatile CategorySet? present;
    private string epoch = string.Empty;
    private long readAt;

    /// <summary>The categories, at most a few seconds old.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not answer.</exception>
    public async ValueTask<CategorySet> ReadAsync(CancellationToken cancellation)
    {
        if (present is { } set && IsFresh)
        {
            return set;
        }

        await refill.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return present is { } refilled && IsFresh
                ? refilled
                : await ReadPresentAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            refill.Release();
        }
    }

    /// <summary>The categories as they are now.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not answer.</exception>
    public async ValueTask<CategorySet> ReadPresentAsync(CancellationToken cancellation) =>
        await AtAsync(await SiteVersion.ReadAsync(table, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);

    /// <summary>The categories as they are at a version of the site.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not answer.</exception>
    public async ValueTask<CategorySet> AtAsync(SiteVersion version, CancellationToken cancellation)
    {
        if (present is { } set && set.Stamp == version.CategoryStamp && epoch == version.Epoch)
        {
            Volatile.Write(ref readAt, clock.GetTimestamp());
            return set;
        }

        List<Category> categories = [];
        await foreach (Azure.Data.Tables.TableEntity row in table.RowsAsync(RowRange.Of("k:"), null, cancellation).ConfigureAwait(false))
        {
            categories.Add(Category.FromRow(row));
        }

        var read = new CategorySet(version.CategoryStamp, categories);
        Keep(read, version.Epoch);
        return read;
    }

    /// <summary>Takes over what a committed write made of the categories.</summary>
    public void Keep(SiteWrite write)
    {
        if (write.ChangesCategories)
        {
            Keep(write.Categories.At(write.NextVersion), write.Epoch);
        }
    }

    public void Dispose() => refill.Dispose();

    private bool IsFresh => clock.GetElapsedTime(Volatile.Read(ref readAt)) < fresh;

    private void Keep(CategorySet set, string ofEpoch)
    {
        // A slow reader must not bring back what a writer has replaced meanwhile. A site that was made anew counts from 0 again.
        if (present is { } kept && kept.Stamp > set.Stamp && epoch == ofEpoch)
        {
            return;
        }

        epoch = ofEpoch;
        present = set;
        Volatile.Write(ref readAt, clock.GetTimestamp());
    }
}
