using System.Text.Json;
using Bulletin.Access;
using Bulletin.Announcements;
using Bulletin.Audit;
using Bulletin.Content.Pictures;
using Bulletin.Http;
using Bulletin.Media;
using Bulletin.Problems;
using Bulletin.Reading;
using Bulletin.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Bulletin.Previews;

/// <summary>The operations on previews.</summary>
internal static class PreviewsApi
{
    private const string Address = "/api/previews";
    private const string TokenHeader = "Preview-Token";
    private const string ReferrerPolicy = "Referrer-Policy";

    public static void MapPreviews(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGroup("/api/announcements/{id:guid}/preview").ForEditors().WithTags("Editing")
            .MapPost("/", CreatePreview).WithAccess(nameof(CreatePreview))
            .WithSummary("Makes a link that shows a draft as a reader would see it")
            .WithDescription(
                "It shows the draft of the next version, or the announcement itself while it is a draft or scheduled, "
                    + "always in its present text. It is over when it expires, when what it shows becomes public, "
                    + "and when the announcement is taken back or deleted.")
            .Reads("PreviewInput", RequestBody.Json, isOptional: true)
            .WithProblems(ProblemKind.NotFound, ProblemKind.WrongState)
            .Produces<PreviewRepresentation>(StatusCodes.Status201Created).WithAnswerHeaders(HeaderNames.CacheControl);
        endpoints.MapGroup(Address).ForReaders().WithTags("Announcements")
            .MapMethods("/{token}/media/{medium:guid}/{name}", PublicAnswer.Methods, GetPreviewMedia).WithName(nameof(GetPreviewMedia))
            .WithSummary("A picture or file of a draft, for those who were given a link")
            .WithParameters(MediaFilesApi.FormParameters).SendsFile(SecurityHeaders.RobotsTag, ReferrerPolicy)
            .Produces(StatusCodes.Status206PartialContent)
            .Produces(StatusCodes.Status416RangeNotSatisfiable)
            .WithProblems(ProblemKind.NotFound, ProblemKind.PreviewOver, ProblemKind.Unavailable, ProblemKind.Busy);
        RouteGroupBuilder previews = endpoints.MapGroup(Address).ForReaders().WithTags("Announcements");
        previews.MapMethods("/{token}", PublicAnswer.Methods, GetPreview).WithName(nameof(GetPreview))
            .WithSummary("A draft as a reader would see it, for those who were given a link")
            .WithDescription("As it would be were it published now, or at its instant.")
            .ShowsDraft();
        previews.MapMethods("/", PublicAnswer.Methods, GetPreviewByHeader).WithName(nameof(GetPreviewByHeader))
            .WithSummary("The same, with the token of the link in a header")
            .WithDescription(
                "Addresses stand in the logs of servers and proxies, headers do not: "
                    + "for a site that has the token behind the `#` of its own address.")
            .WithMetadata(new RequestHeader(TokenHeader, IsRequired: true))
            .ShowsDraft();
    }

    private static async Task<EditorAnswer<PreviewRepresentation>> CreatePreview(
        HttpContext context, Guid id, PreviewLinks previews, AuditTable audit, TimeProvider clock, CancellationToken cancellation)
    {
        new QueryParameters(context).ThrowIfWrong();
        (JsonDocument body, _) = await RequestBody.ReadAsync(context, RequestBody.Json, optional: true).ConfigureAwait(false);
        using (body)
        {
            PreviewRepresentation preview = await previews
                .CreateAsync(id, PreviewInput.Read(body.RootElement), context.Actor(), cancellation).ConfigureAwait(false);
            // A link discloses something that is not public, so none is returned without an entry in the audit log.
            await audit.RecordAsync(RequestEntry.OfDone(context, id, clock.GetUtcNow()), cancellation).ConfigureAwait(false);
            return new EditorAnswer<PreviewRepresentation>(preview, PreviewsJson.Web.PreviewRepresentation)
            {
                Created = $"{Address}/{preview.Token}",
            };
        }
    }

    private static RouteHandlerBuilder ShowsDraft(this RouteHandlerBuilder endpoint) => endpoint
        .WithParameters()
        .WithProblems(ProblemKind.NotFound, ProblemKind.PreviewOver, ProblemKind.Unavailable, ProblemKind.Busy)
        .Produces<AnnouncementRepresentation>().WithAnswerHeaders(HeaderNames.CacheControl, SecurityHeaders.RobotsTag, ReferrerPolicy);

    private static Task<EditorAnswer<AnnouncementRepresentation>> GetPreviewByHeader(
        HttpContext context, PreviewLinks previews, AnnouncementPresenter presenter, CancellationToken cancellation)
    {
        var parameters = new QueryParameters(context);
        string? token = context.Request.Headers[TokenHeader] is [{ Length: > 0 } only] ? only : null;
        if (token is null)
        {
            parameters.Error(TokenHeader, "is required, once: the token of the link");
        }

        parameters.ThrowIfWrong();
        return GetPreview(context, token!, previews, presenter, cancellation);
    }

    private static async Task<IResult> GetPreviewMedia(
        HttpContext context,
        string token,
        Guid medium,
        string name,
        PreviewLinks previews,
        PictureFiles pictures,
        BlobStore blobs,
        SiteTable table,
        CancellationToken cancellation)
    {
        AskedForm form = MediaFilesApi.ReadForm(new QueryParameters(context));
        ShownDraft draft = await previews.ReadAsync(token, cancellation).ConfigureAwait(false);
        SetPrivate(context);
        NamedMedium shown = draft.Announcement.Media().FirstOrDefault(one => one.Id == medium)
            ?? throw Problem.NotFound("The draft has no such picture or file.");
        form.Check(shown);
        if (!shown.FileKind.IsPicture)
        {
            return PrivateFile.Of(shown, blobs, table);
        }

        // Not the file as it was uploaded: that may tell where it was taken.
        Rendition rendition = form.Of(shown);
        return PrivateFile.Of(
            $"\"{shown.Hash}{MediumPicture.QueryOf(rendition)}\"",
            await pictures.ReadAsync(shown, rendition, cancellation).ConfigureAwait(false),
            rendition.Kind.MediaType,
            Path.ChangeExtension(shown.Name, rendition.Kind.Extension));
    }

    // Neither search engines nor the sites to which the draft links may learn the URL.
    private static void SetPrivate(HttpContext context)
    {
        SecurityHeaders.SetUnlisted(context.Response.Headers);
        context.Response.Headers[ReferrerPolicy] = "no-referrer";
    }

    private static async Task<EditorAnswer<AnnouncementRepresentation>> GetPreview(
        HttpContext context, string token, PreviewLinks previews, AnnouncementPresenter presenter, CancellationToken cancellation)
    {
        new QueryParameters(context).ThrowIfWrong();
        ShownDraft draft = await previews.ReadAsync(token, cancellation).ConfigureAwait(false);
        SetPrivate(context);
        return new EditorAnswer<AnnouncementRepresentation>(
            presenter.Preview(draft.Announcement, draft.Categories, token), ReadingJson.Web.AnnouncementRepresentation);
    }
}

/// <summary>The input for creating a preview link.</summary>
internal static class PreviewInput
{
    /// <summary>Reads the time at which the link shall expire; null if it is not given.</summary>
    /// <exception cref="ProblemException">Members are invalid; the problem names each.</exception>
    public static DateTimeOffset? Read(JsonElement root)
    {
        var members = new JsonMembers(root);
        Member<DateTimeOffset?> expiresAt = members.Instant("expiresAt", nullable: true);
        members.ThrowIfWrong();
        return expiresAt.Value;
    }
}
