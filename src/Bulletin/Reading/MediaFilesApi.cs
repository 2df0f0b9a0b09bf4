using System.Globalization;
using Bulletin.Content.Pictures;
using Bulletin.Http;
using Bulletin.Media;
using Bulletin.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bulletin.Reading;

/// <summary>The operation that sends pictures and attachments to readers.</summary>
internal static class MediaFilesApi
{
    private static readonly string[] Widths = [.. Rendition.Widths.Select(width => FormattableString.Invariant($"{width}"))];

    /// <summary>The parameters for the form of a picture.</summary>
    public static QueryParameter[] FormParameters =>
    [
        QueryParameter.Choice("width", "The largest width of a picture in pixels.", Widths),
        QueryParameter.Choice(
            "crop",
            "The proportions of a part of the picture around its most important place; without `width` 800 pixels wide.",
            MediumPicture.Crops),
    ];

    public static void MapMediaFiles(this IEndpointRouteBuilder endpoints) => endpoints
        .MapGroup("/media").ForReaders().WithTags("Announcements")
        .MapMethods("/{announcement}/{medium:guid}/{name}", PublicAnswer.Methods, GetMediaFile).WithName(nameof(GetMediaFile))
        .WithSummary("A picture or file of a public announcement")
        .WithDescription(
            "It answers while the announcement is public and names the medium. Without `width` a picture comes in its own kind, "
            + "at most 1,600 pixels wide; with it in WebP. A large file redirects to storage, for at most 60 s. "
            + "Errors are pages for clients that accept `text/html`, since pages link here.")
        .WithParameters(FormParameters)
        .WithMetadata(new LinkedFileRoute())
        .FromReadCache()
        .SendsFile()
        .Produces(StatusCodes.Status301MovedPermanently)
        .Produces(StatusCodes.Status307TemporaryRedirect)
        .Produces(StatusCodes.Status206PartialContent)
        .Produces(StatusCodes.Status416RangeNotSatisfiable)
        .WithProblems(ProblemKind.NotFound, ProblemKind.Gone);

    private static Task<IResult> GetMediaFile(
        HttpContext context, string announcement, Guid medium, string name, PublicMedia media, CancellationToken cancellation)
    {
        var parameters = new QueryParameters(context);
        AskedForm form = ReadForm(parameters);
        var asked = new AskedMedium(announcement, medium, name, form, context.Request.Path.Value ?? string.Empty);
        return media.AnswerAsync(context, parameters, asked, cancellation);
    }

    /// <summary>Reads the form in which a picture is asked for. There are no other parameters.</summary>
    /// <exception cref="ProblemException">A parameter is invalid.</exception>
    public static AskedForm ReadForm(QueryParameters parameters)
    {
        string? width = parameters.Choice("width", Widths);
        string? crop = parameters.Choice("crop", MediumPicture.Crops);
        parameters.ThrowIfWrong();
        return new AskedForm(
            width is not null ? int.Parse(width, CultureInfo.InvariantCulture) : crop is null ? null : MediumPicture.UsualCropWidth, crop);
    }
}
