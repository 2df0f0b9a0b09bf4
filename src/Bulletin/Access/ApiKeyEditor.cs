using Bulletin.Http;
using Bulletin.Problems;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Access;

/// <summary>Creates, changes and revokes stored keys. The change log is their audit trail.</summary>
internal sealed class ApiKeyEditor(SiteTable table, SiteWriter writer, ApiKeys keys, ApiKeyUses uses, TimeProvider clock)
{
    /// <summary>Returns the current stored keys, and the time of the last use of each.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public async Task<(ApiKeySet Keys, IReadOnlyDictionary<Guid, DateTimeOffset> LastUsed)> ListAsync(CancellationToken cancellation)
    {
        SiteVersion version = await SiteVersion.ReadAsync(table, cancellation).ConfigureAwait(false);
        return (
            await ApiKeySet.ReadAsync(table, version.Version, version.Epoch, cancellation).ConfigureAwait(false),
            await uses.ReadAsync(cancellation).ConfigureAwait(false));
    }

    /// <summary>Creates a key.</summary>
    /// <returns>The key and its token, which cannot be retrieved again.</returns>
    /// <exception cref="ProblemException">
    /// The input is not acceptable: the name is taken, the expiry has passed, or there are too many keys.
    /// </exception>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public async Task<(ApiKey Key, string Token)> CreateAsync(ApiKeyInput input, Actor actor, CancellationToken cancellation)
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        string token = ApiKeyToken.New();
        (ApiKey made, ApiKeySet set) = await writer.WriteAsync(
            actor,
            "create-key",
            async (write, stop) =>
            {
                ApiKeySet present = await ReadAsync(write, stop).ConfigureAwait(false);
                if (present.All.Count >= ApiKey.MaximumCount)
                {
                    throw Problem.Invalid("name", $"is one too many: a site may have {ApiKey.MaximumCount} keys");
                }

                CheckName(present, input.Name.Value!, null);
                CheckExpiry(input.ExpiresAt.Value, write.Now);
                var key = new ApiKey
                {
                    Id = id,
                    Name = input.Name.Value!,
                    Role = input.Role.Value!.Value,
                    Sha256 = ApiKeyToken.HashOf(token),
                    ExpiresAt = input.ExpiresAt.Value,
                    Revision = 1,
                    CreatedAt = write.Now,
                    CreatedBy = actor.Name,
                };
                write.Transaction.Insert(key.ToRow(write.Table));
                write.Log(ChangeKind.Internal, id);
                return (key, present.With(key));
            },
            cancellation).ConfigureAwait(false);
        keys.Keep(set);
        return (made, token);
    }

    /// <summary>Changes the name, role or expiry of a key, as far as the patch contains them.</summary>
    /// <exception cref="ProblemException">The key does not exist, or the change is not acceptable.</exception>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public async Task<ApiKey> PatchAsync(Guid id, ApiKeyInput input, IfMatch condition, Actor actor, CancellationToken cancellation)
    {
        (ApiKey patched, ApiKeySet set) = await writer.WriteAsync(
            actor,
            "patch-key",
            async (write, stop) =>
            {
                ApiKeySet present = await ReadAsync(write, stop).ConfigureAwait(false);
                ApiKey key = Find(present, id);
                condition.Check(key.Revision);
                ApiKey changed = key with
                {
                    Name = input.Name.Or(key.Name)!,
                    Role = input.Role.Or(key.Role)!.Value,
                    ExpiresAt = input.ExpiresAt.Or(key.ExpiresAt),
                };
                if (changed == key)
                {
                    return (key, present);
                }

                CheckName(present, changed.Name, id);
                if (changed.ExpiresAt != key.ExpiresAt)
                {
                    CheckExpiry(changed.ExpiresAt, write.Now);
                }

                if (changed.Role < key.Role)
                {
                    CheckOther(id, actor, "given a lesser role");
                }

                if (changed.ExpiresAt < (key.ExpiresAt ?? DateTimeOffset.MaxValue))
                {
                    CheckOther(id, actor, "given an earlier end");
                }

                changed = changed with { Revision = key.Revision + 1 };
                write.Transaction.Put(changed.ToRow(write.Table));
                write.Log(ChangeKind.Internal, id);
                return (changed, present.With(changed));
            },
            cancellation).ConfigureAwait(false);
        keys.Keep(set);
        return patched;
    }

    /// <summary>Revokes a key.</summary>
    /// <exception cref="ProblemException">The key does not exist, or is the one used for the request.</exception>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public async Task DeleteAsync(Guid id, IfMatch condition, Actor actor, CancellationToken cancellation)
    {
        ApiKeySet set = await writer.WriteAsync(
            actor,
            "delete-key",
            async (write, stop) =>
            {
                ApiKeySet present = await ReadAsync(write, stop).ConfigureAwait(false);
                ApiKey key = Find(present, id);
                condition.Check(key.Revision);
                CheckOther(id, actor, "revoked");
                write.Transaction.Delete(key.ToRow(write.Table));
                write.Log(ChangeKind.Internal, id);
                return present.Without(id);
            },
            cancellation).ConfigureAwait(false);
        keys.Keep(set);
        await uses.ForgetAsync(id, cancellation).ConfigureAwait(false);
    }

    // Reads the keys at the version of the write. If two admins revoke each other at the same time, nobody would be
    // left: so the second, although already authorized, is checked again here and rejected.
    private static async Task<ApiKeySet> ReadAsync(SiteWrite write, CancellationToken cancellation)
    {
        ApiKeySet present = await ApiKeySet.ReadAsync(write.Table, write.NextVersion - 1, write.Epoch, cancellation).ConfigureAwait(false);
        bool isAdmin = !write.Actor.Id.StartsWith(Actor.KeyPrefix, StringComparison.Ordinal)
            || present.All.Any(key => key.Actor.Id == write.Actor.Id && key.Role == Role.Admin && !key.IsExpiredAt(write.Now));
        return isAdmin ? present : throw Problem.Forbidden("The key of this request was revoked, or given a lesser role, in this moment.");
    }

    private static ApiKey Find(ApiKeySet present, Guid id) => present.Find(id) ?? throw Problem.NotFound($"There is no key {id}.");

    private void CheckName(ApiKeySet present, string name, Guid? own)
    {
        if (keys.IsReserved(name) || (present.FindByName(name) is { } other && other.Id != own))
        {
            throw Problem.Invalid("name", "is taken: every key has a name of its own, whatever its case and diacritics");
        }
    }

    private static void CheckExpiry(DateTimeOffset? expiresAt, DateTimeOffset now)
    {
        if (expiresAt <= now)
        {
            throw Problem.Invalid("expiresAt", "has passed: give an instant to come, or null for a key that does not expire");
        }
    }

    // Otherwise an admin could lock everybody out with one request.
    private static void CheckOther(Guid id, Actor actor, string done)
    {
        if (actor.Id == ApiKey.ActorIdOf(id))
        {
            throw Problem.WrongState($"The key that makes the request cannot be {done}: use another admin's.");
        }
    }
}
