using Bulletin.Http;
using Bulletin.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bulletin.Feeds;

/// <summary>The site map, for search engines.</summary>
internal static class SitemapApi
{
    private const string Xml = "application/xml";

    public static void MapSitemap(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder group = endpoints.MapGroup("/").ForReaders().WithTags("Feeds");
        group.MapMethods("/sitemap.xml", PublicAnswer.Methods, GetSitemap).WithName(nameof(GetSitemap))
            .WithSummary("The pages of all public and archived announcements; above 50,000 the index of its parts")
            .Produces<string>(StatusCodes.Status200OK, Xml).FromReadCache();
        group.MapMethods("/sitemaps/{number:int}", PublicAnswer.Methods, GetSitemapPart).WithName(nameof(GetSitemapPart))
            .WithSummary("A part of the site map, of 50,000 pages, from 1")
            .Produces<string>(StatusCodes.Status200OK, Xml).FromReadCache().WithProblems(ProblemKind.NotFound);
    }

    private static Task<IResult> GetSitemap(HttpContext context, Sitemap sitemap, ReadCache cache) =>
        cache.AnswerAsync(
            context, new QueryParameters(context), async stop => AnswerOf(await sitemap.ReadAsync(stop).ConfigureAwait(false)));

    private static Task<IResult> GetSitemapPart(HttpContext context, int number, Sitemap sitemap, ReadCache cache) =>
        cache.AnswerAsync(context, new QueryParameters(context), async stop => AnswerOf(
            await sitemap.ReadPartAsync(number, stop).ConfigureAwait(false)
                ?? throw Problem.NotFound($"The site map has no part {number}.")));

    private static PublicAnswer AnswerOf(byte[] body) => new() { Body = body, ContentType = Xml + "; charset=utf-8" };
}
