using System.Text;
using Bulletin.Http;
using Bulletin.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bulletin.Pages;

/// <summary>The files of the pages: stylesheet, icons, the script for other sites, the rules for search engines.</summary>
internal static class PageFilesApi
{
    public static void MapPageFiles(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder group = endpoints.MapGroup("/").ForReaders().WithTags("Pages").ExcludeFromDescription();
        group.MapMethods("/assets/{name}", PublicAnswer.Methods, GetAsset).WithName(nameof(GetAsset));
        group.MapMethods("/embed.js", PublicAnswer.Methods, GetEmbedScript).WithName(nameof(GetEmbedScript));
        group.MapMethods("/favicon.ico", PublicAnswer.Methods, GetFavicon).WithName(nameof(GetFavicon));
        group.MapMethods("/robots.txt", PublicAnswer.Methods, GetRobots).WithName(nameof(GetRobots));
    }

    private static FinishedResult GetAsset(string name, PageAssets assets, SecurityHeaders security) =>
        new(assets.Find(name) ?? throw Problem.NotFound("There is no such file."), security);

    private static FinishedResult GetEmbedScript(PageAssets assets, SecurityHeaders security) => new(assets.EmbedScript, security);

    private static FinishedResult GetFavicon(PageAssets assets, SecurityHeaders security) => new(assets.Favicon, security);

    private static Task<IResult> GetRobots(HttpContext context, PageSite site, ReadCache cache) =>
        cache.AnswerAsync(context, new QueryParameters(context), _ => Task.FromResult(new PublicAnswer
        {
            // Nothing is disallowed: a page that must not be listed carries "noindex", which search engines have to read.
            Body = Encoding.UTF8.GetBytes($"User-agent: *\nAllow: /\nSitemap: {site.PublicUrl}/sitemap.xml\n"),
            ContentType = "text/plain; charset=utf-8",
        }));
}
