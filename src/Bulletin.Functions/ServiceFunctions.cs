using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Bulletin.Functions;

/// <summary>The health checks and the documentation of the service.</summary>
/// <param name="pipeline">The pipeline of the service.</param>
public sealed class ServiceFunctions(Pipeline pipeline)
{
    /// <summary>Reports that the process responds.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetLiveness))]
    public Task<IResult> GetLiveness(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "health/live")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Reports whether the service can work.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetReadiness))]
    public Task<IResult> GetReadiness(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "health/ready")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns the OpenAPI 3.1 document.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetOpenApi))]
    public Task<IResult> GetOpenApi(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "openapi/v1.json")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns a page that shows the operations.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetDocs))]
    public Task<IResult> GetDocs(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "docs")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns the script of that page.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetDocsScript))]
    public Task<IResult> GetDocsScript(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "docs/scalar.js")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns the meaning of a kind of error.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetProblem))]
    public Task<IResult> GetProblem(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "problems/{name}")] HttpRequest request) =>
        pipeline.AnswerAsync(request);
}
