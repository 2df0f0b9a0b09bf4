using Bulletin.Http;
using Bulletin.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bulletin.Changes;

/// <summary>The operation with which a client keeps a copy of everything public.</summary>
internal static class ChangesApi
{
    /// <summary>The default number of items per page.</summary>
    public const int DefaultLimit = 50;

    /// <summary>The maximum number of items per page, each with a complete announcement.</summary>
    public const int MaximumLimit = 100;

    public static void MapChanges(this IEndpointRouteBuilder endpoints) => endpoints
        .MapGroup("/api/changes").ForReaders().WithTags("Changes")
        .MapMethods("/", PublicAnswer.Methods, ListChanges)
        .WithName(nameof(ListChanges))
        .WithSummary("What a reader must know since a token; without one, everything that is public now")
        .WithDescription(
            "Each item comes with its present state, in commit order. "
                + "What fell due by the clock is told even before a timer settles it; a repeat is harmless. "
                + "A page ends early where it would have more than about 1 MiB: `next` goes on there.")
        .WithParameters(
            QueryParameter.Text("since", ChangeToken.MaximumLength, "The `next` of the answer before; absent to begin."),
            QueryParameter.Integer("limit", 1, MaximumLimit, DefaultLimit, "The most items of the page."))
        .FromReadCache()
        .Produces<ChangeList>()
        .WithProblems(ProblemKind.TokenTooOld);

    private static Task<IResult> ListChanges(HttpContext context, ChangesReader changes, ReadCache cache)
    {
        var parameters = new QueryParameters(context);
        string? text = parameters.Text("since", ChangeToken.MaximumLength);
        ChangeToken? since = text is null ? null : ChangeToken.Parse(text);
        if (text is not null && since is null)
        {
            parameters.Error("since", "is no token of a list of changes");
        }

        int limit = parameters.Integer("limit", 1, MaximumLimit, DefaultLimit);
        parameters.ThrowIfWrong();
        return cache.AnswerAsync(context, parameters, async stop =>
        {
            (ChangeList list, DateTimeOffset? trueUntil) = await changes.ReadAsync(since, limit, stop).ConfigureAwait(false);
            return PublicAnswer.Json(list, ChangesJson.Web.ChangeList) with { TrueUntil = trueUntil };
        });
    }
}
