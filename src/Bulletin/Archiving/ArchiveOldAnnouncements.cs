using Bulletin.Archiving.Chores;
using Microsoft.Extensions.Logging;

namespace Bulletin.Archiving;

/// <summary>
/// Keeps the site in order: moves to the archive what expired or grew old, and does the other chores that stand in
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
