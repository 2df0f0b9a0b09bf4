using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;
using Bulletin.Problems;
using Bulletin.Site;
using Bulletin.Storage;
using Microsoft.Extensions.Logging;

namespace Bulletin.Access;

/// <summary>
/// When each stored key was last used, at most once an hour per key, and nothing else of the request. It is kept in a partition beside the
/// site's: no write waits for it, and no request fails or takes longer because of it.
/// </summary>
/// <param name="table">The partition.</param>
/// <param name="log">The log.</param>
internal sealed class ApiKeyUses(SiteTable table, ILogger<ApiKeyUses> log)
{
    private const string LastUsedAt = nameof(LastUsedAt);

    private static readonly TimeSpan Precision = TimeSpan.FromHours(1);

    // More than there are rows of keys, for what revoked ones left behind.
    private static readonly RowRange All = new("0", "g");

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> noted = new();

    /// <summary>The partition of a site's uses; a site's name has no such sign.</summary>
    public static string PartitionOf(string site) => site + "~keys";

    /// <summary>The recording that was begun last, which nobody waits for but a test.</summary>
    public Task Recording { get; private set; } = Task.CompletedTask;

    /// <summary>Notes a use. It returns at once.</summary>
    public void Note(Guid id, DateTimeOffset now)
    {
        DateTimeOffset? before = noted.TryGetValue(id, out DateTimeOffset at) ? at : null;
        if (now - before < Precision)
        {
            return;
        }

        // Of those who come at once, one records it.
        if (before is { } old ? noted.TryUpdate(id, now, old) : noted.TryAdd(id, now))
        {
            Recording = Task.Run(() => RecordAsync(id, now));
        }
    }

    /// <summary>When each key was last used, by its id; one that never was is not there.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not answer.</exception>
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

    /// <summary>Forgets the uses of a key that is no more.</summary>
    public async Task ForgetAsync(Guid id, CancellationToken cancellation)
    {
        try
        {
            await table.SubmitAsync([new TableTransactionAction(TableTransactionActionType.Delete, table.NewRow(KeyOf(id)), ETag.All)], cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (IsHarmless(failure))
        {
            // It was never used; or the row stays, which nothing shows.
            log.LogDebug(failure, "The last use of a key was not removed.");
        }
    }

    private async Task RecordAsync(Guid id, DateTimeOffset now)
    {
        try
        {
            // Another instance may have recorded it within the hour, or this one before it was started anew.
            TableEntity? present = await table.ReadAsync(KeyOf(id), CancellationToken.None).ConfigureAwait(false);
            if (!(now - present?.GetDateTimeOffset(LastUsedAt) < Precision))
            {
                TableEntity row = table.NewRow(KeyOf(id));
                row[LastUsedAt] = now.ToMilliseconds();
                await table.SubmitAsync([new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)], CancellationToken.None).ConfigureAwait(false);
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
        failure is RequestFailedException or UnavailableException or OperationCanceledException or AggregateException || StoredTable.IsUnavailable(failure, CancellationToken.None);
}
