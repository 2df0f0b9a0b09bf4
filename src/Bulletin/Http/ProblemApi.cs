using System.Text;
using Bulletin.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bulletin.Http;

/// <summary>The pages at the URLs in a problem's <c>type</c>, each with a short explanation.</summary>
internal static class ProblemApi
{
    private const string Text = "text/plain";

    public static void MapProblems(this IEndpointRouteBuilder endpoints) => endpoints
        .MapGroup("/problems").ForReaders().WithTags("Service")
        .MapMethods("/{name}", PublicAnswer.Methods, GetProblem)
        .WithName(nameof(GetProblem))
        .WithSummary("What a kind of error means")
        .Produces<string>(StatusCodes.Status200OK, Text).FromReadCache().WithProblems(ProblemKind.NotFound);

    // Query parameters are ignored, as everywhere outside /api.
    private static Task<IResult> GetProblem(HttpContext context, string name, ReadCache cache) =>
        cache.AnswerAsync(
            context,
            new QueryParameters(context),
            _ => Task.FromResult(ProblemKind.All.TryGetValue(name, out ProblemKind? kind)
                ? new PublicAnswer
                {
                    Body = Encoding.UTF8.GetBytes($"{kind.Title} ({kind.Status})\n\n{kind.Explanation}\n"),
                    ContentType = Text + "; charset=utf-8",
                }
                : throw Problem.NotFound($"There is no kind of problem '{name}'.")));
}
