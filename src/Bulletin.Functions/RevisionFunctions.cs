using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Bulletin.Functions;

/// <summary>The revisions of announcements, their public history, and the end of both.</summary>
/// <param name="pipeline">Answers them.</param>
public sealed class RevisionFunctions(Pipeline pipeline)
{
    /// <summary>The revisions of an announcement.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(ListRevisions))]
    public Task<IResult> ListRevisions(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/announcements/{id:guid}/revisions")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>One revision, or what differs from another.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetRevision))]
    public Task<IResult> GetRevision(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/announcements/{id:guid}/revisions/{revision:int}")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Makes an announcement say what a former revision says.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(RevertAnnouncement))]
    public Task<IResult> RevertAnnouncement(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/announcements/{id:guid}/revisions/{revision:int}/revert")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>The major changes of an announcement since its publication.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetHistory))]
    public Task<IResult> GetHistory(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/announcements/{id:guid}/history")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Removes an announcement of the bin for good.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(PurgeAnnouncement))]
    public Task<IResult> PurgeAnnouncement(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/announcements/{id:guid}/purge")] HttpRequest request) =>
        pipeline.AnswerAsync(request);
}
