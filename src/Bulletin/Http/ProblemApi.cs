using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Bulletin.Http;

/// <summary>The addresses that stand in <c>type</c> of a problem: each answers with a short explanation.</summary>
internal static class ProblemApi
{
    public static void MapProblems(this IEndpointRouteBuilder endpoints) => endpoints
        .MapMethods("/problems/{name}", PublicAnswer.Methods, GetProblem)
        .WithName("GetProblem")
        .WithSummary("What a kind of error means")
        .WithTags("Service")
        .AllowAnonymous();

    private static ContentHttpResult GetProblem(string name) => ProblemKind.All.TryGetValue(name, out ProblemKind? kind)
        ? TypedResults.Text($"{kind.Title} ({kind.Status})\n\n{kind.Explanation}\n", "text/plain", Encoding.UTF8)
        : throw Problem.NotFound($"There is no kind of problem '{name}'.");
}
