using System.Text.Json;
using System.Text.Json.Serialization;
using Bulletin.Access;
using Bulletin.Audit;
using Bulletin.Http;
using Bulletin.Reading;
using Bulletin.Site;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Bulletin.Editing.Batches;

/// <summary>The results of a batch.</summary>
/// <param name="Items">One result per announcement, in request order.</param>
internal sealed record BatchResult(IReadOnlyList<BatchItemResult> Items);

/// <summary>The result for one announcement of a batch.</summary>
/// <param name="Id">The id.</param>
/// <param name="Status">
/// The HTTP status that a separate request would have received; 200 also for a deleted announcement.
/// </param>
internal sealed record BatchItemResult(Guid Id, int Status)
{
    /// <summary>The current announcement, as in lists; absent if there was a problem.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EditorsAnnouncement? Announcement { get; init; }

    /// <summary>The problem; absent if there was none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BatchItemProblem? Problem { get; init; }
}

/// <summary>The problem with one announcement of a batch.</summary>
/// <param name="Type">The problem type: an address of the service, which explains it.</param>
/// <param name="Title">The problem type in a few words, always the same for a type.</param>
/// <param name="Status">The HTTP status of the item.</param>
/// <param name="Detail">The details of this occurrence.</param>
internal sealed record BatchItemProblem(string Type, string Title, int Status, string Detail);

/// <summary>The operation that changes many announcements at once.</summary>
internal static class AnnouncementBatchApi
{
    public static void MapBatches(this IEndpointRouteBuilder endpoints) => endpoints
        .MapGroup("/api/announcements").ForEditors().WithTags("Editing")
        .MapPost("/batch", BatchAnnouncements).WithAccess(nameof(BatchAnnouncements))
        .WithSummary("Publishes, unpublishes, archives, deletes or categorises up to 100 announcements")
        .WithDescription(
            "Each is changed, or refused, as by a request of its own: one that is stale stops no other. "
            + "Those that are answered 503 were not reached, or it is not known whether they were changed: send them again.")
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
            // A batch has its own time budget; the client must get the results however long it took.
            RequestDeadline.Suspend(context);
            (IReadOnlyList<BatchOutcome> outcomes, CategorySet categories) =
                await batch.RunAsync(input, present, context.Actor(), cancellation).ConfigureAwait(false);
            foreach (BatchOutcome outcome in outcomes.Where(outcome => outcome.Problem is not null))
            {
                refused.Note(context, outcome.Problem!, outcome.Id);
            }

            return new EditorAnswer<BatchResult>(
                new BatchResult(outcomes.Select(outcome => ResultOf(outcome, presenter, categories)).ToList()),
                BatchesJson.Web.BatchResult);
        }
    }

    private static BatchItemResult ResultOf(BatchOutcome outcome, AnnouncementPresenter presenter, CategorySet categories) =>
        outcome.Problem is { Kind: var kind } problem
            ? new BatchItemResult(outcome.Id, kind.Status)
            {
                Problem = new BatchItemProblem($"/problems/{kind.Name}", kind.Title, kind.Status, problem.Detail),
            }
            : new BatchItemResult(outcome.Id, StatusCodes.Status200OK)
            {
                Announcement = presenter.EditorsItem(outcome.Announcement!, categories),
            };
}
