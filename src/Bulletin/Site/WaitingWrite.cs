using System.Diagnostics;
using Bulletin.Telemetry;

namespace Bulletin.Site;

/// <summary>A write that somebody waits for, from its arrival until it is known what became of it.</summary>
/// <param name="actor">Who writes.</param>
/// <param name="action">What was asked for, for the change log.</param>
/// <param name="plan">Reads, checks and fills the write.</param>
/// <param name="about">The one announcement that it changes; null when it changes more or something else.</param>
// Its source of cancellation has no timer and nothing registered for long: there is nothing to dispose of, and the write may outlive who waits.
#pragma warning disable CA1001
internal sealed class WaitingWrite(Actor actor, string action, Func<SiteWrite, CancellationToken, Task> plan, Guid? about)
#pragma warning restore CA1001
{
    private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource stop = new();
    private readonly ExecutionContext? context = ExecutionContext.Capture();
    private readonly Lock change = new();
    private bool isBeingCommitted;
    private Exception? reason;

    public Actor Actor => actor;

    public string Action => action;

    public Guid? About => about;

    /// <summary>The rows whose insert failed in an earlier attempt because they were there.</summary>
    public HashSet<string> Taken { get; } = new(StringComparer.Ordinal);

    /// <summary>The number of attempts at which another instance was faster.</summary>
    public int Races { get; set; }

    /// <summary>The number of times that it was planned.</summary>
    public int Attempts { get; private set; }

    /// <summary>The number of its rows that were committed.</summary>
    public int Rows { get; set; }

    /// <summary>The number of writes in the transaction that committed it.</summary>
    public int Shared { get; set; }

    /// <summary>The span of the write, if anybody listens.</summary>
    public Activity? Span { get; } = BulletinTelemetry.Current;

    /// <summary>Whether an attempt at the write is under way.</summary>
    public bool IsChosen { get; set; }

    /// <summary>Start of its first planning, as a timestamp of the clock of the waits; null while it only waited.</summary>
    public long? FirstPlanned { get; set; }

    /// <summary>Completes when it is known what became of the write.</summary>
    public Task Done => done.Task;

    /// <summary>
    /// Plans the write, as a part of what its caller does: what is traced belongs there. It fails with the reason for which it was stopped, if
    /// it was.
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

    /// <summary>Begins the part that is seen through whatever the client does.</summary>
    /// <returns>False when the write was stopped before; then it is over.</returns>
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

    /// <summary>Goes back to where the write can be stopped, because nothing was committed.</summary>
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

    /// <summary>Stops the write: at once while it is planned, and while it is being committed only when nothing comes of that.</summary>
    /// <param name="why">Tells who waits why the write was not made.</param>
    /// <returns>False while it is being committed: what becomes of it is not known yet.</returns>
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

    /// <summary>Tells that the write is made.</summary>
    public void Succeed() => done.TrySetResult();

    /// <summary>Tells why the write is not made, or that this is not known.</summary>
    public void Fail(Exception failure) => done.TrySetException(failure);
}
