using System.Net.Http.Json;
using Bulletin.LocalRun.Emulator;

namespace Bulletin.Benchmarks;

/// <summary>
/// The native function app beside the same program run by the JIT: from the start of the process to the first list answered from
/// storage, resident memory after 10,000 requests, and the size of the published folder.
/// </summary>
internal static class ColdStart
{
    private const int Starts = 11;
    private const int Requests = 10_000;
    private const string Latest = "/api/announcements";
    private const string News = "/";

    public static async Task<int> RunAsync(string functionApp)
    {
        string executable = Path.Combine(Path.GetFullPath(functionApp), "Bulletin.Host");
        if (!File.Exists(executable))
        {
            Console.Error.WriteLine($"There is no function app in {functionApp}: publish it first.");
            return 1;
        }

        await using Azurite azurite = await MeasuredService.StartAzuriteAsync();
        // The build that matches this program: Release if the benchmark is.
        string[] native = [executable];
        string[] jit = ["dotnet", Path.Combine(AppContext.BaseDirectory, "Bulletin.Host.dll")];
        await FillAsync(azurite, native);
        Figures nativeFigures = await MeasureAsync(azurite, native);
        Figures jitFigures = await MeasureAsync(azurite, jit);
        double megabytes = Directory.EnumerateFiles(functionApp, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".dbg", StringComparison.Ordinal)).Sum(file => new FileInfo(file).Length) / 1e6;

        Console.WriteLine("| | native | JIT | native / JIT | to reach |");
        Console.WriteLine("|---|---:|---:|---:|---|");
        Console.WriteLine($"| start to first list, median of {Starts}, ms | {nativeFigures.Start:0} | {jitFigures.Start:0} | {nativeFigures.Start / jitFigures.Start:0.00} | 100 ms, a third |");
        Console.WriteLine($"| start to first page, median of {Starts}, ms | {nativeFigures.Page:0} | {jitFigures.Page:0} | {nativeFigures.Page / jitFigures.Page:0.00} | |");
        Console.WriteLine($"| page / list | {nativeFigures.Page / nativeFigures.Start:0.00} | {jitFigures.Page / jitFigures.Start:0.00} | | 1.2 |");
        Console.WriteLine($"| fastest and slowest start, ms | {nativeFigures.Fastest:0}–{nativeFigures.Slowest:0} | {jitFigures.Fastest:0}–{jitFigures.Slowest:0} | | |");
        Console.WriteLine($"| resident memory after {Requests:N0} requests, MB | {nativeFigures.Memory:0} | {jitFigures.Memory:0} | {nativeFigures.Memory / jitFigures.Memory:0.00} | 90 MB |");
        Console.WriteLine($"| published folder without symbols, MB | {megabytes:0.0} | | | 67 MB |");
        return 0;
    }

    private static async Task FillAsync(Azurite azurite, string[] command)
    {
        using ServiceProcess handler = ServiceProcess.StartHandler(azurite, command);
        using HttpClient client = handler.Client();
        await handler.FirstAnswerAsync(client, Latest);
        (await client.PostAsJsonAsync("/api/categories", new { name = "Środowisko" })).EnsureSuccessStatusCode();
        for (int number = 0; number < 40; number++)
        {
            (await client.PostAsJsonAsync("/api/announcements", SampleText.Announcement(number, ["srodowisko"]))).EnsureSuccessStatusCode();
        }
    }

    private static async Task<Figures> MeasureAsync(Azurite azurite, string[] command)
    {
        List<double> starts = [];
        List<double> pages = [];
        for (int start = 0; start < Starts; start++)
        {
            starts.Add(await StartAsync(azurite, command, Latest));
            pages.Add(await StartAsync(azurite, command, News));
        }

        starts.Sort();
        pages.Sort();
        using ServiceProcess loaded = ServiceProcess.StartHandler(azurite, command);
        using HttpClient load = loaded.Client();
        await loaded.FirstAnswerAsync(load, Latest);
        await Parallel.ForEachAsync(Enumerable.Range(0, Requests), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, stop) =>
        {
            using HttpResponseMessage answer = await load.GetAsync(Latest, stop);
            answer.EnsureSuccessStatusCode();
        });
        return new Figures(starts[Starts / 2], pages[Starts / 2], starts[0], starts[^1], loaded.ResidentMegabytes());
    }

    private static async Task<double> StartAsync(Azurite azurite, string[] command, string path)
    {
        using ServiceProcess handler = ServiceProcess.StartHandler(azurite, command);
        using HttpClient client = handler.Client();
        // Without it, "/" is the host's question whether the handler listens.
        client.DefaultRequestHeaders.Add("X-Azure-Functions-InvocationId", "benchmark");
        return (await handler.FirstAnswerAsync(client, path)).TotalMilliseconds;
    }

    private sealed record Figures(double Start, double Page, double Fastest, double Slowest, double Memory);
}
