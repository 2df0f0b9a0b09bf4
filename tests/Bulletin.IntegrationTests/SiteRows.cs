using Azure.Data.Tables;
using Bulletin.Settings;
using Bulletin.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.IntegrationTests;

/// <summary>The rows of a service's site as they stand in the table: for tests that break them, or look at them.</summary>
internal sealed class SiteRows(Service service)
{
    private readonly BulletinSettings settings = service.Services.GetRequiredService<BulletinSettings>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public TableClient Table => new(settings.StorageConnectionString, settings.Table);

    /// <summary>The rows whose keys start with a prefix, in the order of the keys.</summary>
    public async Task<List<TableEntity>> ReadAsync(string prefix)
    {
        List<TableEntity> rows = [];
        RowRange range = RowRange.Of(prefix);
        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {settings.Site} and RowKey ge {range.From} and RowKey lt {range.To}");
        await foreach (TableEntity row in Table.QueryAsync<TableEntity>(filter, cancellationToken: Cancellation))
        {
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>The one row whose key starts with a prefix.</summary>
    public async Task<TableEntity> SingleAsync(string prefix) => Assert.Single(await ReadAsync(prefix));

    public Task PutAsync(TableEntity row) => Table.UpsertEntityAsync(row, TableUpdateMode.Replace, Cancellation);

    /// <summary>Puts a row with this key and one property.</summary>
    public Task PutAsync(string rowKey, string name, object value) => PutAsync(new TableEntity(settings.Site, rowKey) { [name] = value });

    public Task DeleteAsync(TableEntity row) => Table.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: Cancellation);

    /// <summary>Makes an announcement unreadable.</summary>
    public async Task PoisonAsync(Guid id)
    {
        TableEntity row = await SingleAsync(RowKeys.Announcement(id));
        row["Announcement"] = "{ not json"u8.ToArray();
        await PutAsync(row);
    }

    public Task DeleteTableAsync() => Table.DeleteAsync(Cancellation);
}
