using System.Text;
using Bulletin.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Bulletin.Http;

/// <summary>
/// One address for one thing. An address is read to the letter, as it stands in the request: routing takes capital letters, escapes, dot
/// segments and several forms of an id for the same, but whoever keeps answers or has rules for paths in front of the service does not.
/// What is not the canonical form of its own route is 404, but a reader's trailing slash, and an id in capital letters, redirect.
/// </summary>
internal static class CanonicalAddress
{
    /// <summary>The middleware. Behind routing, and in front of everything that keeps an answer under its address.</summary>
    public static Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        // What has no route is 404 or 405 as it is.
        if (context.GetEndpoint() is not RouteEndpoint endpoint)
        {
            return next(context);
        }

        string asked = PathOf(context);
        string canonical = PathOf(endpoint.RoutePattern, context.Request.RouteValues, CanonicalOf);
        if (asked == canonical)
        {
            return next(context);
        }

        bool isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        string asWritten = PathOf(endpoint.RoutePattern, context.Request.RouteValues, (_, value) => value);
        if (!isRead || (asked != asWritten && asked != asWritten + "/") || !IsOtherSpelling(asWritten, canonical))
        {
            throw new ProblemException(NotFound());
        }

        context.Response.StatusCode = StatusCodes.Status301MovedPermanently;
        context.Response.Headers.Location = canonical + context.Request.QueryString.ToUriComponent();
        context.Response.Headers.CacheControl = "public, max-age=10";
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    /// <summary>The answer to an address that is not written as it should be.</summary>
    public static Problem NotFound() => new(ProblemKind.NotFound, "Nothing is at this address as it is written.");

    // An id in capital letters; in another form (without its hyphens, in braces), and a number with zeros in front, it is no address.
    private static bool IsOtherSpelling(string asWritten, string canonical) => asWritten.Equals(canonical, StringComparison.OrdinalIgnoreCase);

    /// <summary>The path to the letter, without the query: as it stands in the request line, which may have the whole address (RFC 9112, 3.2.2).</summary>
    public static string PathOf(HttpContext context)
    {
        string target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? string.Empty;
        if (target.Length == 0)
        {
            return context.Request.Path.ToUriComponent();
        }

        int scheme = target.StartsWith('/') ? -1 : target.IndexOf("://", StringComparison.Ordinal);
        int begin = scheme < 0 ? 0 : target.IndexOf('/', scheme + 3);
        string path = begin < 0 ? "/" : target[begin..];
        int end = path.IndexOf('?', StringComparison.Ordinal);
        return end < 0 ? path : path[..end];
    }

    private static string PathOf(RoutePattern route, RouteValueDictionary values, Func<RoutePatternParameterPart, string, string> write)
    {
        var path = new StringBuilder();
        foreach (RoutePatternPathSegment segment in route.PathSegments)
        {
            path.Append('/');
            foreach (RoutePatternPart part in segment.Parts)
            {
                path.Append(part switch
                {
                    RoutePatternLiteralPart literal => literal.Content,
                    RoutePatternSeparatorPart separator => separator.Content,
                    RoutePatternParameterPart parameter => write(parameter, values[parameter.Name]?.ToString() ?? string.Empty),
                    _ => string.Empty,
                });
            }
        }

        return path.Length == 0 ? "/" : path.ToString();
    }

    private static string CanonicalOf(RoutePatternParameterPart parameter, string value)
    {
        if (parameter.ParameterPolicies.Any(policy => policy.Content == "int") && int.TryParse(value, out int number))
        {
            return number.ToString();
        }

        bool isGuid = parameter.ParameterPolicies.Any(policy => policy.Content == "guid")
            ? Guid.TryParse(value, out Guid id)
            : Guid.TryParseExact(value, "D", out id);
        return isGuid ? id.ToString("D") : value;
    }
}
