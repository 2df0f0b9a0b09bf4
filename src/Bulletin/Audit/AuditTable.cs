using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Bulletin.Storage;

namespace Bulletin.Audit;

/// <summary>
/// The table of requests that changed nothing, most of them refused, which is separate from the site's table. It has
/// one partition per month; the newest month and the newest row come first.
/// </summary>
/// <param name="site">The site.</param>
/// <param name="reads">A client that retries.</param>
/// <param name="transactions">A client that does not retry.</param>
internal sealed class AuditTable(string site, TableClient reads, TableClient transactions)
{
    /// <summary>The suffix appended to the name of the site's table.</summary>
    public const string Suffix = "audit";

    /// <summary>The maximum number of rows per transaction: 100 (Azure limit).</summary>
    public const int MaximumRows = 100;

    private const int MonthsOfYear = 12;
    private const int LastMonth = 9999 * MonthsOfYear;

    private static readonly string[] Keys = [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey)];

    private readonly StoredTable table = new(reads, transactions);

    // A site's name cannot contain a colon, and no character is between it and a semicolon.
    private string End => site + ";";

    /// <summary>
    /// Returns the partition key of a month, such as <c>main:095661:2026-11</c>: a number that decreases with time, and
    /// the month in readable form.
    /// </summary>
    public string PartitionOf(DateTimeOffset at) => string.Create(
        CultureInfo.InvariantCulture,
        $"{PartitionPrefix(site)}{LastMonth - (at.UtcDateTime.Year * MonthsOfYear) - at.UtcDateTime.Month:D6}:{at.UtcDateTime:yyyy-MM}");

    /// <summary>Returns the prefix of a site's partition keys.</summary>
    public static string PartitionPrefix(string site) => $"{site}:";

    /// <summary>Returns a new row key for an instant.</summary>
    public static string KeyOf(DateTimeOffset at) => $"{RowKeys.Inverted(at)}:{Guid.NewGuid():N}";

    /// <summary>Adds an entry before its request is answered.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not store the entry.</exception>
    public async Task RecordAsync(RequestEntry entry, CancellationToken cancellation)
    {
        try
        {
            await AddAsync([entry.ToRow(PartitionOf(entry.At))], cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is RequestFailedException || StoredTable.IsUnavailable(failure, cancellation))
        {
            throw StorageUnavailableException.Of(failure);
        }
    }

    /// <summary>Adds rows of one partition, and creates the table if it does not exist.</summary>
    public Task AddAsync(IEnumerable<TableEntity> rows, CancellationToken cancellation) =>
        table.SubmitAsync([.. rows.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row))], cancellation);

    /// <summary>Returns all rows after a place, newest first.</summary>
    /// <param name="partitionKey">The partition of the place.</param>
    /// <param name="rowKey">The row key of the place; the row need not exist.</param>
    /// <param name="cancellation">Cancels the read.</param>
    /// <exception cref="StorageUnavailableException">The table could not be read.</exception>
    public async IAsyncEnumerable<TableEntity> RowsAfterAsync(
        string partitionKey, string rowKey, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (string filter in (string[])
        [
            TableClient.CreateQueryFilter($"PartitionKey eq {partitionKey} and RowKey gt {rowKey}"),
            TableClient.CreateQueryFilter($"PartitionKey gt {partitionKey} and PartitionKey lt {End}"),
        ])
        {
            await foreach (TableEntity row in table
                .RowsAsync(filter, StoredTable.MaximumPage, select: null, cancellation).ConfigureAwait(false))
            {
                yield return row;
            }
        }
    }

    /// <summary>
    /// Deletes the rows from before an instant. It may be interrupted at any point, and may run twice at the same time.
    /// </summary>
    /// <exception cref="StorageUnavailableException">Storage did not respond; the next run continues.</exception>
    public async Task ForgetAsync(DateTimeOffset before, CancellationToken cancellation)
    {
        string month = PartitionOf(before);
        await ForgetAsync(
            TableClient.CreateQueryFilter($"PartitionKey eq {month} and RowKey gt {RowKeys.Inverted(before)}"),
            cancellation).ConfigureAwait(false);
        await ForgetAsync(
            TableClient.CreateQueryFilter($"PartitionKey gt {month} and PartitionKey lt {End}"),
            cancellation).ConfigureAwait(false);
    }

    private async Task ForgetAsync(string filter, CancellationToken cancellation)
    {
        List<TableEntity> rows = [];
        await foreach (TableEntity row in table
            .RowsAsync(filter, StoredTable.MaximumPage, Keys, cancellation).ConfigureAwait(false))
        {
            if (rows.Count == MaximumRows || (rows.Count > 0 && rows[0].PartitionKey != row.PartitionKey))
            {
                await RemoveAsync(rows, cancellation).ConfigureAwait(false);
                rows.Clear();
            }

            rows.Add(row);
        }

        await RemoveAsync(rows, cancellation).ConfigureAwait(false);
    }

    private Task RemoveAsync(List<TableEntity> rows, CancellationToken cancellation) => rows.Count == 0
        ? Task.CompletedTask
        : table.SubmitRepeatableAsync(
            [.. rows.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All))], cancellation);
}
