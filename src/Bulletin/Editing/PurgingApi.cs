using Bulletin.Access;
using Bulletin.Http;
using Bulletin.Problems;
using Bulletin.Site;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Bulletin.Editing;

/// <summary>The operation that purges an announcement from the bin.</summary>
internal static class PurgingApi
{
    public static void MapPurging(this IEndpointRouteBuilder endpoints) => endpoints
        .MapGroup("/api/announcements/{id:guid}").ForEditors().WithTags("Editing")
        .MapPost("/purge", PurgeAnnouncement).WithAccess(nameof(PurgeAnnouncement))
        .WithSummary("Removes an announcement of the bin for good, with its revisions")
        .WithDescription(
            "A long history goes in several steps. Cut off between them, the announcement is still in the bin with what is left, "
            + "and the same request goes on.")
        .WithIfMatch(isRequired: true).WithProblems(ProblemKind.NotFound, ProblemKind.WrongState).Produces(StatusCodes.Status204NoContent);

    private static async Task<NoContent> PurgeAnnouncement(HttpContext context, Guid id, SiteWriter writer, CancellationToken cancellation)
    {
        new QueryParameters(context).ThrowIfWrong();
        await writer.PurgeAsync(id, IfMatch.Require(context), context.Actor(), cancellation).ConfigureAwait(false);
        return TypedResults.NoContent();
    }
}
