using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Bulletin.Functions;

/// <summary>The operations on pending drafts of announcements, and on previews.</summary>
/// <param name="pipeline">The pipeline of the service.</param>
public sealed class DraftFunctions(Pipeline pipeline)
{
    /// <summary>Returns the pending draft of an announcement.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetDraft))]
    public Task<IResult> GetDraft(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/announcements/{id:guid}/draft")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Creates the pending draft of an announcement, or replaces its content.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(PutDraft))]
    public Task<IResult> PutDraft(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/announcements/{id:guid}/draft")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Deletes the pending draft of an announcement.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(DeleteDraft))]
    public Task<IResult> DeleteDraft(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/announcements/{id:guid}/draft")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Publishes the pending draft of an announcement.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(PublishDraft))]
    public Task<IResult> PublishDraft(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/announcements/{id:guid}/draft/publish")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Creates a link that shows a draft as readers would see it.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(CreatePreview))]
    public Task<IResult> CreatePreview(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/announcements/{id:guid}/preview")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns a draft as readers would see it, for those with a link.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetPreview))]
    public Task<IResult> GetPreview(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/previews/{token}")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns a draft as readers would see it, with the link's token in a header.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetPreviewByHeader))]
    public Task<IResult> GetPreviewByHeader(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/previews")] HttpRequest request) =>
        pipeline.AnswerAsync(request);
}
