using Bulletin.Storage;

namespace Bulletin.Archiving.Chores;

/// <summary>Settles pins that have ended.</summary>
internal sealed class SettlePins(DueAnnouncements due, TimeProvider clock) : Chore
{
    public override string Name => "unpin";

    public override Task RunAsync(TimerReport report, CancellationToken budget) =>
        due.RunAsync(DueKind.Unpin, Name, clock.GetUtcNow(), ByTheClock.SettleAsync, report, budget);
}
