using Bulletin.Archiving;
using Bulletin.Settings;
using NCrontab;

namespace Bulletin.Host;

/// <summary>
/// Runs the timers on their schedules if there is no Functions host. They also run at the start, to process whatever
/// became due while the service was down.
/// </summary>
internal sealed class ScheduledTimers(
    PublishDueAnnouncements publish,
    ArchiveOldAnnouncements archive,
    BulletinSettings settings,
    TimeProvider clock,
    IHostApplicationLifetime lifetime,
    ILogger<ScheduledTimers> log)
    : BackgroundService
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A service that cannot listen runs no timers.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        await Task.WhenAll(
            LoopAsync(settings.PublishSchedule, publish.RunAsync, stoppingToken),
            LoopAsync(settings.ArchiveSchedule, archive.RunAsync, stoppingToken));
    }

    private async Task LoopAsync(CrontabSchedule schedule, Func<CancellationToken, Task<TimerReport>> run, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await RunAsync(run, stop);
                await WaitAsync(schedule, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    // Waits at most a day at a time: Task.Delay has a maximum, which a rare schedule exceeds.
    private async Task WaitAsync(CrontabSchedule schedule, CancellationToken stop)
    {
        DateTime next = schedule.GetNextOccurrence(clock.GetUtcNow().UtcDateTime);
        for (TimeSpan left; (left = next - clock.GetUtcNow().UtcDateTime) > TimeSpan.Zero;)
        {
            await Task.Delay(left < LongestDelay ? left : LongestDelay, clock, stop);
        }
    }

    private async Task RunAsync(Func<CancellationToken, Task<TimerReport>> run, CancellationToken stop)
    {
        try
        {
            await run(stop);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // A failing timer must not stop the service.
            log.LogError(failure, "A timer failed; its next run tries again.");
        }
    }
}
