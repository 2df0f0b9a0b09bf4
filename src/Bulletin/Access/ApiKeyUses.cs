using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;
using Bulletin.Problems;
using Bulletin.Site;
using Bulletin.Storage;
using Microsoft.Extensions.Logging;

namespace Bulletin.Access;

/// <summary>
/// Records the time of the last use of each stored key, at most once per hour and key, and nothing else about the
/// request. The rows are in a separate partition next to the site's: no write waits for them, and no request fails or
/// takes longer because of them.
/// </summary>
/// <param name="table">The partition.</param>
/// <param name="log">The log.</param>
internal sealed class ApiKeyUses(SiteTable table, ILogger<ApiKeyUses> log)
{
    private const string LastUsedAt = nameof(LastUsedAt);

    private static readonly TimeSpan Precision = TimeSpan.FromHours(1);

    // A range wider than the row keys of existing keys, to include rows left by revoked ones.
    private static readonly RowRange All = new("0", "g");

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> noted = new();

    /// <summary>Returns the partition key of a site's uses. A site's name cannot contain "~".</summary>
    public static string PartitionOf(string site) => site + "~keys";

    /// <summary>The recording started last; only tests await it.</summary>
    public Task Recording { get; private set; } = Task.CompletedTask;

    /// <summary>Records a use in the background.</summary>
    public void Note(Guid id, DateTimeOffset now)
    {
        DateTimeOffset? before = noted.TryGetValue(id, out DateTimeOffset at) ? at : null;
        if (now - before < Precision)
        {
            return;
        }

        // Only one of several simultaneous requests records the use.
        if (before is { } old ? noted.TryUpdate(id, now, old) : noted.TryAdd(id, now))
        {
            Recording = Task.Run(() => RecordAsync(id, now));
        }
    }

    /// <summary>Returns the time of the last use by key id, without keys that were never used.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public async Task<IReadOnlyDictionary<Guid, DateTimeOffset>> ReadAsync(CancellationToken cancellation)
    {
        Dictionary<Guid, DateTimeOffset> uses = [];
        await foreach (TableEntity row in table.RowsAsync(All, null, cancellation).ConfigureAwait(false))
        {
            if (Guid.TryParseExact(row.RowKey, "D", out Guid id) && row.GetDateTimeOffset(LastUsedAt) is { } at)
            {
                uses[id] = at;
            }
        }

        return uses;
    }

    /// <summary>Deletes the recorded use of a deleted key.</summary>
    public async Task ForgetAsync(Guid id, CancellationToken cancellation)
    {
        try
        {
            await table.SubmitAsync(
                [new TableTransactionAction(TableTransactionActionType.Delete, table.NewRow(KeyOf(id)), ETag.All)],
                cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (IsHarmless(failure))
        {
            // The key was never used, or its row remains, which is not visible anywhere.
            log.LogDebug(failure, "The last use of a key was not removed.");
        }
    }

    private async Task RecordAsync(Guid id, DateTimeOffset now)
    {
        try
        {
            // Another instance, or this one before a restart, may have recorded a use within the hour.
            TableEntity? present = await table.ReadAsync(KeyOf(id), CancellationToken.None).ConfigureAwait(false);
            if (!(now - present?.GetDateTimeOffset(LastUsedAt) < Precision))
            {
                TableEntity row = table.NewRow(KeyOf(id));
                row[LastUsedAt] = now.ToMilliseconds();
                await table.SubmitAsync(
                    [new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)],
                    CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (IsHarmless(failure))
        {
            // The next use tries again.
            noted.TryRemove(new KeyValuePair<Guid, DateTimeOffset>(id, now));
            log.LogDebug(failure, "The last use of a key was not recorded.");
        }
    }

    private static string KeyOf(Guid id) => id.ToString("D");

    private static bool IsHarmless(Exception failure) =>
        failure is RequestFailedException or UnavailableException or OperationCanceledException or AggregateException
        || StoredTable.IsUnavailable(failure, CancellationToken.None);
}
