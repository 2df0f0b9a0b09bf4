using System.Text.Json;
using Azure.Data.Tables;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Access;

/// <summary>An API key as stored. Revoking a key deletes it.</summary>
internal sealed record ApiKey
{
    /// <summary>The maximum number of stored keys per site: 200, because all of them are kept in memory.</summary>
    public const int MaximumCount = 200;

    public const int MaximumName = 100;

    public required Guid Id { get; init; }

    /// <summary>The name of its holder, as shown in revisions and in the change log.</summary>
    public required string Name { get; init; }

    public required Role Role { get; init; }

    /// <summary>The SHA-256 of the token, 64 lower-case hexadecimal digits. The token itself is not stored.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The time from which the key is rejected; null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public required int Revision { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The name of its creator.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>
    /// The actor that holds the key. Renaming the key does not change the actor's id, and a new key with an old name is
    /// another actor.
    /// </summary>
    public Actor Actor => new(Name, Role) { Id = ActorIdOf(Id) };

    /// <summary>Returns the id of the actor that holds a key.</summary>
    public static string ActorIdOf(Guid id) => $"{Actor.KeyPrefix}{id:D}";

    public bool IsExpiredAt(DateTimeOffset now) => ExpiresAt <= now;

    public TableEntity ToRow(SiteTable table)
    {
        TableEntity row = table.NewRow(RowKeys.ApiKey(Id));
        row[nameof(ApiKey)] = JsonSerializer.SerializeToUtf8Bytes(this, StoredKeyJson.Compact.ApiKey);
        return row;
    }

    /// <exception cref="InvalidDataException">The row does not contain a key.</exception>
    public static ApiKey FromRow(TableEntity row) =>
        StoredJson.Read(row, nameof(ApiKey), StoredKeyJson.Compact.ApiKey, "key");
}
