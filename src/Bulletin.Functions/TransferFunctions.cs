using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Bulletin.Functions;

/// <summary>The export of the site and the import of announcements.</summary>
/// <param name="pipeline">The pipeline of the service.</param>
public sealed class TransferFunctions(Pipeline pipeline)
{
    /// <summary>Returns a page of the export of the whole site.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(Export))]
    public Task<IResult> Export(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/export")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Imports lines into the site.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(Import))]
    public Task<IResult> Import(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/import")] HttpRequest request) =>
        pipeline.AnswerAsync(request);
}
