using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Bulletin.Functions;

/// <summary>The operations on announcements for readers.</summary>
/// <param name="pipeline">The pipeline of the service.</param>
public sealed class AnnouncementFunctions(Pipeline pipeline)
{
    /// <summary>Lists the public announcements, or the archived ones: pinned first, then newest first.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(ListAnnouncements))]
    public Task<IResult> ListAnnouncements(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/announcements")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns one announcement by its id or slug.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetAnnouncement))]
    public Task<IResult> GetAnnouncement(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/announcements/{idOrSlug}")] HttpRequest request) =>
        pipeline.AnswerAsync(request);
}
