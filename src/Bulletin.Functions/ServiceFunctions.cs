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

    /// <summary>What a kind of error means.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetProblem))]
    public Task<IResult> GetProblem(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "problems/{name}")] HttpRequest request) =>
        pipeline.AnswerAsync(request);
}
