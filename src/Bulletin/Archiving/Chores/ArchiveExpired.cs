using Bulletin.Storage;

namespace Bulletin.Archiving.Chores;

/// <summary>Archives expired announcements.</summary>
internal sealed class ArchiveExpired(DueAnnouncements due, TimeProvider clock) : Chore
{
    public override string Name => "expire";

    public override Task RunAsync(TimerReport report, CancellationToken budget) =>
        due.RunAsync(DueKind.Expire, Name, clock.GetUtcNow(), ByTheClock.ExpireAsync, report, budget);
}
