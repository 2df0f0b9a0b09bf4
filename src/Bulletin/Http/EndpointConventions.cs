using Bulletin.Problems;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors;
using Microsoft.Net.Http.Headers;

namespace Bulletin.Http;

/// <summary>The metadata that several operations share.</summary>
internal static class EndpointConventions
{
    /// <summary>The CORS policy of the operations for readers: all origins, no credentials.</summary>
    public const string ReadersCors = "readers";

    /// <summary>The CORS policy of the operations for editors: the origins from the settings.</summary>
    public const string EditorsCors = "editors";

    /// <summary>Marks operations as public; credentials are ignored.</summary>
    public static TBuilder ForReaders<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints
            .WithMetadata(new AllowAnonymousAttribute(), new EnableCorsAttribute(ReadersCors));

    /// <summary>Marks operations as requiring a credential.</summary>
    public static TBuilder ForEditors<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints
            .WithMetadata(new EnableCorsAttribute(EditorsCors));

    /// <summary>Declares the query parameters of an operation.</summary>
    public static RouteHandlerBuilder WithParameters(
        this RouteHandlerBuilder endpoint, params IEnumerable<QueryParameter> parameters) => endpoint
        .WithMetadata([.. parameters]).WithProblems(ProblemKind.Invalid);

    /// <summary>Declares the request body of an operation.</summary>
    /// <remarks>
    /// Routing accepts every content type, because it would reject one before authentication and without CORS headers;
    /// <see cref="RequestBody"/> checks it instead.
    /// </remarks>
    /// <param name="endpoint">The operation.</param>
    /// <param name="schema">The name of the body's schema in the OpenAPI document.</param>
    /// <param name="mediaType">The required content type.</param>
    /// <param name="isOptional">True if the body may be missing.</param>
    public static RouteHandlerBuilder Reads(
        this RouteHandlerBuilder endpoint, string schema, string mediaType, bool isOptional = false) => endpoint
        .WithMetadata(new BodyRead(schema, mediaType, isOptional))
        .WithProblems(ProblemKind.Invalid, ProblemKind.Malformed, ProblemKind.TooLarge, ProblemKind.UnsupportedMediaType);

    /// <summary>Marks an operation as served from the read cache.</summary>
    /// <param name="endpoint">The operation.</param>
    /// <param name="headers">The headers of a response, in addition to those of every public response.</param>
    public static RouteHandlerBuilder FromReadCache(this RouteHandlerBuilder endpoint, params IEnumerable<string> headers) => endpoint
        .WithMetadata(new CachedAnswer())
        .WithAnswerHeaders([HeaderNames.ETag, HeaderNames.CacheControl, HeaderNames.Vary, .. headers])
        .WithProblems(ProblemKind.Unavailable, ProblemKind.Busy);

    /// <summary>Declares that an operation sends a file, whole or in part.</summary>
    public static RouteHandlerBuilder SendsFile(this RouteHandlerBuilder endpoint, params IEnumerable<string> headers) => endpoint
        .WithMetadata(new FileSent())
        .WithAnswerHeaders(
            [
                HeaderNames.ETag, HeaderNames.CacheControl, HeaderNames.ContentDisposition, HeaderNames.AcceptRanges,
                HeaderNames.ContentRange, .. headers,
            ]);

    /// <summary>Declares the headers of an operation's successful response.</summary>
    public static RouteHandlerBuilder WithAnswerHeaders(this RouteHandlerBuilder endpoint, params IEnumerable<string> headers) =>
        endpoint.WithMetadata(new AnswerHeaders([.. headers]));

    /// <summary>
    /// Declares that an operation applies to the current revision named in <c>If-Match</c>, and that its response has
    /// the new ETag.
    /// </summary>
    public static RouteHandlerBuilder WithIfMatch(this RouteHandlerBuilder endpoint, bool isRequired) => endpoint
        .WithMetadata(new RequestHeader(HeaderNames.IfMatch, isRequired))
        .WithProblems(ProblemKind.Invalid, ProblemKind.ChangedMeanwhile)
        .WithProblems(isRequired ? [ProblemKind.IfMatchRequired] : []);

    /// <summary>Declares the problems that an operation may return.</summary>
    public static RouteHandlerBuilder WithProblems(this RouteHandlerBuilder endpoint, params IEnumerable<ProblemKind> kinds) =>
        endpoint.WithMetadata(new PossibleProblems([.. kinds]));
}
