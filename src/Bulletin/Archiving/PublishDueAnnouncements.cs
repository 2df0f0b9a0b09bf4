using Bulletin.Archiving.Chores;
using Microsoft.Extensions.Logging;

namespace Bulletin.Archiving;

/// <summary>
/// Settles in storage what became public, and what lost its pin, by the clock: the change log and the counts. Readers see a scheduled
/// announcement at its instant, and one whose pin ends among the others from that instant on, whether or not this has run.
/// </summary>
public sealed class PublishDueAnnouncements
{
    private readonly TimerRun run;

    internal PublishDueAnnouncements(IReadOnlyList<Chore> chores, ILogger<PublishDueAnnouncements> log) =>
        run = new TimerRun(nameof(PublishDueAnnouncements), chores, TimeProvider.System, log);

    /// <summary>Runs every chore once. It may be stopped anywhere and run twice at once; the next run goes on.</summary>
    /// <param name="cancellation">Stops the run.</param>
    /// <returns>The figures; more than 0 failed is a failure of the run.</returns>
    public Task<TimerReport> RunAsync(CancellationToken cancellation) => run.RunAsync(cancellation);
}
