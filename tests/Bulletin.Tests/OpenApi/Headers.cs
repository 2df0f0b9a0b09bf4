using System.Text.Json.Nodes;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace Bulletin.Tests.OpenApi;

/// <summary>The headers of answers.</summary>
internal static class Headers
{
    private const string RevisionETag = nameof(RevisionETag);

    private static readonly Dictionary<string, (string Description, JsonNode Example)> All = new()
    {
        [HeaderNames.ETag] = ("A hash of the body, with `-br` or `-gzip` for the compressed forms. Send it in `If-None-Match`.", "\"GqN2Xj7vZ0mJ5b1Hq0aK\""),
        [RevisionETag] = ("The revision. Send it in `If-Match` with a change.", "\"r3\""),
        [HeaderNames.CacheControl] = ("For how long, and by whom, the answer may be kept.", "public, max-age=10"),
        [HeaderNames.Vary] = ("The answer depends on what the client can decompress.", HeaderNames.AcceptEncoding),
        [HeaderNames.LastModified] = ("When what the answer says last changed.", "Tue, 23 Apr 2024 08:36:00 GMT"),
        [HeaderNames.Link] = ("Addresses that belong to the answer (RFC 8288): of a list `rel=\"next\"`, the next page, unless this is the last one; `rel=\"alternate\"`, the feeds.", "<https://news.example.org/api/announcements?cursor=AZ2b>; rel=\"next\""),
        [HeaderNames.Location] = ("The address of what was made, or the present address.", "/api/editor/announcements/0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11"),
        [HeaderNames.ContentLocation] = ("The address of what the answer has, as editors read it; the `ETag` is its own.", "/api/editor/announcements/0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11"),
        [HeaderNames.ContentDisposition] = ("The name of the file, and whether a browser shows or saves it (RFC 6266).", "inline; filename=park.jpg"),
        [HeaderNames.AcceptRanges] = ("That parts of the file can be asked for.", "bytes"),
        [HeaderNames.ContentRange] = ("Which part of the file it is (RFC 9110, 14.4).", "bytes 0-1023/48213"),
        [HeaderNames.RetryAfter] = ("After how many seconds to try again.", 5),
        [HeaderNames.WWWAuthenticate] = ("The scheme of the credential, and whether the one that was sent is refused (RFC 6750).", "Bearer realm=\"Bulletin\", error=\"invalid_token\""),
        ["X-Robots-Tag"] = ("What search engines may do with the answer: nothing.", "noindex, nofollow"),
        ["Referrer-Policy"] = ("That other sites must not learn the address.", "no-referrer"),
        ["Accept-Patch"] = ("The content type of a change, where PATCH was sent another one.", "application/merge-patch+json"),
    };

    /// <summary>The headers by their names, as references to those of the document.</summary>
    public static Dictionary<string, IOpenApiHeader>? Of(IReadOnlyCollection<string> names, bool isCached, OpenApiDocument document) => names.Count == 0
        ? null
        : names.ToDictionary(name => name, IOpenApiHeader (name) => Reference(name == HeaderNames.ETag && !isCached ? RevisionETag : name, document));

    private static OpenApiHeaderReference Reference(string name, OpenApiDocument document)
    {
        (string description, JsonNode example) = All[name];
        document.AddComponent<IOpenApiHeader>(name, new OpenApiHeader
        {
            Description = description,
            Schema = new OpenApiSchema { Type = name == HeaderNames.RetryAfter ? JsonSchemaType.Integer : JsonSchemaType.String },
            Example = example.DeepClone(),
        });
        return new OpenApiHeaderReference(name, document);
    }
}
