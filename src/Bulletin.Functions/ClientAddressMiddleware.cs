using System.Net;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Bulletin.Functions;

/// <summary>
/// Passes <c>X-Forwarded-For</c> to the pipeline as the Functions host received it, so that
/// <c>Bulletin:TrustedProxies</c> has the same meaning as in the native host. When the host forwards a request, it
/// replaces the header with the address of its own connection; the binding data of the invocation have the original.
/// </summary>
internal sealed class ClientAddressMiddleware : IFunctionsWorkerMiddleware
{
    private const string ForwardedFor = "X-Forwarded-For";

    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is { } http && ReceivedBy(context) is { } forwardedFor)
        {
            // The Functions host on this machine passes on what the proxy in front of it wrote.
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
            JsonElement value = document.RootElement.EnumerateObject()
                .FirstOrDefault(header => header.Name.Equals(ForwardedFor, StringComparison.OrdinalIgnoreCase)).Value;
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
