using Azure.Data.Tables;
using Bulletin.Access;
using Bulletin.Announcements;
using Bulletin.Announcements.Revisions;
using Bulletin.Http;
using Bulletin.Media;
using Bulletin.Problems;
using Bulletin.Settings;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Editing;

/// <summary>Creates and changes announcements. Every change is one transaction and one revision.</summary>
internal sealed class AnnouncementEditor(
    SiteWriter writer, BodyPreparation bodies, MediaUses uses, BulletinSettings settings, TimeProvider clock)
{
    // If concurrent changes outdate the preparation this often, the exception is reported as an internal error.
    private const int MaximumPreparations = 10;

    private readonly StateTransitions transitions = new(settings.ArchiveAfter);

    /// <summary>Creates an announcement.</summary>
    /// <param name="input">The content.</param>
    /// <param name="idempotency">The client's idempotency key, if any.</param>
    /// <param name="actor">The actor.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    /// <returns>
    /// The announcement; if the key was used for the same request before, the announcement that it created, as of now.
    /// </returns>
    /// <exception cref="ProblemException">The content is invalid or not permitted.</exception>
    /// <exception cref="UnavailableException">Storage is unavailable, or the service is overloaded.</exception>
    public async Task<(Announcement Announcement, CategorySet Categories)> CreateAsync(
        AnnouncementInput input, IdempotencyKey? idempotency, Actor actor, CancellationToken cancellation)
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        input = await bodies.PrepareWholeAsync(input, cancellation).ConfigureAwait(false);
        await uses.RecordAsync(id, input, actor, cancellation).ConfigureAwait(false);
        return await writer.WriteAsync(
            actor,
            "create",
            async (write, stop) =>
            {
                if (idempotency is not null && await ReadEarlierAsync(write, idempotency, stop).ConfigureAwait(false) is { } earlier)
                {
                    // An author may no longer have access to it.
                    AccessRules.CheckOwn(actor, earlier);
                    return (earlier, write.Categories);
                }

                Announcement blank = AnnouncementChange.Blank(id, settings.Language, write.Now, actor);
                Announcement edited = await EditAsync(write, blank, input, Replace, stop).ConfigureAwait(false);
                // The first revision is never minor, because the public history starts with it.
                Announcement made = write.SaveRevision(null, blank, edited, input.ChangeNote.Value);
                if (idempotency is not null)
                {
                    write.Remember(idempotency, id);
                }

                return (made, write.Categories);
            },
            cancellation,
            about: id).ConfigureAwait(false);
    }

    /// <summary>Replaces the content of an announcement (PUT).</summary>
    public async Task<(Announcement Announcement, CategorySet Categories)> ReplaceAsync(
        Guid id, AnnouncementInput input, IfMatch condition, Actor actor, CancellationToken cancellation)
    {
        AnnouncementInput prepared = await bodies.PrepareWholeAsync(input, cancellation).ConfigureAwait(false);
        await uses.RecordAsync(id, prepared, actor, cancellation).ConfigureAwait(false);
        return await EditAsync(id, prepared, condition, actor, "replace", Replace, cancellation).ConfigureAwait(false);
    }

    /// <summary>Changes the members that a patch contains (PATCH).</summary>
    public async Task<(Announcement Announcement, CategorySet Categories)> PatchAsync(
        Guid id, AnnouncementInput input, IfMatch condition, Actor actor, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            TableEntity row = await ReadRowAsync(id, cancellation).ConfigureAwait(false);
            AnnouncementInput prepared = await bodies
                .PreparePatchAsync(input, () => Present(row, condition, actor), cancellation).ConfigureAwait(false);
            await uses.RecordAsync(id, prepared, actor, cancellation).ConfigureAwait(false);
            try
            {
                return await EditAsync(id, prepared, condition, actor, "patch", AnnouncementChange.Patch, cancellation, row)
                    .ConfigureAwait(false);
            }
            catch (PreparationOutdatedException) when (attempt < MaximumPreparations)
            {
                // Another request changed the body or its format meanwhile.
            }
        }
    }

    /// <summary>Publishes an announcement, immediately or at a future time.</summary>
    public Task<(Announcement Announcement, CategorySet Categories)> PublishAsync(
        Guid id, AnnouncementInput input, IfMatch condition, Actor actor, CancellationToken cancellation) =>
        ActAsync(id, condition, actor, "publish", (present, now) => transitions.Publish(present, input, now), cancellation);

    /// <summary>Turns a scheduled or published announcement back into a draft.</summary>
    public Task<(Announcement Announcement, CategorySet Categories)> UnpublishAsync(
        Guid id, IfMatch condition, Actor actor, CancellationToken cancellation) =>
        ActAsync(id, condition, actor, "unpublish", transitions.Unpublish, cancellation);

    /// <summary>Moves a published announcement to the archive.</summary>
    public Task<(Announcement Announcement, CategorySet Categories)> ArchiveAsync(
        Guid id, IfMatch condition, Actor actor, CancellationToken cancellation) =>
        ActAsync(id, condition, actor, "archive", transitions.Archive, cancellation);

    /// <summary>Puts an announcement into the bin.</summary>
    public Task<(Announcement Announcement, CategorySet Categories)> DeleteAsync(
        Guid id, IfMatch condition, Actor actor, CancellationToken cancellation) =>
        ActAsync(id, condition, actor, "delete", transitions.Delete, cancellation);

    /// <summary>
    /// Restores an announcement from the archive, with a new archiving period, or from the bin as a draft.
    /// </summary>
    public Task<(Announcement Announcement, CategorySet Categories)> RestoreAsync(
        Guid id, IfMatch condition, Actor actor, CancellationToken cancellation) =>
        ActAsync(id, condition, actor, "restore", transitions.Restore, cancellation);

    /// <summary>Restores the content of a former revision.</summary>
    public Task<(Announcement Announcement, CategorySet Categories)> RevertAsync(
        Guid id, int revision, AnnouncementInput input, IfMatch condition, Actor actor, CancellationToken cancellation) => ChangeAsync(
            id,
            condition,
            actor,
            "revert",
            async (write, present, stop) =>
            {
                if (present.Status == AnnouncementStatus.Deleted)
                {
                    throw StateTransitions.WrongState(present, "changed");
                }

                Announcement former = await write.Table.ReadRevisionAsync(present, revision, stop).ConfigureAwait(false);
                Announcement reverted = AnnouncementChange.Revert(present, former, write.Categories);
                return AnnouncementChange.Settle(present, reverted, present.Status, settings.ArchiveAfter, write.Now);
            },
            cancellation,
            input);

    // Returns the announcement for preparing a patch, before the write. Requests that would fail anyway are rejected
    // before the preparation.
    private Announcement Present(TableEntity row, IfMatch condition, Actor actor)
    {
        Announcement present = Announcement.FromRow(row).At(clock.GetUtcNow());
        AccessRules.CheckOwn(actor, present);
        condition.Check(present.Revision);
        return present;
    }

    private Task<(Announcement Announcement, CategorySet Categories)> ActAsync(
        Guid id,
        IfMatch condition,
        Actor actor,
        string action,
        Func<Announcement, DateTimeOffset, Announcement> change,
        CancellationToken cancellation) =>
        ChangeAsync(id, condition, actor, action, (write, present, _) => Task.FromResult(change(present, write.Now)), cancellation);

    private Announcement Replace(Announcement present, AnnouncementInput input, CategorySet categories) =>
        AnnouncementChange.Replace(present, input, categories, settings.Language);

    private Task<(Announcement Announcement, CategorySet Categories)> EditAsync(
        Guid id,
        AnnouncementInput input,
        IfMatch condition,
        Actor actor,
        string action,
        Func<Announcement, AnnouncementInput, CategorySet, Announcement> change,
        CancellationToken cancellation,
        TableEntity? known = null) => ChangeAsync(
            id,
            condition,
            actor,
            action,
            (write, present, stop) => EditAsync(write, present, input, change, stop),
            cancellation,
            input,
            known);

    /// <summary>Applies an edit to an announcement in a write, and returns the result without saving it.</summary>
    /// <exception cref="ProblemException">The edit is invalid or not permitted.</exception>
    internal async Task<Announcement> EditAsync(
        SiteWrite write,
        Announcement present,
        AnnouncementInput input,
        Func<Announcement, AnnouncementInput, CategorySet, Announcement> change,
        CancellationToken cancellation)
    {
        if (present.Status == AnnouncementStatus.Deleted)
        {
            throw StateTransitions.WrongState(present, "changed");
        }

        AnnouncementStatus status = AnnouncementChange.StatusOf(input.Status, present.Status);
        AccessRules.CheckChange(write.Actor, present, status);
        AnnouncementInput named = await write.WithMediaAsync(input, present.Media(), cancellation).ConfigureAwait(false);
        Announcement changed = change(present, named, write.Categories);
        AnnouncementPin.Check(present, changed, input, write.Now);
        Announcement settled = AnnouncementChange.Settle(present, changed, status, settings.ArchiveAfter, write.Now);
        AnnouncementChange.CheckDates(present, settled, input);
        return await write.WithSlugAsync(settled, input, cancellation).ConfigureAwait(false);
    }

    // Reads the announcement, checks the condition, applies the change, and saves the result if it differs. The
    // announcement is read before the write, while other writes are in progress; the row's ETag ensures that it is
    // still current when it is written. If not, it is read again in the next attempt.
    private async Task<(Announcement Announcement, CategorySet Categories)> ChangeAsync(
        Guid id,
        IfMatch condition,
        Actor actor,
        string action,
        Func<SiteWrite, Announcement, CancellationToken, Task<Announcement>> change,
        CancellationToken cancellation,
        AnnouncementInput? input = null,
        TableEntity? known = null)
    {
        TableEntity? before = known ?? await ReadRowAsync(id, cancellation).ConfigureAwait(false);
        return await writer.WriteAsync(
            actor,
            action,
            async (write, stop) =>
            {
                TableEntity row = Interlocked.Exchange(ref before, null) ?? await ReadRowAsync(id, stop).ConfigureAwait(false);
                write.Transaction.Expect(row);
                return (
                    await ChangeAsync(write, id, Announcement.FromRow(row), condition, change, input, stop).ConfigureAwait(false),
                    write.Categories);
            },
            cancellation,
            about: id).ConfigureAwait(false);
    }

    private async Task<TableEntity> ReadRowAsync(Guid id, CancellationToken cancellation) =>
        await writer.Table.ReadAsync(RowKeys.Announcement(id), cancellation).ConfigureAwait(false)
        ?? throw Problem.NotFound($"There is no announcement {id}.");

    /// <summary>Changes an announcement in a write, and saves the result if it differs.</summary>
    /// <param name="write">The write.</param>
    /// <param name="id">The id of the announcement.</param>
    /// <param name="stored">The announcement as stored; null if it does not exist.</param>
    /// <param name="condition">The client's condition on the current revision.</param>
    /// <param name="change">Returns the changed announcement; receives it as of now.</param>
    /// <param name="input">The input with the change note and the minor flag, if any.</param>
    /// <param name="cancellation">Cancels the read.</param>
    /// <returns>The announcement after the change.</returns>
    /// <exception cref="ProblemException">The change is invalid or not permitted; the write is unchanged.</exception>
    internal static async Task<Announcement> ChangeAsync(
        SiteWrite write,
        Guid id,
        Announcement? stored,
        IfMatch condition,
        Func<SiteWrite, Announcement, CancellationToken, Task<Announcement>> change,
        AnnouncementInput? input,
        CancellationToken cancellation)
    {
        Announcement present = stored?.At(write.Now) ?? throw Problem.NotFound($"There is no announcement {id}.");
        AccessRules.CheckOwn(write.Actor, present);
        condition.Check(present.Revision);
        Announcement changed = await change(write, present, cancellation).ConfigureAwait(false);
        if (AnnouncementChange.IsSame(present, changed))
        {
            return present;
        }

        return write.SaveRevision(stored, present, changed, input?.ChangeNote.Value, input?.Minor.Value ?? false);
    }

    private static async Task<Announcement?> ReadEarlierAsync(SiteWrite write, IdempotencyKey idempotency, CancellationToken cancellation)
    {
        if (await write.Table.ReadCreatedAsync(idempotency, write.Now, cancellation).ConfigureAwait(false) is not { } id)
        {
            return null;
        }

        return (await write.Table.ReadAnnouncementAsync(id, cancellation).ConfigureAwait(false))?.At(write.Now)
            ?? throw new ProblemException(new Problem(
                ProblemKind.Gone, "The announcement that was made with this Idempotency-Key is gone."));
    }
}
