using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Bulletin.Functions;

/// <summary>The next versions of announcements, and previews.</summary>
/// <param name="pipeline">Answers them.</param>
public sealed class DraftFunctions(Pipeline pipeline)
{
    /// <summary>The draft of the next version of an announcement.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetDraft))]
    public Task<IResult> GetDraft(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/announcements/{id:guid}/draft")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Begins the next version of an announcement, or replaces what it says.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(PutDraft))]
    public Task<IResult> PutDraft(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/announcements/{id:guid}/draft")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Throws the draft of a next version away.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(DeleteDraft))]
    public Task<IResult> DeleteDraft(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/announcements/{id:guid}/draft")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Makes the draft of the next version what readers see.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(PublishDraft))]
    public Task<IResult> PublishDraft(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/announcements/{id:guid}/draft/publish")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Makes a link that shows a draft as a reader would see it.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(CreatePreview))]
    public Task<IResult> CreatePreview(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/announcements/{id:guid}/preview")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>A draft as a reader would see it, for those who were given a link.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetPreview))]
    public Task<IResult> GetPreview(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/previews/{token}")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>The same, with the token of the link in a header.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetPreviewByHeader))]
    public Task<IResult> GetPreviewByHeader(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/previews")] HttpRequest request) =>
        pipeline.AnswerAsync(request);
}
