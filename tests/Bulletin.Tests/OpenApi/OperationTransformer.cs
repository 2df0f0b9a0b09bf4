using System.Text.Json.Nodes;
using Bulletin.Access;
using Bulletin.Announcements;
using Bulletin.Content.Files;
using Bulletin.Http;
using Bulletin.Problems;
using Bulletin.Site;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace Bulletin.Tests.OpenApi;

/// <summary>Adds to an operation what its endpoint says of itself: parameters, headers, the body, the problems, who may use it.</summary>
internal sealed class OperationTransformer : IOpenApiOperationTransformer
{
    /// <summary>The name of the security scheme.</summary>
    public const string SecurityScheme = "apiKey";

    /// <summary>Under which the other body of a success is found.</summary>
    public const int StatusOfOtherAnswer = 299;

    private const string Json = "application/json";

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        IList<object> metadata = context.Description.ActionDescriptor.EndpointMetadata;
        OpenApiDocument document = context.Document!;
        operation.OperationId = metadata.OfType<IEndpointNameMetadata>().Last().EndpointName;
        operation.Parameters ??= [];
        foreach (OpenApiParameter parameter in operation.Parameters.Cast<OpenApiParameter>())
        {
            Parameters.DescribePath(operation.OperationId, parameter);
        }

        foreach (IOpenApiParameter parameter in metadata.OfType<QueryParameter>().Select(Parameters.Query).Concat(metadata.OfType<RequestHeader>().Select(Parameters.Header)))
        {
            operation.Parameters.Add(parameter);
        }

        AddAccess(operation, metadata, document);
        AddBody(operation, metadata, document);
        operation.Responses!.Remove($"{StatusOfOtherAnswer}", out IOpenApiResponse? other);
        AddAnswers(operation, context, document);
        AddOtherAnswer(operation, other);
        AddProblems(operation, metadata, document);
        return Task.CompletedTask;
    }

    private static void AddAccess(OpenApiOperation operation, IList<object> metadata, OpenApiDocument document)
    {
        bool isForAll = metadata.OfType<IAllowAnonymous>().Any();
        operation.Security = isForAll ? [] : [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(SecurityScheme, document)] = [] }];
        if (!isForAll)
        {
            Role role = AccessRules.Operations[operation.OperationId!].LeastRole;
            string rule = $"For the role `{role.Word()}`{(role == Role.Admin ? string.Empty : " or one with more rights")}.";
            operation.Description = operation.Description is null ? rule : $"{operation.Description} {rule}";
        }
    }

    private static void AddBody(OpenApiOperation operation, IList<object> metadata, OpenApiDocument document)
    {
        if (metadata.OfType<BodyRead>().SingleOrDefault() is not { } body)
        {
            return;
        }

        (OpenApiSchema schema, JsonObject example) = InputSchemas.All[body.Schema];
        document.AddComponent(body.Schema, schema);
        if (metadata.OfType<FileRead>().Any())
        {
            // A form, or the file itself with its own content type.
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [body.MediaType] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(body.Schema, document) },
                    ["application/octet-stream"] = new OpenApiMediaType { Schema = File() },
                },
            };
            return;
        }

        operation.RequestBody = new OpenApiRequestBody
        {
            Required = !body.IsOptional,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [body.MediaType] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(body.Schema, document), Example = example.DeepClone() },
            },
        };
    }

    private static OpenApiSchema File() => new() { Type = JsonSchemaType.String, Format = "binary" };

    // The type of a file is that of the file.
    private static void AddFile(OpenApiOperation operation, string[] headers, bool isCached, OpenApiDocument document)
    {
        foreach (string status in (string[])["200", "206", "416"])
        {
            operation.Responses![status] = new OpenApiResponse
            {
                Description = Descriptions[status],
                Headers = Headers.Of([.. headers.Where(name => name != HeaderNames.ContentRange || status != "200")], isCached, document),
                Content = status == "416" ? null : FileTypes.ToDictionary(type => type, _ => new OpenApiMediaType { Schema = File() }),
            };
        }
    }

    private static void AddAnswers(OpenApiOperation operation, OpenApiOperationTransformerContext context, OpenApiDocument document)
    {
        IList<object> metadata = context.Description.ActionDescriptor.EndpointMetadata;
        bool isCached = metadata.OfType<CachedAnswer>().Any();
        string[] headers = [.. metadata.OfType<AnswerHeaders>().SelectMany(one => one.Names).Distinct()];
        foreach ((string status, IOpenApiResponse answer) in operation.Responses!)
        {
            var response = (OpenApiResponse)answer;
            response.Description = status == "200" && context.Description.HttpMethod != HttpMethods.Get ? "Done: what it is now." : Descriptions[status];
            string[] names = status switch
            {
                "200" => headers,
                "201" => [.. headers, HeaderNames.Location],
                "301" or "307" => [HeaderNames.Location, HeaderNames.CacheControl],
                "503" => [HeaderNames.CacheControl, HeaderNames.RetryAfter],
                _ => [],
            };
            response.Headers = Headers.Of(names, isCached, document);
            foreach ((string mediaType, OpenApiMediaType content) in response.Content ?? new Dictionary<string, OpenApiMediaType>())
            {
                content.Example = Examples.Of(mediaType, content.Schema, status);
            }
        }

        if (metadata.OfType<FileSent>().Any())
        {
            AddFile(operation, headers, isCached, document);
        }

        if (context.Description.HttpMethod == HttpMethods.Get && operation.Parameters!.Any(parameter => parameter.Name is "id"))
        {
            operation.Responses.TryAdd("301", new OpenApiResponse
            {
                Description = Descriptions["301"],
                Headers = Headers.Of([HeaderNames.Location, HeaderNames.CacheControl], isCached: false, document),
            });
        }

        if (isCached)
        {
            Parameters.AddIfNoneMatch(operation);
            operation.Responses["304"] = new OpenApiResponse
            {
                Description = Descriptions["304"],
                Headers = Headers.Of(headers, isCached, document),
            };
        }
    }

    // One of two bodies: which one, a parameter says.
    private static void AddOtherAnswer(OpenApiOperation operation, IOpenApiResponse? other)
    {
        if (other is not null)
        {
            OpenApiMediaType content = operation.Responses!["200"].Content![Json];
            content.Schema = new OpenApiSchema { OneOf = [content.Schema!, other.Content![Json].Schema!] };
        }
    }

    private static void AddProblems(OpenApiOperation operation, IList<object> metadata, OpenApiDocument document)
    {
        foreach (IGrouping<int, ProblemKind> kinds in metadata.OfType<PossibleProblems>().SelectMany(one => one.Kinds).Distinct()
            .GroupBy(kind => kind.Status).OrderBy(kinds => kinds.Key))
        {
            operation.Responses![$"{kinds.Key}"] = Problems.Of([.. kinds.OrderBy(kind => kind.Name, StringComparer.Ordinal)], document);
        }

        // Responses that are common to all operations.
        operation.Responses!["default"] = Problems.Other(document);
    }

    // The types of the kinds of files, which are those of the responses.
    private static readonly string[] FileTypes = [.. FileKind.All.Select(kind => kind.MediaType.Split(';')[0])];

    private static readonly Dictionary<string, string> Descriptions = new()
    {
        ["200"] = "What was asked for.",
        ["201"] = "It was made.",
        ["204"] = "Done.",
        ["206"] = "The part of the file that was asked for.",
        ["301"] = "The address is a former one, or an id in it has capital letters: `Location` is the present one.",
        ["307"] = "Storage sends the file, at the address in `Location`, for at most 60 s.",
        ["416"] = "The file has none of the bytes that were asked for.",
        ["304"] = "Nothing has changed: the client has the answer already.",
        ["503"] = "Something is away.",
    };
}
