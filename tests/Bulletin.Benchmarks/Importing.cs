using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bulletin.Site;
using Bulletin.Transfer;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.Benchmarks;

/// <summary>
/// Compares an import with creating the same announcements one by one through the API, and measures an export, at two
/// sizes.
/// </summary>
internal static class Importing
{
    private static readonly string[] Categories = [.. Enumerable.Range(1, 12).Select(number => $"kategoria-{number}")];

    /// <summary>Measures, and writes the tables into <c>docs/benchmarks.md</c>.</summary>
    /// <param name="count">The larger size; the smaller one is half of it.</param>
    public static async Task RunAsync(int count)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow:yyyy-MM-dd}; announcements of about 3 KB, each in 2 of 12 categories, published.");
        text.AppendLine();
        text.AppendLine("| announcements | way | whole, s | storage, s | the rest, s | storage requests each | resident memory, most, MB |");
        text.AppendLine("|---:|---|---:|---:|---:|---:|---:|");
        List<string> ratios = [];
        await WarmUpAsync();
        foreach (int size in (int[])[count / 2, count])
        {
            Measured oneByOne = await MeasureAsync(size, OneByOneAsync);
            Measured imported = default!;
            Measured exported = default!;
            string file = Path.GetTempFileName();
            await using (MeasuredService service = await MeasuredService.StartAsync())
            {
                imported = await MeasureAsync(service, size, ImportAsync);
                exported = await MeasureAsync(service, size, (one, _) => one.Services.GetRequiredService<FileExport>().WriteAsync(file, null, CancellationToken.None));
            }

            File.Delete(file);
            text.AppendLine(oneByOne.Row(size, "one by one")).AppendLine(imported.Row(size, "import")).AppendLine(exported.Row(size, "export"));
            ratios.Add($"{size:N0}: whole {oneByOne.Whole / imported.Whole:0.0}, storage {oneByOne.Storage / imported.Storage:0.0}, the rest {oneByOne.Rest / imported.Rest:0.0}, storage requests {oneByOne.Requests / imported.Requests:0}");
        }

        text.AppendLine().AppendLine("An import against one by one, times as fast:").AppendLine();
        ratios.ForEach(ratio => text.AppendLine($"- {ratio}"));
        await Report.WriteAsync("import", text.ToString());
    }

    // The cost of the first requests of a process is not measured.
    private static async Task WarmUpAsync()
    {
        await using MeasuredService service = await MeasuredService.StartAsync();
        await OneByOneAsync(service, 100);
        await using MeasuredService other = await MeasuredService.StartAsync();
        await ImportAsync(other, 300);
    }

    private static async Task OneByOneAsync(MeasuredService service, int count)
    {
        for (int number = 1; number <= Categories.Length; number++)
        {
            (await service.Client.PostAsJsonAsync("/api/categories", new { name = $"Kategoria {number}" })).EnsureSuccessStatusCode();
        }

        for (int number = 0; number < count; number++)
        {
            (await service.Client.PostAsJsonAsync("/api/announcements", SampleText.Announcement(number, Categories))).EnsureSuccessStatusCode();
        }
    }

    private static async Task ImportAsync(MeasuredService service, int count)
    {
        int refused = 0;
        await service.Services.GetRequiredService<Importer>().ImportAsync(
            () => LinesAsync(count), isPartial: false, Actor.Service, line => refused += line.IsRefused ? 1 : 0, null, CancellationToken.None);
        if (refused > 0)
        {
            throw new InvalidOperationException($"{refused} lines were refused.");
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> LinesAsync(int count, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        for (int number = 1; number <= Categories.Length; number++)
        {
            yield return Encoding.UTF8.GetBytes($"{{\"type\":\"category\",\"name\":\"Kategoria {number}\"}}");
        }

        for (int number = 0; number < count; number++)
        {
            JsonNode line = JsonSerializer.SerializeToNode(SampleText.Announcement(number, Categories))!;
            line["type"] = "announcement";
            yield return Encoding.UTF8.GetBytes(line.ToJsonString());
        }

        await Task.CompletedTask;
    }

    private static async Task<Measured> MeasureAsync(int count, Func<MeasuredService, int, Task> run)
    {
        await using MeasuredService service = await MeasuredService.StartAsync();
        return await MeasureAsync(service, count, run);
    }

    private static async Task<Measured> MeasureAsync(MeasuredService service, int count, Func<MeasuredService, int, Task> run)
    {
        GC.Collect();
        TimeSpan storage = service.Meter.Time;
        int requests = service.Meter.Requests;
        long start = Stopwatch.GetTimestamp();
        using var end = new CancellationTokenSource();
        Task<double> memory = WatchMemoryAsync(end.Token);
        await run(service, count);
        double whole = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await end.CancelAsync();
        return new Measured(
            whole, (service.Meter.Time - storage).TotalSeconds, (service.Meter.Requests - requests) / (double)count, await memory);
    }

    private static async Task<double> WatchMemoryAsync(CancellationToken end)
    {
        double most = 0;
        while (!end.IsCancellationRequested)
        {
            using var process = Process.GetCurrentProcess();
            most = Math.Max(most, process.WorkingSet64 / 1e6);
            await Task.Delay(50, CancellationToken.None);
        }

        return most;
    }

    private sealed record Measured(double Whole, double Storage, double Requests, double Megabytes)
    {
        public double Rest => Whole - Storage;

        public string Row(int count, string way) => $"| {count:N0} | {way} | {Whole:0.0} | {Storage:0.0} | {Rest:0.0} | {Requests:0.00} | {Megabytes:0} |";
    }
}
