using Bulletin.Http;
using Bulletin.Problems;
using Bulletin.Site;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Bulletin.Feeds;

/// <summary>The feeds of the site and of its categories.</summary>
internal static class FeedsApi
{
    public static void MapFeeds(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder group = endpoints.MapGroup("/").ForReaders().WithTags("Feeds");
        foreach (FeedFormat format in FeedFormat.All)
        {
            group.MapMethods(
                FeedLink.PathOf(null) + format.Extension,
                PublicAnswer.Methods,
                (HttpContext context, FeedReader feeds, CategoryCache categories, ReadCache cache) =>
                    GetFeed(context, format, null, feeds, categories, cache))
                .WithName($"Get{format.Name}Feed").WithSummary($"The {FeedReader.MaximumItems} newest announcements as {format.Title}")
                .Produces(StatusCodes.Status200OK, format.Body, format.MediaType).FromReadCache(HeaderNames.LastModified, HeaderNames.Link);
            group.MapMethods(
                FeedLink.PathOf("{slug}") + format.Extension,
                PublicAnswer.Methods,
                (HttpContext context, string slug, FeedReader feeds, CategoryCache categories, ReadCache cache) =>
                    GetFeed(context, format, slug, feeds, categories, cache))
                .WithName($"GetCategory{format.Name}Feed")
                .WithSummary($"The {FeedReader.MaximumItems} newest announcements of a category as {format.Title}")
                .Produces(StatusCodes.Status200OK, format.Body, format.MediaType).Produces(StatusCodes.Status301MovedPermanently)
                .FromReadCache(HeaderNames.LastModified, HeaderNames.Link).WithProblems(ProblemKind.NotFound);
        }
    }

    // Query parameters are ignored, because feed readers add their own.
    private static Task<IResult> GetFeed(
        HttpContext context, FeedFormat format, string? slug, FeedReader feeds, CategoryCache categoryCache, ReadCache cache) =>
        cache.AnswerAsync(context, new QueryParameters(context), async stop =>
        {
            CategorySet categories = await categoryCache.ReadFreshAsync(stop).ConfigureAwait(false);
            Category? category = slug is null ? null : categories.Find(slug) ?? throw Problem.NotFound($"There is no category '{slug}'.");
            if (category?.Slug != slug)
            {
                return PublicAnswer.Moved(FeedLink.PathOf(category!.Slug) + format.Extension);
            }

            Feed feed = await feeds.ReadAsync(category, categories, stop).ConfigureAwait(false);
            return new PublicAnswer
            {
                Body = format.Write(feed),
                ContentType = $"{format.MediaType}; charset=utf-8",
                LastModified = feed.Updated,
                TrueUntil = feed.TrueUntil,
                Links = FeedLink.HeadersOf(feed.Address),
            };
        });
}
