using Bulletin.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bulletin.Documentation;

/// <summary>
/// The documentation of the operations: the OpenAPI document, and a page that shows it. Both are made when the service
/// is built (see docs/design.md), so they do not change while the process runs.
/// </summary>
internal static class DocumentationApi
{
    // The page sends requests to its own origin only. Scalar inserts its styles as elements, and supports no nonce for
    // them.
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        + "img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly Lazy<FinishedAnswer> OpenApi = new(() =>
        Finished("openapi.json", "application/json; charset=utf-8", pagePolicy: null));
    private static readonly Lazy<FinishedAnswer> Docs = new(() =>
        Finished("docs.html", "text/html; charset=utf-8", PagePolicy));

    public static void MapDocumentation(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder group = endpoints.MapGroup("/").ForReaders().WithTags("Service").ExcludeFromDescription();
        group.MapMethods("/openapi/v1.json", PublicAnswer.Methods, GetOpenApi).WithName(nameof(GetOpenApi));
        group.MapMethods("/docs", PublicAnswer.Methods, GetDocs).WithName(nameof(GetDocs));
        group.MapMethods("/docs/scalar.js", PublicAnswer.Methods, GetDocsScript).WithName(nameof(GetDocsScript));
    }

    private static FinishedResult GetOpenApi(SecurityHeaders security) => new(OpenApi.Value, security);

    private static FinishedResult GetDocs(SecurityHeaders security) => new(Docs.Value, security);

    private static IResult GetDocsScript() => ScalarScript.Result;

    private static FinishedAnswer Finished(string resource, string contentType, string? pagePolicy) => new(
        new PublicAnswer { Body = EmbeddedFile.Read(resource), ContentType = contentType, PagePolicy = pagePolicy });
}
