using Bulletin.Archiving.Chores;
using Microsoft.Extensions.Logging;

namespace Bulletin.Archiving;

/// <summary>
/// Runs the chores of a timer, each apart: one that fails, or takes too long, keeps no other from its turn. This is the one place that
/// runs chores.
/// </summary>
/// <param name="timer">The name of the timer, for the log.</param>
/// <param name="chores">The chores, in their order.</param>
/// <param name="clock">Measures the time that a run takes; not the clock of the service.</param>
/// <param name="log">Gets a line for each chore that fails, and one for the run.</param>
internal sealed class TimerRun(string timer, IReadOnlyList<Chore> chores, TimeProvider clock, ILogger log)
{
    /// <summary>The longest that a run takes: 4 minutes, below 5, the shortest time-out that a Functions plan has by default.</summary>
    public static readonly TimeSpan Budget = TimeSpan.FromMinutes(4);

    /// <summary>
    /// Runs every chore once. Each has an equal share of the time that is left, and what one does not need is for the others; those whose
    /// share was not enough go on after the others, until the time of the run is up.
    /// </summary>
    /// <param name="cancellation">Stops the run.</param>
    /// <returns>The figures of the run, and the chores that failed.</returns>
    public async Task<TimerReport> RunAsync(CancellationToken cancellation)
    {
        var report = new TimerReport();
        using var told = new ChoreTelemetry(timer, timer, report);
        long start = clock.GetTimestamp();
        using var end = new CancellationTokenSource(Budget, clock);
        using var budget = CancellationTokenSource.CreateLinkedTokenSource(end.Token, cancellation);
        var waiting = new Queue<Chore>(chores);
        while (!budget.IsCancellationRequested && waiting.TryPeek(out Chore? chore))
        {
            TimeSpan left = Budget - clock.GetElapsedTime(start);
            if (await IsDoneAsync(chore, left / waiting.Count, report, budget.Token).ConfigureAwait(false))
            {
                waiting.Dequeue();
            }
            else
            {
                waiting.Enqueue(waiting.Dequeue());
            }
        }

        report.IsOutOfTime = waiting.Count > 0;
        report.Log(log, timer, clock.GetElapsedTime(start));
        return report;
    }

    // False when the chore has more to do than fits its share.
    private async Task<bool> IsDoneAsync(Chore chore, TimeSpan share, TimerReport report, CancellationToken budget)
    {
        using var end = new CancellationTokenSource(share > TimeSpan.Zero ? share : TimeSpan.Zero, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, budget);
        using var told = new ChoreTelemetry(timer, chore.Name, report);
        try
        {
            await chore.RunAsync(report, either.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception failure)
        {
            told.Fail(failure);
            log.LogError(failure, "{Timer}: {Chore} failed. The other chores go on, and the next run tries it again.", timer, chore.Name);
            report.Fail(chore.Name);
            return true;
        }
    }
}
