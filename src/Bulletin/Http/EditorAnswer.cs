using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Bulletin.Http;

/// <summary>An answer for editors: JSON straight from storage, never cached, with the revision as its ETag.</summary>
/// <typeparam name="T">What the body says.</typeparam>
/// <param name="value">The body.</param>
/// <param name="json">How it is written.</param>
internal sealed class EditorAnswer<T>(T value, JsonTypeInfo<T> json) : IResult
{
    /// <summary>The revision, which becomes the ETag; null for lists.</summary>
    public int? Revision
    {
        init => ETag = value is { } revision ? IfMatch.ETagOf(revision) : null;
    }

    /// <summary>The ETag of what has more than a revision; null for lists.</summary>
    public string? ETag { get; init; }

    /// <summary>The address at which a GET answers the same, until it changes; null where there is none.</summary>
    public string? Address { get; init; }

    /// <summary>The address of what was created; null when nothing was.</summary>
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

        // A validator in the answer to a change is that of what the answer itself has (RFC 9110, 8.7 and 9.3.4).
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
