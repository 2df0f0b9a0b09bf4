using System.Diagnostics;
using System.Globalization;
using System.Text;
using Azure.Data.Tables;
using Bulletin.Announcements;
using Bulletin.Content;
using Bulletin.LocalRun.Emulator;
using Bulletin.Search;
using Bulletin.Site;
using Bulletin.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.Benchmarks;

/// <summary>Search in a large site: what the first one of an instance costs, what the index takes, and how fast it answers.</summary>
internal static class Searching
{
    private const int Queries = 1_000;
    private const int Rounds = 3;
    private const int Seconds = 10;
    private const int RowsOfTransaction = 80;

    /// <summary>Measures, and writes the tables into <c>docs/benchmarks.md</c>.</summary>
    /// <param name="functionApp">The folder of the native function app.</param>
    /// <param name="count">The number of announcements.</param>
    public static async Task<int> RunAsync(string functionApp, int count)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow:yyyy-MM-dd}; {count:N0} announcements of about 3 KB.");
        List<Announcement> announcements = Announcements(count);
        List<string> queries = QueriesOf(announcements);
        string executable = ServiceProcess.ExecutableOf(functionApp);
        await using Azurite azurite = await MeasuredService.StartAzuriteAsync();
        await MeasureFirstAsync(azurite, announcements, executable, text);
        MeasureMemory(announcements, text);
        await MeasureLoadAsync(azurite, executable, queries, text);
        await Report.WriteAsync("search", text.ToString());
        return 0;
    }

    internal static List<Announcement> Announcements(int count)
    {
        var text = new PolishText(seed: 1);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return Enumerable.Range(0, count).Select(number => AnnouncementChange.Blank(Guid.CreateVersion7(now.AddHours(-number)), "pl", now, new Actor("benchmark", Role.Editor)) with
        {
            Slug = $"ogloszenie-{number}",
            Title = text.Sentences(60),
            Lead = text.Sentences(180),
            Body = string.Join("\n\n", Enumerable.Range(0, 6).Select(_ => text.Sentences(480))),
            Status = AnnouncementStatus.Published,
            PublishedAt = now.AddHours(-number),
            Format = BodyFormat.Markdown,
            Revision = 1,
        }).ToList();
    }

    // Typical queries: a word of a title, two words of a text, the beginning of a word, another form of a word.
    internal static List<string> QueriesOf(List<Announcement> announcements) => Enumerable.Range(0, Queries)
        .Select(number =>
        {
            Announcement one = announcements[number * 7 % announcements.Count];
            string[] title = one.Title.Split(' ');
            string[] body = one.Body.Split([' ', '\n', '.'], StringSplitOptions.RemoveEmptyEntries);
            return (number % 4) switch
            {
                0 => title[1],
                1 => $"{body[7]} {body[30]}",
                2 => title[1][..Math.Min(4, title[1].Length)],
                _ => title[1].TrimEnd('.')[..^1] + "ami",
            };
        })
        .Select(query => $"/api/search?q={Uri.EscapeDataString(query)}")
        .ToList();

    // The announcements alone: a search reads nothing else of the table.
    private static async Task FillAsync(MeasuredService service, List<Announcement> announcements)
    {
        using HttpResponseMessage made = await service.Client.PostAsync("/api/categories", new StringContent("{\"name\": \"Kategoria\"}", Encoding.UTF8, "application/json"));
        made.EnsureSuccessStatusCode();
        SiteTable table = service.Services.GetRequiredService<SiteTable>();
        foreach (Announcement[] some in announcements.Chunk(RowsOfTransaction))
        {
            await table.SubmitAsync(
                some.Select(one => new TableTransactionAction(TableTransactionActionType.Add, one.ToRow(table, RowKeys.Announcement(one.Id)))).ToList(), CancellationToken.None);
        }
    }

    private static async Task MeasureFirstAsync(Azurite azurite, List<Announcement> announcements, string executable, StringBuilder text)
    {
        text.AppendLine();
        text.AppendLine("| first search | storage, s | JIT, whole, s | native, whole, s | JIT, apart from storage, s | native, apart from storage, s |");
        text.AppendLine("|---|---:|---:|---:|---:|---:|");
        await using MeasuredService service = await MeasuredService.StartAsync(azurite);
        await FillAsync(service, announcements);
        await MeasureFirstAsync("from the announcements", service, azurite, executable, text);
        if (!await service.Services.GetRequiredService<SearchCatalog>().SaveAsync(CancellationToken.None))
        {
            throw new InvalidOperationException("The index was not saved.");
        }

        await using MeasuredService started = await MeasuredService.StartAsync(azurite);
        await MeasureFirstAsync("from the saved index", started, azurite, executable, text);
    }

    // Storage's share is measured in this process, the rest in processes that were just started.
    private static async Task MeasureFirstAsync(string name, MeasuredService service, Azurite azurite, string executable, StringBuilder text)
    {
        TimeSpan before = service.Meter.Time;
        await FirstSearchAsync(service.Client);
        double storage = (service.Meter.Time - before).TotalSeconds;
        double jit = await FirstSearchAsync(azurite, ServiceProcess.Jit);
        double native = await FirstSearchAsync(azurite, [executable]);
        text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {storage:0.00} | {jit:0.00} | {native:0.00} | {jit - storage:0.00} | {native - storage:0.00} |");
    }

    private static async Task<double> FirstSearchAsync(Azurite azurite, string[] command)
    {
        using var server = ServiceProcess.StartServer(azurite, command, isCached: true);
        using HttpClient client = server.Client();
        await server.FirstAnswerAsync(client, "/api/announcements");
        long start = Stopwatch.GetTimestamp();
        await FirstSearchAsync(client);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void MeasureMemory(List<Announcement> announcements, StringBuilder text)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long sqliteBefore = SQLitePCL.raw.sqlite3_memory_used();
        TimeSpan processor = Process.GetCurrentProcess().TotalProcessorTime;
        using var index = new SearchIndex();
        foreach (Announcement[] some in announcements.Chunk(StoredTable.MaximumPage))
        {
            // Copies, as from storage.
            index.Put(some.Select(one => new SearchDocument(one with { Title = new string(one.Title), Lead = new string(one.Lead), Slug = new string(one.Slug) })));
        }

        double seconds = (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds;
        double managed = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6;
        double sqlite = (SQLitePCL.raw.sqlite3_memory_used() - sqliteBefore) / 1e6;
        text.AppendLine();
        text.AppendLine("| memory of the index | MB |");
        text.AppendLine("|---|---:|");
        text.AppendLine(CultureInfo.InvariantCulture, $"| SQLite | {sqlite:0.0} |");
        text.AppendLine(CultureInfo.InvariantCulture, $"| what lists show, compressed texts, word forms | {managed:0.0} |");
        text.AppendLine(CultureInfo.InvariantCulture, $"| together | {sqlite + managed:0.0} |");
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"Processor time for putting all of them in: {seconds:0.0} s.");
        GC.KeepAlive(index);
    }

    private static async Task MeasureLoadAsync(Azurite azurite, string executable, List<string> queries, StringBuilder text)
    {
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{queries.Count:N0} different queries, one after the other; 16 connections, {Rounds} rounds of {Seconds} s, medians:");
        text.AppendLine();
        text.AppendLine("| server | read cache | searches/s | p50, ms | p95, ms | p99, ms | errors | resident memory before, MB | after, MB |");
        text.AppendLine("|---|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach ((string name, string[] command) in ((string, string[])[])[("JIT", ServiceProcess.Jit), ("native", [executable])])
        {
            foreach (bool isCached in (bool[])[true, false])
            {
                using var server = ServiceProcess.StartServer(azurite, command, isCached);
                text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {(isCached ? "as shipped" : "none")} | {await MeasureLoadAsync(server, queries)} |");
            }
        }
    }

    private static async Task<string> MeasureLoadAsync(ServiceProcess server, List<string> queries)
    {
        using HttpClient client = server.Client();
        await server.FirstAnswerAsync(client, "/api/announcements");
        double before = server.ResidentMegabytes();
        await FirstSearchAsync(client);
        await Wrk.RunAsync(server.Address, 3, queries);
        List<(Load Load, double P95)> rounds = [];
        for (int round = 0; round < Rounds; round++)
        {
            rounds.Add(await Wrk.RunAsync(server.Address, Seconds, queries));
        }

        var load = Load.MedianOf(rounds.Select(round => round.Load).ToList());
        double p95 = rounds.Select(round => round.P95).Order().ElementAt(Rounds / 2);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{load.PerSecond:N0} | {load.P50:0.0} | {p95:0.0} | {load.P99:0.0} | {load.Errors} | {before:0} | {server.ResidentMegabytes():0}");
    }

    // The first search may take longer than a request waits for storage: it then returns 503, and the filling continues.
    private static async Task FirstSearchAsync(HttpClient client)
    {
        while (true)
        {
            using HttpResponseMessage answer = await client.GetAsync("/api/search?q=woda");
            if (answer.IsSuccessStatusCode)
            {
                return;
            }
        }
    }
}
