using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;
using Bulletin.Storage;

namespace Bulletin.Search;

/// <summary>The description of a saved search index.</summary>
/// <param name="Epoch">The epoch of the site.</param>
/// <param name="Version">The version of the site that it contains.</param>
/// <param name="SavedAt">The time at which it was saved.</param>
/// <param name="Id">The id in the row keys of its parts.</param>
/// <param name="Parts">The number of its parts.</param>
/// <param name="Sha256">The SHA-256 of all bytes.</param>
internal sealed record SearchSnapshot(string Epoch, long Version, DateTimeOffset SavedAt, string Id, int Parts, byte[] Sha256);

/// <summary>Saves a search index in storage for starting instances.</summary>
/// <remarks>
/// A snapshot is stored in rows of the site's table, in a separate partition, so that no other Azure service, role or
/// package is needed. Each row is about as large as possible (Azure limits: 1 MiB per row, 64 KiB per property; Azurite
/// counts them in base64). The row that names the parts is written last, so a reader gets a complete snapshot or none.
/// </remarks>
/// <param name="table">The partition of the snapshots.</param>
internal sealed class SearchSnapshots(SiteTable table)
{
    private const int PropertyBytes = 64 * 1024;
    private const int PropertiesOfPart = 11;
    private const int PartBytes = PropertiesOfPart * PropertyBytes;
    private const int Parallelism = 4;
    private const string HeadKey = "head";
    private const string PartPrefix = "part:";

    // Longer than a timer may run.
    private static readonly TimeSpan LongestSaving = TimeSpan.FromHours(1);

    /// <summary>Returns the partition key of a site's snapshots. A site's name cannot contain "~".</summary>
    public static string PartitionOf(string site) => site + "~search";

    /// <summary>Returns the current snapshot; null if there is none that this release can read.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public async Task<SearchSnapshot?> FindAsync(CancellationToken cancellation)
    {
        TableEntity? head = await table.ReadAsync(HeadKey, cancellation).ConfigureAwait(false);
        return head?.GetInt32(nameof(SearchIndexFile.Rules)) == SearchIndexFile.Rules
            ? new SearchSnapshot(
                head.GetString(nameof(SearchSnapshot.Epoch)),
                head.GetInt64(nameof(SearchSnapshot.Version)) ?? 0,
                head.GetDateTimeOffset(nameof(SearchSnapshot.SavedAt)) ?? default,
                head.GetString(nameof(SearchSnapshot.Id)),
                head.GetInt32(nameof(SearchSnapshot.Parts)) ?? 0,
                head.GetBinary(nameof(SearchSnapshot.Sha256)))
            : null;
    }

    /// <summary>Returns the bytes of a snapshot; null if it was replaced meanwhile or is damaged.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public async Task<byte[]?> ReadAsync(SearchSnapshot snapshot, CancellationToken cancellation)
    {
        byte[][] parts = new byte[snapshot.Parts][];
        await Parallel.ForAsync(
            0,
            snapshot.Parts,
            new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellation },
            async (part, stop) =>
                parts[part] = BytesOf(await table.ReadAsync(PartKey(snapshot.Id, part), stop).ConfigureAwait(false)))
            .ConfigureAwait(false);
        byte[] bytes = Together(parts);
        return SHA256.HashData(bytes).AsSpan().SequenceEqual(snapshot.Sha256) ? bytes : null;
    }

    /// <summary>Saves a snapshot and deletes the previous ones.</summary>
    /// <exception cref="StorageUnavailableException">
    /// Storage did not respond; the previous snapshot still exists.
    /// </exception>
    public async Task SaveAsync(byte[] bytes, string epoch, long version, DateTimeOffset now, CancellationToken cancellation)
    {
        string? before = (await FindAsync(cancellation).ConfigureAwait(false))?.Id;
        string id = Guid.NewGuid().ToString("N");
        int parts = 0;
        for (int start = 0; start < bytes.Length; start += PartBytes)
        {
            await PutAsync(PartOf(id, parts, bytes.AsSpan(start, Math.Min(PartBytes, bytes.Length - start))), cancellation)
                .ConfigureAwait(false);
            parts++;
        }

        TableEntity head = table.NewRow(HeadKey);
        head[nameof(SearchIndexFile.Rules)] = SearchIndexFile.Rules;
        head[nameof(SearchSnapshot.Epoch)] = epoch;
        head[nameof(SearchSnapshot.Version)] = version;
        head[nameof(SearchSnapshot.SavedAt)] = now;
        head[nameof(SearchSnapshot.Id)] = id;
        head[nameof(SearchSnapshot.Parts)] = parts;
        head[nameof(SearchSnapshot.Sha256)] = SHA256.HashData(bytes);
        await PutAsync(head, cancellation).ConfigureAwait(false);
        await RemoveOthersAsync(id, before, cancellation).ConfigureAwait(false);
    }

    private static string PartKey(string id, int part) => $"{PartPrefix}{id}:{part:D5}";

    private TableEntity PartOf(string id, int part, ReadOnlySpan<byte> bytes)
    {
        TableEntity row = table.NewRow(PartKey(id, part));
        for (int property = 0; property * PropertyBytes < bytes.Length; property++)
        {
            int start = property * PropertyBytes;
            row[$"Bytes{property:D2}"] = bytes.Slice(start, Math.Min(PropertyBytes, bytes.Length - start)).ToArray();
        }

        return row;
    }

    private static byte[] BytesOf(TableEntity? row)
    {
        List<byte[]> properties = [];
        for (int property = 0; row?.GetBinary($"Bytes{property:D2}") is { } bytes; property++)
        {
            properties.Add(bytes);
        }

        return Together(properties);
    }

    private static byte[] Together(IReadOnlyCollection<byte[]> parts)
    {
        byte[] bytes = new byte[parts.Sum(part => part.Length)];
        int length = 0;
        foreach (byte[] part in parts)
        {
            part.CopyTo(bytes, length);
            length += part.Length;
        }

        return bytes;
    }

    private Task PutAsync(TableEntity row, CancellationToken cancellation) =>
        table.SubmitRepeatableAsync([new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)], cancellation);

    // Deletes the replaced snapshot, and the remains of interrupted saves, but not what another instance may be saving
    // at the same time.
    private async Task RemoveOthersAsync(string id, string? before, CancellationToken cancellation)
    {
        List<TableEntity> rows = await table
            .RowsAsync(RowRange.Of(PartPrefix), null, cancellation, select: [nameof(TableEntity.RowKey), nameof(TableEntity.Timestamp)])
            .ToListAsync(cancellation).ConfigureAwait(false);
        // Compares two timestamps of storage's own clock.
        DateTimeOffset? old = rows.Where(row => IsOf(row, id)).Max(row => row.Timestamp) - LongestSaving;
        foreach (TableEntity row in rows.Where(row => !IsOf(row, id) && ((before is not null && IsOf(row, before)) || row.Timestamp < old)))
        {
            await table.SubmitRepeatableAsync(
                [new TableTransactionAction(TableTransactionActionType.Delete, table.NewRow(row.RowKey), ETag.All)],
                cancellation).ConfigureAwait(false);
        }
    }

    private static bool IsOf(TableEntity row, string id) => row.RowKey.StartsWith(PartPrefix + id, StringComparison.Ordinal);
}
