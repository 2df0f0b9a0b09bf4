using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Bulletin.IntegrationTests.FunctionsHost;

/// <summary>
/// A request as the host forwards it to the isolated worker: <c>X-Forwarded-For</c> is the address that the host itself sees, and what the
/// header said before is lost there.
/// </summary>
internal sealed class ForwardedRequest : HttpTransformer
{
    public static readonly ForwardedRequest Transformer = new();

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        Set(proxyRequest, "X-Forwarded-For", httpContext.Connection.RemoteIpAddress!.ToString());
        Set(proxyRequest, "X-Forwarded-Host", httpContext.Request.Host.Value!);
        Set(proxyRequest, "X-Forwarded-Proto", httpContext.Request.Scheme);
    }

    private static void Set(HttpRequestMessage request, string header, string value)
    {
        request.Headers.Remove(header);
        request.Headers.TryAddWithoutValidation(header, value);
    }
}
