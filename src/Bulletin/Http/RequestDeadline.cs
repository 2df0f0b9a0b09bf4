using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Bulletin.Http;

/// <summary>
/// No request waits for storage longer than this; a client may take longer to send its body (the server has a least rate for that).
/// </summary>
internal sealed class RequestDeadline : IDisposable
{
    /// <summary>When a request that waits for storage is answered 503: 8 s after its body was read.</summary>
    internal static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    // A timer that is so late says that the machine does not get its work done.
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource source;
    private long? began = Stopwatch.GetTimestamp();

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
    public static void Suspend(HttpContext context) => context.Features.Get<RequestDeadline>()?.Set(null);

    /// <summary>Starts the clock anew: the body is there.</summary>
    public static void Restart(HttpContext context) => context.Features.Get<RequestDeadline>()?.Set(Limit);

    /// <summary>Whether so much more time than the limit went by that the machine must have been too busy to notice.</summary>
    public static bool IsLate(HttpContext context) =>
        context.Features.Get<RequestDeadline>() is { began: { } start } && Stopwatch.GetElapsedTime(start) > Limit + Late;

    public void Dispose() => source.Dispose();

    private void Set(TimeSpan? limit)
    {
        began = limit is null ? null : Stopwatch.GetTimestamp();
        source.CancelAfter(limit ?? Timeout.InfiniteTimeSpan);
    }
}
