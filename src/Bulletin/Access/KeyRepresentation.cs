using Bulletin.Announcements;
using Bulletin.Site;

namespace Bulletin.Access;

/// <summary>An API key. Its token is shown only when the key is created.</summary>
/// <param name="Id">The id, a UUID.</param>
/// <param name="Name">The name of its holder, as shown in revisions and in the change log; 1 to 100 characters.</param>
/// <param name="Role">The role: author, editor or admin.</param>
/// <param name="ExpiresAt">The time from which the key is rejected, or null for never.</param>
/// <param name="CreatedAt">The time of creation.</param>
/// <param name="CreatedBy">The name of its creator.</param>
/// <param name="LastUsedAt">The time of the last use, recorded at most once an hour; null if it was never used.</param>
/// <param name="Revision">The number of the revision, from 1.</param>
internal sealed record KeyRepresentation(
    Guid Id,
    string Name,
    string Role,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset? LastUsedAt,
    int Revision)
{
    public static KeyRepresentation Of(ApiKey key, IReadOnlyDictionary<Guid, DateTimeOffset> lastUsed) => new(
        key.Id,
        key.Name,
        key.Role.Word(),
        key.ExpiresAt,
        key.CreatedAt,
        key.CreatedBy,
        lastUsed.TryGetValue(key.Id, out DateTimeOffset at) ? at : null,
        key.Revision);
}

/// <summary>All stored API keys.</summary>
/// <param name="Items">The keys, the oldest first, without those from the settings.</param>
internal sealed record KeyList(IReadOnlyList<KeyRepresentation> Items);

/// <summary>A newly created API key.</summary>
/// <param name="Id">The id, a UUID.</param>
/// <param name="Name">The name of its holder, as shown in revisions and in the change log; 1 to 100 characters.</param>
/// <param name="Role">The role: author, editor or admin.</param>
/// <param name="ExpiresAt">The time from which the key is rejected, or null for never.</param>
/// <param name="CreatedAt">The time of creation.</param>
/// <param name="CreatedBy">The name of its creator.</param>
/// <param name="LastUsedAt">Null: it was never used.</param>
/// <param name="Revision">The number of the revision, 1.</param>
/// <param name="Token">
/// The token, to be sent as `Authorization: Bearer`. It is shown only this once: the service stores only its SHA-256.
/// </param>
internal sealed record CreatedKey(
    Guid Id,
    string Name,
    string Role,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset? LastUsedAt,
    int Revision,
    string Token)
{
    public static CreatedKey Of(ApiKey key, string token) =>
        new(key.Id, key.Name, key.Role.Word(), key.ExpiresAt, key.CreatedAt, key.CreatedBy, null, key.Revision, token);
}
