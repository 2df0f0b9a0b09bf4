using System.Runtime.CompilerServices;
using Azure.Data.Tables;

namespace Bulletin.Storage;

/// <summary>The partition of one site in its table.</summary>
/// <param name="site">The partition key.</param>
/// <param name="reads">A client that tries again by itself.</param>
/// <param name="transactions">A client that does not.</param>
internal sealed class SiteTable(string site, TableClient reads, TableClient transactions)
{
    private readonly StoredTable table = new(reads, transactions);

    /// <summary>The partition key of all rows of the site.</summary>
    public string Site => site;

    /// <summary>A new row with this key.</summary>
    public TableEntity NewRow(string rowKey) => new(site, rowKey);

    /// <summary>Reads one row; null when there is none.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not answer.</exception>
    public Task<TableEntity?> ReadAsync(string rowKey, CancellationToken cancellation) => table.ReadAsync(site, rowKey, cancellation);

    /// <summary>
    /// Reads a range in the order of its keys, a storage request at a time.
    /// </summary>
    /// <param name="range">The row keys.</param>
    /// <param name="filter">A further OData filter, or null.</param>
    /// <param name="pageSize">The most rows of one storage request, 1 to 1,000.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <param name="select">The properties to return, or null for all.</param>
    /// <exception cref="StorageUnavailableException">Storage did not answer.</exception>
    public IAsyncEnumerable<IReadOnlyList<TableEntity>> PagesAsync(
        RowRange range, string? filter, int pageSize, CancellationToken cancellation, IEnumerable<string>? select = null)
    {
        string query = TableClient.CreateQueryFilter($"PartitionKey eq {site} and RowKey ge {range.From} and RowKey lt {range.To}");
        return table.PagesAsync(filter is null ? query : $"{query} and {filter}", pageSize, select, cancellation);
    }

    /// <summary>Reads a whole range, row by row.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not answer.</exception>
    public async IAsyncEnumerable<TableEntity> RowsAsync(
        RowRange range,
        string? filter,
        [EnumeratorCancellation] CancellationToken cancellation,
        int pageSize = StoredTable.MaximumPage,
        IEnumerable<string>? select = null)
    {
        await foreach (IReadOnlyList<TableEntity> page in PagesAsync(range, filter, pageSize, cancellation, select).ConfigureAwait(false))
        {
            foreach (TableEntity row in page)
            {
                yield return row;
            }
        }
    }

    /// <inheritdoc cref="StoredTable.SubmitAsync"/>
    public Task SubmitAsync(IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellation) => table.SubmitAsync(actions, cancellation);

    /// <inheritdoc cref="StoredTable.CreateAsync"/>
    public Task CreateAsync(CancellationToken cancellation) => table.CreateAsync(cancellation);
}
