using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Bulletin.Functions;

/// <summary>The operations on pictures and files.</summary>
/// <param name="pipeline">The pipeline of the service.</param>
public sealed class MediaFunctions(Pipeline pipeline)
{
    /// <summary>Lists pictures and files, newest first.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(ListMedia))]
    public Task<IResult> ListMedia(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/editor/media")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns one picture or file with its uses.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetMedium))]
    public Task<IResult> GetMedium(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/editor/media/{id:guid}")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns the file as it was uploaded.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetMediumContent))]
    public Task<IResult> GetMediumContent(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/editor/media/{id:guid}/content")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Uploads a picture or file.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(UploadMedium))]
    public Task<IResult> UploadMedium(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/media")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Replaces the bytes of a picture or file.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(ReplaceMedium))]
    public Task<IResult> ReplaceMedium(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/media/{id:guid}/content")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Changes the description of a picture or file.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(PatchMedium))]
    public Task<IResult> PatchMedium(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "api/media/{id:guid}")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Deletes a picture or file that no announcement uses.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(DeleteMedium))]
    public Task<IResult> DeleteMedium(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/media/{id:guid}")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns an address of storage for a large file.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(BeginUpload))]
    public Task<IResult> BeginUpload(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/media-uploads")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Makes a medium of a large file that was sent to storage.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(ConfirmUpload))]
    public Task<IResult> ConfirmUpload(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/media-uploads/{upload:guid}")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns a picture or file of a public announcement.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetMediaFile))]
    public Task<IResult> GetMediaFile(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "media/{announcement}/{medium:guid}/{name}")]
        HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns a picture or file of a draft to those who have the link.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetPreviewMedia))]
    public Task<IResult> GetPreviewMedia(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/previews/{token}/media/{medium:guid}/{name}")]
        HttpRequest request) =>
        pipeline.AnswerAsync(request);
}
