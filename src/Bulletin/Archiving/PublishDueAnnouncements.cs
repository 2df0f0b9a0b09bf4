using Bulletin.Announcements;
using Bulletin.Storage;
using Microsoft.Extensions.Logging;

namespace Bulletin.Archiving;

/// <summary>
/// Settles in storage what became public, and what lost its pin, by the clock: the change log and the counts. Readers see a scheduled
/// announcement at its instant, and one whose pin ends among the others from that instant on, whether or not this has run.
/// </summary>
public sealed class PublishDueAnnouncements
{
    private readonly DueAnnouncements due;
    private readonly TimeProvider clock;
    private readonly ILogger<PublishDueAnnouncements> log;

    internal PublishDueAnnouncements(DueAnnouncements due, TimeProvider clock, ILogger<PublishDueAnnouncements> log)
    {
        this.due = due;
        this.clock = clock;
        this.log = log;
    }

    /// <summary>Runs once. It may be stopped anywhere and run twice at once.</summary>
    /// <param name="cancellation">Stops the run.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="StorageUnavailableException">Storage is away; the next run goes on.</exception>
    public Task<TimerReport> RunAsync(CancellationToken cancellation) => TimerRun.RunAsync(
        nameof(PublishDueAnnouncements),
        log,
        async (report, budget) =>
        {
            DateTimeOffset now = clock.GetUtcNow();
            await due.RunAsync(DueKind.Publish, "publish-due", now, SettleAsync, report, budget).ConfigureAwait(false);
            await due.RunAsync(DueKind.Unpin, "unpin", now, SettleAsync, report, budget).ConfigureAwait(false);
        },
        cancellation);

    private static Task<bool> SettleAsync(SiteWrite write, Announcement stored, CancellationToken cancellation)
    {
        Announcement present = stored.At(write.Now);
        if (present.Status == stored.Status && present.PinnedUntil == stored.PinnedUntil)
        {
            return Task.FromResult(false);
        }

        // No new revision: by the clock it has been so already.
        write.Save(stored, present);
        return Task.FromResult(true);
    }
}
