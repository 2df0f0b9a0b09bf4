using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Bulletin.Functions;

/// <summary>The operation on the audit log, for admins.</summary>
/// <param name="pipeline">The pipeline of the service.</param>
public sealed class AuditFunctions(Pipeline pipeline)
{
    /// <summary>Lists performed and refused operations, newest first.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(ListAudit))]
    public Task<IResult> ListAudit(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/audit")] HttpRequest request) =>
        pipeline.AnswerAsync(request);
}
