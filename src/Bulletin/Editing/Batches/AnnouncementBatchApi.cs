using System.Text.Json;
using System.Text.Json.Serialization;
using Bulletin.Access;
using Bulletin.Announcements;
using Bulletin.Audit;
using Bulletin.Http;
using Bulletin.Problems;
using Bulletin.Reading;
using Bulletin.Site;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Bulletin.Editing.Batches;

/// <summary>What became of the announcements of a batch.</summary>
/// <param name="Items">They, in the order of the request.</param>
internal sealed record BatchResult(IReadOnlyList<BatchItemResult> Items);

/// <summary>What became of an announcement of a batch.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Status">The status that a request for it alone would have been answered with; 200 also for what was deleted.</param>
internal sealed record BatchItemResult(Guid Id, int Status)
{
    /// <summary>The announcement as it is now, as lists show it; absent when something was wrong.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EditorsAnnouncement? Announcement { get; init; }

    /// <summary>What was wrong; absent when nothing was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BatchItemProblem? Problem { get; init; }
}

/// <summary>What was wrong with an announcement of a batch.</summary>
/// <param name="Type">The kind of the problem: an address of the service, which explains it.</param>
/// <param name="Title">The kind in a few words, which are the same every time.</param>
/// <param name="Status">The status of the item.</param>
/// <param name="Detail">What was wrong this time.</param>
internal sealed record BatchItemProblem(string Type, string Title, int Status, string Detail);

/// <summary>The operation on many announcements at once.</summary>
internal static class AnnouncementBatchApi
{
    /// <summary>Maps the operation.</summary>
    public static void MapBatches(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGroup("/api/announcements").ForEditors().WithTags("Editing").MapPost("/batch", BatchAnnouncements).WithAccess(nameof(BatchAnnouncements))
            .WithSummary("Publishes, unpublishes, archives, deletes or categorises up to 100 announcements")
            .WithDescription(
                "Each is changed, or refused, as by a request of its own: one that is stale stops no other. Those that are answered 503 were not reached, or it is not known whether they were changed: send them again.")
            .Reads("AnnouncementBatch", RequestBody.Json)
            .Produces<BatchResult>().WithAnswerHeaders(HeaderNames.CacheControl);

    private static async Task<EditorAnswer<BatchResult>> BatchAnnouncements(
        HttpContext context,
        AnnouncementBatch batch,
        AnnouncementPresenter presenter,
        CategoryCache cache,
        RefusedRequests refused,
        CancellationToken cancellation)
    {
        new QueryParameters(context).ThrowIfWrong();
        (JsonDocument body, _) = await RequestBody.ReadAsync(context, RequestBody.Json).ConfigureAwait(false);
        using (body)
        {
            var input = BatchInput.Read(body.RootElement);
            CategorySet present = await cache.ReadPresentAsync(cancellation).ConfigureAwait(false);
            input.Check(present);
            // It has a budget of its own: what was done must be told, whatever time that took.
            RequestDeadline.Suspend(context);
            (IReadOnlyList<BatchOutcome> outcomes, CategorySet categories) =
                await batch.RunAsync(input, present, context.Actor(), cancellation).ConfigureAwait(false);
            foreach (BatchOutcome outcome in outcomes.Where(outcome => outcome.Problem is not null))
            {
                refused.Note(context, outcome.Problem!, outcome.Id);
            }

            return new EditorAnswer<BatchResult>(
                new BatchResult(outcomes.Select(outcome => ResultOf(outcome, presenter, categories)).ToList()), BatchesJson.Web.BatchResult);
        }
    }

    private static BatchItemResult ResultOf(BatchOutcome outcome, AnnouncementPresenter presenter, CategorySet categories) =>
        outcome.Problem is { Kind: var kind } problem
            ? new BatchItemResult(outcome.Id, kind.Status)
            {
                Problem = new BatchItemProblem($"/problems/{kind.Name}", kind.Title, kind.Status, problem.Detail),
            }
            : new BatchItemResult(outcome.Id, StatusCodes.Status200OK) { Announcement = presenter.EditorsItem(outcome.Announcement!, categories) };
}
