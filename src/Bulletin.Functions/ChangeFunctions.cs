using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Bulletin.Functions;

/// <summary>The operation on changes, for clients that keep a copy.</summary>
/// <param name="pipeline">The pipeline of the service.</param>
public sealed class ChangeFunctions(Pipeline pipeline)
{
    /// <summary>Lists the changes visible to readers since a token.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(ListChanges))]
    public Task<IResult> ListChanges(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/changes")] HttpRequest request) =>
        pipeline.AnswerAsync(request);
}
