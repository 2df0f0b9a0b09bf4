using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Bulletin.Functions;

/// <summary>What the service says of itself.</summary>
/// <param name="pipeline">Answers them.</param>
public sealed class ServiceFunctions(Pipeline pipeline)
{
    /// <summary>Whether the process answers.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetLiveness))]
    public Task<IResult> GetLiveness(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "health/live")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Whether the service can work.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetReadiness))]
    public Task<IResult> GetReadiness(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "health/ready")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>What the operations are, as OpenAPI 3.1.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetOpenApi))]
    public Task<IResult> GetOpenApi(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "openapi/v1.json")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>A page that shows the operations.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetDocs))]
    public Task<IResult> GetDocs(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "docs")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>The script of that page.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetDocsScript))]
    public Task<IResult> GetDocsScript(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "docs/scalar.js")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>What a kind of error means.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetProblem))]
    public Task<IResult> GetProblem(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "problems/{name}")] HttpRequest request) =>
        pipeline.AnswerAsync(request);
}
