using System.Net;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Bulletin.Functions;

/// <summary>
/// Gives the pipeline <c>X-Forwarded-For</c> as the Functions host received it, so that <c>Bulletin:TrustedProxies</c> means the same here and
/// in the native host. The host replaces the header with the address that it sees itself when it forwards a request; the original stands in
/// the data of the invocation.
/// </summary>
internal sealed class ClientAddressMiddleware : IFunctionsWorkerMiddleware
{
    private const string ForwardedFor = "X-Forwarded-For";

    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is { } http && ReceivedBy(context) is { } forwardedFor)
        {
            // The host, on this machine, hands over what the proxy in front of it wrote.
            http.Connection.RemoteIpAddress = IPAddress.Loopback;
            http.Request.Headers[ForwardedFor] = forwardedFor;
        }

        return next(context);
    }

    private static string? ReceivedBy(FunctionContext context)
    {
        if (context.BindingContext.BindingData.GetValueOrDefault("Headers") is not string headers
            || !headers.Contains(ForwardedFor, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(headers);
            return document.RootElement.EnumerateObject()
                .FirstOrDefault(header => header.Name.Equals(ForwardedFor, StringComparison.OrdinalIgnoreCase)).Value is { ValueKind: JsonValueKind.String } value
                ? value.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
