using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Bulletin.Functions;

/// <summary>The operations on API keys, for admins.</summary>
/// <param name="pipeline">The pipeline of the service.</param>
public sealed class KeyFunctions(Pipeline pipeline)
{
    /// <summary>Lists the keys, without their tokens.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(ListKeys))]
    public Task<IResult> ListKeys(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/keys")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Creates a key.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(CreateKey))]
    public Task<IResult> CreateKey(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/keys")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Changes a key.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(PatchKey))]
    public Task<IResult> PatchKey(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "api/keys/{keyId:guid}")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Revokes a key.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(DeleteKey))]
    public Task<IResult> DeleteKey(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/keys/{keyId:guid}")] HttpRequest request) =>
        pipeline.AnswerAsync(request);
}
