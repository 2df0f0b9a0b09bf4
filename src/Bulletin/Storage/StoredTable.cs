using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;

namespace Bulletin.Storage;

/// <summary>
/// One table of the storage account, with all its partitions. Reads use a client that retries; transactions use one
/// that does not, because only the site's writer can tell a lost response from a failed write.
/// </summary>
/// <param name="reads">The client that retries.</param>
/// <param name="transactions">The client that does not retry.</param>
internal sealed class StoredTable(TableClient reads, TableClient transactions)
{
    /// <summary>The maximum number of rows per storage request: 1,000 (Azure limit).</summary>
    public const int MaximumPage = 1000;

    /// <summary>The name of the table.</summary>
    public string Name => reads.Name;

    /// <summary>Reads one row; null if it does not exist.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public Task<TableEntity?> ReadAsync(string partitionKey, string rowKey, CancellationToken cancellation) => WithTableAsync(
        async () =>
        {
            NullableResponse<TableEntity> found = await reads
                .GetEntityIfExistsAsync<TableEntity>(partitionKey, rowKey, cancellationToken: cancellation)
                .ConfigureAwait(false);
            return found.HasValue ? found.Value : null;
        },
        cancellation);

    /// <summary>Reads the rows that match a filter in key order, one storage request at a time.</summary>
    /// <param name="filter">The OData filter.</param>
    /// <param name="pageSize">The maximum number of rows per storage request, 1 to 1,000.</param>
    /// <param name="select">The properties to return; null: all.</param>
    /// <param name="cancellation">Cancels the read.</param>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public async IAsyncEnumerable<IReadOnlyList<TableEntity>> PagesAsync(
        string filter, int pageSize, IEnumerable<string>? select, [EnumeratorCancellation] CancellationToken cancellation)
    {
        IAsyncEnumerator<Page<TableEntity>> pages = reads
            .QueryAsync<TableEntity>(filter, pageSize, select, cancellation).AsPages().GetAsyncEnumerator(cancellation);
        await using (pages.ConfigureAwait(false))
        {
            while (await WithTableAsync(() => pages.MoveNextAsync().AsTask(), cancellation).ConfigureAwait(false))
            {
                yield return pages.Current.Values;
            }
        }
    }

    /// <summary>Reads the rows that match a filter in key order, one by one.</summary>
    /// <inheritdoc cref="PagesAsync"/>
    public async IAsyncEnumerable<TableEntity> RowsAsync(
        string filter, int pageSize, IEnumerable<string>? select, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (IReadOnlyList<TableEntity> page in PagesAsync(filter, pageSize, select, cancellation).ConfigureAwait(false))
        {
            foreach (TableEntity row in page)
            {
                yield return row;
            }
        }
    }

    /// <summary>Sends a transaction that another instance may be sending, too: rows that no longer exist are not an error.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public async Task SubmitRepeatableAsync(IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellation)
    {
        try
        {
            await SubmitAsync(actions, cancellation).ConfigureAwait(false);
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            // Another instance was faster.
        }
        catch (Exception failure) when (IsUnavailable(failure, cancellation))
        {
            throw StorageUnavailableException.Of(failure);
        }
    }

    /// <summary>
    /// Sends a transaction without retries and throws failures as the SDK reports them. If the table does not exist, creates it and
    /// sends the transaction again.
    /// </summary>
    /// <exception cref="StorageUnavailableException">
    /// The table existed when the transaction was planned, but was deleted since.
    /// </exception>
    public async Task SubmitAsync(IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellation)
    {
        try
        {
            await transactions.SubmitTransactionAsync(actions, cancellation).ConfigureAwait(false);
        }
        catch (RequestFailedException failure) when (IsMissingTable(failure))
        {
            await transactions.CreateIfNotExistsAsync(cancellation).ConfigureAwait(false);
            try
            {
                await transactions.SubmitTransactionAsync(actions, cancellation).ConfigureAwait(false);
            }
            catch (RequestFailedException again) when (again.Status == 404)
            {
                // The new table is empty, and the transaction is based on rows of the old one.
                throw new StorageUnavailableException(StorageFault.TableGone, "The table was deleted.", failure);
            }
        }
    }

    /// <summary>Creates the table if it does not exist.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public Task CreateAsync(CancellationToken cancellation) => WithTableAsync(
        async () =>
        {
            await reads.CreateIfNotExistsAsync(cancellation).ConfigureAwait(false);
            return true;
        },
        cancellation);

    /// <summary>
    /// Returns true if the outcome of a failed request is unknown, or if storage is unreachable, overloaded, or denies
    /// access.
    /// </summary>
    internal static bool IsUnavailable(Exception failure, CancellationToken cancellation) => failure switch
    {
        // Status 0: no response at all.
        RequestFailedException request =>
            request.Status is 0 or 401 or 403 or 408 or 429 or >= 500
            || request.ErrorCode is StorageUnavailableException.TableBeingDeleted or StorageUnavailableException.ContainerBeingDeleted,
        AggregateException several => several.InnerExceptions.All(inner => IsUnavailable(inner, cancellation)),
        OperationCanceledException => !cancellation.IsCancellationRequested,
        // No token for the managed identity: storage cannot be used.
        Azure.Identity.AuthenticationFailedException => true,
        IOException or HttpRequestException or TimeoutException => true,
        _ => false,
    };

    private async Task<T> WithTableAsync<T>(Func<Task<T>> read, CancellationToken cancellation)
    {
        try
        {
            try
            {
                return await read().ConfigureAwait(false);
            }
            catch (RequestFailedException failure) when (IsMissingTable(failure))
            {
                // A new storage account, or a newly started emulator.
                await reads.CreateIfNotExistsAsync(cancellation).ConfigureAwait(false);
                return await read().ConfigureAwait(false);
            }
        }
        catch (AggregateException tries) when (cancellation.IsCancellationRequested)
        {
            // Cancelled after a failed attempt: the SDK throws the failures of all attempts together.
            throw new StorageWaitStoppedException(tries, cancellation);
        }
        catch (OperationCanceledException stopped) when (cancellation.IsCancellationRequested)
        {
            throw new StorageWaitStoppedException(stopped, cancellation);
        }
        catch (Exception failure) when (IsUnavailable(failure, cancellation))
        {
            throw StorageUnavailableException.Of(failure);
        }
    }

    private static bool IsMissingTable(RequestFailedException failure) => failure.ErrorCode == "TableNotFound";
}
