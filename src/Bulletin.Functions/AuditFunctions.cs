using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Bulletin.Functions;

/// <summary>The audit log, for admins.</summary>
/// <param name="pipeline">Answers them.</param>
public sealed class AuditFunctions(Pipeline pipeline)
{
    /// <summary>What was done and what was refused, newest first.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(ListAudit))]
    public Task<IResult> ListAudit(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/audit")] HttpRequest request) =>
        pipeline.AnswerAsync(request);
}
