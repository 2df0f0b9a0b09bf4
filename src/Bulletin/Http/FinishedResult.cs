using Microsoft.AspNetCore.Http;

namespace Bulletin.Http;

/// <summary>Sends a response that was finished before the request and never becomes stale.</summary>
internal sealed class FinishedResult(FinishedAnswer answer, SecurityHeaders security) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) =>
        answer.WriteAsync(httpContext, security, DateTimeOffset.UnixEpoch, isStale: false);
}
