using Bulletin.Announcements;
using Bulletin.Site;

namespace Bulletin.Access;

/// <summary>An API key. Its token is shown when it is made, and never again.</summary>
/// <param name="Id">The id, a UUID.</param>
/// <param name="Name">Who holds it, as revisions and the change log show; 1 to 100 characters.</param>
/// <param name="Role">What it allows: author, editor or admin.</param>
/// <param name="ExpiresAt">From when on it is refused, or null for never.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">The name of who made it.</param>
/// <param name="LastUsedAt">When it was last used, recorded at most once an hour; null when it never was.</param>
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
/// <param name="Items">The keys, the oldest first. Those of the settings are not among them.</param>
internal sealed record KeyList(IReadOnlyList<KeyRepresentation> Items);

/// <summary>An API key that was just made.</summary>
/// <param name="Id">The id, a UUID.</param>
/// <param name="Name">Who holds it, as revisions and the change log show; 1 to 100 characters.</param>
/// <param name="Role">What it allows: author, editor or admin.</param>
/// <param name="ExpiresAt">From when on it is refused, or null for never.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">The name of who made it.</param>
/// <param name="LastUsedAt">Null: it was never used.</param>
/// <param name="Revision">The number of the revision, 1.</param>
/// <param name="Token">The token, to be sent as `Authorization: Bearer`. This is the only time that it is shown: the service keeps its SHA-256 alone.</param>
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
