using Azure.Data.Tables;

namespace Bulletin.Storage;

/// <summary>The partition of one site in a table.</summary>
/// <param name="site">The partition key.</param>
/// <param name="reads">A client that retries.</param>
/// <param name="transactions">A client that does not retry.</param>
internal sealed class SiteTable(string site, TableClient reads, TableClient transactions)
{
    private readonly StoredTable table = new(reads, transactions);

    /// <summary>The partition key of all rows of the site.</summary>
    public string Site => site;

    /// <summary>The name of the table, which may contain other sites, too.</summary>
    public string Name => table.Name;

    /// <summary>Creates a row with a key; the row is not stored.</summary>
    public TableEntity NewRow(string rowKey) => new(site, rowKey);

    /// <summary>Reads one row; null if it does not exist.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public Task<TableEntity?> ReadAsync(string rowKey, CancellationToken cancellation) => table.ReadAsync(site, rowKey, cancellation);

    /// <summary>Reads a range in key order, one storage request at a time.</summary>
    /// <param name="range">The range of row keys.</param>
    /// <param name="filter">An additional OData filter; null: none.</param>
    /// <param name="pageSize">The maximum number of rows per storage request, 1 to 1,000.</param>
    /// <param name="cancellation">Cancels the read.</param>
    /// <param name="select">The properties to return; null: all.</param>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public IAsyncEnumerable<IReadOnlyList<TableEntity>> PagesAsync(
        RowRange range, string? filter, int pageSize, CancellationToken cancellation, IEnumerable<string>? select = null) =>
        table.PagesAsync(FilterOf(range, filter), pageSize, select, cancellation);

    /// <summary>Reads a complete range, row by row.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public IAsyncEnumerable<TableEntity> RowsAsync(
        RowRange range,
        string? filter,
        CancellationToken cancellation,
        int pageSize = StoredTable.MaximumPage,
        IEnumerable<string>? select = null) => table.RowsAsync(FilterOf(range, filter), pageSize, select, cancellation);

    /// <inheritdoc cref="StoredTable.SubmitAsync"/>
    public Task SubmitAsync(IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellation) =>
        table.SubmitAsync(actions, cancellation);

    /// <inheritdoc cref="StoredTable.CreateAsync"/>
    public Task CreateAsync(CancellationToken cancellation) => table.CreateAsync(cancellation);

    /// <inheritdoc cref="StoredTable.SubmitRepeatableAsync"/>
    public Task SubmitRepeatableAsync(IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellation) =>
        table.SubmitRepeatableAsync(actions, cancellation);

    private string FilterOf(RowRange range, string? filter)
    {
        string query = TableClient.CreateQueryFilter($"PartitionKey eq {site} and RowKey ge {range.From} and RowKey lt {range.To}");
        return filter is null ? query : $"{query} and {filter}";
    }
}
