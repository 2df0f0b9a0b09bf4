using Bulletin.Announcements;
using Bulletin.Http;
using Bulletin.Problems;
using Bulletin.Settings;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Editing.Drafts;

/// <summary>A draft of a next version, with what is needed to show it.</summary>
/// <param name="Draft">The draft.</param>
/// <param name="IsNew">Whether it was just begun.</param>
/// <param name="Categories">The categories as they are.</param>
internal sealed record DraftSaved(AnnouncementDraft Draft, bool IsNew, CategorySet Categories);

/// <summary>What became of a draft that was to be published.</summary>
/// <param name="Announcement">The announcement as it is now.</param>
/// <param name="Outdated">
/// The draft, when it was not published, because the announcement is at another revision than the one that its writers have seen; else null.
/// </param>
/// <param name="Categories">The categories as they are.</param>
internal sealed record DraftPublication(Announcement Announcement, AnnouncementDraft? Outdated, CategorySet Categories);

/// <summary>Keeps the next version of an announcement while readers see the present one, and publishes it.</summary>
internal sealed class DraftEditor(SiteWriter writer, BodyPreparation bodies, BulletinSettings settings)
{
    /// <summary>Begins a draft, or replaces what it says.</summary>
    /// <param name="id">The announcement.</param>
    /// <param name="input">What the draft shall say.</param>
    /// <param name="condition">The ETag of the draft that the writer has seen; no condition for a new one.</param>
    /// <param name="actor">Who writes.</param>
    /// <param name="cancellation">Stops the waiting.</param>
    /// <exception cref="ProblemException">It may not be written so.</exception>
    /// <exception cref="StorageUnavailableException">Storage is away.</exception>
    public async Task<DraftSaved> PutAsync(Guid id, DraftInput input, IfMatch condition, Actor actor, CancellationToken cancellation)
    {
        DraftInput prepared = input with { Content = await bodies.PrepareWholeAsync(input.Content, cancellation).ConfigureAwait(false) };
        return await writer.WriteAsync(
            actor,
            "put-draft",
            async (write, stop) =>
            {
                Announcement present = await ReadAnnouncementAsync(write, id, stop).ConfigureAwait(false);
                CheckState(present);
                AnnouncementDraft? stored = await write.Table.ReadDraftAsync(id, stop).ConfigureAwait(false);
                CheckCondition(stored, condition);
                AnnouncementDraft draft = DraftChange.Put(present, stored, prepared, write.Categories, settings.Language, actor, write.Now);
                if (draft != stored)
                {
                    write.Transaction.Put(draft.ToRow(write.Table));
                    write.Log(ChangeKind.Internal, id);
                }

                return new DraftSaved(draft, stored is null, write.Categories);
            },
            cancellation,
            about: id).ConfigureAwait(false);
    }

    /// <summary>Makes the draft the announcement's next revision, when its writers have seen the present one.</summary>
    public Task<DraftPublication> PublishAsync(Guid id, IfMatch condition, Actor actor, CancellationToken cancellation) => writer.WriteAsync(
        actor,
        "publish-draft",
        async (write, stop) =>
        {
            Announcement stored = await write.Table.ReadAnnouncementAsync(id, stop).ConfigureAwait(false)
                ?? throw NoAnnouncement(id);
            AnnouncementDraft draft = await ReadDraftAsync(write, id, stop).ConfigureAwait(false);
            Announcement present = stored.At(write.Now);
            CheckState(present);
            condition.Check(draft.ETag);
            if (draft.BaseRevision != present.Revision)
            {
                return new DraftPublication(present, draft, write.Categories);
            }

            Announcement next = DraftChange.Publish(present, draft, write.Categories, settings.ArchiveAfter, write.Now);
            write.Transaction.Delete(write.Table.NewRow(RowKeys.Draft(id)));
            if (AnnouncementChange.IsSame(present, next))
            {
                write.Log(ChangeKind.Internal, id);
                return new DraftPublication(present, null, write.Categories);
            }

            next = write.SaveRevision(stored, present, next, draft.ChangeNote, draft.IsMinorChange);
            return new DraftPublication(next, null, write.Categories);
        },
        cancellation,
        about: id);

    /// <summary>Throws the draft away.</summary>
    public Task DeleteAsync(Guid id, IfMatch condition, Actor actor, CancellationToken cancellation) => writer.WriteAsync(
        actor,
        "delete-draft",
        async (write, stop) =>
        {
            AnnouncementDraft draft = await ReadDraftAsync(write, id, stop).ConfigureAwait(false);
            condition.Check(draft.ETag);
            write.Transaction.Delete(write.Table.NewRow(RowKeys.Draft(id)));
            write.Log(ChangeKind.Internal, id);
            return draft;
        },
        cancellation,
        about: id);

    /// <summary>The problem of an announcement that has no draft.</summary>
    public static ProblemException NoDraft(Guid id) => Problem.NotFound($"There is no draft of announcement {id}.");

    private static async Task<Announcement> ReadAnnouncementAsync(SiteWrite write, Guid id, CancellationToken cancellation) =>
        (await write.Table.ReadAnnouncementAsync(id, cancellation).ConfigureAwait(false))?.At(write.Now) ?? throw NoAnnouncement(id);

    private static async Task<AnnouncementDraft> ReadDraftAsync(SiteWrite write, Guid id, CancellationToken cancellation) =>
        await write.Table.ReadDraftAsync(id, cancellation).ConfigureAwait(false) ?? throw NoDraft(id);

    private static ProblemException NoAnnouncement(Guid id) => Problem.NotFound($"There is no announcement {id}.");

    // What readers do not see is changed itself: it needs no second version.
    private static void CheckState(Announcement present)
    {
        switch (present.Status)
        {
            case AnnouncementStatus.Draft:
                throw Problem.WrongState("The announcement is itself a draft: change it, or publish it first.");
            case AnnouncementStatus.Deleted:
                throw Problem.WrongState("The announcement is deleted: restore it first.");
            default:
                break;
        }
    }

    // Whoever begins a draft has none to name; whoever changes one names the one that they have seen, so that of two who begin at once
    // the second learns of the first.
    private static void CheckCondition(AnnouncementDraft? stored, IfMatch condition)
    {
        if (stored is not null)
        {
            if (condition.IsNone)
            {
                throw new ProblemException(new Problem(
                    ProblemKind.IfMatchRequired, $"There is a draft already, by {stored.ChangedBy}: send If-Match with the ETag of what you read of it."));
            }

            condition.Check(stored.ETag);
        }
        else if (!condition.IsNone)
        {
            throw new ProblemException(new Problem(
                ProblemKind.ChangedMeanwhile, "There is no such draft any more: it was published or deleted meanwhile. Without If-Match a new one is begun."));
        }
    }
}
