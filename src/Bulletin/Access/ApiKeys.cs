using System.Security.Cryptography;
using System.Text;
using Bulletin.Content;
using Bulletin.Settings;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Access;

/// <summary>
/// The accepted API keys: those from the settings, and the stored ones, which are cached in memory and read again every
/// few seconds while keys are in use.
/// </summary>
/// <param name="settings">The settings, with their keys.</param>
/// <param name="table">The partition of the site.</param>
/// <param name="uses">The recorder of each use.</param>
/// <param name="clock">The service's clock.</param>
internal sealed class ApiKeys(BulletinSettings settings, SiteTable table, ApiKeyUses uses, TimeProvider clock)
{
    private const int MaximumToken = 200;

    // A revocation takes effect everywhere within 30 s: an instance uses its cache for 10 s, and for another 15 s while
    // storage is unavailable. The remaining 5 s cover a request that waits for storage before it gets the cached keys
    // (1 s).
    private static readonly RefillLimits Limits = new() { Fresh = TimeSpan.FromSeconds(10), Stale = TimeSpan.FromSeconds(15) };

    // A key just created by another instance is found at once, and guessing tokens causes at most one read of storage
    // per second.
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, Actor> configured = Configured(settings);
    private readonly RefilledValue<ApiKeySet> stored = new(Limits, clock, IsOlder);

    /// <summary>Returns the actor with a token; null if there is none.</summary>
    /// <exception cref="StorageUnavailableException">
    /// Storage is unavailable, so it is unknown if the key exists.
    /// </exception>
    public async ValueTask<Actor?> FindAsync(string token, CancellationToken cancellation)
    {
        if (token.Length > MaximumToken)
        {
            return null;
        }

        // The time of a lookup by hash does not depend on what a guess has in common with a real token.
        string sha256 = ApiKeyToken.HashOf(token);
        if (configured.TryGetValue(sha256, out Actor? known))
        {
            return known;
        }

        if (!ApiKeyToken.IsWellFormed(token) || await FindStoredAsync(sha256, cancellation).ConfigureAwait(false) is not { } key
            || !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(key.Sha256), Encoding.ASCII.GetBytes(sha256)))
        {
            return null;
        }

        DateTimeOffset now = clock.GetUtcNow();
        if (key.IsExpiredAt(now))
        {
            return null;
        }

        uses.Note(key.Id, now);
        return key.Actor;
    }

    /// <summary>Replaces the cached stored keys with those after a committed write.</summary>
    public void Keep(ApiKeySet set) => stored.Put(set);

    /// <summary>Returns true if a name belongs to a key from the settings, or to the service itself.</summary>
    public bool IsReserved(string name) => TextFolding.Fold(name) is var folded
        && configured.Values.Append(Actor.Service).Any(actor => TextFolding.Fold(actor.Name) == folded);

    private async ValueTask<ApiKey?> FindStoredAsync(string sha256, CancellationToken cancellation)
    {
        (ApiKeySet set, bool isStale) = await stored.ReadAsync(ReadAsync, cancellation).ConfigureAwait(false);
        return set.FindByHash(sha256)
            // The key may have just been created. While storage is unavailable, that cannot be known.
            ?? (isStale
                ? throw new StorageUnavailableException()
                : await stored.ReadAgainAsync(ReadAsync, ReadAgainAfter, cancellation).ConfigureAwait(false)).FindByHash(sha256);
    }

    private async Task<(ApiKeySet Set, DateTimeOffset? TrueUntil)> ReadAsync(CancellationToken stop)
    {
        SiteVersion version = await SiteVersion.ReadAsync(table, stop).ConfigureAwait(false);
        // At the same version, no key can have changed.
        return stored.Last is { } present && present.Version == version.Version && present.Epoch == version.Epoch
            ? (present, null)
            : (await ApiKeySet.ReadAsync(table, version.Version, version.Epoch, stop).ConfigureAwait(false), null);
    }

    // The version of a recreated site starts at 0 again.
    private static bool IsOlder(ApiKeySet one, ApiKeySet other) => one.Version < other.Version && one.Epoch == other.Epoch;

    private static Dictionary<string, Actor> Configured(BulletinSettings settings)
    {
        Dictionary<string, Actor> byHash = settings.Keys
            .ToDictionary(key => key.Sha256, key => new Actor(key.Name, key.Role), StringComparer.Ordinal);
        if (settings.IsLocal)
        {
            byHash.TryAdd(ApiKeyToken.HashOf(BulletinSettings.LocalAdminToken), new Actor("local admin", Role.Admin));
        }

        return byHash;
    }
}
