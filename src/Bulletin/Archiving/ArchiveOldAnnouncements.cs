using Bulletin.Archiving.Chores;
using Microsoft.Extensions.Logging;

namespace Bulletin.Archiving;

/// <summary>
/// Archives expired and old announcements, and runs the other chores listed in
/// <see cref="TimerServices.AddTimers"/>.
/// </summary>
public sealed class ArchiveOldAnnouncements
{
    private readonly TimerRun run;

    internal ArchiveOldAnnouncements(IReadOnlyList<Chore> chores, ILogger<ArchiveOldAnnouncements> log) =>
        run = new TimerRun(nameof(ArchiveOldAnnouncements), chores, TimeProvider.System, log);

    /// <inheritdoc cref="PublishDueAnnouncements.RunAsync"/>
    public Task<TimerReport> RunAsync(CancellationToken cancellation) => run.RunAsync(cancellation);
}
