using Bulletin.Access;
using Bulletin.Announcements;
using Bulletin.Http;
using Bulletin.Previews;
using Bulletin.Problems;
using Bulletin.Reading;
using Bulletin.Search;
using Bulletin.Settings;
using Bulletin.Site;
using Bulletin.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bulletin.Pages;

/// <summary>The public pages, rendered on the server: the news section of a site.</summary>
/// <remarks>
/// Pages answer in HTML always, also with errors (<see cref="PageErrors"/>). Parameters that they do not know, such as those
/// of campaigns, are ignored and are not part of the canonical URL.
/// </remarks>
internal static class PagesApi
{
    /// <summary>The number of announcements on a page of a list: 20.</summary>
    public const int PageLength = 20;

    private const string Older = "older";

    public static void MapPages(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder group = endpoints.MapGroup("/").ForReaders().WithTags("Pages").ExcludeFromDescription()
            .WithMetadata(new PageRoute());
        group.MapMethods("/", PublicAnswer.Methods, GetNewsPage).WithName(nameof(GetNewsPage));
        group.MapMethods("/news/{slug}", PublicAnswer.Methods, GetAnnouncementPage).WithName(nameof(GetAnnouncementPage));
        group.MapMethods("/categories/{slug}", PublicAnswer.Methods, GetCategoryPage).WithName(nameof(GetCategoryPage));
        group.MapMethods("/archive", PublicAnswer.Methods, GetArchivePage).WithName(nameof(GetArchivePage));
        group.MapMethods("/archive/{year:int}", PublicAnswer.Methods, GetArchiveYearPage).WithName(nameof(GetArchiveYearPage));
        group.MapMethods("/archive/{year:int}/{month:int}", PublicAnswer.Methods, GetArchiveMonthPage)
            .WithName(nameof(GetArchiveMonthPage));
        group.MapMethods("/search", PublicAnswer.Methods, GetSearchPage).WithName(nameof(GetSearchPage));
        group.MapMethods("/preview/{token}", PublicAnswer.Methods, GetPreviewPage).WithName(nameof(GetPreviewPage));
        group.MapMethods(DeclarationPage.Path, PublicAnswer.Methods, GetDeclarationPage).WithName(nameof(GetDeclarationPage));
    }

    private static Task<IResult> GetNewsPage(HttpContext context, PageLists lists, PageSite site, ReadCache cache)
    {
        var place = PagePlace.Read(context, site, RowKeys.IsTimelinePlace);
        return cache.AnswerAsync(context, place.Parameters, stop => lists.NewsAsync(place, stop));
    }

    private static Task<IResult> GetCategoryPage(
        HttpContext context, string slug, PageLists lists, PageSite site, CategoryCache categoryCache, ReadCache cache)
    {
        var place = PagePlace.Read(context, site, RowKeys.IsTimelinePlace);
        return cache.AnswerAsync(context, place.Parameters, async stop =>
        {
            CategorySet categories = await categoryCache.ReadFreshAsync(stop).ConfigureAwait(false);
            Category category = categories.Find(slug) ?? throw Problem.NotFound($"There is no category '{slug}'.");
            return category.Slug == slug
                ? await lists.CategoryAsync(category, categories, place, stop).ConfigureAwait(false)
                : PublicAnswer.Moved($"/categories/{category.Slug}");
        });
    }

    private static Task<IResult> GetArchivePage(HttpContext context, PageLists lists, PageSite site, ReadCache cache) =>
        GetArchive(context, null, null, lists, site, cache);

    private static Task<IResult> GetArchiveYearPage(HttpContext context, int year, PageLists lists, PageSite site, ReadCache cache) =>
        GetArchive(context, year, null, lists, site, cache);

    private static Task<IResult> GetArchiveMonthPage(
        HttpContext context, int year, int month, PageLists lists, PageSite site, ReadCache cache) =>
        GetArchive(context, year, month, lists, site, cache);

    private static Task<IResult> GetArchive(HttpContext context, int? year, int? month, PageLists lists, PageSite site, ReadCache cache)
    {
        if (year is < 1900 or > 2999 || month is < 1 or > 12)
        {
            throw Problem.NotFound("The archive has no such period.");
        }

        var place = PagePlace.Read(context, site, RowKeys.IsPlace);
        return cache.AnswerAsync(context, place.Parameters, stop => lists.ArchiveAsync(year, month, place, stop));
    }

    private static Task<IResult> GetAnnouncementPage(
        HttpContext context,
        string slug,
        AnnouncementReader reader,
        PagePresenter presenter,
        PageSite site,
        PublicHistories histories,
        CategoryCache categoryCache,
        ReadCache cache,
        TimeProvider clock) => cache.AnswerAsync(context, new QueryParameters(context), async stop =>
        {
            Announcement found = await AnnouncementsApi.FindAsync(slug, reader, stop).ConfigureAwait(false);
            if (slug != found.Slug)
            {
                return PublicAnswer.Moved($"/news/{found.Slug}") with { Announcement = found.Id };
            }

            CategorySet categories = await categoryCache.ReadFreshAsync(stop).ConfigureAwait(false);
            AnnouncementHistory history = await histories.ReadAsync(found, stop).ConfigureAwait(false);
            return await PageAnswer.OfAsync(Slices.Article.Create(presenter.Article(found, history, categories))).ConfigureAwait(false) with
            {
                TrueUntil = found.ChangesAt(clock.GetUtcNow()),
                Announcement = found.Id,
            };
        });

    private static async Task<IResult> GetSearchPage(
        HttpContext context, SearchPages pages, ReadCache cache, RateLimits limits, BulletinSettings settings)
    {
        var parameters = new QueryParameters(context);
        string words = SearchPages.WordsOf(context.Request.Query["q"].ToString());
        // A form that was sent empty has the parameter, too.
        if (words.Length == 0)
        {
            return await cache
                .AnswerAsync(context, parameters, _ => PageAnswer.OfAsync(Slices.List.Create(pages.Form()))).ConfigureAwait(false);
        }

        if (words.Length > SearchQuery.MaximumLength || SearchQuery.Parse(words) is not { Query: { } query })
        {
            return new PageResult(Slices.List.Create(pages.Refused(words)), StatusCodes.Status400BadRequest);
        }

        parameters.Note("q", words);
        string filter = $"{settings.Site}\n{parameters.Address}";
        Cursor cursor = parameters.Text(Older, PagePlace.MaximumCursor) is not { } text ? new Cursor(filter, string.Empty)
            : Cursor.Parse(text, filter) is { } parsed && RankedPage.IsPlace(parsed.Place) ? parsed
            : throw Problem.NotFound("The address is that of no page of this search.");
        limits.CountSearch(context, cache, parameters);
        return await cache
            .AnswerAsync(context, parameters, stop => pages.ResultsAsync(query, words, cursor, stop)).ConfigureAwait(false);
    }

    private static async Task<IResult> GetPreviewPage(
        HttpContext context, string token, PreviewLinks previews, PagePresenter presenter, CancellationToken cancellation)
    {
        ShownDraft draft = await previews.ReadAsync(token, cancellation).ConfigureAwait(false);
        return new PageResult(Slices.Article.Create(presenter.Preview(draft, token)), StatusCodes.Status200OK);
    }

    private static Task<IResult> GetDeclarationPage(HttpContext context, PageSite site, ReadCache cache) =>
        cache.AnswerAsync(
            context, new QueryParameters(context), _ => PageAnswer.OfAsync(Slices.Declaration.Create(DeclarationPage.Of(site))));
}
