using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Bulletin.Http;

/// <summary>
/// Limits the time that a request waits for storage. A client may take longer to send its body (the server enforces a
/// minimum data rate).
/// </summary>
internal sealed class RequestDeadline : IDisposable
{
    /// <summary>
    /// The longest time that a request waits for storage before it gets 503: 8 s, counted from the end of its body.
    /// </summary>
    internal static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    // A timer this late means that the machine is overloaded.
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource source;
    private long? began = Stopwatch.GetTimestamp();

    private RequestDeadline(CancellationToken client)
    {
        source = CancellationTokenSource.CreateLinkedTokenSource(client);
        source.CancelAfter(Limit);
    }

    /// <summary>Sets a deadline for a request and replaces its cancellation token.</summary>
    public static RequestDeadline Begin(HttpContext context)
    {
        var deadline = new RequestDeadline(context.RequestAborted);
        context.RequestAborted = deadline.source.Token;
        context.Features.Set(deadline);
        return deadline;
    }

    /// <summary>Stops the clock while a body is read or sent, because a client may be slow.</summary>
    public static void Suspend(HttpContext context) => context.Features.Get<RequestDeadline>()?.Set(null);

    /// <summary>Restarts the clock after the body was read.</summary>
    public static void Restart(HttpContext context) => context.Features.Get<RequestDeadline>()?.Set(Limit);

    /// <summary>Returns true if the limit was exceeded by so much that the machine must have been overloaded.</summary>
    public static bool IsLate(HttpContext context) =>
        context.Features.Get<RequestDeadline>() is { began: { } start } && Stopwatch.GetElapsedTime(start) > Limit + Late;

    public void Dispose() => source.Dispose();

    private void Set(TimeSpan? limit)
    {
        began = limit is null ? null : Stopwatch.GetTimestamp();
        source.CancelAfter(limit ?? Timeout.InfiniteTimeSpan);
    }
}
