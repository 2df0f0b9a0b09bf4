using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Bulletin.Functions;

/// <summary>All requests that match no operation.</summary>
/// <param name="pipeline">The pipeline of the service.</param>
public sealed class RemainingFunctions(Pipeline pipeline)
{
    /// <summary>
    /// Handles addresses and methods that no operation has, including <c>/</c>, so that the pipeline returns 404, 405
    /// and <c>OPTIONS</c> responses and not the Functions host an empty 404. Without a list of methods it accepts all.
    /// The host tries functions in alphabetical order, so this one must come last.
    /// </summary>
    /// <param name="request">The request.</param>
    [Function(nameof(ZzzEverythingElse))]
    public Task<IResult> ZzzEverythingElse(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "{*rest}")]
        HttpRequest request) =>
        pipeline.AnswerAsync(request);
}
