using System.Text.Json;
using Bulletin.Archiving;
using Bulletin.Http;
using Bulletin.Settings;
using Microsoft.Extensions.Primitives;

namespace Bulletin.Host.CustomHandler;

/// <summary>
/// The program as a custom handler of the Functions host: it forwards HTTP requests as they are and sends timers as requests of its
/// own. What it sends was seen on a real host, 4.1037.
/// </summary>
internal sealed class CustomHandler(
    int port, RequestDelegate pipeline, PublishDueAnnouncements publish, ArchiveOldAnnouncements archive, SecurityHeaders security, TimeProvider clock, ILogger<CustomHandler> log)
{
    /// <summary>The environment variable in which the Functions host names the port that the handler must listen on.</summary>
    public const string PortVariable = "FUNCTIONS_CUSTOMHANDLER_PORT";

    private const string InvocationHeader = "X-Azure-Functions-InvocationId";

    // The front end of App Service and of Azure Functions sets it, whatever the client sent.
    private const string OriginalAddressHeader = "X-WAWS-Unencoded-URL";

    // A timer's request is small; what is larger is none.
    private const int MaximumTimerBytes = 64 * 1024;

    private readonly Dictionary<string, Timer> timers = new(StringComparer.Ordinal)
    {
        ["/" + nameof(PublishDueAnnouncements)] = new Timer(nameof(PublishDueAnnouncements), publish.RunAsync),
        ["/" + nameof(ArchiveOldAnnouncements)] = new Timer(nameof(ArchiveOldAnnouncements), archive.RunAsync),
    };

    /// <summary>The port that the Functions host gave this process; null when no such host started it.</summary>
    /// <exception cref="SettingsException">The variable holds no port.</exception>
    public static int? Port(IConfiguration configuration) => configuration[PortVariable] switch
    {
        null or "" => null,
        var text when ushort.TryParse(text, out ushort port) && port > 0 => port,
        var text => throw new SettingsException($"{PortVariable} must be a port, not '{text}'."),
    };

    /// <summary>Answers a request of the Functions host.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (request.Path == "/" && HttpMethods.IsGet(request.Method) && !request.Headers.ContainsKey(InvocationHeader))
        {
            // The host asks whether somebody listens.
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        else if (HttpMethods.IsPost(request.Method)
            && timers.TryGetValue(request.Path.Value!, out Timer? timer)
            && IsSentByHost(request)
            && await IsTickOfAsync(timer, context))
        {
            await TickAsync(timer, context);
        }
        else if (IsRespelt(request))
        {
            await security.SetAsync(context, answered => ProblemWriter.WriteAsync(answered, CanonicalAddress.NotFound()));
        }
        else
        {
            await pipeline(context);
        }
    }

    // The Functions host decodes a path once and resolves its dot segments before it forwards it. What the client wrote stands in a header of
    // the platform's front end, where there is one: nothing is decided by it but whether the address is the same.
    private static bool IsRespelt(HttpRequest request) =>
        request.Headers.TryGetValue(OriginalAddressHeader, out StringValues original)
        && original.ToString().Split('?')[0] is { Length: > 0 } written
        && written != CanonicalAddress.PathOf(request.HttpContext);

    // The host decodes the path of what it forwards, so anybody can make a request arrive at a timer's path. What the host itself
    // sends is addressed to this port and has nothing of a client in it; a forwarded request carries the client's Host.
    private bool IsSentByHost(HttpRequest request) =>
        request.Host.Value == $"127.0.0.1:{port}"
        && !request.QueryString.HasValue
        && !request.Headers.Keys.Any(name =>
            name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("X-ARR-", StringComparison.OrdinalIgnoreCase)
            || name.Equals("Authorization", StringComparison.OrdinalIgnoreCase));

    private static async Task<bool> IsTickOfAsync(Timer timer, HttpContext context)
    {
        try
        {
            byte[] body = await ReadAsync(context);
            using var document = JsonDocument.Parse(body);
            return document.RootElement.GetProperty("Metadata").GetProperty("sys").GetProperty("MethodName").ValueEquals(timer.Name);
        }
        catch (Exception foreign) when (foreign is JsonException or KeyNotFoundException or InvalidOperationException or IOException)
        {
            return false;
        }
    }

    // A timer comes chunked: without Content-Length.
    private static async Task<byte[]> ReadAsync(HttpContext context)
    {
        byte[] buffer = new byte[MaximumTimerBytes];
        int length = await context.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, context.RequestAborted);
        return length < buffer.Length ? buffer[..length] : [];
    }

    private async Task TickAsync(Timer timer, HttpContext context)
    {
        (int status, string line) = await timer.RunAsync(clock, log, context.RequestAborted);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter.AsStream());
        json.WriteStartObject();
        json.WriteStartObject("Outputs");
        json.WriteEndObject();
        json.WriteStartArray("Logs");
        json.WriteStringValue(line);
        json.WriteEndArray();
        json.WriteNull("ReturnValue");
        json.WriteEndObject();
    }

    /// <summary>One of the timers: a tick that comes too soon after another, as a forged one would, does nothing.</summary>
    private sealed class Timer(string name, Func<CancellationToken, Task<TimerReport>> run)
    {
        private static readonly TimeSpan MinimumInterval = TimeSpan.FromSeconds(10);

        private readonly Lock access = new();
        private DateTimeOffset? last;

        public string Name => name;

        /// <summary>Runs the timer, unless it has just run.</summary>
        /// <returns>The status by which the host tells a success from a failure, and a line for its log.</returns>
        public async Task<(int Status, string Line)> RunAsync(TimeProvider clock, ILogger log, CancellationToken cancellation)
        {
            lock (access)
            {
                DateTimeOffset now = clock.GetUtcNow();
                if (now - last < MinimumInterval)
                {
                    return (StatusCodes.Status200OK, $"{name}: ran a moment ago.");
                }

                last = now;
            }

            try
            {
                TimerReport report = await run(cancellation);
                return (report.Failed == 0 ? StatusCodes.Status200OK : StatusCodes.Status500InternalServerError, $"{name}: {report}");
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                log.LogError(failure, "{Timer} failed.", name);
                return (StatusCodes.Status500InternalServerError, $"{name} failed: the handler's log says why.");
            }
        }
    }
}
