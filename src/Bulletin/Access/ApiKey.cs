using System.Text.Json;
using Azure.Data.Tables;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Access;

/// <summary>An API key, as it is stored. One that is revoked is there no more.</summary>
internal sealed record ApiKey
{
    /// <summary>The most stored keys of a site: all of them are kept in memory.</summary>
    public const int MaximumCount = 200;

    public const int MaximumName = 100;

    public required Guid Id { get; init; }

    /// <summary>Who holds it, as revisions and the change log show.</summary>
    public required string Name { get; init; }

    public required Role Role { get; init; }

    /// <summary>The SHA-256 of the token, 64 hexadecimal digits in lower case. The token itself is kept nowhere.</summary>
    public required string Sha256 { get; init; }

    /// <summary>From when on it is refused; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public required int Revision { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The name of who made it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>The actor who holds it: another name is still the same actor, and another key with an old name is not.</summary>
    public Actor Actor => new(Name, Role) { Id = ActorIdOf(Id) };

    /// <summary>The id of the actor who holds a key.</summary>
    public static string ActorIdOf(Guid id) => $"{Actor.KeyPrefix}{id:D}";

    public bool IsExpiredAt(DateTimeOffset now) => ExpiresAt <= now;

    public TableEntity ToRow(SiteTable table)
    {
        TableEntity row = table.NewRow(RowKeys.ApiKey(Id));
        row[nameof(ApiKey)] = JsonSerializer.SerializeToUtf8Bytes(this, StoredKeyJson.Compact.ApiKey);
        return row;
    }

    /// <exception cref="InvalidDataException">The row does not hold a key.</exception>
    public static ApiKey FromRow(TableEntity row)
    {
        try
        {
            return JsonSerializer.Deserialize(row.GetBinary(nameof(ApiKey)), StoredKeyJson.Compact.ApiKey)
                ?? throw new InvalidDataException($"Row {row.RowKey} holds no key.");
        }
        catch (Exception unreadable) when (unreadable is JsonException or ArgumentNullException or InvalidOperationException)
        {
            throw new InvalidDataException($"Row {row.RowKey} holds no key: {unreadable.Message}", unreadable);
        }
    }
}
