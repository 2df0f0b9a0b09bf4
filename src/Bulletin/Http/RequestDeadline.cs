using Microsoft.AspNetCore.Http;

namespace Bulletin.Http;

/// <summary>
/// No request waits for storage longer than this; a client may take longer to send its body (the server has a least rate for that).
/// </summary>
internal sealed class RequestDeadline : IDisposable
{
    /// <summary>When a request that waits for storage is answered 503: 8 s after its body was read.</summary>
    internal static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    private readonly CancellationTokenSource source;

    private RequestDeadline(CancellationToken client)
    {
        source = CancellationTokenSource.CreateLinkedTokenSource(client);
        source.CancelAfter(Limit);
    }

    /// <summary>Puts a deadline on a request: from now on its cancellation token is the deadline's.</summary>
    public static RequestDeadline Begin(HttpContext context)
    {
        var deadline = new RequestDeadline(context.RequestAborted);
        context.RequestAborted = deadline.source.Token;
        context.Features.Set(deadline);
        return deadline;
    }

    /// <summary>Stops the clock while a body is read or sent: a client may take its time.</summary>
    public static void Suspend(HttpContext context) => context.Features.Get<RequestDeadline>()?.source.CancelAfter(Timeout.InfiniteTimeSpan);

    /// <summary>Starts the clock anew: the body is there.</summary>
    public static void Restart(HttpContext context) => context.Features.Get<RequestDeadline>()?.source.CancelAfter(Limit);

    public void Dispose() => source.Dispose();
}
