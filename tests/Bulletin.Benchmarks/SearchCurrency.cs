using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Bulletin.Benchmarks;

/// <summary>Measures how soon search finds the instance's own writes: hundreds of posts published in batches.</summary>
internal static class SearchCurrency
{
    private const int Batch = 100;
    private const int Rounds = 3;

    // Longer than an index is used without a look at the version of the site.
    private static readonly TimeSpan UntilNotFresh = TimeSpan.FromSeconds(4);

    /// <summary>Measures, and writes the table into <c>docs/benchmarks.md</c>.</summary>
    /// <param name="count">The number of posts, a multiple of 100.</param>
    public static async Task RunAsync(int count)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow:yyyy-MM-dd}; {count} posts, published {Batch} at a time.");
        text.AppendLine();
        text.AppendLine("| round | the batches, s | until all are found, s | searches until then | storage requests until then | found by the first search |");
        text.AppendLine("|---:|---:|---:|---:|---:|---:|");
        await using MeasuredService service = await MeasuredService.StartAsync();
        for (int round = 1; round <= Rounds; round++)
        {
            text.AppendLine(await MeasureAsync(service, round, count));
        }

        await Report.WriteAsync("search-currency", text.ToString());
    }

    private static async Task<string> MeasureAsync(MeasuredService service, int round, int count)
    {
        string word = $"runda{round}";
        List<string> ids = [];
        for (int number = 0; number < count; number++)
        {
            using HttpResponseMessage made = await service.Client.PostAsJsonAsync(
                "/api/announcements", new { title = $"Wpis {word} {number}", body = "Od **8:00** do 14:00 nie będzie wody w Topolcu." });
            made.EnsureSuccessStatusCode();
            ids.Add((string)JsonNode.Parse(await made.Content.ReadAsStringAsync())!["id"]!);
        }

        await FoundAsync(service, word);
        await Task.Delay(UntilNotFresh);
        long begun = Stopwatch.GetTimestamp();
        foreach (string[] some in ids.Chunk(Batch))
        {
            using HttpResponseMessage done = await service.Client.PostAsJsonAsync(
                "/api/announcements/batch", new { action = "publish", items = some.Select(id => new { id, ifMatch = "r1" }) });
            done.EnsureSuccessStatusCode();
        }

        double writing = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        long written = Stopwatch.GetTimestamp();
        int requests = service.Meter.Requests;
        int first = await FoundAsync(service, word);
        int searches = 1;
        for (int found = first; found < count; searches++)
        {
            found = await FoundAsync(service, word);
        }

        double stale = Stopwatch.GetElapsedTime(written).TotalSeconds;
        return string.Create(
            CultureInfo.InvariantCulture, $"| {round} | {writing:0.0} | {stale:0.00} | {searches} | {service.Meter.Requests - requests} | {first} |");
    }

    // All pages.
    private static async Task<int> FoundAsync(MeasuredService service, string word)
    {
        int found = 0;
        string? cursor = null;
        do
        {
            JsonNode page = JsonNode.Parse(await service.Client.GetStringAsync(
                $"/api/search?q={word}&limit=100{(cursor is null ? string.Empty : "&cursor=" + cursor)}"))!;
            found += page["items"]!.AsArray().Count;
            cursor = (string?)page["next"];
        }
        while (cursor is not null);
        return found;
    }
}
