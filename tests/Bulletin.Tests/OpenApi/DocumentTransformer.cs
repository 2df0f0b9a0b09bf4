using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Bulletin.Announcements;
using Bulletin.Announcements.Revisions;
using Bulletin.Feeds;
using Bulletin.Site;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Bulletin.Tests.OpenApi;

/// <summary>
/// Adds descriptions that apply to all operations, and describes the schemas with the doc comments of their types.
/// </summary>
internal sealed class DocumentTransformer : IOpenApiDocumentTransformer
{
    private const string Description = """
        Announcements of a public body: editors post them in categories, web sites and apps read them, old ones go to an archive.

        **Reading** needs no credential. An answer has a strong `ETag`; with it in `If-None-Match` the next one is 304 while nothing has changed. Answers are compressed by Brotli and gzip. Whatever answers GET answers HEAD.

        **Editing** needs `Authorization: Bearer <token>` with an API key or a token of the OpenID Connect issuer. A change names the revision that it is based on in `If-Match`, so that nobody's change is overwritten unseen.

        **Instants** are RFC 3339 in UTC. **Errors** are problem details (RFC 9457); their `type` is an address at which the service explains them. Parameters and members that an operation under `/api` does not know are an error.
        """;

    private static readonly (string Name, string Description)[] Tags =
    [
        ("Announcements", "Announcements, for readers."),
        ("Categories", "Categories, for readers."),
        ("Media", "Pictures and files, for editors."),
        ("Changes", "For clients that keep a copy."),
        ("Feeds", "Feeds and the site map."),
        ("Editing", "Announcements and categories, for editors."),
        ("Administration", "For admins."),
        ("Keys", "API keys, for admins."),
        ("Service", "What the service says of itself."),
    ];

    // Details that the types, which are strings, cannot express.
    private static readonly Dictionary<(string Schema, string Property), Action<OpenApiSchema>> Details = new()
    {
        [("Announcement", "status")] = Words("published", "archived"),
        [("EditorsAnnouncement", "status")] = Words([.. Enum.GetValues<AnnouncementStatus>().Select(status => status.Word())]),
        [("FoundAnnouncement", "status")] = Words("published", "archived"),
        [("Announcement", "format")] = Words("markdown", "html"),
        [("EditorsAnnouncement", "format")] = Words("markdown", "html"),
        [("Draft", "format")] = Words("markdown", "html"),
        [("Draft", "sourceUrl")] = Address,
        [("Preview", "url")] = Address,
        [("FoundAnnouncement", "format")] = Words("markdown", "html"),
        [("Change", "kind")] = Words("published", "updated", "archived", "removed", "category"),
        [("TextPart", "op")] = Words(TextPart.Equal, TextPart.Delete, TextPart.Insert),
        [("RevisionItem", "status")] = Words([.. Enum.GetValues<AnnouncementStatus>().Select(status => status.Word())]),
        [("Key", "role")] = Words(RoleWords.All),
        [("CreatedKey", "role")] = Words(RoleWords.All),
        [("ImportReportLine", "status")] = Words("created", "unchanged", "exists", "invalid"),
        [("HealthReport", "status")] = Words("alive", "ready", "unavailable"),
        [("Announcement", "url")] = Address,
        [("EditorsAnnouncement", "url")] = Address,
        [("Announcement", "sourceUrl")] = Address,
        [("EditorsAnnouncement", "sourceUrl")] = Address,
        [("FoundAnnouncement", "url")] = Address,
        [("FoundAnnouncement", "sourceUrl")] = Address,
        [("AnnouncementImage", "url")] = Address,
        [("JsonFeed", "version")] = schema => (schema.Const, schema.Type) = (JsonFeed.Version11, JsonSchemaType.String),
        [("JsonFeed", "home_page_url")] = Address,
        [("JsonFeed", "feed_url")] = Address,
        [("JsonFeedItem", "url")] = Address,
        [("JsonFeedItem", "external_url")] = Address,
        [("JsonFeedItem", "image")] = Address,
    };

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Bulletin",
            Version = "1.0.0",
            Description = Description,
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
        };
        document.Servers = [new OpenApiServer { Url = "/", Description = "The service that this document came from" }];
        var used = document.Paths.Values.SelectMany(path => path.Operations!.Values).SelectMany(operation => operation.Tags!).Select(tag => tag.Name).ToHashSet();
        document.Tags = new HashSet<OpenApiTag>(Tags.Where(tag => used.Remove(tag.Name)).Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Description }));
        Assert.Empty(used);
        document.AddComponent(OperationTransformer.SecurityScheme, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "an API key, bk_..., or a JWT",
            Description = "An API key, or a token of the OpenID Connect issuer of the settings. It has a role: `author` (drafts of their own), `editor` (everything about announcements) or `admin` (categories and API keys too).",
        });
        JoinPaths(document);
        DescribeSchemas(document);
        return Task.CompletedTask;
    }

    // One path must not stand there twice with another name for its parameter, and a parameter of a path has one type: generated clients
    // have one method for it, which must take a slug too.
    private static void JoinPaths(OpenApiDocument document)
    {
        const string separate = "/api/announcements/{idOrSlug}";
        const string joined = "/api/announcements/{id}";
        foreach ((HttpMethod method, OpenApiOperation operation) in document.Paths[separate].Operations!)
        {
            ((OpenApiParameter)operation.Parameters!.Single(parameter => parameter.Name == "idOrSlug")).Name = "id";
            document.Paths[joined].Operations!.Add(method, operation);
        }

        document.Paths.Remove(separate);
        foreach (OpenApiParameter id in document.Paths.Where(path => path.Key.StartsWith(joined, StringComparison.Ordinal))
            .SelectMany(path => path.Value.Operations!.Values)
            .SelectMany(operation => operation.Parameters!.OfType<OpenApiParameter>())
            .Where(parameter => parameter.In == ParameterLocation.Path && parameter.Name == "id"))
        {
            id.Schema = new OpenApiSchema { Type = JsonSchemaType.String };
        }
    }

    private static void DescribeSchemas(OpenApiDocument document)
    {
        Dictionary<string, Type> types = typeof(BulletinApp).Assembly.GetTypes()
            .Where(type => !type.IsNested)
            .GroupBy(type => type.Name.Replace("Representation", string.Empty, StringComparison.Ordinal))
            .ToDictionary(group => group.Key, group => group.OrderByDescending(type => type.Name.Length).First());
        foreach ((string name, IOpenApiSchema schema) in document.Components!.Schemas!)
        {
            // Those that were written by hand are described.
            if (schema is OpenApiSchema { Properties: not null, Description: null } described && types.TryGetValue(name, out Type? type))
            {
                described.Description = DocComments.Of(type);
                described.Required ??= new HashSet<string>();
                foreach ((string property, IOpenApiSchema value) in described.Properties)
                {
                    PropertyInfo source = MemberOf(type, property);
                    value.Description = DocComments.Of(source);
                    if (source.GetCustomAttribute<JsonIgnoreAttribute>()?.Condition == JsonIgnoreCondition.WhenWritingNull)
                    {
                        BeAbsentRatherThanNull((OpenApiSchema)value);
                        described.Required.Remove(property);
                    }
                    else
                    {
                        // Always written, whatever is required where one is made.
                        described.Required.Add(property);
                    }

                    if (Details.TryGetValue((name, property), out Action<OpenApiSchema>? detail))
                    {
                        detail((OpenApiSchema)value);
                    }
                }
            }
        }
    }

    private static PropertyInfo MemberOf(Type type, string name) => type.GetProperties().Single(property =>
        (property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? property.Name).Equals(name, StringComparison.OrdinalIgnoreCase));

    private static void BeAbsentRatherThanNull(OpenApiSchema schema)
    {
        schema.Type &= ~JsonSchemaType.Null;
        if (schema.OneOf is { } forms)
        {
            schema.OneOf = null;
            schema.AllOf = [.. forms.Where(form => form.Type != JsonSchemaType.Null)];
        }
    }

    private static Action<OpenApiSchema> Words(params string[] words) => schema => schema.Enum = [.. words.Select(word => (JsonNode)word)];

    private static void Address(OpenApiSchema schema) => schema.Format = "uri";
}
