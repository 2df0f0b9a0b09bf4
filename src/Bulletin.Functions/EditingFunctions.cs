using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Bulletin.Functions;

/// <summary>The operations on announcements for editors.</summary>
/// <param name="pipeline">The pipeline of the service.</param>
public sealed class EditingFunctions(Pipeline pipeline)
{
    /// <summary>Lists the announcements in every state, by last change.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(ListForEditors))]
    public Task<IResult> ListForEditors(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/editor/announcements")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns one announcement in any state, directly from storage.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetForEditors))]
    public Task<IResult> GetForEditors(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/editor/announcements/{id:guid}")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Creates an announcement.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(CreateAnnouncement))]
    public Task<IResult> CreateAnnouncement(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/announcements")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Replaces the content of an announcement.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(ReplaceAnnouncement))]
    public Task<IResult> ReplaceAnnouncement(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/announcements/{id:guid}")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Changes parts of an announcement.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(PatchAnnouncement))]
    public Task<IResult> PatchAnnouncement(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "api/announcements/{id:guid}")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Moves an announcement to the bin.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(DeleteAnnouncement))]
    public Task<IResult> DeleteAnnouncement(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/announcements/{id:guid}")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Publishes an announcement, now or at a future time.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(PublishAnnouncement))]
    public Task<IResult> PublishAnnouncement(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/announcements/{id:guid}/publish")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Turns an announcement back into a draft.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(UnpublishAnnouncement))]
    public Task<IResult> UnpublishAnnouncement(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/announcements/{id:guid}/unpublish")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Moves an announcement to the archive.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(ArchiveAnnouncement))]
    public Task<IResult> ArchiveAnnouncement(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/announcements/{id:guid}/archive")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Restores an announcement from the archive or the bin.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(RestoreAnnouncement))]
    public Task<IResult> RestoreAnnouncement(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/announcements/{id:guid}/restore")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Changes several announcements.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(BatchAnnouncements))]
    public Task<IResult> BatchAnnouncements(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/announcements/batch")] HttpRequest request) =>
        pipeline.AnswerAsync(request);
}
