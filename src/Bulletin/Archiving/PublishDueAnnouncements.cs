using Bulletin.Archiving.Chores;
using Microsoft.Extensions.Logging;

namespace Bulletin.Archiving;

/// <summary>
/// Settles announcements that became public and pins that ended: updates the change log and the counts. Readers see
/// a scheduled announcement from its instant on, and stop seeing a pin when it ends, whether or not this has run.
/// </summary>
public sealed class PublishDueAnnouncements
{
    private readonly TimerRun run;

    internal PublishDueAnnouncements(IReadOnlyList<Chore> chores, ILogger<PublishDueAnnouncements> log) =>
        run = new TimerRun(nameof(PublishDueAnnouncements), chores, TimeProvider.System, log);

    /// <summary>
    /// Runs every chore once. It may be interrupted at any point and run concurrently; the next run continues.
    /// </summary>
    /// <param name="cancellation">Stops the run.</param>
    /// <returns>The figures; the run failed if <see cref="TimerReport.Failed"/> is more than 0.</returns>
    public Task<TimerReport> RunAsync(CancellationToken cancellation) => run.RunAsync(cancellation);
}
