using System.Buffers.Text;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace Bulletin.Http;

/// <summary>What the public answers have in common.</summary>
internal static class PublicAnswer
{
    /// <summary>The methods of every operation that reads.</summary>
    public static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>For how long a client or a shared cache may take an answer for fresh: 10 s.</summary>
    public static readonly TimeSpan MaximumAge = TimeSpan.FromSeconds(10);

    /// <summary>The headers that a page of another origin may read.</summary>
    public static readonly string[] ExposedHeaders = [HeaderNames.ETag, HeaderNames.Link, HeaderNames.Location, HeaderNames.RetryAfter];

    /// <summary>
    /// Allows every origin, whether or not the request names one: a shared cache may keep the answer and give it to a browser that does.
    /// </summary>
    public static void AllowEveryOrigin(HttpResponse response)
    {
        response.Headers.AccessControlAllowOrigin = "*";
        response.Headers.AccessControlExposeHeaders = string.Join(',', ExposedHeaders);
    }

    /// <summary>The way from a former address to the present one, to be remembered for a little while only.</summary>
    public static RedirectHttpResult Moved(HttpContext context, string address)
    {
        AllowEveryOrigin(context.Response);
        context.Response.GetTypedHeaders().CacheControl = new CacheControlHeaderValue { Public = true, MaxAge = MaximumAge };
        return TypedResults.Redirect(address, permanent: true);
    }

    /// <summary>A strong ETag of a body.</summary>
    public static EntityTagHeaderValue ETagOf(ReadOnlySpan<byte> body) =>
        new($"\"{Base64Url.EncodeToString(SHA256.HashData(body).AsSpan(0, 15))}\"");

    /// <summary>Whether the client has this representation already (RFC 9110, 13.1.2: weak comparison, lists, <c>*</c>).</summary>
    public static bool IsKnownToClient(HttpRequest request, EntityTagHeaderValue etag) =>
        request.GetTypedHeaders().IfNoneMatch is { Count: > 0 } known
            && known.Any(one => one == EntityTagHeaderValue.Any || one.Compare(etag, useStrongComparison: false));
}

/// <summary>An answer that is the same for everybody: JSON with a strong ETag, which may be cached for a little while.</summary>
/// <typeparam name="T">What the body says.</typeparam>
/// <param name="value">The body.</param>
/// <param name="json">How it is written.</param>
internal sealed class PublicAnswer<T>(T value, JsonTypeInfo<T> json) : IResult, IEndpointMetadataProvider
{
    /// <summary>When what it says last changed, or null.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>When it stops being true by the clock, or null.</summary>
    public DateTimeOffset? TrueUntil { get; init; }

    /// <summary>The address of the next page, or null.</summary>
    public string? Next { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(value, json);
        HttpResponse response = httpContext.Response;
        EntityTagHeaderValue etag = PublicAnswer.ETagOf(body);
        ResponseHeadersOf(httpContext, etag);
        if (PublicAnswer.IsKnownToClient(httpContext.Request, etag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            RequestDeadline.Suspend(httpContext);
            await response.Body.WriteAsync(body, httpContext.RequestAborted).ConfigureAwait(false);
        }
    }

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), [RequestBody.Json]));

    private void ResponseHeadersOf(HttpContext context, EntityTagHeaderValue etag)
    {
        TimeProvider clock = (TimeProvider)context.RequestServices.GetService(typeof(TimeProvider))!;
        TimeSpan age = PublicAnswer.MaximumAge;
        if (TrueUntil - clock.GetUtcNow() is { } left && left < age)
        {
            age = left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }

        Microsoft.AspNetCore.Http.Headers.ResponseHeaders headers = context.Response.GetTypedHeaders();
        headers.ETag = etag;
        headers.LastModified = LastModified;
        headers.CacheControl = new CacheControlHeaderValue { Public = true, MaxAge = TimeSpan.FromSeconds(Math.Floor(age.TotalSeconds)) };
        context.Response.Headers.Vary = HeaderNames.AcceptEncoding;
        PublicAnswer.AllowEveryOrigin(context.Response);
        if (Next is not null)
        {
            context.Response.Headers.Link = $"<{Next}>; rel=\"next\"";
        }
    }
}
