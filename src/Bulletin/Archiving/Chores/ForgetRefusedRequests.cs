using Bulletin.Audit;
using Bulletin.Settings;

namespace Bulletin.Archiving.Chores;

/// <summary>Deletes refused requests older than <c>Bulletin:Audit:Keep</c> from the audit log.</summary>
internal sealed class ForgetRefusedRequests(AuditTable audit, BulletinSettings settings, TimeProvider clock) : Chore
{
    public override string Name => "forget-refused-requests";

    public override Task RunAsync(TimerReport report, CancellationToken budget) =>
        audit.ForgetAsync(clock.GetUtcNow() - settings.AuditKept, budget);
}
