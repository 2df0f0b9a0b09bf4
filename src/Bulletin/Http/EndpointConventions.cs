using Bulletin.Problems;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors;
using Microsoft.Net.Http.Headers;

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

    /// <summary>The parameters of the query that an operation reads.</summary>
    public static RouteHandlerBuilder WithParameters(this RouteHandlerBuilder endpoint, params IEnumerable<QueryParameter> parameters) => endpoint
        .WithMetadata([.. parameters]).WithProblems(ProblemKind.Invalid);

    /// <summary>
    /// The body that an operation reads. Routing lets every content type through: it would refuse one before authentication and
    /// without CORS headers, so <see cref="RequestBody"/> does.
    /// </summary>
    /// <param name="endpoint">The operation.</param>
    /// <param name="schema">The name of the body's schema in the OpenAPI document.</param>
    /// <param name="mediaType">The content type that it must have.</param>
    /// <param name="isOptional">Whether there may be none.</param>
    public static RouteHandlerBuilder Reads(this RouteHandlerBuilder endpoint, string schema, string mediaType, bool isOptional = false) => endpoint
        .WithMetadata(new BodyRead(schema, mediaType, isOptional))
        .WithProblems(ProblemKind.Invalid, ProblemKind.Malformed, ProblemKind.TooLarge, ProblemKind.UnsupportedMediaType);

    /// <summary>An operation whose answers the read cache keeps.</summary>
    /// <param name="endpoint">The operation.</param>
    /// <param name="headers">The headers of an answer beside those of every public one.</param>
    public static RouteHandlerBuilder FromReadCache(this RouteHandlerBuilder endpoint, params IEnumerable<string> headers) => endpoint
        .WithMetadata(new CachedAnswer())
        .WithAnswerHeaders([HeaderNames.ETag, HeaderNames.CacheControl, HeaderNames.Vary, .. headers])
        .WithProblems(ProblemKind.Unavailable, ProblemKind.Busy);

    /// <summary>The headers of an operation's success.</summary>
    public static RouteHandlerBuilder WithAnswerHeaders(this RouteHandlerBuilder endpoint, params IEnumerable<string> headers) =>
        endpoint.WithMetadata(new AnswerHeaders([.. headers]));

    /// <summary>An operation on a present revision, which <c>If-Match</c> names; its answer has the ETag of the new one.</summary>
    public static RouteHandlerBuilder WithIfMatch(this RouteHandlerBuilder endpoint, bool isRequired) => endpoint
        .WithMetadata(new RequestHeader(HeaderNames.IfMatch, isRequired))
        .WithProblems(ProblemKind.Invalid, ProblemKind.ChangedMeanwhile)
        .WithProblems(isRequired ? [ProblemKind.IfMatchRequired] : []);

    /// <summary>The problems that an operation may answer with.</summary>
    public static RouteHandlerBuilder WithProblems(this RouteHandlerBuilder endpoint, params IEnumerable<ProblemKind> kinds) =>
        endpoint.WithMetadata(new PossibleProblems([.. kinds]));
}
