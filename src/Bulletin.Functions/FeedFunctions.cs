using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Bulletin.Functions;

/// <summary>The feeds and the sitemap.</summary>
/// <param name="pipeline">The pipeline of the service.</param>
public sealed class FeedFunctions(Pipeline pipeline)
{
    /// <summary>Returns the newest announcements as Atom 1.0.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetAtomFeed))]
    public Task<IResult> GetAtomFeed(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "feed.atom")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns the newest announcements as RSS 2.0.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetRssFeed))]
    public Task<IResult> GetRssFeed(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "feed.rss")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns the newest announcements as JSON Feed 1.1.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetJsonFeed))]
    public Task<IResult> GetJsonFeed(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "feed.json")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns the newest announcements of a category as Atom 1.0.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetCategoryAtomFeed))]
    public Task<IResult> GetCategoryAtomFeed(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "categories/{slug}/feed.atom")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns the newest announcements of a category as RSS 2.0.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetCategoryRssFeed))]
    public Task<IResult> GetCategoryRssFeed(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "categories/{slug}/feed.rss")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns the newest announcements of a category as JSON Feed 1.1.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetCategoryJsonFeed))]
    public Task<IResult> GetCategoryJsonFeed(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "categories/{slug}/feed.json")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns the sitemap with the pages of all announcements.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetSitemap))]
    public Task<IResult> GetSitemap(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "sitemap.xml")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns a part of the sitemap.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetSitemapPart))]
    public Task<IResult> GetSitemapPart(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "sitemaps/{number:int}")] HttpRequest request) =>
        pipeline.AnswerAsync(request);
}
