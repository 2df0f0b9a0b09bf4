using System.Diagnostics;
using System.Globalization;
using Bulletin.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bulletin.Http;

/// <summary>Measures each request; the span has the name of its operation in the OpenAPI document.</summary>
internal static class RequestTelemetry
{
    private const string Operation = "bulletin.operation";

    // OpenTelemetry's name for an unknown method; clients can send any text as the method.
    private const string OtherMethod = "_OTHER";

    private static readonly HashSet<string> Methods = new(StringComparer.Ordinal)
    {
        HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete, HttpMethods.Options,
    };

    /// <summary>The outermost middleware: measures a request if there is a listener.</summary>
    public static Task ObserveAsync(HttpContext context, RequestDelegate next) =>
        BulletinTelemetry.IsOn ? MeasureAsync(context, next) : next(context);

    /// <summary>Records a response from the read cache.</summary>
    /// <param name="context">The request, which may not have been routed.</param>
    /// <param name="operation">The operation that created the response.</param>
    /// <param name="isStale">True if the response exceeds its age limit because storage is unavailable.</param>
    public static void TellHit(HttpContext context, Endpoint? operation, bool isStale)
    {
        if (BulletinTelemetry.IsOn)
        {
            context.SetEndpoint(operation);
            BulletinTelemetry.CacheHits.Add(1, new(Operation, NameOf(operation)), new("bulletin.cache.stale", isStale));
            BulletinTelemetry.Current?.SetTag("bulletin.cache.hit", true);
        }
    }

    private static async Task MeasureAsync(HttpContext context, RequestDelegate next)
    {
        string method = Methods.TryGetValue(context.Request.Method, out string? known) ? known : OtherMethod;
        // Inside a span of the Functions worker the request is internal; otherwise it enters the system here.
        ActivityKind kind = Activity.Current is { Source.Name.Length: > 0 } ? ActivityKind.Internal : ActivityKind.Server;
        using Measurement? told = BulletinTelemetry.Begin(BulletinTelemetry.RequestDuration, method, kind);
        try
        {
            await next(context).ConfigureAwait(false);
            Tell(told, context, method, context.Response.StatusCode, null);
        }
        catch (Exception failure)
        {
            // The server returns 500, or aborts the response that it has started.
            Tell(told, context, method, StatusCodes.Status500InternalServerError, failure);
            throw;
        }
    }

    private static void Tell(Measurement? told, HttpContext context, string method, int status, Exception? failure)
    {
        if (told is null)
        {
            return;
        }

        Endpoint? endpoint = context.GetEndpoint();
        told.Tell("http.request.method", method);
        told.Tell("url.scheme", context.Request.IsHttps ? "https" : "http");
        told.Tell("http.route", RouteOf(endpoint));
        told.Tell("http.response.status_code", status);
        if (NameOf(endpoint) is { } name)
        {
            told.Name(name);
            told.Tell(Operation, name);
        }

        if (failure is not null)
        {
            told.Fail(failure);
        }
        else if (status >= StatusCodes.Status500InternalServerError)
        {
            told.Fail(status.ToString(CultureInfo.InvariantCulture));
        }
    }

    // A group and an empty route in it have a slash between them.
    private static string? RouteOf(Endpoint? endpoint) =>
        (endpoint as RouteEndpoint)?.RoutePattern.RawText is { } route ? route.Length > 1 ? route.TrimEnd('/') : route : null;

    private static string? NameOf(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName;
}
