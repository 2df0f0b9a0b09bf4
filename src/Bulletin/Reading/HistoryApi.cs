using Bulletin.Announcements;
using Bulletin.Http;
using Bulletin.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Bulletin.Reading;

/// <summary>The public history of an announcement, for readers.</summary>
internal static class HistoryApi
{
    public static void MapHistory(this IEndpointRouteBuilder endpoints) => endpoints
        .MapGroup("/api/announcements/{id:guid}/history").ForReaders().WithTags("Announcements")
        .MapMethods("/", PublicAnswer.Methods, GetHistory)
        .WithName(nameof(GetHistory))
        .WithSummary("The major changes of an announcement since its publication, the newest first, its publication last")
        .WithDescription(
            $"A major change is one that moved `updatedAt`. At most the {PublicHistory.MaximumChanges} newest, "
            + $"among the {PublicHistory.MaximumExamined} newest revisions, are told; the publication always is.")
        .WithParameters()
        .FromReadCache(HeaderNames.LastModified)
        .Produces<AnnouncementHistory>()
        .WithProblems(ProblemKind.NotFound, ProblemKind.Gone);

    private static Task<IResult> GetHistory(
        HttpContext context, Guid id, AnnouncementReader reader, PublicHistories histories, ReadCache cache, TimeProvider clock)
    {
        var parameters = new QueryParameters(context);
        parameters.ThrowIfWrong();
        return cache.AnswerAsync(context, parameters, async stop =>
        {
            Announcement present = await AnnouncementsApi.FindAsync(id.ToString("D"), reader, stop).ConfigureAwait(false);
            AnnouncementHistory history = await histories.ReadAsync(present, stop).ConfigureAwait(false);
            return PublicAnswer.Json(history, ReadingJson.Web.AnnouncementHistory) with
            {
                LastModified = history.Items[0].At,
                TrueUntil = present.ChangesAt(clock.GetUtcNow()),
                Announcement = id,
            };
        });
    }
}
