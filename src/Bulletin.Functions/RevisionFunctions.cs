using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Bulletin.Functions;

/// <summary>The operations on revisions and public history, and the permanent deletion of both.</summary>
/// <param name="pipeline">The pipeline of the service.</param>
public sealed class RevisionFunctions(Pipeline pipeline)
{
    /// <summary>Lists the revisions of an announcement.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(ListRevisions))]
    public Task<IResult> ListRevisions(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/announcements/{id:guid}/revisions")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns one revision, or its differences from another.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetRevision))]
    public Task<IResult> GetRevision(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/announcements/{id:guid}/revisions/{revision:int}")]
        HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Restores the content of an earlier revision of an announcement.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(RevertAnnouncement))]
    public Task<IResult> RevertAnnouncement(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/announcements/{id:guid}/revisions/{revision:int}/revert")]
        HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns the major changes of an announcement since its publication.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetHistory))]
    public Task<IResult> GetHistory(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/announcements/{id:guid}/history")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Permanently deletes an announcement from the bin.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(PurgeAnnouncement))]
    public Task<IResult> PurgeAnnouncement(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/announcements/{id:guid}/purge")] HttpRequest request) =>
        pipeline.AnswerAsync(request);
}
