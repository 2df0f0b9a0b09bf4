using System.Globalization;
using System.Text.Json.Nodes;
using Bulletin.Http;
using Bulletin.Problems;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace Bulletin.Tests.OpenApi;

/// <summary>The parameters of operations.</summary>
internal static class Parameters
{
    private static readonly Dictionary<string, (string Description, string Example)> InPath = new()
    {
        ["id"] = ("The id of the announcement.", "0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11"),
        ["idOrSlug"] = ("The id of the announcement, or a slug that it has or had.", "metropolia-w-partnerskiej-inicjatywie-miast"),
        ["slug"] = ("The slug of the category.", "srodowisko-i-przestrzen"),
        ["keyId"] = ("The id of the key.", "0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b13"),
        ["name"] = ("The name of the problem: the last part of its `type`.", ProblemKind.ChangedMeanwhile.Name),
        ["revision"] = ("The number of the revision.", "2"),
        ["token"] = ("The token of the link.", Examples.Token),
        ["number"] = ("The number of the part.", "1"),
        ["medium"] = ("The id of the picture or file.", Examples.MediumId),
        ["announcement"] = ("The id of the announcement; a slug that it has or had redirects.", "0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11"),
        ["upload"] = ("The id of the upload.", "8e03978e-40d5-43e8-bc93-6894a57f9324"),
    };

    // The same names for other things.
    private static readonly Dictionary<(string Operation, string Name), (string Description, string Example)> InOperations = new()
    {
        [("GetMedium", "id")] = ("The id of the picture or file.", Examples.MediumId),
        [("GetMediumContent", "id")] = ("The id of the picture or file.", Examples.MediumId),
        [("ReplaceMedium", "id")] = ("The id of the picture or file.", Examples.MediumId),
        [("PatchMedium", "id")] = ("The id of the picture or file.", Examples.MediumId),
        [("DeleteMedium", "id")] = ("The id of the picture or file.", Examples.MediumId),
        [("GetMediaFile", "name")] = ("The name of the file; a former one redirects.", "park.jpg"),
        [("GetPreviewMedia", "name")] = ("The name of the file.", "park.jpg"),
    };

    private static readonly Dictionary<string, (string Description, string Example)> InHeaders = new()
    {
        [HeaderNames.IfMatch] = ("The `ETag` of what the change is based on: `\"r3\"` of the revision, as editors read it, or that of what readers get now. Or `*` for whichever is present.", "\"r3\""),
        [HeaderNames.IfNoneMatch] = ("The `ETag`s of the answers that the client has, or `*`.", "\"GqN2Xj7vZ0mJ5b1Hq0aK\""),
        ["Preview-Token"] = ("The token of the link.", Examples.Token),
        ["Idempotency-Key"] = ("1 to 200 visible ASCII characters, made up by the client for this one request: the request can be repeated with it when its answer got lost.", "8e03978e-40d5-43e8-bc93-6894a57f9324"),
    };

    /// <summary>Describes a parameter of the path.</summary>
    public static void DescribePath(string operation, OpenApiParameter parameter)
    {
        (string description, string example) = InOperations.TryGetValue((operation, parameter.Name!), out (string Description, string Example) own)
            ? own
            : InPath.TryGetValue(parameter.Name!, out (string Description, string Example) found)
            ? found
            : throw new InvalidOperationException($"{operation}: say what '{parameter.Name}' in its path is.");
        parameter.Description = description;
        parameter.Example = parameter.Name is "number" or "revision" ? int.Parse(example, CultureInfo.InvariantCulture) : example;
    }

    /// <summary>A parameter of the query.</summary>
    public static IOpenApiParameter Query(QueryParameter parameter) => new OpenApiParameter
    {
        Name = parameter.Name,
        In = ParameterLocation.Query,
        Required = parameter.IsRequired,
        Description = parameter.Description,
        Schema = SchemaOf(parameter),
        Example = ValueOf(parameter, parameter.Example),
        // Words between commas, in one parameter.
        Style = parameter.Kind == QueryParameterKind.List ? ParameterStyle.Form : null,
        Explode = parameter.Kind != QueryParameterKind.List,
    };

    /// <summary>A header of the request.</summary>
    public static IOpenApiParameter Header(RequestHeader header) => new OpenApiParameter
    {
        Name = header.Name,
        In = ParameterLocation.Header,
        Required = header.IsRequired,
        Description = InHeaders[header.Name].Description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        Example = InHeaders[header.Name].Example,
    };

    /// <summary>The header by which a client says what it has.</summary>
    public static void AddIfNoneMatch(OpenApiOperation operation) => operation.Parameters!.Add(Header(new RequestHeader(HeaderNames.IfNoneMatch, IsRequired: false)));

    private static OpenApiSchema SchemaOf(QueryParameter parameter) => parameter.Kind switch
    {
        QueryParameterKind.Integer => new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Minimum = parameter.Minimum.ToString(CultureInfo.InvariantCulture),
            Maximum = parameter.Maximum.ToString(CultureInfo.InvariantCulture),
            Default = ValueOf(parameter, parameter.WhenAbsent),
        },
        QueryParameterKind.Boolean => new OpenApiSchema { Type = JsonSchemaType.Boolean },
        QueryParameterKind.List => new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            MinItems = 1,
            MaxItems = parameter.Maximum,
            Items = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 200 },
        },
        QueryParameterKind.InstantOrDate => new OpenApiSchema
        {
            AnyOf = [new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" }, new OpenApiSchema { Type = JsonSchemaType.String, Format = "date" }],
        },
        _ when parameter.Words.Count > 0 => new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Enum = [.. parameter.Words.Select(word => (JsonNode)word)],
            Default = ValueOf(parameter, parameter.WhenAbsent),
        },
        _ => new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = parameter.Maximum },
    };

    private static JsonNode? ValueOf(QueryParameter parameter, string? text) => (parameter.Kind, text) switch
    {
        (_, null) => null,
        (QueryParameterKind.Integer, _) => int.Parse(text, CultureInfo.InvariantCulture),
        (QueryParameterKind.Boolean, _) => bool.Parse(text),
        (QueryParameterKind.List, _) => new JsonArray([.. text.Split(',').Select(word => (JsonNode)word)]),
        _ => text,
    };
}
