using System.Text.Json;
using Bulletin.Access;
using Bulletin.Announcements;
using Bulletin.Http;
using Bulletin.Problems;
using Bulletin.Reading;
using Bulletin.Search;
using Bulletin.Settings;
using Bulletin.Site;
using Bulletin.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Bulletin.Editing;

/// <summary>The operations on announcements for editors.</summary>
internal static class EditorsAnnouncementsApi
{
    internal const string IdempotencyKeyHeader = "Idempotency-Key";

    private static readonly string[] States = [.. Enum.GetValues<AnnouncementStatus>().Select(status => status.Word())];

    public static void MapEditorsAnnouncements(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder read = endpoints.MapGroup("/api/editor/announcements").ForEditors().WithTags("Editing");
        read.MapMethods("/", PublicAnswer.Methods, ListForEditors).WithAccess(nameof(ListForEditors))
            .WithSummary("Lists announcements of every state, last changed first")
            .WithDescription("An author gets what they made, whatever its state.")
            .WithParameters(
                QueryParameter.Choice("status", "Only those in this state.", States),
                AnnouncementsApi.CategoryParameter,
                AnnouncementsApi.LanguageParameter,
                SearchApi.WordsParameter)
            .WithParameters(QueryParameter.Page())
            .Produces<EditorsAnnouncementList>().WithAnswerHeaders(HeaderNames.CacheControl, HeaderNames.Link);
        read.MapMethods("/{id:guid}", PublicAnswer.Methods, GetForEditors).WithAccess(nameof(GetForEditors))
            .WithSummary("An announcement of any state, straight from storage")
            .WithDescription("An author gets announcements of their own, and may change those that are drafts.")
            .WithParameters().WithProblems(ProblemKind.NotFound).AnswersRevision();

        RouteGroupBuilder write = endpoints.MapGroup("/api/announcements").ForEditors().WithTags("Editing");
        write.MapPost("/", CreateAnnouncement).WithAccess(nameof(CreateAnnouncement))
            .WithSummary("Makes an announcement: a draft unless its status says published")
            .WithDescription(
                "With an `Idempotency-Key` the same request again, within 24 hours, gets 201 with the announcement as it is now, "
                + "and nothing is made twice.")
            .Reads("AnnouncementInput", RequestBody.Json)
            .WithMetadata(new RequestHeader(IdempotencyKeyHeader, IsRequired: false))
            .WithProblems(ProblemKind.SlugTaken, ProblemKind.IdempotencyKeyReused, ProblemKind.Gone)
            .AnswersRevision(StatusCodes.Status201Created);
        write.MapPut("/{id:guid}", ReplaceAnnouncement).WithAccess(nameof(ReplaceAnnouncement))
            .WithSummary("Replaces what an announcement says")
            .WithDescription("An absent `status`, `slug` or `publishedAt` keeps its value; a new title does not change the address.")
            .Reads("AnnouncementInput", RequestBody.Json).WithEditProblems();
        write.MapPatch("/{id:guid}", PatchAnnouncement).WithAccess(nameof(PatchAnnouncement))
            .WithSummary("Changes what a JSON merge patch names (RFC 7396)")
            .Reads("AnnouncementPatch", RequestBody.MergePatch).WithEditProblems();
        write.MapDelete("/{id:guid}", DeleteAnnouncement).WithAccess(nameof(DeleteAnnouncement))
            .WithSummary("Puts an announcement into the bin, for 30 days")
            .WithIfMatch(isRequired: true).WithProblems(ProblemKind.NotFound).Produces(StatusCodes.Status204NoContent);
        write.MapPost("/{id:guid}/publish", PublishAnnouncement).WithAccess(nameof(PublishAnnouncement))
            .WithSummary("Publishes an announcement, now or at an instant to come")
            .Reads("Publication", RequestBody.Json, isOptional: true).WithActionProblems();
        write.MapPost("/{id:guid}/unpublish", UnpublishAnnouncement).WithAccess(nameof(UnpublishAnnouncement))
            .WithSummary("Takes an announcement back into a draft").WithActionProblems();
        write.MapPost("/{id:guid}/archive", ArchiveAnnouncement).WithAccess(nameof(ArchiveAnnouncement))
            .WithSummary("Puts a published announcement into the archive").WithActionProblems();
        write.MapPost("/{id:guid}/restore", RestoreAnnouncement).WithAccess(nameof(RestoreAnnouncement))
            .WithSummary("Takes an announcement out of the archive, or out of the bin as a draft").WithActionProblems();
    }

    private static async Task<EditorAnswer<EditorsAnnouncementList>> ListForEditors(
        HttpContext context,
        AnnouncementLists lists,
        AnnouncementPresenter presenter,
        CategoryCache cache,
        BulletinSettings settings,
        CancellationToken cancellation)
    {
        CategorySet categories = await cache.ReadPresentAsync(cancellation).ConfigureAwait(false);
        var parameters = new QueryParameters(context);
        string? status = parameters.Choice("status", States);
        IReadOnlyList<Category> inCategories = AnnouncementsApi.ReadCategories(parameters, categories);
        string? language = AnnouncementsApi.ReadLanguage(parameters);
        SearchQuery? words = SearchApi.ReadQuery(parameters);
        (int limit, Cursor? cursor) = parameters.Page(settings.Site);
        parameters.ThrowIfWrong();

        var query = new EditorsListQuery
        {
            Status = status is null ? null : AnnouncementStatusWords.Parse(status),
            Categories = inCategories,
            Language = language,
            Words = words,
            Actor = context.Actor(),
        };
        AnnouncementPage page = await lists.EditorsAsync(query, categories, cursor!.Place, limit, cancellation).ConfigureAwait(false);
        string? next = page.NextPlace is { } place ? cursor.After(place) : null;
        if (next is not null)
        {
            context.Response.Headers.Link = PublicAnswer.NextLink(settings.PublicUrl + parameters.AddressOf(next)).Single();
        }

        return new EditorAnswer<EditorsAnnouncementList>(
            new EditorsAnnouncementList(page.Items.Select(item => presenter.EditorsItem(item, categories)).ToList(), next),
            ReadingJson.Web.EditorsAnnouncementList);
    }

    private static async Task<EditorAnswer<EditorsAnnouncement>> GetForEditors(
        HttpContext context,
        Guid id,
        AnnouncementReader reader,
        SiteTable table,
        AnnouncementPresenter presenter,
        CategoryCache cache,
        CancellationToken cancellation)
    {
        new QueryParameters(context).ThrowIfWrong();
        Announcement announcement = await reader.ReadAsync(id, cancellation).ConfigureAwait(false)
            ?? throw Problem.NotFound($"There is no announcement {id}.");
        AccessRules.CheckOwn(context.Actor(), announcement);
        CategorySet categories = await cache.ReadPresentAsync(cancellation).ConfigureAwait(false);
        AnnouncementDraft? draft = await table.ReadDraftAsync(id, cancellation).ConfigureAwait(false);
        return new EditorAnswer<EditorsAnnouncement>(
            presenter.EditorsWhole(announcement, categories) with { Draft = DraftReference.Of(draft) }, ReadingJson.Web.EditorsAnnouncement)
        {
            Revision = announcement.Revision,
            Address = AddressOf(id),
        };
    }

    private static async Task<EditorAnswer<EditorsAnnouncement>> CreateAnnouncement(
        HttpContext context, AnnouncementEditor editor, AnnouncementPresenter presenter, CancellationToken cancellation)
    {
        new QueryParameters(context).ThrowIfWrong();
        (JsonDocument body, byte[] bytes) = await RequestBody.ReadAsync(context, RequestBody.Json).ConfigureAwait(false);
        using (body)
        {
            var input = AnnouncementInput.Read(body.RootElement, isPatch: false);
            Actor actor = context.Actor();
            (Announcement announcement, CategorySet categories) = await editor
                .CreateAsync(input, IdempotencyKeyOf(context, actor, bytes), actor, cancellation).ConfigureAwait(false);
            return new EditorAnswer<EditorsAnnouncement>(
                presenter.EditorsWhole(announcement, categories), ReadingJson.Web.EditorsAnnouncement)
            {
                Revision = announcement.Revision,
                Address = AddressOf(announcement.Id),
                Created = AddressOf(announcement.Id),
            };
        }
    }

    private static Task<EditorAnswer<EditorsAnnouncement>> ReplaceAnnouncement(
        HttpContext context,
        Guid id,
        AnnouncementEditor editor,
        PublicAnnouncements shown,
        AnnouncementPresenter presenter,
        CancellationToken cancellation) =>
        EditAsync(context, id, shown, presenter, isPatch: false, editor.ReplaceAsync, cancellation);

    private static Task<EditorAnswer<EditorsAnnouncement>> PatchAnnouncement(
        HttpContext context,
        Guid id,
        AnnouncementEditor editor,
        PublicAnnouncements shown,
        AnnouncementPresenter presenter,
        CancellationToken cancellation) =>
        EditAsync(context, id, shown, presenter, isPatch: true, editor.PatchAsync, cancellation);

    private static async Task<NoContent> DeleteAnnouncement(
        HttpContext context, Guid id, AnnouncementEditor editor, PublicAnnouncements shown, CancellationToken cancellation)
    {
        new QueryParameters(context).ThrowIfWrong();
        IfMatch condition = await shown.ConditionAsync(IfMatch.Require(context), id, cancellation).ConfigureAwait(false);
        await editor.DeleteAsync(id, condition, context.Actor(), cancellation).ConfigureAwait(false);
        return TypedResults.NoContent();
    }

    private static async Task<EditorAnswer<EditorsAnnouncement>> PublishAnnouncement(
        HttpContext context,
        Guid id,
        AnnouncementEditor editor,
        PublicAnnouncements shown,
        AnnouncementPresenter presenter,
        CancellationToken cancellation)
    {
        new QueryParameters(context).ThrowIfWrong();
        (JsonDocument body, _) = await RequestBody.ReadAsync(context, RequestBody.Json, optional: true).ConfigureAwait(false);
        using (body)
        {
            var input = AnnouncementInput.ReadPublication(body.RootElement);
            IfMatch condition = await shown.ConditionAsync(IfMatch.Read(context), id, cancellation).ConfigureAwait(false);
            return Answer(await editor.PublishAsync(id, input, condition, context.Actor(), cancellation).ConfigureAwait(false), presenter);
        }
    }

    private static Task<EditorAnswer<EditorsAnnouncement>> UnpublishAnnouncement(
        HttpContext context,
        Guid id,
        AnnouncementEditor editor,
        PublicAnnouncements shown,
        AnnouncementPresenter presenter,
        CancellationToken cancellation) =>
        ActAsync(context, id, shown, presenter, editor.UnpublishAsync, cancellation);

    private static Task<EditorAnswer<EditorsAnnouncement>> ArchiveAnnouncement(
        HttpContext context,
        Guid id,
        AnnouncementEditor editor,
        PublicAnnouncements shown,
        AnnouncementPresenter presenter,
        CancellationToken cancellation) =>
        ActAsync(context, id, shown, presenter, editor.ArchiveAsync, cancellation);

    private static Task<EditorAnswer<EditorsAnnouncement>> RestoreAnnouncement(
        HttpContext context,
        Guid id,
        AnnouncementEditor editor,
        PublicAnnouncements shown,
        AnnouncementPresenter presenter,
        CancellationToken cancellation) =>
        ActAsync(context, id, shown, presenter, editor.RestoreAsync, cancellation);

    private static async Task<EditorAnswer<EditorsAnnouncement>> EditAsync(
        HttpContext context,
        Guid id,
        PublicAnnouncements shown,
        AnnouncementPresenter presenter,
        bool isPatch,
        Func<Guid, AnnouncementInput, IfMatch, Actor, CancellationToken, Task<(Announcement, CategorySet)>> edit,
        CancellationToken cancellation)
    {
        new QueryParameters(context).ThrowIfWrong();
        IfMatch condition = await shown.ConditionAsync(IfMatch.Require(context), id, cancellation).ConfigureAwait(false);
        (JsonDocument body, _) = await RequestBody
            .ReadAsync(context, isPatch ? RequestBody.MergePatch : RequestBody.Json).ConfigureAwait(false);
        using (body)
        {
            var input = AnnouncementInput.Read(body.RootElement, isPatch);
            return Answer(await edit(id, input, condition, context.Actor(), cancellation).ConfigureAwait(false), presenter);
        }
    }

    private static async Task<EditorAnswer<EditorsAnnouncement>> ActAsync(
        HttpContext context,
        Guid id,
        PublicAnnouncements shown,
        AnnouncementPresenter presenter,
        Func<Guid, IfMatch, Actor, CancellationToken, Task<(Announcement, CategorySet)>> act,
        CancellationToken cancellation)
    {
        new QueryParameters(context).ThrowIfWrong();
        IfMatch condition = await shown.ConditionAsync(IfMatch.Read(context), id, cancellation).ConfigureAwait(false);
        return Answer(await act(id, condition, context.Actor(), cancellation).ConfigureAwait(false), presenter);
    }

    private static EditorAnswer<EditorsAnnouncement> Answer(
        (Announcement Announcement, CategorySet Categories) result, AnnouncementPresenter presenter) =>
        new(presenter.EditorsWhole(result.Announcement, result.Categories), ReadingJson.Web.EditorsAnnouncement)
        {
            Revision = result.Announcement.Revision,
            Address = AddressOf(result.Announcement.Id),
        };

    /// <summary>Returns the address of an announcement for editors, in any state.</summary>
    internal static string AddressOf(Guid id) => $"/api/editor/announcements/{id:D}";

    internal static IdempotencyKey? IdempotencyKeyOf(HttpContext context, Actor actor, byte[] request)
    {
        Microsoft.Extensions.Primitives.StringValues header = context.Request.Headers[IdempotencyKeyHeader];
        if (header.Count == 0)
        {
            return null;
        }

        string key = header.ToString();
        return key.Length is >= 1 and <= 200 && key.All(character => character is > ' ' and <= '~')
            ? IdempotencyKey.Of(actor, key, request)
            : throw Problem.Invalid(IdempotencyKeyHeader, "must be 1 to 200 visible ASCII characters");
    }

    private static RouteHandlerBuilder WithEditProblems(this RouteHandlerBuilder endpoint) => endpoint
        .WithIfMatch(isRequired: true)
        .WithProblems(ProblemKind.NotFound, ProblemKind.SlugTaken, ProblemKind.WrongState)
        .AnswersRevision();

    private static RouteHandlerBuilder WithActionProblems(this RouteHandlerBuilder endpoint) => endpoint
        .WithIfMatch(isRequired: false)
        .WithProblems(ProblemKind.NotFound, ProblemKind.WrongState)
        .AnswersRevision();

    private static RouteHandlerBuilder AnswersRevision(this RouteHandlerBuilder endpoint, int status = StatusCodes.Status200OK) => endpoint
        .Produces<EditorsAnnouncement>(status).WithAnswerHeaders(HeaderNames.CacheControl, HeaderNames.ETag, HeaderNames.ContentLocation);
}
