using Azure;
using Bulletin.Announcements;
using Bulletin.Http;
using Bulletin.Problems;
using Bulletin.Settings;
using Bulletin.Site;
using Microsoft.Extensions.Logging;

namespace Bulletin.Editing.Batches;

/// <summary>What became of an announcement of a batch.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Announcement">The announcement as it is now; null when the change was refused or not made.</param>
/// <param name="Problem">Why not; null when it was made, or there was nothing to change.</param>
internal sealed record BatchOutcome(Guid Id, Announcement? Announcement, Problem? Problem);

/// <summary>
/// Changes many announcements, each by the rules by which it is changed alone: one that may not be changed stops no other. As many as
/// fit go into one transaction, which happens whole or not at all.
/// </summary>
internal sealed class AnnouncementBatch(AnnouncementEditor editor, SiteWriter writer, BulletinSettings settings, ILogger<AnnouncementBatch> log)
{
    // Those that are read for one transaction. Few announcements are so small that more of them fit.
    private const int AtOnce = 20;

    // After that no transaction is begun: what is not done then is for another request.
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(10);

    private readonly StateTransitions transitions = new(settings.ArchiveAfter);

    private static readonly AnnouncementInput Nothing = new();

    /// <summary>Makes the changes.</summary>
    /// <param name="input">What is asked for; checked.</param>
    /// <param name="present">The categories.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellation">Stops between two transactions.</param>
    /// <returns>What became of each, in the order in which they were asked for, and the categories afterwards.</returns>
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
            catch (Exception over) when (over is UnavailableException || (over is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                Problem cause = over is UnavailableException away
                    ? UnavailableProblem.Of(away)
                    : new Problem(ProblemKind.Busy, $"The {Budget.TotalSeconds:0} seconds of a batch were up before it was its turn. Nothing of it was done; send it again.");
                log.LogWarning("A batch was cut off after {Done} of {All}: {Reason}", outcomes.Count, input.Items.Count, over.GetBaseException().Message);
                outcomes.AddRange(input.Items.Skip(outcomes.Count).Select(item => new BatchOutcome(item.Id, null, cause)));
            }
            catch (Exception failure) when (failure is InvalidDataException or RequestFailedException)
            {
                if (atOnce > 1)
                {
                    // One of them cannot be handled; the others can.
                    atOnce = 1;
                    continue;
                }

                log.LogError(failure, "Announcement {Id} of a batch cannot be handled.", next[0].Id);
                outcomes.Add(new BatchOutcome(next[0].Id, null, new Problem(ProblemKind.Internal, "The service could not do this; its log says why.")));
            }
        }

        return (outcomes, categories);
    }

    // The first of them, as many as fit one transaction.
    private async Task<(IReadOnlyList<BatchOutcome> Outcomes, CategorySet Categories)> FillAsync(
        SiteWrite write, List<BatchItem> items, BatchInput input, CancellationToken cancellation)
    {
        Announcement?[] stored = await Task.WhenAll(items.Select(item => write.Table.ReadAnnouncementAsync(item.Id, cancellation))).ConfigureAwait(false);
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
                part, item.Id, stored, item.Condition, (write, present, stop) => ChangedAsync(write, present, input, stop), null, cancellation).ConfigureAwait(false);
            return new BatchOutcome(item.Id, changed, null);
        }
        catch (ProblemException refused)
        {
            return new BatchOutcome(item.Id, null, refused.Problem);
        }
    }

    private Task<Announcement> ChangedAsync(SiteWrite write, Announcement present, BatchInput input, CancellationToken cancellation) => input.Action switch
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
