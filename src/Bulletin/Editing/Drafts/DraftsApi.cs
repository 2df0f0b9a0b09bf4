using System.Text.Json;
using Bulletin.Access;
using Bulletin.Announcements;
using Bulletin.Http;
using Bulletin.Problems;
using Bulletin.Reading;
using Bulletin.Site;
using Bulletin.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Bulletin.Editing.Drafts;

/// <summary>The operations on the draft of an announcement's next version.</summary>
internal static class DraftsApi
{
    public static void MapDrafts(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder draft = endpoints.MapGroup("/api/announcements/{id:guid}/draft").ForEditors().WithTags("Editing");
        draft.MapMethods("/", PublicAnswer.Methods, GetDraft).WithAccess(nameof(GetDraft))
            .WithSummary("The draft of the next version of an announcement")
            .WithParameters().WithProblems(ProblemKind.NotFound).AnswersDraft();
        draft.MapPut("/", PutDraft).WithAccess(nameof(PutDraft))
            .WithSummary("Begins the next version of an announcement, or replaces what it says")
            .WithDescription(
                "Of a scheduled, published or archived announcement; readers see the present version until the draft is published. "
                + "The first one needs no `If-Match`, every change of it does. "
                + "`status`, `slug` and `publishedAt` are the announcement's own: they may be sent as they are.")
            .Reads("DraftInput", RequestBody.Json)
            .WithIfMatch(isRequired: false).WithProblems(ProblemKind.NotFound, ProblemKind.WrongState, ProblemKind.IfMatchRequired)
            .AnswersDraft().AnswersDraft(StatusCodes.Status201Created);
        draft.MapDelete("/", DeleteDraft).WithAccess(nameof(DeleteDraft))
            .WithSummary("Throws the draft of a next version away")
            .WithIfMatch(isRequired: true).WithProblems(ProblemKind.NotFound).Produces(StatusCodes.Status204NoContent);
        draft.MapPost("/publish", PublishDraft).WithAccess(nameof(PublishDraft))
            .WithSummary("Makes the draft of the next version what readers see")
            .WithDescription(
                "`If-Match` names the draft. When the announcement is at another revision than the draft's `baseRevision`, "
                + "nothing is published and the 412 has both, `announcement` and `draft`: "
                + "whoever has seen the newer one puts the draft with its `revision` as `baseRevision`.")
            .WithIfMatch(isRequired: true).WithProblems(ProblemKind.NotFound, ProblemKind.WrongState)
            .Produces<EditorsAnnouncement>().WithAnswerHeaders(HeaderNames.CacheControl, HeaderNames.ETag, HeaderNames.ContentLocation);
    }

    private static async Task<EditorAnswer<DraftRepresentation>> GetDraft(
        HttpContext context, Guid id, SiteTable table, CategoryCache cache, AnnouncementPresenter presenter, CancellationToken cancellation)
    {
        new QueryParameters(context).ThrowIfWrong();
        AnnouncementDraft draft = await table.ReadDraftAsync(id, cancellation).ConfigureAwait(false) ?? throw DraftEditor.NoDraft(id);
        return Answer(draft, await cache.ReadPresentAsync(cancellation).ConfigureAwait(false), presenter);
    }

    private static async Task<EditorAnswer<DraftRepresentation>> PutDraft(
        HttpContext context, Guid id, DraftEditor editor, AnnouncementPresenter presenter, CancellationToken cancellation)
    {
        new QueryParameters(context).ThrowIfWrong();
        var condition = IfMatch.Read(context);
        (JsonDocument body, _) = await RequestBody.ReadAsync(context, RequestBody.Json).ConfigureAwait(false);
        using (body)
        {
            DraftSaved saved = await editor
                .PutAsync(id, DraftInput.Read(body.RootElement), condition, context.Actor(), cancellation).ConfigureAwait(false);
            return Answer(saved.Draft, saved.Categories, presenter, saved.IsNew ? $"/api/announcements/{id:D}/draft" : null);
        }
    }

    private static async Task<NoContent> DeleteDraft(HttpContext context, Guid id, DraftEditor editor, CancellationToken cancellation)
    {
        new QueryParameters(context).ThrowIfWrong();
        await editor.DeleteAsync(id, IfMatch.Require(context), context.Actor(), cancellation).ConfigureAwait(false);
        return TypedResults.NoContent();
    }

    private static async Task<EditorAnswer<EditorsAnnouncement>> PublishDraft(
        HttpContext context,
        Guid id,
        DraftEditor editor,
        AnnouncementPresenter presenter,
        CancellationToken cancellation)
    {
        new QueryParameters(context).ThrowIfWrong();
        DraftPublication publication = await editor
            .PublishAsync(id, IfMatch.Require(context), context.Actor(), cancellation).ConfigureAwait(false);
        EditorsAnnouncement announcement = presenter.EditorsWhole(publication.Announcement, publication.Categories);
        return publication.Outdated is { } draft
            ? throw Outdated(announcement, DraftRepresentation.Of(draft, publication.Categories, presenter))
            : new EditorAnswer<EditorsAnnouncement>(announcement, ReadingJson.Web.EditorsAnnouncement)
            {
                Revision = announcement.Revision,
                Address = EditorsAnnouncementsApi.AddressOf(announcement.Id),
            };
    }

    private static ProblemException Outdated(EditorsAnnouncement announcement, DraftRepresentation draft) => new(new Problem(
        ProblemKind.ChangedMeanwhile,
        $"The draft was begun from revision {draft.BaseRevision} of the announcement, which is at {announcement.Revision} now. "
            + $"Compare the two, and put the draft with baseRevision {announcement.Revision}.")
    {
        Members =
        [
            ProblemMember.Of("announcement", announcement, ReadingJson.Web.EditorsAnnouncement),
            ProblemMember.Of("draft", draft, DraftsJson.Web.DraftRepresentation),
        ],
    });

    private static EditorAnswer<DraftRepresentation> Answer(
        AnnouncementDraft draft, CategorySet categories, AnnouncementPresenter presenter, string? created = null) =>
        new(DraftRepresentation.Of(draft, categories, presenter), DraftsJson.Web.DraftRepresentation)
        {
            ETag = draft.ETag,
            Created = created,
        };

    private static RouteHandlerBuilder AnswersDraft(this RouteHandlerBuilder endpoint, int status = StatusCodes.Status200OK) => endpoint
        .Produces<DraftRepresentation>(status).WithAnswerHeaders(HeaderNames.CacheControl, HeaderNames.ETag);
}
