using System.Text.Json;
using Bulletin.Access;
using Bulletin.Content.Files;
using Bulletin.Editing;
using Bulletin.Http;
using Bulletin.Media;
using Bulletin.Problems;
using Bulletin.Settings;
using Bulletin.Site;
using Bulletin.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Bulletin.Library;

/// <summary>The operations on media, for editors.</summary>
internal static class MediaApi
{
    private static readonly string[] Kinds = [.. FileKind.All.Select(kind => kind.Name)];

    public static void MapMedia(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder read = endpoints.MapGroup("/api/editor/media").ForEditors().WithTags("Media");
        read.MapMethods("/", PublicAnswer.Methods, ListMedia).WithAccess(nameof(ListMedia))
            .WithSummary("Lists pictures and files, newest first")
            .WithDescription("An author gets what they uploaded.")
            .WithParameters(
                QueryParameter.Text("q", 200, "Words that the name or the alternative text contains, in any order.", "ratusz"),
                QueryParameter.List("kind", Kinds.Length, "Kinds of files, between commas.", "jpeg,png"),
                QueryParameter.Text("usedIn", 36, "The id of an announcement: only what it uses, now, in a former revision or in a draft."))
            .WithParameters(QueryParameter.Page())
            .Produces<MediumList>().WithAnswerHeaders(HeaderNames.CacheControl, HeaderNames.Link);
        read.MapMethods("/{id:guid}", PublicAnswer.Methods, GetMedium).WithAccess(nameof(GetMedium))
            .WithSummary("A picture or file, with the announcements that use it")
            .WithParameters().WithProblems(ProblemKind.NotFound).AnswersMedium();
        read.MapMethods("/{id:guid}/content", PublicAnswer.Methods, GetMediumContent).WithAccess(nameof(GetMediumContent))
            .WithSummary("The file itself, as it was uploaded")
            .WithParameters().WithProblems(ProblemKind.NotFound, ProblemKind.Unavailable).SendsFile();

        RouteGroupBuilder write = endpoints.MapGroup("/api/media").ForEditors().WithTags("Media");
        write.MapPost("/", UploadMedium).WithAccess(nameof(UploadMedium))
            .WithSummary("Uploads a picture or file")
            .WithDescription(
                "The body is the file itself, with its name in `name`, or a form (`multipart/form-data`) with the part `file` and the "
                    + "fields `name`, `alt`, `credit`. The bytes decide of which kind it is. Larger files than 15 MiB: `BeginUpload`.")
            .WithParameters(MediumUpload.Parameters)
            .ReadsFile()
            .WithMetadata(new RequestHeader(EditorsAnnouncementsApi.IdempotencyKeyHeader, IsRequired: false))
            .WithProblems(ProblemKind.IdempotencyKeyReused, ProblemKind.Gone)
            .AnswersMedium(StatusCodes.Status201Created);
        write.MapPut("/{id:guid}/content", ReplaceMedium).WithAccess(nameof(ReplaceMedium))
            .WithSummary("Gives a picture or file other bytes, at the same address")
            .WithDescription(
                "What is not public takes them over at once. A public announcement keeps the bytes that it has until a change of it, "
                    + "or its next version, names the medium again.")
            .WithParameters(MediumUpload.Parameters)
            .ReadsFile().WithIfMatch(isRequired: true)
            .WithProblems(ProblemKind.NotFound, ProblemKind.WrongState).AnswersMedium();
        write.MapPatch("/{id:guid}", PatchMedium).WithAccess(nameof(PatchMedium))
            .WithSummary("Changes name, alternative text, credit or the most important place")
            .Reads("MediumPatch", RequestBody.MergePatch).WithIfMatch(isRequired: true)
            .WithProblems(ProblemKind.NotFound).AnswersMedium();
        write.MapDelete("/{id:guid}", DeleteMedium).WithAccess(nameof(DeleteMedium))
            .WithSummary("Deletes a picture or file that no announcement uses")
            .WithIfMatch(isRequired: true)
            .WithProblems(ProblemKind.NotFound, ProblemKind.MediumInUse).Produces(StatusCodes.Status204NoContent);
        RouteGroupBuilder uploads = endpoints.MapGroup("/api/media-uploads").ForEditors().WithTags("Media");
        uploads.MapPost("/", BeginUpload).WithAccess(nameof(BeginUpload))
            .WithSummary("Gets an address for a file of up to 100 MiB, straight to storage")
            .WithDescription("Send it there with `PUT`, `x-ms-blob-type: BlockBlob` and `Content-Length`, then confirm it.")
            .WithParameters().WithProblems(ProblemKind.Unavailable)
            .Produces<UploadRepresentation>(StatusCodes.Status201Created).WithAnswerHeaders(HeaderNames.CacheControl);
        uploads.MapPost("/{upload:guid}", ConfirmUpload).WithAccess(nameof(ConfirmUpload))
            .WithSummary("Makes a medium of a file that was sent to storage")
            .Reads("UploadConfirmation", RequestBody.Json)
            .WithProblems(ProblemKind.NotFound, ProblemKind.Unavailable, ProblemKind.Gone)
            .AnswersMedium(StatusCodes.Status201Created);
    }

    /// <summary>Returns the address of a medium for editors.</summary>
    public static string AddressOf(Guid id) => $"/api/editor/media/{id:D}";

    private static async Task<EditorAnswer<MediumList>> ListMedia(
        HttpContext context, MediaLists lists, BulletinSettings settings, CancellationToken cancellation)
    {
        var parameters = new QueryParameters(context);
        string? words = parameters.Text("q", 200);
        List<FileKind> kinds = [];
        foreach (string name in parameters.List("kind", Kinds.Length))
        {
            if (FileKind.Named(name) is { } kind)
            {
                kinds.Add(kind);
            }
            else
            {
                parameters.Error("kind", $"must be of {string.Join(", ", Kinds)}, not '{name}'");
            }
        }

        string? usedIn = parameters.Text("usedIn", 36);
        if (usedIn is not null && !Guid.TryParseExact(usedIn, "D", out _))
        {
            parameters.Error("usedIn", "must be the id of an announcement");
        }

        (int limit, Cursor? cursor) = parameters.Page(settings.Site);
        if (cursor is { Place: not "" } && !RowKeys.IsPlace(cursor.Place))
        {
            parameters.Error("cursor", "is no cursor of this list");
        }

        parameters.ThrowIfWrong();
        var query = new MediaQuery
        {
            Words = words,
            Kinds = kinds,
            UsedIn = usedIn is null ? null : Guid.Parse(usedIn),
            Actor = context.Actor(),
        };
        (IReadOnlyList<Medium> items, string? place) = await lists
            .ReadAsync(query, cursor!.Place, limit, cancellation).ConfigureAwait(false);
        string? next = place is null ? null : cursor.After(place);
        if (next is not null)
        {
            context.Response.Headers.Link = PublicAnswer.NextLink(settings.PublicUrl + parameters.AddressOf(next)).Single();
        }

        return new EditorAnswer<MediumList>(
            new MediumList(items.Select(MediumRepresentation.Of).ToList(), next), LibraryJson.Web.MediumList);
    }

    private static async Task<EditorAnswer<MediumRepresentation>> GetMedium(
        HttpContext context, Guid id, MediumEditor editor, SiteTable table, CancellationToken cancellation)
    {
        new QueryParameters(context).ThrowIfWrong();
        Actor actor = context.Actor();
        Medium medium = await editor.ReadAsync(id, actor, cancellation).ConfigureAwait(false);
        MediumUsage.Uses uses = await table.ReadRealUsesAsync(id, MediumEditor.MaximumNamed, cancellation).ConfigureAwait(false);
        return Answer(MediumRepresentation.Of(medium) with { UsedIn = MediumUse.Of(uses.Real, actor) });
    }

    private static async Task<IResult> GetMediumContent(
        HttpContext context, Guid id, MediumEditor editor, BlobStore blobs, SiteTable table, CancellationToken cancellation)
    {
        new QueryParameters(context).ThrowIfWrong();
        Medium medium = await editor.ReadAsync(id, context.Actor(), cancellation).ConfigureAwait(false);
        return PrivateFile.Of(medium.Named(), blobs, table);
    }

    private static async Task<EditorAnswer<MediumRepresentation>> UploadMedium(
        HttpContext context, FileStore files, MediumEditor editor, CancellationToken cancellation)
    {
        UploadDescription description = MediumUpload.ReadDescription(context);
        using MediumUpload upload = await MediumUpload.ReadAsync(context, description).ConfigureAwait(false);
        KeptFile file = await KeepAsync(context, upload, files).ConfigureAwait(false);
        Actor actor = context.Actor();
        IdempotencyKey? idempotency = EditorsAnnouncementsApi.IdempotencyKeyOf(context, actor, upload.Identity(file.Hash));
        return Created(await editor.AddAsync(file, upload.Input, idempotency, actor, cancellation).ConfigureAwait(false));
    }

    private static async Task<EditorAnswer<MediumRepresentation>> ReplaceMedium(
        HttpContext context, Guid id, FileStore files, MediumEditor editor, CancellationToken cancellation)
    {
        UploadDescription description = MediumUpload.ReadDescription(context);
        var condition = IfMatch.Require(context);
        Medium present = await editor.ReadAsync(id, context.Actor(), cancellation).ConfigureAwait(false);
        condition.Check(present.Revision);
        using MediumUpload upload = await MediumUpload.ReadAsync(context, description).ConfigureAwait(false);
        KeptFile file = await KeepAsync(context, upload, files).ConfigureAwait(false);
        return Answer(await editor
            .ReplaceAsync(id, file, upload.Input, condition, context.Actor(), cancellation).ConfigureAwait(false));
    }

    private static async Task<EditorAnswer<MediumRepresentation>> PatchMedium(
        HttpContext context, Guid id, MediumEditor editor, CancellationToken cancellation)
    {
        new QueryParameters(context).ThrowIfWrong();
        var condition = IfMatch.Require(context);
        (JsonDocument body, _) = await RequestBody.ReadAsync(context, RequestBody.MergePatch).ConfigureAwait(false);
        using (body)
        {
            return Answer(await editor
                .PatchAsync(id, MediumInput.Read(body.RootElement), condition, context.Actor(), cancellation).ConfigureAwait(false));
        }
    }

    private static async Task<NoContent> DeleteMedium(
        HttpContext context, Guid id, MediumEditor editor, CancellationToken cancellation)
    {
        new QueryParameters(context).ThrowIfWrong();
        await editor.DeleteAsync(id, IfMatch.Require(context), context.Actor(), cancellation).ConfigureAwait(false);
        return TypedResults.NoContent();
    }

    private static async Task<EditorAnswer<UploadRepresentation>> BeginUpload(
        HttpContext context, LargeUploads uploads, CancellationToken cancellation)
    {
        new QueryParameters(context).ThrowIfWrong();
        UploadRepresentation upload = await uploads.BeginAsync(cancellation).ConfigureAwait(false);
        return new EditorAnswer<UploadRepresentation>(upload, LibraryJson.Web.UploadRepresentation)
        {
            Created = $"/api/media-uploads/{upload.Id:D}",
        };
    }

    private static async Task<EditorAnswer<MediumRepresentation>> ConfirmUpload(
        HttpContext context, Guid upload, LargeUploads uploads, CancellationToken cancellation)
    {
        new QueryParameters(context).ThrowIfWrong();
        (JsonDocument body, _) = await RequestBody.ReadAsync(context, RequestBody.Json).ConfigureAwait(false);
        using (body)
        {
            // Storage sends and takes the file once more, which may take long.
            RequestDeadline.Suspend(context);
            return Created(await uploads
                .ConfirmAsync(upload, UploadConfirmation.Read(body.RootElement), context.Actor(), cancellation).ConfigureAwait(false));
        }
    }

    // Pictures are checked one at a time, so the wait for the others does not count.
    private static async Task<KeptFile> KeepAsync(HttpContext context, MediumUpload upload, FileStore files)
    {
        RequestDeadline.Suspend(context);
        KeptFile file = await files.KeepAsync(upload.File.Path, upload.Name, context.RequestAborted).ConfigureAwait(false);
        RequestDeadline.Restart(context);
        return file;
    }

    private static EditorAnswer<MediumRepresentation> Created(Medium medium) =>
        new(MediumRepresentation.Of(medium), LibraryJson.Web.MediumRepresentation)
        {
            Revision = medium.Revision,
            Address = AddressOf(medium.Id),
            Created = AddressOf(medium.Id),
        };

    private static EditorAnswer<MediumRepresentation> Answer(Medium medium) => Answer(MediumRepresentation.Of(medium));

    private static EditorAnswer<MediumRepresentation> Answer(MediumRepresentation medium) =>
        new(medium, LibraryJson.Web.MediumRepresentation) { Revision = medium.Revision, Address = AddressOf(medium.Id) };

    private static RouteHandlerBuilder AnswersMedium(this RouteHandlerBuilder endpoint, int status = StatusCodes.Status200OK) => endpoint
        .Produces<MediumRepresentation>(status).WithAnswerHeaders(HeaderNames.CacheControl, HeaderNames.ETag, HeaderNames.ContentLocation);

    private static RouteHandlerBuilder ReadsFile(this RouteHandlerBuilder endpoint) => endpoint
        .WithMetadata(new BodyRead("MediumForm", MediumUpload.Form, IsOptional: false), new FileRead())
        .WithProblems(ProblemKind.Invalid, ProblemKind.Malformed, ProblemKind.TooLarge, ProblemKind.Unavailable, ProblemKind.Busy);
}
