using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Bulletin.IntegrationTests;

/// <summary>
/// The program as the Functions host starts it: a process of its own that listens on <c>FUNCTIONS_CUSTOMHANDLER_PORT</c>. It is the
/// native executable of the function app folder in <c>BULLETIN_TEST_FUNCTION_APP</c>, or without one the build beside the tests.
/// </summary>
public sealed class HandlerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly Process process;

    private HandlerProcess(Process process, int port)
    {
        this.process = process;
        Port = port;
        Address = new Uri($"http://127.0.0.1:{port}");
        Ended = process.WaitForExitAsync();
    }

    public int Port { get; }

    public Uri Address { get; }

    /// <summary>Ends when the process has ended.</summary>
    public Task Ended { get; }

    /// <summary>The files that the process has in its memory: libraries. Linux only.</summary>
    public IEnumerable<string> LoadedFiles => File.ReadLines($"/proc/{process.Id}/maps").Select(line => line.Split(' ')[^1]).Distinct();

    /// <summary>The folder of the native function app, or null when the tests run without one.</summary>
    public static string? FunctionApp => Environment.GetEnvironmentVariable("BULLETIN_TEST_FUNCTION_APP") is { Length: > 0 } folder ? folder : null;

    /// <summary>
    /// A folder that has the function app in <c>/app</c> and nothing else but the libraries that it is linked to: no ICU, no time zones,
    /// no shell. With one the program runs with this as its root.
    /// </summary>
    private static string? BareRoot => Environment.GetEnvironmentVariable("BULLETIN_TEST_BARE_ROOT") is { Length: > 0 } folder ? folder : null;

    /// <param name="connectionString">The storage.</param>
    /// <param name="settings">Settings in addition to the usual ones, with colons.</param>
    /// <param name="isHandler">False for a plain web server, as in a container.</param>
    public static async Task<HandlerProcess> StartAsync(
        string connectionString, IEnumerable<KeyValuePair<string, string?>>? settings = null, bool isHandler = true)
    {
        int port = FreePort();
        ProcessStartInfo start = Command();
        IEnumerable<KeyValuePair<string, string?>> all =
        [
            .. TestKeys.Settings(connectionString),
            new("ASPNETCORE_ENVIRONMENT", "Production"),
            isHandler
                ? new("FUNCTIONS_CUSTOMHANDLER_PORT", port.ToString(CultureInfo.InvariantCulture))
                : new("ASPNETCORE_URLS", $"http://127.0.0.1:{port}"),
            .. settings ?? [],
        ];
        foreach ((string name, string? value) in all)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        Process process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var handler = new HandlerProcess(process, port);
        await handler.WaitUntilItAnswersAsync();
        return handler;
    }

    /// <summary>Runs a command of the program to its end, as a container's health check does.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string command, Uri address)
    {
        ProcessStartInfo start = Command();
        start.ArgumentList.Add(command);
        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        using Process process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    /// <summary>Begins a command of the program that works on the storage itself; the caller ends it.</summary>
    public static Process Begin(IEnumerable<string> arguments, string connectionString, string table)
    {
        ProcessStartInfo start = Command();
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["BulletinStorage"] = connectionString;
        start.Environment["Bulletin__Table"] = table;
        start.Environment["Bulletin__PublicUrl"] = "https://news.example.org";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        return Process.Start(start)!;
    }

    public HttpClient Client(string? token = null) => Service.Client(Address, token);

    /// <summary>Sends a request to the letter, as the Functions host does, and returns the whole answer.</summary>
    public async Task<string> SendRawAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port);
        await using NetworkStream stream = client.GetStream();
        await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(request));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    /// <summary>Kills the process as the kernel does when memory is short.</summary>
    public void Kill() => process.Kill();

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static ProcessStartInfo Command() => new(
        FunctionApp is null ? "dotnet" : BareRoot is null ? Path.Combine(FunctionApp, "Bulletin.Host") : "chroot",
        FunctionApp is null ? [Path.Combine(AppContext.BaseDirectory, "Bulletin.Host.dll")] : BareRoot is { } root ? [root, "/app/Bulletin.Host"] : [])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    // The handler does not report when it is listening, so this polls it, as the Functions host does.
    private async Task WaitUntilItAnswersAsync()
    {
        using HttpClient client = Client();
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using HttpResponseMessage answer = await client.GetAsync("/health/live");
                return;
            }
            catch (HttpRequestException) when (!process.HasExited && Stopwatch.GetElapsedTime(start) < StartLimit)
            {
                await Task.Delay(20);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
