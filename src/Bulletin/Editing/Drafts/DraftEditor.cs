using Bulletin.Announcements;
using Bulletin.Http;
using Bulletin.Media;
using Bulletin.Problems;
using Bulletin.Settings;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Editing.Drafts;

/// <summary>A saved draft of a next version, with the categories for its representation.</summary>
/// <param name="Draft">The draft.</param>
/// <param name="IsNew">True if the draft was created.</param>
/// <param name="Categories">The current categories.</param>
internal sealed record DraftSaved(AnnouncementDraft Draft, bool IsNew, CategorySet Categories);

/// <summary>The result of a request to publish a draft.</summary>
/// <param name="Announcement">The announcement as of now.</param>
/// <param name="Outdated">
/// The draft if it was not published, because the announcement is not at the draft's base revision; otherwise null.
/// </param>
/// <param name="Categories">The current categories.</param>
internal sealed record DraftPublication(Announcement Announcement, AnnouncementDraft? Outdated, CategorySet Categories);

/// <summary>Saves the next version of an announcement, while readers see the current one, and publishes it.</summary>
internal sealed class DraftEditor(SiteWriter writer, BodyPreparation bodies, MediaUses uses, BulletinSettings settings)
{
    /// <summary>Creates a draft, or replaces its content.</summary>
    /// <param name="id">The id of the announcement.</param>
    /// <param name="input">The content of the draft.</param>
    /// <param name="condition">The condition on the ETag of the existing draft; none for a new draft.</param>
    /// <param name="actor">The actor.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    /// <exception cref="ProblemException">
    /// The content is invalid, the announcement's state does not allow it, or the condition is not met.
    /// </exception>
    /// <exception cref="StorageUnavailableException">Storage is unavailable.</exception>
    public async Task<DraftSaved> PutAsync(Guid id, DraftInput input, IfMatch condition, Actor actor, CancellationToken cancellation)
    {
        DraftInput prepared = input with { Content = await bodies.PrepareWholeAsync(input.Content, cancellation).ConfigureAwait(false) };
        await uses.RecordAsync(id, prepared.Content, actor, cancellation).ConfigureAwait(false);
        return await writer.WriteAsync(
            actor,
            "put-draft",
            async (write, stop) =>
            {
                Announcement present = await ReadAnnouncementAsync(write, id, stop).ConfigureAwait(false);
                CheckState(present);
                AnnouncementDraft? stored = await write.Table.ReadDraftAsync(id, stop).ConfigureAwait(false);
                CheckCondition(stored, condition);
                DraftInput named = prepared with
                {
                    Content = await write.WithMediaAsync(prepared.Content, [.. present.Media(), .. stored?.Media() ?? []], stop)
                        .ConfigureAwait(false),
                };
                AnnouncementDraft draft = DraftChange.Put(present, stored, named, write.Categories, settings.Language, actor, write.Now);
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

    /// <summary>
    /// Publishes the draft as the announcement's next revision, unless its base revision is outdated.
    /// </summary>
    public Task<DraftPublication> PublishAsync(
        Guid id, IfMatch condition, Actor actor, CancellationToken cancellation) => writer.WriteAsync(
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

    /// <summary>Deletes the draft.</summary>
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

    /// <summary>Returns the problem of an announcement without a draft.</summary>
    public static ProblemException NoDraft(Guid id) => Problem.NotFound($"There is no draft of announcement {id}.");

    private static async Task<Announcement> ReadAnnouncementAsync(SiteWrite write, Guid id, CancellationToken cancellation) =>
        (await write.Table.ReadAnnouncementAsync(id, cancellation).ConfigureAwait(false))?.At(write.Now) ?? throw NoAnnouncement(id);

    private static async Task<AnnouncementDraft> ReadDraftAsync(SiteWrite write, Guid id, CancellationToken cancellation) =>
        await write.Table.ReadDraftAsync(id, cancellation).ConfigureAwait(false) ?? throw NoDraft(id);

    private static ProblemException NoAnnouncement(Guid id) => Problem.NotFound($"There is no announcement {id}.");

    // Announcements that readers do not see are edited directly and need no draft.
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

    // A new draft takes no condition, a change of a draft requires one. So if two clients start a draft at the same
    // time, the second one learns of the first.
    private static void CheckCondition(AnnouncementDraft? stored, IfMatch condition)
    {
        if (stored is not null)
        {
            if (condition.IsNone)
            {
                throw new ProblemException(new Problem(
                    ProblemKind.IfMatchRequired,
                    $"There is a draft already, by {stored.ChangedBy}: send If-Match with the ETag of what you read of it."));
            }

            condition.Check(stored.ETag);
        }
        else if (!condition.IsNone)
        {
            throw new ProblemException(new Problem(
                ProblemKind.ChangedMeanwhile,
                "There is no such draft any more: it was published or deleted meanwhile. Without If-Match a new one is begun."));
        }
    }
}
