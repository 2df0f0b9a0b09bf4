using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Bulletin.Functions;

/// <summary>The search operation, for readers.</summary>
/// <param name="pipeline">The pipeline of the service.</param>
public sealed class SearchFunctions(Pipeline pipeline)
{
    /// <summary>Finds public announcements by their words.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(Search))]
    public Task<IResult> Search(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/search")] HttpRequest request) =>
        pipeline.AnswerAsync(request);
}
