using Bulletin.Http;
using Bulletin.Problems;
using Bulletin.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Bulletin.Pages;

/// <summary>Shows errors as pages, to people who asked for a page.</summary>
/// <remarks>The site is made for the first page, not at the start, and never for a service without pages.</remarks>
internal sealed class PageErrors(Lazy<PageSite> site, BulletinSettings settings)
{
    private static readonly PathString Api = "/api";
    private static readonly MediaTypeHeaderValue Html = new("text/html");

    /// <summary>
    /// Sends the page of an error if the request is for a page: its endpoint is that of one; or it accepts HTML, and its endpoint is
    /// that of a file to which pages link, or there is none for it and it is not below <c>/api</c>. Returns false otherwise.
    /// </summary>
    public async Task<bool> TryWriteAsync(HttpContext context, Problem problem)
    {
        if (!settings.Pages.Enabled)
        {
            return false;
        }

        bool isPage = context.GetEndpoint()?.Metadata.GetMetadata<PageRoute>() is not null;
        // Routing's own endpoint for 405 has no name.
        bool isUnknown = context.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>() is null
            && !context.Request.Path.StartsWithSegments(Api);
        bool isLinked = isUnknown || context.GetEndpoint()?.Metadata.GetMetadata<LinkedFileRoute>() is not null;
        if (isLinked)
        {
            context.Response.Headers.Vary = HeaderNames.Accept;
        }

        if (!isPage && !(isLinked && AcceptsHtml(context.Request)))
        {
            return false;
        }

        await new PageResult(Slices.Message.Create(PageOf(problem)), problem.Kind.Status).ExecuteAsync(context).ConfigureAwait(false);
        return true;
    }

    private static bool AcceptsHtml(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out IList<MediaTypeHeaderValue>? accepted)
        && accepted.Any(type => type.MatchesMediaType(Html.MediaType) && !type.MatchesAllTypes && type.Quality is not 0);

    private MessagePage PageOf(Problem problem)
    {
        PageTexts texts = site.Value.Texts;
        (string heading, string text) = problem.Kind.Status switch
        {
            _ when problem.Kind == ProblemKind.PreviewOver => (texts.PreviewOverTitle, texts.PreviewOverText),
            StatusCodes.Status404NotFound => (texts.NotFoundTitle, texts.NotFoundText),
            StatusCodes.Status410Gone => (texts.GoneTitle, texts.GoneText),
            StatusCodes.Status429TooManyRequests => (texts.TooManyTitle, texts.TooManyText),
            >= 500 => (texts.UnavailableTitle, texts.UnavailableText),
            _ => (texts.BadRequestTitle, texts.BadRequestText),
        };
        return new MessagePage
        {
            Frame = new PageFrame { Site = site.Value.Frame, Heading = heading, Language = texts.Language },
            Heading = heading,
            Text = text,
            HasContact = problem.Kind.Status >= 500,
            HasHelp = problem.Kind.Status is StatusCodes.Status404NotFound or StatusCodes.Status410Gone or StatusCodes.Status400BadRequest,
        };
    }
}
