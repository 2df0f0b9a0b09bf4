using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Bulletin.Functions;

/// <summary>The whole site out, and announcements in.</summary>
/// <param name="pipeline">Answers them.</param>
public sealed class TransferFunctions(Pipeline pipeline)
{
    /// <summary>A page of the whole site.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(Export))]
    public Task<IResult> Export(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/export")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Brings lines into the site.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(Import))]
    public Task<IResult> Import(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/import")] HttpRequest request) =>
        pipeline.AnswerAsync(request);
}
