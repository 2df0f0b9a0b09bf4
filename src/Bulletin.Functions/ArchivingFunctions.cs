using Bulletin.Archiving;
using Microsoft.Azure.Functions.Worker;

namespace Bulletin.Functions;

/// <summary>
/// The functions that run on a schedule. A run fails, for the Functions host and for the alerts that look at its record, when a chore
/// failed or an announcement had to be passed over. That costs nothing: there is no retry policy, and the next tick goes on by itself.
/// </summary>
/// <param name="publish">Settles what became public.</param>
/// <param name="archive">Archives what is old.</param>
public sealed class ArchivingFunctions(PublishDueAnnouncements publish, ArchiveOldAnnouncements archive)
{
    /// <summary>Settles in storage what became public by the clock.</summary>
    /// <param name="timer">The tick.</param>
    /// <param name="cancellation">Stops the run.</param>
    [Function(nameof(PublishDueAnnouncements))]
    public async Task PublishDueAnnouncements([TimerTrigger("%PublishSchedule%")] TimerInfo timer, CancellationToken cancellation) =>
        FailWhenIncomplete(nameof(PublishDueAnnouncements), await publish.RunAsync(cancellation));

    /// <summary>Moves to the archive what expired or grew old, and empties the bin.</summary>
    /// <param name="timer">The tick.</param>
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
