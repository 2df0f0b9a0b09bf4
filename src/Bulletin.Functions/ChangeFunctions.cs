using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Bulletin.Functions;

/// <summary>Changes, for clients that keep a copy.</summary>
/// <param name="pipeline">Answers them.</param>
public sealed class ChangeFunctions(Pipeline pipeline)
{
    /// <summary>What a reader must know since a token.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(ListChanges))]
    public Task<IResult> ListChanges(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/changes")] HttpRequest request) =>
        pipeline.AnswerAsync(request);
}
