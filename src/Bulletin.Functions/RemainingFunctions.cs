using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Bulletin.Functions;

/// <summary>What no operation takes.</summary>
/// <param name="pipeline">Answers it.</param>
public sealed class RemainingFunctions(Pipeline pipeline)
{
    /// <summary>
    /// Addresses and methods that no operation has, <c>/</c> included, so that 404, 405 and <c>OPTIONS</c> are answered by the pipeline and not
    /// by the Functions host with an empty 404. Without a list of methods it takes every one. The host asks functions in the order of their
    /// names: this one must be the last.
    /// </summary>
    /// <param name="request">The request.</param>
    [Function(nameof(ZzzEverythingElse))]
    public Task<IResult> ZzzEverythingElse(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "{*rest}")]
        HttpRequest request) =>
        pipeline.AnswerAsync(request);
}
