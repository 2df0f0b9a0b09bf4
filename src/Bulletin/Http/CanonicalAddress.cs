using System.Text;
using Bulletin.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Bulletin.Http;

/// <summary>Ensures that each resource has exactly one URL.</summary>
/// <remarks>
/// The path is compared exactly as sent in the request. Routing treats capital letters, escapes, dot segments and
/// several forms of an id as the same, but caches and path rules in front of the service do not. A path that is not the
/// canonical form of its route gets 404; only a trailing slash and an id in capital letters redirect readers to the
/// canonical form.
/// </remarks>
internal static class CanonicalAddress
{
    /// <summary>
    /// The middleware. It runs after routing, and before everything that caches a response under its URL.
    /// </summary>
    public static Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        // Without a route, the response is 404 or 405 anyway.
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

        bool isRead = ReadCache.IsRead(context.Request.Method);
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

    /// <summary>Returns the problem for a URL that is not in its canonical form.</summary>
    public static Problem NotFound() => new(ProblemKind.NotFound, "Nothing is at this address as it is written.");

    // True only for capital letters. Other forms of an id (without hyphens, in braces), or leading zeros, are not
    // redirected.
    private static bool IsOtherSpelling(string asWritten, string canonical) =>
        asWritten.Equals(canonical, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Returns the path exactly as in the request line, without the query. The request line may contain the whole URL
    /// (RFC 9112, 3.2.2).
    /// </summary>
    public static string PathOf(HttpContext context)
    {
        string target = ReadCache.TargetOf(context);
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
