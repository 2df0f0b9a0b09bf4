using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;
using Bulletin.Announcements;
using Bulletin.Problems;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Editing;

/// <summary>A client's idempotency key, with the request that it was sent with.</summary>
/// <param name="Key">The hash of the actor's id and the key.</param>
/// <param name="Request">The hash of the request.</param>
internal sealed record IdempotencyKey(string Key, string Request)
{
    /// <summary>The time that a key is remembered: 24 hours.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromHours(24);

    public static IdempotencyKey Of(Actor actor, string key, ReadOnlySpan<byte> request) => new(
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{actor.Id}\n{key}"))),
        Convert.ToHexStringLower(SHA256.HashData(request)));
}

/// <summary>The rows of idempotency keys.</summary>
internal static class IdempotencyRows
{
    private const string Created = "Id";

    /// <summary>Returns the id of what was created with a key; null if the key was not used within its period.</summary>
    /// <exception cref="ProblemException">The key was used for another request.</exception>
    public static async Task<Guid?> ReadCreatedAsync(
        this SiteTable table, IdempotencyKey idempotency, DateTimeOffset now, CancellationToken cancellation)
    {
        TableEntity? row = await table.ReadAsync(RowKeys.IdempotencyKey(idempotency.Key), cancellation).ConfigureAwait(false);
        if (row is null || row.GetDateTimeOffset(nameof(Announcement.ExpiresAt)) <= now)
        {
            return null;
        }

        return row.GetString(nameof(IdempotencyKey.Request)) == idempotency.Request
            ? Guid.Parse(row.GetString(Created))
            : throw new ProblemException(new Problem(
                ProblemKind.IdempotencyKeyReused, "The Idempotency-Key was sent with another request before."));
    }

    /// <summary>Records what is created with a key.</summary>
    public static void Remember(this SiteWrite write, IdempotencyKey idempotency, Guid created)
    {
        TableEntity row = write.Table.NewRow(RowKeys.IdempotencyKey(idempotency.Key));
        row[Created] = created.ToString("D");
        row[nameof(IdempotencyKey.Request)] = idempotency.Request;
        row[nameof(Announcement.ExpiresAt)] = write.Now + IdempotencyKey.Period;
        write.Transaction.Put(row);
    }
}
