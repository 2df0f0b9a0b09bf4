using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Bulletin.Access;
using Bulletin.Audit;
using Bulletin.Categories;
using Bulletin.Changes;
using Bulletin.Editing.Batches;
using Bulletin.Editing.Drafts;
using Bulletin.Editing.Revisions;
using Bulletin.Feeds;
using Bulletin.Http;
using Bulletin.Previews;
using Bulletin.Reading;
using Bulletin.Tests.Functions;
using Bulletin.Transfer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.OpenApi;

namespace Bulletin.Tests.OpenApi;

/// <summary>
/// Generates the OpenAPI document from the endpoints. This needs reflection, which the service does without, so the
/// document is generated here, committed, and served as it is.
/// </summary>
internal static class OpenApiGenerator
{
    private const string Representation = nameof(Representation);

    /// <summary>The document as JSON, with two spaces of indentation and a line feed at its end.</summary>
    public static async Task<string> GenerateAsync(CancellationToken cancellation)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        // Registered services are not taken for request bodies.
        BulletinInMemory.AddTo(builder.Services);
        builder.Services.AddOpenApi(Describe);
        builder.Services.AddSingleton<EndpointDataSource>(new DefaultEndpointDataSource(BulletinInMemory.Build().Endpoints.Select(WithOtherAnswer)));
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.TypeInfoResolver = JsonTypeInfoResolver.Combine(
                [KeysJson.Default, ReadingJson.Default, RevisionsJson.Default, DraftsJson.Default, BatchesJson.Default, PreviewsJson.Default, CategoriesJson.Default, ChangesJson.Default, FeedsJson.Default, AuditJson.Default, TransferJson.Default, HealthJson.Default, new DefaultJsonTypeInfoResolver()]);
        });
        await using WebApplication app = builder.Build();

        OpenApiDocument document = await app.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1").GetOpenApiDocumentAsync(cancellation);
        return Indented(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancellation));
    }

    // The framework knows one body for a status: another one gets a status of its own, from which it is taken back.
    private static RouteEndpoint WithOtherAnswer(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<OtherAnswer>() is { } other
        ? new RouteEndpoint(
            endpoint.RequestDelegate!,
            endpoint.RoutePattern,
            endpoint.Order,
            new EndpointMetadataCollection([.. endpoint.Metadata, new ProducesResponseTypeMetadata(OperationTransformer.StatusOfOtherAnswer, other.Body, ["application/json"])]),
            endpoint.DisplayName)
        : endpoint;

    private static void Describe(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        // Every GET operation also supports HEAD; the document says so once.
        options.ShouldInclude = operation => operation.HttpMethod != HttpMethods.Head;
        options.CreateSchemaReferenceId = type => OpenApiOptions.CreateDefaultSchemaReferenceId(type) is { } name
            ? name.EndsWith(Representation, StringComparison.Ordinal) ? name[..^Representation.Length] : name
            : null;
        options.AddDocumentTransformer(new DocumentTransformer());
        options.AddOperationTransformer(new OperationTransformer());
    }

    private static string Indented(string json)
    {
        using var document = JsonDocument.Parse(json);
        using var indented = new MemoryStream();
        using (var writer = new Utf8JsonWriter(indented, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            document.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(indented.ToArray()) + "\n";
    }
}
