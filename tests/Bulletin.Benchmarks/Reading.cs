using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Bulletin.LocalRun.Emulator;

namespace Bulletin.Benchmarks;

/// <summary>
/// Measures readers' requests under load: native and JIT, from the read cache, with <c>If-None-Match</c>, and without
/// the cache, compared with a bare Kestrel that returns the same bytes.
/// </summary>
internal static class Reading
{
    private const int Announcements = 2_000;
    private const int Rounds = 3;

    // Name, address. The announcement's slug is known when it was made.
    private static readonly (string Name, string Path)[] Reads =
    [
        ("latest 20", "/api/announcements"),
        ("a category's 20", "/api/announcements?category=kategoria-3"),
        ("item by slug", "/api/announcements/konsultacje-spoleczne-numer-1000-zielen-woda-i-powietrze"),
        ("search", "/api/search?q=konsultacje%20numer%20100"),
        ("feed (Atom)", "/feed.atom"),
        ("page: news", "/"),
        ("page: announcement", "/news/konsultacje-spoleczne-numer-1000-zielen-woda-i-powietrze"),
    ];

    /// <summary>Measures, and writes the tables and the plot into <c>docs</c>.</summary>
    /// <param name="functionApp">The folder of the native function app.</param>
    /// <param name="seconds">The length of one round.</param>
    public static async Task<int> RunAsync(string functionApp, int seconds)
    {
        string executable = ServiceProcess.ExecutableOf(functionApp);
        await using Azurite azurite = await MeasuredService.StartAzuriteAsync();
        string[] jitCommand = ServiceProcess.Jit;
        using var jit = ServiceProcess.StartServer(azurite, jitCommand, isCached: true);
        await FillAsync(jit);
        using var native = ServiceProcess.StartServer(azurite, [executable], isCached: true);
        (string answers, Dictionary<string, string> etags) = await CaptureAsync(jit);
        using var bare = ServiceProcess.Start(["dotnet", typeof(Reading).Assembly.Location, "bare", answers]);
        await Task.WhenAll(ReadyAsync(native), ReadyAsync(bare));
        List<Case> cases = Reads.SelectMany(read => CasesOf(read, bare, jit, native, etags[read.Path])).ToList();
        await MeasureAsync(cases, seconds);
        List<(string Server, double Megabytes)> memory = [("JIT", jit.ResidentMegabytes()), ("native", native.ResidentMegabytes())];

        using var jitUncached = ServiceProcess.StartServer(azurite, jitCommand, isCached: false);
        using var nativeUncached = ServiceProcess.StartServer(azurite, [executable], isCached: false);
        await Task.WhenAll(ReadyAsync(jitUncached), ReadyAsync(nativeUncached));
        List<Case> uncached = Reads.SelectMany(read => (Case[])
        [
            new(read.Name, "JIT", "no cache", new Uri(jitUncached.Address, read.Path), null),
            new(read.Name, "native", "no cache", new Uri(nativeUncached.Address, read.Path), null),
        ]).ToList();
        await MeasureAsync(uncached, seconds);
        memory.Add(("JIT, no cache", jitUncached.ResidentMegabytes()));
        memory.Add(("native, no cache", nativeUncached.ResidentMegabytes()));
        cases.AddRange(uncached);

        await Report.WriteAsync("reading", Tables(cases, memory, seconds));
        await File.WriteAllTextAsync(Path.Combine(Report.Folder, "benchmarks-reading.svg"), Plot.Of(cases));
        File.Delete(answers);
        return cases.Any(one => one.Median.Errors > 0) ? 1 : 0;
    }

    private static IEnumerable<Case> CasesOf((string Name, string Path) read, ServiceProcess bare, ServiceProcess jit, ServiceProcess native, string etag) =>
    [
        new(read.Name, "bare Kestrel", "warm", new Uri(bare.Address, read.Path), null),
        new(read.Name, "JIT", "warm", new Uri(jit.Address, read.Path), null),
        new(read.Name, "native", "warm", new Uri(native.Address, read.Path), null),
        new(read.Name, "JIT", "304", new Uri(jit.Address, read.Path), etag),
        new(read.Name, "native", "304", new Uri(native.Address, read.Path), etag),
    ];

    private static async Task ReadyAsync(ServiceProcess server)
    {
        using HttpClient client = server.Client();
        await server.FirstAnswerAsync(client, Reads[0].Path);
    }

    private static async Task FillAsync(ServiceProcess service)
    {
        using HttpClient client = service.Client();
        await service.FirstAnswerAsync(client, "/health/live");
        List<string> categories = [];
        for (int number = 1; number <= 12; number++)
        {
            (await client.PostAsJsonAsync("/api/categories", new { name = $"Kategoria {number}" })).EnsureSuccessStatusCode();
            categories.Add($"kategoria-{number}");
        }

        for (int number = 1; number <= Announcements; number++)
        {
            (await client.PostAsJsonAsync("/api/announcements", SampleText.Announcement(number, categories))).EnsureSuccessStatusCode();
        }
    }

    // The service's responses, for the bare server and for If-None-Match.
    private static async Task<(string File, Dictionary<string, string> ETags)> CaptureAsync(ServiceProcess service)
    {
        using HttpClient client = service.Client();
        Dictionary<string, WireAnswer> answers = [];
        Dictionary<string, string> etags = [];
        foreach ((_, string path) in Reads)
        {
            using HttpResponseMessage answer = await client.GetAsync(path);
            answer.EnsureSuccessStatusCode();
            var headers = answer.Headers.Concat(answer.Content.Headers)
                .Where(header => header.Key is not ("Date" or "Content-Length" or "Transfer-Encoding"))
                .ToDictionary(header => header.Key, header => string.Join(", ", header.Value));
            answers[path] = new WireAnswer(headers, await answer.Content.ReadAsByteArrayAsync());
            etags[path] = answer.Headers.ETag!.Tag;
        }

        string file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, JsonSerializer.SerializeToUtf8Bytes(answers));
        return (file, etags);
    }

    // Each round covers all cases, so that other load on the machine affects all of them alike.
    private static async Task MeasureAsync(List<Case> cases, int seconds)
    {
        foreach (Case one in cases)
        {
            await Wrk.RunAsync(one.Address, Math.Min(2, seconds), one.IfNoneMatch);
        }

        for (int round = 1; round <= Rounds; round++)
        {
            foreach (Case one in cases)
            {
                one.Rounds.Add(await Wrk.RunAsync(one.Address, seconds, one.IfNoneMatch));
                Console.Error.WriteLine($"round {round}: {one.Server}, {one.Mode}, {one.Name}: {one.Rounds[^1]}");
            }
        }
    }

    private static string Tables(List<Case> cases, List<(string Server, double Megabytes)> memory, int seconds)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow:yyyy-MM-dd}; {Announcements:N0} announcements, 12 categories; 16 connections, {Rounds} rounds of {seconds} s, medians.");
        text.AppendLine();
        text.AppendLine("| read | server | mode | requests/s | p50, ms | p99, ms | p99 / p50 | of bare Kestrel | of its 200 | errors |");
        text.AppendLine("|---|---|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (Case one in cases)
        {
            Load load = one.Median;
            double bare = cases.Single(other => other.Name == one.Name && other.Server == "bare Kestrel").Median.PerSecond;
            string ofBare = one.Mode == "304" ? string.Empty : (load.PerSecond / bare).ToString("0.00", CultureInfo.InvariantCulture);
            string ofFull = one.Mode != "304" ? string.Empty
                : (load.PerSecond / cases.Single(other => other.Name == one.Name && other.Server == one.Server && other.Mode == "warm").Median.PerSecond).ToString("0.00", CultureInfo.InvariantCulture);
            text.AppendLine(CultureInfo.InvariantCulture, $"| {one.Name} | {one.Server} | {one.Mode} | {load.PerSecond:N0} | {load.P50:0.00} | {load.P99:0.00} | {load.P99 / load.P50:0.0} | {ofBare} | {ofFull} | {load.Errors} |");
        }

        text.AppendLine();
        text.AppendLine("| server, after it all | resident memory, MB |");
        text.AppendLine("|---|---:|");
        foreach ((string server, double megabytes) in memory)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {server} | {megabytes:0} |");
        }

        return text.ToString();
    }
}

/// <summary>One thing that is measured.</summary>
internal sealed record Case(string Name, string Server, string Mode, Uri Address, string? IfNoneMatch)
{
    public List<Load> Rounds { get; } = [];

    public Load Median => Load.MedianOf(Rounds);
}
