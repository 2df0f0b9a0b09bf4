using Microsoft.Extensions.Logging;

namespace Bulletin.Archiving;

/// <summary>What every timer's run has around it: a time budget and one line in the log.</summary>
internal static class TimerRun
{
    /// <summary>How long a run may take: below 5 minutes, the shortest time-out that a Functions plan has by default.</summary>
    public static readonly TimeSpan Budget = TimeSpan.FromMinutes(4);

    public static async Task<TimerReport> RunAsync(
        string timer, ILogger log, Func<TimerReport, CancellationToken, Task> run, CancellationToken cancellation)
    {
        var report = new TimerReport();
        using var budget = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        budget.CancelAfter(Budget);
        try
        {
            await run(report, budget.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (budget.IsCancellationRequested)
        {
            report.IsOutOfTime = true;
        }
        catch (Storage.UnavailableException away)
        {
            log.LogError(away, "{Timer} stopped: {Reason} The next run goes on.", timer, away.Message);
            throw;
        }
        finally
        {
            report.Log(log, timer);
        }

        return report;
    }
}
