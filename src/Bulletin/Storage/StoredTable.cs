using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;

namespace Bulletin.Storage;

/// <summary>
/// One table of the storage account, over all of its partitions. Reads go through a client that tries again by itself; transactions go
/// through one that does not, because only the writer of the site can tell a lost answer from a failed write.
/// </summary>
/// <param name="reads">The client that tries again.</param>
/// <param name="transactions">The client that does not.</param>
internal sealed class StoredTable(TableClient reads, TableClient transactions)
{
    /// <summary>The most rows that one storage request returns (a limit of Azure Table Storage).</summary>
    public const int MaximumPage = 1000;

    /// <summary>Reads one row; null when there is none.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not answer.</exception>
    public Task<TableEntity?> ReadAsync(string partitionKey, string rowKey, CancellationToken cancellation) => WithTableAsync(
        async () =>
        {
            NullableResponse<TableEntity> found = await reads
                .GetEntityIfExistsAsync<TableEntity>(partitionKey, rowKey, cancellationToken: cancellation)
                .ConfigureAwait(false);
            return found.HasValue ? found.Value : null;
        },
        cancellation);

    /// <summary>Reads the rows of a filter in the order of their keys, a storage request at a time.</summary>
    /// <param name="filter">The OData filter.</param>
    /// <param name="pageSize">The most rows of one storage request, 1 to 1,000.</param>
    /// <param name="select">The properties to return, or null for all.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="StorageUnavailableException">Storage did not answer.</exception>
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

    /// <summary>
    /// Sends a transaction once. Failures come as the SDK throws them; a missing table is made first.
    /// </summary>
    /// <exception cref="StorageUnavailableException">The table was there when the transaction was planned, and is gone.</exception>
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
                // The new table is empty, and the transaction is about rows of the old one.
                throw new StorageUnavailableException(StorageFault.TableGone, "The table was deleted.", failure);
            }
        }
    }

    /// <summary>Makes the table when it is not there.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not answer.</exception>
    public Task CreateAsync(CancellationToken cancellation) => WithTableAsync(
        async () =>
        {
            await reads.CreateIfNotExistsAsync(cancellation).ConfigureAwait(false);
            return true;
        },
        cancellation);

    /// <summary>
    /// Whether a failure leaves open what became of the request, or says that storage is away, busy, or does not let the service in.
    /// </summary>
    internal static bool IsUnavailable(Exception failure, CancellationToken cancellation) => failure switch
    {
        // Status 0: no answer at all.
        RequestFailedException request =>
            request.Status is 0 or 401 or 403 or 408 or 429 or >= 500 || request.ErrorCode == StorageUnavailableException.TableBeingDeleted,
        AggregateException several => several.InnerExceptions.All(inner => IsUnavailable(inner, cancellation)),
        OperationCanceledException => !cancellation.IsCancellationRequested,
        // No token for the managed identity: the way to storage is away.
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
                // A new storage account, or an emulator that was started afresh.
                await reads.CreateIfNotExistsAsync(cancellation).ConfigureAwait(false);
                return await read().ConfigureAwait(false);
            }
        }
        catch (AggregateException tries) when (cancellation.IsCancellationRequested)
        {
            // Stopped after a try that had failed: the SDK throws what became of each try together.
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
