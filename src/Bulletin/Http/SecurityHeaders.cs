using Bulletin.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Bulletin.Http;

/// <summary>
/// The headers that tell browsers what an answer must not be used for, in one place: <see cref="FinishedAnswer"/> sends them with what
/// leaves in front of the pipeline, <see cref="SetAsync"/> with everything else. A page (such as <c>/docs</c>) has a policy of its own.
/// </summary>
internal sealed class SecurityHeaders(BulletinSettings settings)
{
    private const string ReferrerPolicy = "Referrer-Policy";
    private const string ResourcePolicy = "Cross-Origin-Resource-Policy";
    private const string PermissionsPolicy = "Permissions-Policy";

    // The names and values are the same for every answer: they are made once.
    private static readonly StringValues NoSniffing = "nosniff";
    private static readonly StringValues NoReferrer = "no-referrer";
    private static readonly StringValues NothingInside = "default-src 'none'; frame-ancestors 'none'";
    private static readonly StringValues ForEveryOrigin = "cross-origin";
    private static readonly StringValues ForThisOrigin = "same-origin";
    private static readonly StringValues NoFeatures = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";

    // A year. Not for subdomains: their owner need not be ours. On a developer's machine it would make every service there unreachable.
    private readonly StringValues transport = Uri.TryCreate(settings.PublicUrl, UriKind.Absolute, out Uri? url) && url.Scheme == Uri.UriSchemeHttps && !url.IsLoopback
        ? "max-age=31536000"
        : StringValues.Empty;

    /// <summary>The middleware: what is answered behind it has the headers, errors included.</summary>
    public Task SetAsync(HttpContext context, RequestDelegate next)
    {
        IHeaderDictionary headers = context.Response.Headers;
        Set(headers);
        // It is about being embedded without CORS; a page that may read the answer by CORS reads it all the same.
        headers[ResourcePolicy] = ForThisOrigin;
        return next(context);
    }

    /// <summary>The headers of a public answer, which every site may show.</summary>
    public void SetPublic(IHeaderDictionary headers)
    {
        Set(headers);
        headers[ResourcePolicy] = ForEveryOrigin;
    }

    /// <summary>The headers of a page that browsers show.</summary>
    /// <param name="headers">The headers of the answer.</param>
    /// <param name="policy">What the page may load.</param>
    public static void SetPage(IHeaderDictionary headers, string policy)
    {
        headers.ContentSecurityPolicy = policy;
        headers[PermissionsPolicy] = NoFeatures;
    }

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
