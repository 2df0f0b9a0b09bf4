using Bulletin.Archiving;
using NCrontab;

namespace Bulletin.Host;

/// <summary>
/// Runs the timers on their schedules where no Functions host does. They run once at the start, too: what fell due while the
/// service was down is settled at once.
/// </summary>
internal sealed class ScheduledTimers(
    PublishDueAnnouncements publish, ArchiveOldAnnouncements archive, BulletinSettings settings, TimeProvider clock, ILogger<ScheduledTimers> log)
    : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        LoopAsync(settings.PublishSchedule, publish.RunAsync, stoppingToken),
        LoopAsync(settings.ArchiveSchedule, archive.RunAsync, stoppingToken));

    private async Task LoopAsync(CrontabSchedule schedule, Func<CancellationToken, Task<TimerReport>> run, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await RunAsync(run, stop);
                DateTime now = clock.GetUtcNow().UtcDateTime;
                await Task.Delay(schedule.GetNextOccurrence(now) - now, clock, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    private async Task RunAsync(Func<CancellationToken, Task<TimerReport>> run, CancellationToken stop)
    {
        try
        {
            await run(stop);
        }
        catch (Storage.StorageUnavailableException)
        {
            // The run has said so in the log; the next one goes on.
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // A timer that fails must not end the service.
            log.LogError(failure, "A timer failed; its next run tries again.");
        }
    }
}
