using System.Diagnostics;
using System.Globalization;
using Bulletin.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bulletin.Http;

/// <summary>A span and a measurement of each request, named after its operation as the OpenAPI document names it.</summary>
internal static class RequestTelemetry
{
    private const string Operation = "bulletin.operation";

    // The name of OpenTelemetry for what is no known method: a client may write anything.
    private const string OtherMethod = "_OTHER";

    private static readonly HashSet<string> Methods = new(StringComparer.Ordinal)
    {
        HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete, HttpMethods.Options,
    };

    /// <summary>Measures a request, around everything else: without a listener it costs a comparison.</summary>
    public static Task ObserveAsync(HttpContext context, RequestDelegate next) =>
        BulletinTelemetry.IsOn ? MeasureAsync(context, next) : next(context);

    /// <summary>Tells that an answer was at hand.</summary>
    /// <param name="context">The request, which may not have been routed.</param>
    /// <param name="operation">The operation that made the answer.</param>
    /// <param name="isStale">Whether the answer is older than it should be, because storage is away.</param>
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
        // Within a span of the Functions worker it is a part of that; otherwise it is where the request arrives.
        ActivityKind kind = Activity.Current is { Source.Name.Length: > 0 } ? ActivityKind.Internal : ActivityKind.Server;
        using Measurement? told = BulletinTelemetry.Begin(BulletinTelemetry.RequestDuration, method, kind);
        try
        {
            await next(context).ConfigureAwait(false);
            Tell(told, context, method, context.Response.StatusCode, null);
        }
        catch (Exception failure)
        {
            // The server answers 500, or breaks off what it has begun.
            Tell(told, context, method, StatusCodes.Status500InternalServerError, Measurement.KindOf(failure));
            throw;
        }
    }

    private static void Tell(Measurement? told, HttpContext context, string method, int status, string? failure)
    {
        Endpoint? endpoint = context.GetEndpoint();
        told?.Tell("http.request.method", method);
        told?.Tell("url.scheme", context.Request.IsHttps ? "https" : "http");
        told?.Tell("http.route", RouteOf(endpoint));
        told?.Tell("http.response.status_code", status);
        if (NameOf(endpoint) is { } name)
        {
            told?.Name(name);
            told?.Tell(Operation, name);
        }

        if (status >= StatusCodes.Status500InternalServerError)
        {
            told?.Fail(failure ?? status.ToString(CultureInfo.InvariantCulture));
        }
    }

    // A group and an empty route in it have a slash between them.
    private static string? RouteOf(Endpoint? endpoint) =>
        (endpoint as RouteEndpoint)?.RoutePattern.RawText is { } route ? route.Length > 1 ? route.TrimEnd('/') : route : null;

    private static string? NameOf(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName;
}
