using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Bulletin.Http;

/// <summary>The response of an operation for readers: the same for everybody, and cacheable for a short time.</summary>
internal sealed record PublicAnswer
{
    /// <summary>The methods of every read operation.</summary>
    public static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>The response headers that pages of other origins may read.</summary>
    public static readonly string[] ExposedHeaders = [HeaderNames.ETag, HeaderNames.Link, HeaderNames.Location, HeaderNames.RetryAfter];

    /// <summary>Time to keep a file whose address contains a hash of its content: a year.</summary>
    public static readonly TimeSpan ForEver = TimeSpan.FromDays(365);

    /// <summary>The body; empty for a redirect.</summary>
    public required byte[] Body { get; init; }

    /// <summary>The content type with its charset; null for a redirect.</summary>
    public required string? ContentType { get; init; }

    /// <summary>The current URL, if the requested one is a former URL; otherwise null.</summary>
    public string? MovedTo { get; init; }

    /// <summary>The <c>Content-Security-Policy</c> of a page; null if the response is not a page.</summary>
    public string? PagePolicy { get; init; }

    /// <summary>
    /// The <c>Content-Disposition</c> of an editor's file, which is sent as it is, whole or in part, and may do nothing in a
    /// browser; null if the response is none.
    /// </summary>
    public string? FileDisposition { get; init; }

    /// <summary>
    /// Time for which browsers need not ask again; null if the content may change at any time. With
    /// <see cref="ForEver"/> they do not even ask when a page is reloaded.
    /// </summary>
    public TimeSpan? ConstantFor { get; init; }

    /// <summary>The time of the last change to the content; null if unknown.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>
    /// The next instant at which part of the content becomes public or expires, if within
    /// <see cref="ReadCache.LookAhead"/>; otherwise null.
    /// </summary>
    public DateTimeOffset? TrueUntil { get; init; }

    /// <summary>The values of the <c>Link</c> header (RFC 8288).</summary>
    public IReadOnlyList<string> Links { get; init; } = [];

    /// <summary>
    /// The only announcement whose changes affect the response, apart from changes to categories; null if any
    /// announcement may affect it.
    /// </summary>
    public Guid? Announcement { get; init; }

    /// <summary>Creates a JSON response.</summary>
    public static PublicAnswer Json<T>(T value, JsonTypeInfo<T> json) => new()
    {
        Body = JsonSerializer.SerializeToUtf8Bytes(value, json),
        ContentType = "application/json; charset=utf-8",
    };

    /// <summary>Creates a redirect from a former URL to the current one, a path of the service.</summary>
    public static PublicAnswer Moved(string address) => new() { Body = [], ContentType = null, MovedTo = address };

    /// <summary>Returns the Link header value for the next page of a list; empty if there is none.</summary>
    public static IReadOnlyList<string> NextLink(string? address) => address is null ? [] : [$"<{address}>; rel=\"next\""];
}
