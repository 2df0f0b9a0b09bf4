using Bulletin.Announcements;
using Bulletin.Editing;
using Bulletin.Http;
using Bulletin.Media;
using Bulletin.Problems;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Library;

/// <summary>Adds, describes, replaces and deletes media.</summary>
internal sealed class MediumEditor(SiteWriter writer, MediaWork work, TimeProvider clock)
{
    /// <summary>
    /// The maximum number of former files of a medium: each is a row that a deletion must delete in one transaction.
    /// </summary>
    public const int MaximumReplacements = 50;

    /// <summary>The number of uses that are named to a client.</summary>
    public const int MaximumNamed = 100;

    /// <summary>Adds a medium.</summary>
    /// <param name="file">The file, already in the store of files.</param>
    /// <param name="input">The description.</param>
    /// <param name="idempotency">The client's idempotency key, if any.</param>
    /// <param name="actor">The actor.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    /// <exception cref="ProblemException">The key was used for another request.</exception>
    /// <exception cref="UnavailableException">Storage is unavailable, or the service is overloaded.</exception>
    public async Task<Medium> AddAsync(
        KeptFile file, MediumInput input, IdempotencyKey? idempotency, Actor actor, CancellationToken cancellation)
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        return await writer.WriteAsync(
            actor,
            "add-medium",
            async (write, stop) =>
            {
                if (idempotency is not null
                    && await write.Table.ReadCreatedAsync(idempotency, write.Now, stop).ConfigureAwait(false) is { } created)
                {
                    return await write.Table.ReadMediumAsync(created, stop).ConfigureAwait(false)
                        ?? throw new ProblemException(new Problem(
                            ProblemKind.Gone, "The medium that was made with this Idempotency-Key is gone."));
                }

                Medium medium = input.On(file.On(new Medium
                {
                    Id = id,
                    Name = string.Empty,
                    Kind = string.Empty,
                    Bytes = 0,
                    Hash = string.Empty,
                    Revision = 1,
                    CreatedAt = write.Now,
                    CreatedBy = actor.Name,
                    OwnerId = actor.Id,
                    ChangedAt = write.Now,
                    ChangedBy = actor.Name,
                }));
                write.Put(medium);
                if (idempotency is not null)
                {
                    write.Remember(idempotency, id);
                }

                return medium;
            },
            cancellation).ConfigureAwait(false);
    }

    /// <summary>Returns the medium that was created with an idempotency key; null if there is none.</summary>
    public async Task<Medium?> FindAsync(IdempotencyKey idempotency, CancellationToken cancellation) =>
        await writer.Table.ReadCreatedAsync(idempotency, clock.GetUtcNow(), cancellation).ConfigureAwait(false) is { } created
            ? await writer.Table.ReadMediumAsync(created, cancellation).ConfigureAwait(false)
            : null;

    /// <summary>Changes the description of a medium.</summary>
    public async Task<Medium> PatchAsync(
        Guid id, MediumInput input, IfMatch condition, Actor actor, CancellationToken cancellation) =>
        await ChangeAsync(id, condition, actor, "patch-medium", input.On, cancellation).ConfigureAwait(false);

    /// <summary>
    /// Gives a medium another file. Announcements that are not public take it over at once, the others when they name the medium
    /// again.
    /// </summary>
    /// <exception cref="ProblemException">
    /// The condition is not met, a picture would become another file or the reverse, or it was replaced too often.
    /// </exception>
    public async Task<Medium> ReplaceAsync(
        Guid id, KeptFile file, MediumInput input, IfMatch condition, Actor actor, CancellationToken cancellation) =>
        await ChangeAsync(
            id,
            condition,
            actor,
            "replace-medium",
            medium =>
            {
                if (medium.Named().FileKind.IsPicture != file.Kind.IsPicture)
                {
                    throw Problem.WrongState(file.Kind.IsPicture
                        ? $"'{medium.Name}' is no picture, and the new file is one: upload it as a medium of its own."
                        : $"'{medium.Name}' is a picture, and the new file is none: upload it as a medium of its own.");
                }

                List<string> former = [.. medium.FormerHashes.Append(medium.Hash).Where(hash => hash != file.Hash).Distinct()];
                if (former.Count > MaximumReplacements)
                {
                    throw Problem.WrongState(
                        $"'{medium.Name}' was replaced {MaximumReplacements} times: upload the file as a medium of its own.");
                }

                return input.On(
                    medium.Hash == file.Hash ? medium : file.On(medium) with { FormerHashes = former, ReplacedAt = clock.GetUtcNow() });
            },
            cancellation).ConfigureAwait(false);

    /// <summary>Deletes a medium that no announcement uses: now, in a former revision, or in a draft.</summary>
    /// <exception cref="ProblemException">It is in use, or the condition is not met.</exception>
    public async Task DeleteAsync(Guid id, IfMatch condition, Actor actor, CancellationToken cancellation)
    {
        // Most refusals are known without making other writes wait. Beside the rows of the medium, its transaction has room for
        // few recorded uses.
        Medium asked = await ReadAsync(id, actor, cancellation).ConfigureAwait(false);
        MediumUsage.Uses known = await writer.Table.ReadRealUsesAsync(id, MaximumNamed, cancellation).ConfigureAwait(false);
        if (known.Real.Count > 0)
        {
            condition.Check(asked.Revision);
            throw InUse(asked, known.Real, actor);
        }

        await work.ForgetOldUsesAsync(id, cancellation).ConfigureAwait(false);
        await writer.WriteAsync(
            actor,
            "delete-medium",
            async (write, stop) =>
            {
                Medium medium = await ReadAsync(write, id, stop).ConfigureAwait(false);
                condition.Check(medium.Revision);
                MediumUsage.Uses uses = await write.Table.ReadRealUsesAsync(id, enough: 1, stop).ConfigureAwait(false);
                if (uses.Real.Count > 0)
                {
                    throw InUse(medium, uses.Real, actor);
                }

                if (uses.Stale.Count > MediaWork.UsesAtOnce)
                {
                    throw Problem.WrongState(
                        $"'{medium.Name}' was named by more than {MediaWork.UsesAtOnce} changes within a day: delete it tomorrow.");
                }

                // A change that is about to name it may have recorded its use and not come to its own write yet. That write
                // looks the medium up again, and is refused.
                write.Delete(medium, uses.Stale.Select(one => one.Announcement));
                return true;
            },
            cancellation).ConfigureAwait(false);
    }

    /// <summary>Returns a medium that the actor may see.</summary>
    /// <exception cref="ProblemException">There is none.</exception>
    public async Task<Medium> ReadAsync(Guid id, Actor actor, CancellationToken cancellation) =>
        await writer.Table.ReadMediumAsync(id, cancellation).ConfigureAwait(false) is { } medium && MediaAccess.MayUse(actor, medium)
            ? medium
            : throw NoMedium(id);

    private async Task<Medium> ChangeAsync(
        Guid id, IfMatch condition, Actor actor, string action, Func<Medium, Medium> change, CancellationToken cancellation)
    {
        (Medium medium, bool isFollowed) = await writer.WriteAsync(
            actor,
            action,
            async (write, stop) =>
            {
                Medium present = await ReadAsync(write, id, stop).ConfigureAwait(false);
                condition.Check(present.Revision);
                await CheckAuthorAsync(write, id, stop).ConfigureAwait(false);
                Medium changed = change(present);
                if (changed.IsSame(present))
                {
                    return (present, false);
                }

                Medium next = changed with { Revision = present.Revision + 1, ChangedAt = write.Now, ChangedBy = write.Actor.Name };
                write.Put(next);
                bool isSeen = next.Named() != present.Named();
                if (isSeen)
                {
                    write.LeaveWork(MediaWorkKind.Replaced, id);
                }

                return (next, isSeen);
            },
            cancellation).ConfigureAwait(false);
        if (isFollowed)
        {
            await work.TryAsync(MediaWorkKind.Replaced, id).ConfigureAwait(false);
        }

        return medium;
    }

    private static async Task<Medium> ReadAsync(SiteWrite write, Guid id, CancellationToken cancellation) =>
        await write.Table.ReadMediumAsync(id, cancellation).ConfigureAwait(false) is { } medium && MediaAccess.MayUse(write.Actor, medium)
            ? medium
            : throw NoMedium(id);

    // An author cannot publish, and so cannot change what an editor has scheduled or published either.
    private static async Task CheckAuthorAsync(SiteWrite write, Guid id, CancellationToken cancellation)
    {
        if (write.Actor.Role != Role.Author)
        {
            return;
        }

        MediumUsage.Uses uses = await write.Table.ReadRealUsesAsync(id, MaximumNamed, cancellation).ConfigureAwait(false);
        if (uses.Real.Count == MaximumNamed || uses.Real.Any(one => one.Owner != write.Actor.Id || one.Status != AnnouncementStatus.Draft))
        {
            throw Problem.Forbidden("An announcement uses this that is no draft of yours: ask an editor.");
        }
    }

    private static ProblemException NoMedium(Guid id) => Problem.NotFound($"There is no medium {id:D}.");

    private static ProblemException InUse(Medium medium, IReadOnlyList<Announcement> uses, Actor actor) => new(new Problem(
        ProblemKind.MediumInUse, $"'{medium.Name}' is used by an announcement: now, in a former revision, or in a draft.")
    {
        Members = [ProblemMember.Of("usedIn", MediumUse.Of(uses, actor), LibraryJson.Web.IReadOnlyListMediumUse)],
    });
}
