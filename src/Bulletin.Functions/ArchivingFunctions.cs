using Bulletin.Archiving;
using Microsoft.Azure.Functions.Worker;

namespace Bulletin.Functions;

/// <summary>
/// The timers. A run counts as failed, for the Functions host and for alerts on its record, if a task failed or an
/// announcement was skipped. A failed run does no harm: there is no retry policy, and the next run continues.
/// </summary>
/// <param name="publish">Publishes announcements that are due.</param>
/// <param name="archive">Archives old announcements.</param>
public sealed class ArchivingFunctions(PublishDueAnnouncements publish, ArchiveOldAnnouncements archive)
{
    /// <summary>Updates storage for announcements whose publication time has passed.</summary>
    /// <param name="timer">The timer's invocation.</param>
    /// <param name="cancellation">Stops the run.</param>
    [Function(nameof(PublishDueAnnouncements))]
    public async Task PublishDueAnnouncements([TimerTrigger("%PublishSchedule%")] TimerInfo timer, CancellationToken cancellation) =>
        FailWhenIncomplete(nameof(PublishDueAnnouncements), await publish.RunAsync(cancellation));

    /// <summary>Archives expired and old announcements, and empties the bin.</summary>
    /// <param name="timer">The timer's invocation.</param>
    /// <param name="cancellation">Stops the run.</param>
    [Function(nameof(ArchiveOldAnnouncements))]
    public async Task ArchiveOldAnnouncements([TimerTrigger("%ArchiveSchedule%")] TimerInfo timer, CancellationToken cancellation) =>
        FailWhenIncomplete(nameof(ArchiveOldAnnouncements), await archive.RunAsync(cancellation));

    private static void FailWhenIncomplete(string timer, TimerReport report)
    {
        if (report.Failed > 0)
        {
            throw new InvalidOperationException($"{timer}: {report}. The log says why some failed; the next run tries them again.");
        }
    }
}
