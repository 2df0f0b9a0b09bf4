using Bulletin.Storage;

namespace Bulletin.Archiving.Chores;

/// <summary>Settles announcements that have become public: updates the change log and the counts.</summary>
internal sealed class SettlePublished(DueAnnouncements due, TimeProvider clock) : Chore
{
    public override string Name => "publish-due";

    public override Task RunAsync(TimerReport report, CancellationToken budget) =>
        due.RunAsync(DueKind.Publish, Name, clock.GetUtcNow(), ByTheClock.SettleAsync, report, budget);
}
