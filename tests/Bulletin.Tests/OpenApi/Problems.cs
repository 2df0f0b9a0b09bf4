using System.Text.Json.Nodes;
using Bulletin.Http;
using Bulletin.Problems;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace Bulletin.Tests.OpenApi;

/// <summary>The answers when something is wrong.</summary>
internal static class Problems
{
    private const string Schema = "Problem";

    /// <summary>The answer of a status that may mean any of some kinds of problems.</summary>
    public static IOpenApiResponse Of(IReadOnlyList<ProblemKind> kinds, OpenApiDocument document)
    {
        string name = string.Join("Or", kinds.Select(NameOf));
        var response = new OpenApiResponse
        {
            Description = string.Join("\n\n", kinds.Select(kind => $"`{kind.Name}`: {kind.Title}. {kind.Explanation}")),
            Headers = Headers.Of(HeadersOf(kinds[0]), isCached: false, document),
            Content = Content(document, kinds),
        };
        document.AddComponent<IOpenApiResponse>(name, response);
        return new OpenApiResponseReference(name, document);
    }

    /// <summary>Returns the response for problems common to all operations.</summary>
    public static IOpenApiResponse Other(OpenApiDocument document)
    {
        document.AddComponent<IOpenApiResponse>("OtherProblem", new OpenApiResponse
        {
            Description = "Any other problem: a method that the address does not know (405, with `Allow`), a request that cannot be read (400), a defect of the service (500).",
            Headers = Headers.Of([HeaderNames.CacheControl], isCached: false, document),
            Content = Content(document, [ProblemKind.Malformed, ProblemKind.MethodNotAllowed, ProblemKind.Internal]),
        });
        return new OpenApiResponseReference("OtherProblem", document);
    }

    // One schema for all problems: generated clients create a class for each schema, and callers can catch only one
    // class. The examples show the kinds that an operation may return, one for each.
    private static Dictionary<string, OpenApiMediaType> Content(OpenApiDocument document, IEnumerable<ProblemKind> kinds) => new()
    {
        [ProblemWriter.ContentType] = new OpenApiMediaType
        {
            Schema = Reference(document),
            Examples = kinds.ToDictionary(kind => kind.Name, kind => (IOpenApiExample)new OpenApiExample { Summary = kind.Title, Value = ExampleOf(kind) }),
        },
    };

    private static JsonNode ExampleOf(ProblemKind kind)
    {
        Problem problem = kind == ProblemKind.Invalid
            ? Problem.Invalid("title", "must have 1 to 200 characters, not 0").Problem
            : new Problem(kind, kind.Explanation);
        using var body = new MemoryStream();
        ProblemWriter.Write(body, problem, "/api/announcements");
        return JsonNode.Parse(body.ToArray())!;
    }

    private static OpenApiSchemaReference Reference(OpenApiDocument document)
    {
        document.AddComponent<IOpenApiSchema>(Schema, new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "An error (RFC 9457).",
            Required = new HashSet<string> { "type", "title", "status", "detail" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri-reference", Description = "The kind of the problem: an address of the service, which explains it." },
                ["title"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "The kind in a few words, which are the same every time." },
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "The status of the answer." },
                ["detail"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Description = "What was wrong this time.",
                    // Generators of clients make it the message of the exception.
                    Extensions = new Dictionary<string, IOpenApiExtension> { ["x-ms-primary-error-message"] = new JsonNodeExtension(true) },
                },
                ["instance"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri-reference", Description = "The address of the request." },
                ["announcement"] = Only(document, "EditorsAnnouncement", "The announcement as it is now, when the draft of its next version was begun from an older revision."),
                ["draft"] = Only(document, "Draft", "The draft that was begun from an older revision of its announcement."),
                ["usedIn"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = new OpenApiSchemaReference("MediumUse", document),
                    Description = "The announcements that use the picture or file.",
                },
                ["errors"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Description = "What is wrong with which member of the body, parameter or header, by its name.",
                    AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
                },
            },
        });
        return new OpenApiSchemaReference(Schema, document);
    }

    private static OpenApiSchema Only(OpenApiDocument document, string schema, string description) => new()
    {
        AllOf = [new OpenApiSchemaReference(schema, document)],
        Description = description,
    };

    private static string[] HeadersOf(ProblemKind kind) => kind.Status switch
    {
        401 => [HeaderNames.CacheControl, HeaderNames.WWWAuthenticate],
        415 => [HeaderNames.CacheControl, "Accept-Patch"],
        429 or 503 => [HeaderNames.CacheControl, HeaderNames.RetryAfter],
        _ => [HeaderNames.CacheControl],
    };

    private static string NameOf(ProblemKind kind) => string.Concat(kind.Name.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
