using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Bulletin.Http;

/// <summary>A response for editors: JSON straight from storage, never cached, with the revision as its ETag.</summary>
/// <typeparam name="T">The type of the body.</typeparam>
/// <param name="value">The body.</param>
/// <param name="json">The JSON metadata of the body's type.</param>
internal sealed class EditorAnswer<T>(T value, JsonTypeInfo<T> json) : IResult
{
    /// <summary>The revision, from which the ETag is made; null for lists.</summary>
    public int? Revision
    {
        init => ETag = value is { } revision ? IfMatch.ETagOf(revision) : null;
    }

    /// <summary>The ETag of a resource that has more than a revision; null for lists.</summary>
    public string? ETag { get; init; }

    /// <summary>The URL at which a GET returns the same until it changes (<c>Content-Location</c>); null: none.</summary>
    public string? Address { get; init; }

    /// <summary>The URL of the created resource (<c>Location</c>); null if none was created.</summary>
    public string? Created { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.StatusCode = Created is null ? StatusCodes.Status200OK : StatusCodes.Status201Created;
        response.Headers.CacheControl = "no-store, private";
        if (ETag is not null)
        {
            response.Headers.ETag = ETag;
        }

        // The ETag in the response to a change is that of the enclosed representation, if Content-Location says so (RFC
        // 9110, 8.7 and 9.3.4).
        if (Address is not null)
        {
            response.Headers.ContentLocation = Address;
        }

        if (Created is not null)
        {
            response.Headers.Location = Created;
        }

        byte[] body = JsonSerializer.SerializeToUtf8Bytes(value, json);
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            RequestDeadline.Suspend(httpContext);
            await response.Body.WriteAsync(body, httpContext.RequestAborted).ConfigureAwait(false);
        }
    }
}
