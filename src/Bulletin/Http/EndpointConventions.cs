using Bulletin.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Http;

namespace Bulletin.Http;

/// <summary>What the operations say of themselves in the same words.</summary>
internal static class EndpointConventions
{
    /// <summary>The CORS policy of the operations for readers: every origin, no credentials.</summary>
    public const string ReadersCors = "readers";

    /// <summary>The CORS policy of the operations for editors: the origins of the settings.</summary>
    public const string EditorsCors = "editors";

    /// <summary>Operations for everybody; credentials are ignored.</summary>
    public static TBuilder ForReaders<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints
            .WithMetadata(new AllowAnonymousAttribute(), new EnableCorsAttribute(ReadersCors));

    /// <summary>Operations that need a credential.</summary>
    public static TBuilder ForEditors<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints
            .WithMetadata(new EnableCorsAttribute(EditorsCors));

    /// <summary>Names an operation and lets in who <see cref="AccessRules"/> says.</summary>
    public static RouteHandlerBuilder WithAccess(this RouteHandlerBuilder endpoint, string name) => endpoint
        .WithName(name)
        .RequireAuthorization(AccessRules.LeastRole[name].ToString())
        .WithProblems(ProblemKind.Unauthorized, ProblemKind.Forbidden, ProblemKind.Unavailable);

    /// <summary>
    /// The body that an operation reads. Routing lets every content type through: it would refuse one before authentication and
    /// without CORS headers, so <see cref="RequestBody"/> does.
    /// </summary>
    public static RouteHandlerBuilder Reads<TBody>(this RouteHandlerBuilder endpoint, string mediaType)
        where TBody : notnull => endpoint.Accepts<TBody>(mediaType, "*/*");

    /// <summary>The problems that an operation may answer with.</summary>
    public static RouteHandlerBuilder WithProblems(this RouteHandlerBuilder endpoint, params IEnumerable<ProblemKind> kinds)
    {
        foreach (int status in kinds.Select(kind => kind.Status).Distinct())
        {
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(status, null, [ProblemWriter.ContentType]));
        }

        return endpoint;
    }
}
