using System.Security.Cryptography;
using System.Text;
using Bulletin.Content;
using Bulletin.Settings;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Access;

/// <summary>
/// The API keys that are accepted: those of the settings, and the stored ones, which are kept in memory and read again every few
/// seconds as long as somebody uses one.
/// </summary>
/// <param name="settings">The keys of the settings.</param>
/// <param name="table">The site's rows.</param>
/// <param name="uses">Is told of every use.</param>
/// <param name="clock">The service's clock.</param>
internal sealed class ApiKeys(BulletinSettings settings, SiteTable table, ApiKeyUses uses, TimeProvider clock)
{
    private const int MaximumToken = 200;

    // A revocation takes effect everywhere within 30 s: an instance uses what it read for 10 s, and for 15 s more while storage is away.
    // The remaining 5 s are for a request that waits for storage before it gets what there is (1 s).
    private static readonly RefillLimits Limits = new() { Fresh = TimeSpan.FromSeconds(10), Stale = TimeSpan.FromSeconds(15) };

    // A key that another instance has just made is found at once, and who guesses makes storage be read once a second at most.
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, Actor> configured = Configured(settings);
    private readonly RefilledValue<ApiKeySet> stored = new(Limits, clock, IsOlder);

    /// <summary>The actor whose token this is, or null.</summary>
    /// <exception cref="StorageUnavailableException">Storage is away, and whether there is such a key cannot be told.</exception>
    public async ValueTask<Actor?> FindAsync(string token, CancellationToken cancellation)
    {
        if (token.Length > MaximumToken)
        {
            return null;
        }

        // Looking up a hash takes the same time whatever a guess has in common with a real token.
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

    /// <summary>Takes over what a committed write made of the stored keys.</summary>
    public void Keep(ApiKeySet set) => stored.Put(set);

    /// <summary>Whether a name belongs to a key of the settings, or to the service itself.</summary>
    public bool IsReserved(string name) => TextFolding.Fold(name) is var folded
        && configured.Values.Append(Actor.Service).Any(actor => TextFolding.Fold(actor.Name) == folded);

    private async ValueTask<ApiKey?> FindStoredAsync(string sha256, CancellationToken cancellation)
    {
        (ApiKeySet set, bool isStale) = await stored.ReadAsync(ReadAsync, cancellation).ConfigureAwait(false);
        return set.FindByHash(sha256)
            // It may have been made a moment ago. While storage is away nobody can tell.
            ?? (isStale ? throw new StorageUnavailableException() : await stored.ReadAgainAsync(ReadAsync, ReadAgainAfter, cancellation).ConfigureAwait(false)).FindByHash(sha256);
    }

    private async Task<(ApiKeySet Set, DateTimeOffset? TrueUntil)> ReadAsync(CancellationToken stop)
    {
        SiteVersion version = await SiteVersion.ReadAsync(table, stop).ConfigureAwait(false);
        // Nothing at all has changed in the site.
        return stored.Last is { } present && present.Version == version.Version && present.Epoch == version.Epoch
            ? (present, null)
            : (await ApiKeySet.ReadAsync(table, version.Version, version.Epoch, stop).ConfigureAwait(false), null);
    }

    // A site that was made anew counts from 0 again.
    private static bool IsOlder(ApiKeySet one, ApiKeySet other) => one.Version < other.Version && one.Epoch == other.Epoch;

    private static Dictionary<string, Actor> Configured(BulletinSettings settings)
    {
        Dictionary<string, Actor> byHash = settings.Keys.ToDictionary(key => key.Sha256, key => new Actor(key.Name, key.Role), StringComparer.Ordinal);
        if (settings.IsLocal)
        {
            byHash.TryAdd(ApiKeyToken.HashOf(BulletinSettings.LocalAdminToken), new Actor("local admin", Role.Admin));
        }

        return byHash;
    }
}
