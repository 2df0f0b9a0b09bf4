using Bulletin.Archiving.Chores;
using Microsoft.Extensions.Logging;

namespace Bulletin.Archiving;

/// <summary>
/// Runs the chores of a timer independently: one that fails or takes too long does not prevent the others from
/// running. No other code runs chores.
/// </summary>
/// <param name="timer">The name of the timer, for the log.</param>
/// <param name="chores">The chores, in order.</param>
/// <param name="clock">Measures the duration of a run; not the service's clock.</param>
/// <param name="log">Receives a line for each failed chore, and one for the run.</param>
internal sealed class TimerRun(string timer, IReadOnlyList<Chore> chores, TimeProvider clock, ILogger log)
{
    /// <summary>
    /// The maximum duration of a run: 4 minutes, below 5 minutes, the shortest default timeout of a Functions plan.
    /// </summary>
    public static readonly TimeSpan Budget = TimeSpan.FromMinutes(4);

    /// <summary>
    /// Runs every chore once. Each gets an equal share of the remaining time, and what it does not use goes to the
    /// others. Chores whose share was not enough continue after the others, until the time of the run is up.
    /// </summary>
    /// <param name="cancellation">Stops the run.</param>
    /// <returns>The figures of the run, with the failed chores.</returns>
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

    // Returns false if the chore could not finish within its share.
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
