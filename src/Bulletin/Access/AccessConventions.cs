using Bulletin.Http;
using Bulletin.Problems;
using Microsoft.AspNetCore.Builder;

namespace Bulletin.Access;

/// <summary>Applies access rules to operations.</summary>
internal static class AccessConventions
{
    /// <summary>Names an operation and requires the role from its rule in <see cref="AccessRules"/>.</summary>
    public static RouteHandlerBuilder WithAccess(this RouteHandlerBuilder endpoint, string name) => endpoint
        .WithName(name)
        .WithMetadata(AccessRules.Operations[name])
        .RequireAuthorization(AccessRules.Operations[name].LeastRole.ToString())
        .WithProblems(
            ProblemKind.Unauthorized,
            ProblemKind.Forbidden,
            ProblemKind.TooManyRequests,
            ProblemKind.Unavailable,
            ProblemKind.WritesBusy,
            ProblemKind.Busy);
}
