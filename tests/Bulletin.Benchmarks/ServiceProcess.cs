using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Bulletin.LocalRun.Emulator;

namespace Bulletin.Benchmarks;

/// <summary>A server in a process of its own, on a free port of this machine.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private readonly Process process;
    private readonly long started;

    private ServiceProcess(Process process, int port, long started)
    {
        this.process = process;
        this.started = started;
        Address = new Uri($"http://127.0.0.1:{port}");
    }

    public Uri Address { get; }

    /// <summary>The command of the service that the JIT compiles.</summary>
    public static string[] Jit => ["dotnet", Path.Combine(AppContext.BaseDirectory, "Bulletin.Host.dll")];

    /// <summary>The native executable in the folder of a function app.</summary>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public static string ExecutableOf(string functionApp) => Path.Combine(Path.GetFullPath(functionApp), "Bulletin.Host") is var executable && File.Exists(executable)
        ? executable
        : throw new FileNotFoundException($"There is no function app in {functionApp}: publish it first.", executable);

    /// <summary>The service as the Functions host starts it.</summary>
    public static ServiceProcess StartHandler(Azurite azurite, string[] command) =>
        Start(command, port => [.. Settings(azurite), ("FUNCTIONS_CUSTOMHANDLER_PORT", port.ToString(CultureInfo.InvariantCulture))]);

    /// <summary>The service on its own Kestrel.</summary>
    public static ServiceProcess StartServer(Azurite azurite, string[] command, bool isCached) =>
        Start(command, port =>
        [
            .. Settings(azurite),
            ("ASPNETCORE_URLS", $"http://127.0.0.1:{port}"),
            .. isCached ? Array.Empty<(string, string?)>() : [("Bulletin__Cache__Fresh", "0")],
        ]);

    /// <summary>Another server that takes its address from <c>ASPNETCORE_URLS</c>.</summary>
    public static ServiceProcess Start(string[] command) => Start(command, port => [("ASPNETCORE_URLS", $"http://127.0.0.1:{port}")]);

    public HttpClient Client()
    {
        // Responses stay compressed, because the bytes are compared.
        var client = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", MeasuredService.Token);
        return client;
    }

    /// <summary>Asks until it is answered; the time since the process was started.</summary>
    public async Task<TimeSpan> FirstAnswerAsync(HttpClient client, string path)
    {
        while (!process.HasExited && Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30))
        {
            try
            {
                using HttpResponseMessage answer = await client.GetAsync(path);
                answer.EnsureSuccessStatusCode();
                return Stopwatch.GetElapsedTime(started);
            }
            catch (HttpRequestException refused) when (refused.StatusCode is null)
            {
                await Task.Delay(1);
            }
        }

        throw new InvalidOperationException("The server did not answer.");
    }

    /// <summary>The most memory that it has had.</summary>
    public double PeakMegabytes()
    {
        process.Refresh();
        return process.PeakWorkingSet64 / 1e6;
    }

    public double ResidentMegabytes()
    {
        process.Refresh();
        return process.WorkingSet64 / 1e6;
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    private static ServiceProcess Start(string[] command, Func<int, (string Name, string? Value)[]> environment)
    {
        int port = FreePort();
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        foreach ((string name, string? value) in environment(port))
        {
            start.Environment[name] = value;
        }

        long started = Stopwatch.GetTimestamp();
        Process process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new ServiceProcess(process, port, started);
    }

    private static (string Name, string? Value)[] Settings(Azurite azurite) => MeasuredService.Settings(azurite)
        .Select(setting => (setting.Key.Replace(":", "__", StringComparison.Ordinal), setting.Value)).ToArray();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
