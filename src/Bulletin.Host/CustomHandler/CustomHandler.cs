using System.Text.Json;
using Bulletin.Archiving;
using Bulletin.Http;
using Bulletin.Settings;
using Microsoft.Extensions.Primitives;

namespace Bulletin.Host.CustomHandler;

/// <summary>
/// Runs the service as a custom handler of the Functions host, which forwards HTTP requests unchanged and sends timer
/// ticks as requests. The format of its requests was observed on a real host, version 4.1037.
/// </summary>
internal sealed class CustomHandler(
    int port,
    RequestDelegate pipeline,
    PublishDueAnnouncements publish,
    ArchiveOldAnnouncements archive,
    SecurityHeaders security,
    TimeProvider clock,
    ILogger<CustomHandler> log)
{
    /// <summary>The environment variable with the port on which the handler must listen.</summary>
    public const string PortVariable = "FUNCTIONS_CUSTOMHANDLER_PORT";

    private const string InvocationHeader = "X-Azure-Functions-InvocationId";

    // The front end of App Service and Azure Functions overwrites this header, so a client cannot set it.
    private const string OriginalAddressHeader = "X-WAWS-Unencoded-URL";

    // A timer's request is small; a larger request is not a timer's.
    private const int MaximumTimerBytes = 64 * 1024;

    private readonly Dictionary<string, Timer> timers = new(StringComparer.Ordinal)
    {
        ["/" + nameof(PublishDueAnnouncements)] = new Timer(nameof(PublishDueAnnouncements), publish.RunAsync),
        ["/" + nameof(ArchiveOldAnnouncements)] = new Timer(nameof(ArchiveOldAnnouncements), archive.RunAsync),
    };

    /// <summary>Returns the port that the Functions host gave this process; null if no Functions host started it.</summary>
    /// <exception cref="SettingsException">The value of the variable is not a port.</exception>
    public static int? Port(IConfiguration configuration) => configuration[PortVariable] switch
    {
        null or "" => null,
        var text when ushort.TryParse(text, out ushort port) && port > 0 => port,
        var text => throw new SettingsException($"{PortVariable} must be a port, not '{text}'."),
    };

    /// <summary>Handles a request from the Functions host.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (request.Path == "/" && HttpMethods.IsGet(request.Method) && !request.Headers.ContainsKey(InvocationHeader))
        {
            // The host checks whether the handler listens.
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

    // The Functions host decodes a path once and resolves its dot segments before it forwards it. Where there is a
    // front end, its header has the path as the client wrote it; it is used only to check whether the address is the
    // same.
    private static bool IsRespelt(HttpRequest request) =>
        request.Headers.TryGetValue(OriginalAddressHeader, out StringValues original)
        && original.ToString().Split('?')[0] is { Length: > 0 } written
        && written != CanonicalAddress.PathOf(request.HttpContext);

    // Because the host decodes the path of forwarded requests, anyone can reach a timer's path. The host's own requests
    // are addressed to this port and carry nothing from a client; a forwarded request carries the client's Host.
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

    // A timer's request is chunked and has no Content-Length.
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

    /// <summary>A timer. A tick that follows another within 10 seconds, as a forged one would, is ignored.</summary>
    private sealed class Timer(string name, Func<CancellationToken, Task<TimerReport>> run)
    {
        private static readonly TimeSpan MinimumInterval = TimeSpan.FromSeconds(10);

        private readonly Lock access = new();
        private DateTimeOffset? last;

        public string Name => name;

        /// <summary>Runs the timer, unless it ran within the last 10 seconds.</summary>
        /// <returns>The status, which tells the host success from failure, and a line for the host's log.</returns>
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
