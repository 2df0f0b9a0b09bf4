using System.Diagnostics;
using Bulletin.Telemetry;

namespace Bulletin.Site;

/// <summary>A write in the queue, from its arrival until its outcome is known.</summary>
/// <param name="actor">The actor.</param>
/// <param name="action">The requested operation, for the change log.</param>
/// <param name="plan">Reads, checks and fills the write.</param>
/// <param name="about">The only announcement that it changes; null if it changes more, or something else.</param>
// The cancellation source has no timer and no long-lived registrations, so it need not be disposed; the write may
// outlive its caller.
#pragma warning disable CA1001
internal sealed class WaitingWrite(Actor actor, string action, Func<SiteWrite, CancellationToken, Task> plan, Guid? about)
#pragma warning restore CA1001
{
    private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource stop = new();
    private readonly ExecutionContext? context = ExecutionContext.Capture();
    private readonly Lock change = new();
    private bool isBeingCommitted;
    private long firstPlanned;
    private Exception? reason;

    public Actor Actor => actor;

    public string Action => action;

    public Guid? About => about;

    /// <summary>The rows that earlier attempts failed to insert because they existed.</summary>
    public HashSet<string> Taken { get; } = new(StringComparer.Ordinal);

    /// <summary>The number of attempts in which another instance was faster.</summary>
    public int Races { get; set; }

    /// <summary>The number of times that the write was planned.</summary>
    public int Attempts { get; private set; }

    /// <summary>The number of rows that the write committed.</summary>
    public int Rows { get; set; }

    /// <summary>The number of writes in the transaction that committed it.</summary>
    public int Shared { get; set; }

    /// <summary>The span of the write; null if nobody listens.</summary>
    public Activity? Span { get; } = BulletinTelemetry.Current;

    /// <summary>True if an attempt at the write is in progress.</summary>
    public bool IsChosen { get; set; }

    /// <summary>
    /// The start of its first planning, as a timestamp of <see cref="SiteWriterLimits.Waits"/>; null while it has only
    /// waited.
    /// </summary>
    public long? FirstPlanned => Volatile.Read(ref firstPlanned) is not 0 and var timestamp ? timestamp : null;

    /// <summary>Notes that the write is being planned; only the first time counts.</summary>
    public void NotePlanned(long timestamp) => Interlocked.CompareExchange(ref firstPlanned, timestamp, 0);

    /// <summary>Completes when the outcome of the write is known.</summary>
    public Task Done => done.Task;

    /// <summary>
    /// Plans the write in the execution context of its caller, so that traces belong to the caller. If the write was
    /// stopped, throws the reason.
    /// </summary>
    public async Task PlanAsync(SiteWrite write)
    {
        Task planned = Task.CompletedTask;
        Attempts++;
        if (context is null)
        {
            planned = plan(write, stop.Token);
        }
        else
        {
            ExecutionContext.Run(context, _ => planned = plan(write, stop.Token), null);
        }

        try
        {
            await planned.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (reason is { } stopped)
        {
            throw stopped;
        }
    }

    /// <summary>Starts the commit, which is completed whatever the client does.</summary>
    /// <returns>False if the write was stopped before; it has then ended.</returns>
    public bool TryBeginCommit()
    {
        lock (change)
        {
            isBeingCommitted = reason is null;
        }

        if (reason is { } stopped)
        {
            Fail(stopped);
        }

        return isBeingCommitted;
    }

    /// <summary>Ends a commit that wrote nothing, so that the write can be stopped again.</summary>
    public void EndCommit()
    {
        lock (change)
        {
            isBeingCommitted = false;
        }

        if (reason is { } stopped)
        {
            Fail(stopped);
        }
    }

    /// <summary>Stops the write: at once while it is planned; during a commit, only if the commit writes nothing.</summary>
    /// <param name="why">The exception for the caller, which says why the write was not made.</param>
    /// <returns>False during a commit, whose outcome is not known yet.</returns>
    public bool TryStop(Exception why)
    {
        lock (change)
        {
            reason ??= why;
            if (isBeingCommitted)
            {
                return false;
            }
        }

        stop.Cancel();
        return true;
    }

    /// <summary>Completes the write as committed.</summary>
    public void Succeed() => done.TrySetResult();

    /// <summary>Fails the write: it was not committed, or its outcome is unknown.</summary>
    public void Fail(Exception failure) => done.TrySetException(failure);
}
