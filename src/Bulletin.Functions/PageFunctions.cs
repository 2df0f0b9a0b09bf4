using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Bulletin.Functions;

/// <summary>The public pages, and their files.</summary>
/// <param name="pipeline">The pipeline of the service.</param>
public sealed class PageFunctions(Pipeline pipeline)
{
    /// <summary>Returns the page of the news.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetNewsPage))]
    public Task<IResult> GetNewsPage(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "{root:maxlength(0)?}")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns the page of an announcement.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetAnnouncementPage))]
    public Task<IResult> GetAnnouncementPage(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "news/{slug}")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns the page of a category.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetCategoryPage))]
    public Task<IResult> GetCategoryPage(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "categories/{slug}")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns the page of the archive.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetArchivePage))]
    public Task<IResult> GetArchivePage(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "archive")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns the page of a year of the archive.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetArchiveYearPage))]
    public Task<IResult> GetArchiveYearPage(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "archive/{year:int}")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns the page of a month of the archive.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetArchiveMonthPage))]
    public Task<IResult> GetArchiveMonthPage(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "archive/{year:int}/{month:int}")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns the page of the search.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetSearchPage))]
    public Task<IResult> GetSearchPage(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "search")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns the page of a preview.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetPreviewPage))]
    public Task<IResult> GetPreviewPage(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "preview/{token}")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns the declaration of accessibility.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetDeclarationPage))]
    public Task<IResult> GetDeclarationPage(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "deklaracja-dostepnosci")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns a file of the pages.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetAsset))]
    public Task<IResult> GetAsset(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "assets/{name}")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns the script for the pages of other sites.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetEmbedScript))]
    public Task<IResult> GetEmbedScript(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "embed.js")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns the icon.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetFavicon))]
    public Task<IResult> GetFavicon(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "favicon.ico")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns the rules for search engines.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetRobots))]
    public Task<IResult> GetRobots(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "robots.txt")] HttpRequest request) =>
        pipeline.AnswerAsync(request);
}
