using Bulletin.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Bulletin.Http;

/// <summary>The security headers of all responses.</summary>
/// <remarks>
/// <see cref="FinishedAnswer"/> sends them with cached responses, which bypass the pipeline; <see cref="SetAsync"/>
/// with everything else. A page (such as <c>/docs</c>) has its own policy.
/// </remarks>
internal sealed class SecurityHeaders(BulletinSettings settings)
{
    /// <summary>The header that keeps search engines from listing an address, without their reading the page.</summary>
    public const string RobotsTag = "X-Robots-Tag";

    private const string ReferrerPolicy = "Referrer-Policy";
    private const string ResourcePolicy = "Cross-Origin-Resource-Policy";
    private const string PermissionsPolicy = "Permissions-Policy";

    // The values are the same for every response, so they are created once.
    private static readonly StringValues NoSniffing = "nosniff";
    private static readonly StringValues NoReferrer = "no-referrer";
    private static readonly StringValues NothingInside = "default-src 'none'; frame-ancestors 'none'";
    private static readonly StringValues Sandboxed = "default-src 'none'; frame-ancestors 'none'; sandbox";
    private static readonly StringValues Bytes = "bytes";
    private static readonly StringValues ForEveryOrigin = "cross-origin";
    private static readonly StringValues ForThisOrigin = "same-origin";
    private static readonly StringValues NoFeatures = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";

    // One year. Not for subdomains, which may have other owners. Not on a developer's machine, where it would make
    // every service unreachable.
    private readonly StringValues transport =
        Uri.TryCreate(settings.PublicUrl, UriKind.Absolute, out Uri? url) && url.Scheme == Uri.UriSchemeHttps && !url.IsLoopback
            ? "max-age=31536000"
            : StringValues.Empty;

    /// <summary>The middleware: sets the headers of all responses after it, including errors.</summary>
    public Task SetAsync(HttpContext context, RequestDelegate next)
    {
        IHeaderDictionary headers = context.Response.Headers;
        Set(headers);
        // This restricts embedding without CORS; a page with CORS access can still read the response.
        headers[ResourcePolicy] = ForThisOrigin;
        return next(context);
    }

    /// <summary>Sets the headers of a public response, which every site may embed.</summary>
    public void SetPublic(IHeaderDictionary headers)
    {
        Set(headers);
        headers[ResourcePolicy] = ForEveryOrigin;
    }

    /// <summary>Sets the additional headers of a page shown in browsers.</summary>
    /// <param name="headers">The headers of the response.</param>
    /// <param name="policy">The <c>Content-Security-Policy</c> of the page.</param>
    public static void SetPage(IHeaderDictionary headers, string policy)
    {
        headers.ContentSecurityPolicy = policy;
        headers[PermissionsPolicy] = NoFeatures;
    }

    /// <summary>
    /// Sets the headers of a file that somebody uploaded: shown on its own, it cannot run scripts, and has the rights of no site.
    /// </summary>
    /// <param name="headers">The headers of the response.</param>
    /// <param name="disposition">The <c>Content-Disposition</c>.</param>
    public static void SetFile(IHeaderDictionary headers, string disposition)
    {
        headers.ContentSecurityPolicy = Sandboxed;
        headers.ContentDisposition = disposition;
        headers.AcceptRanges = Bytes;
    }

    /// <summary>Keeps search engines from listing the address, and from following its links.</summary>
    public static void SetUnlisted(IHeaderDictionary headers) => headers[RobotsTag] = "noindex, nofollow";

    private void Set(IHeaderDictionary headers)
    {
        headers.XContentTypeOptions = NoSniffing;
        headers.ContentSecurityPolicy = NothingInside;
        headers[ReferrerPolicy] = NoReferrer;
        if (transport.Count > 0)
        {
            headers.StrictTransportSecurity = transport;
        }
    }
}
