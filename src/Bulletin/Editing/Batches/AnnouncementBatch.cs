using Azure;
using Bulletin.Announcements;
using Bulletin.Http;
using Bulletin.Problems;
using Bulletin.Settings;
using Bulletin.Site;
using Microsoft.Extensions.Logging;

namespace Bulletin.Editing.Batches;

/// <summary>The result for one announcement of a batch.</summary>
/// <param name="Id">The id.</param>
/// <param name="Announcement">The announcement as of now; null if the change was rejected or not made.</param>
/// <param name="Problem">The reason why it was not changed; null if it was, or if there was nothing to change.</param>
internal sealed record BatchOutcome(Guid Id, Announcement? Announcement, Problem? Problem);

/// <summary>
/// Changes many announcements, each by the same rules as a single change: a rejected change does not affect the others.
/// As many as fit share a transaction, which is atomic.
/// </summary>
internal sealed class AnnouncementBatch(
    AnnouncementEditor editor, SiteWriter writer, BulletinSettings settings, ILogger<AnnouncementBatch> log)
{
    // The number of announcements read for one transaction; more of them rarely fit.
    private const int AtOnce = 20;

    // No transaction starts after this time: the remaining announcements are left to another request.
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(10);

    private readonly StateTransitions transitions = new(settings.ArchiveAfter);

    private static readonly AnnouncementInput Nothing = new();

    /// <summary>Changes the announcements.</summary>
    /// <param name="input">The checked request.</param>
    /// <param name="present">The current categories.</param>
    /// <param name="actor">The actor.</param>
    /// <param name="cancellation">Cancels the batch between two transactions.</param>
    /// <returns>One result per announcement, in request order, and the categories after the changes.</returns>
    public async Task<(IReadOnlyList<BatchOutcome> Outcomes, CategorySet Categories)> RunAsync(
        BatchInput input, CategorySet present, Actor actor, CancellationToken cancellation)
    {
        List<BatchOutcome> outcomes = [];
        CategorySet categories = present;
        int atOnce = AtOnce;
        using var budget = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        budget.CancelAfter(Budget);
        while (outcomes.Count < input.Items.Count)
        {
            List<BatchItem> next = input.Items.Skip(outcomes.Count).Take(atOnce).ToList();
            try
            {
                (IReadOnlyList<BatchOutcome> done, categories) = await writer.WriteAsync(
                    actor, input.Word, (write, stop) => FillAsync(write, next, input, stop), budget.Token).ConfigureAwait(false);
                outcomes.AddRange(done);
            }
            catch (Exception over)
                when (over is UnavailableException || (over is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                Problem cause = over is UnavailableException away
                    ? UnavailableProblem.Of(away)
                    : new Problem(
                        ProblemKind.Busy,
                        $"The {Budget.TotalSeconds:0} seconds of a batch were up before it was its turn. "
                            + "Nothing of it was done; send it again.");
                log.LogWarning(
                    "A batch was cut off after {Done} of {All}: {Reason}",
                    outcomes.Count,
                    input.Items.Count,
                    over.GetBaseException().Message);
                outcomes.AddRange(input.Items.Skip(outcomes.Count).Select(item => new BatchOutcome(item.Id, null, cause)));
            }
            catch (Exception failure) when (failure is InvalidDataException or RequestFailedException)
            {
                if (atOnce > 1)
                {
                    // One of them cannot be processed; the others are processed one by one.
                    atOnce = 1;
                    continue;
                }

                log.LogError(failure, "Announcement {Id} of a batch cannot be handled.", next[0].Id);
                outcomes.Add(new BatchOutcome(
                    next[0].Id, null, new Problem(ProblemKind.Internal, "The service could not do this; its log says why.")));
            }
        }

        return (outcomes, categories);
    }

    // Changes the first announcements, as many as fit into one transaction.
    private async Task<(IReadOnlyList<BatchOutcome> Outcomes, CategorySet Categories)> FillAsync(
        SiteWrite write, List<BatchItem> items, BatchInput input, CancellationToken cancellation)
    {
        Announcement?[] stored = await Task
            .WhenAll(items.Select(item => write.Table.ReadAnnouncementAsync(item.Id, cancellation))).ConfigureAwait(false);
        List<BatchOutcome> outcomes = [];
        foreach ((BatchItem item, Announcement? announcement) in items.Zip(stored))
        {
            SiteWrite part = write.Part();
            BatchOutcome outcome = await ChangeAsync(part, item, announcement, input, cancellation).ConfigureAwait(false);
            if (!write.TryJoin(part))
            {
                break;
            }

            outcomes.Add(outcome);
        }

        return (outcomes, write.Categories);
    }

    private async Task<BatchOutcome> ChangeAsync(
        SiteWrite part, BatchItem item, Announcement? stored, BatchInput input, CancellationToken cancellation)
    {
        try
        {
            Announcement changed = await AnnouncementEditor.ChangeAsync(
                part,
                item.Id,
                stored,
                item.Condition,
                (write, present, stop) => ChangedAsync(write, present, input, stop),
                null,
                cancellation).ConfigureAwait(false);
            return new BatchOutcome(item.Id, changed, null);
        }
        catch (ProblemException refused)
        {
            return new BatchOutcome(item.Id, null, refused.Problem);
        }
    }

    private Task<Announcement> ChangedAsync(
        SiteWrite write, Announcement present, BatchInput input, CancellationToken cancellation) => input.Action switch
        {
            BatchAction.Publish => Task.FromResult(transitions.Publish(present, Nothing, write.Now)),
            BatchAction.Unpublish => Task.FromResult(transitions.Unpublish(present, write.Now)),
            BatchAction.Archive => Task.FromResult(transitions.Archive(present, write.Now)),
            BatchAction.Delete => Task.FromResult(transitions.Delete(present, write.Now)),
            BatchAction.Categorise => editor.EditAsync(
                write, present, Nothing with { Categories = input.Categories }, AnnouncementChange.Patch, cancellation),
            _ => throw new ArgumentOutOfRangeException(nameof(input)),
        };
}
