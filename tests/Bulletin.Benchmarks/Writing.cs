using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Bulletin.Archiving;
using Bulletin.LocalRun.Emulator;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.Benchmarks;

/// <summary>Measures small writes alone, beside authors of expensive texts, and when very many come at once.</summary>
internal static class Writing
{
    private const int HeavyLength = 256_000;
    private const int Burst = 900;
    private const int FeedPosts = 12;
    private const int FeedLength = 150_000;

    /// <summary>Measures, and writes the tables into <c>docs/benchmarks.md</c>.</summary>
    /// <param name="seconds">The duration of each mix.</param>
    public static async Task RunAsync(int seconds)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow:yyyy-MM-dd}; {seconds} s for each row of the first table; small writes are a new title and a new body of 3 KB, in turn.").AppendLine();
        await using (MeasuredService service = await MeasuredService.StartAsync())
        {
            await SmallWritesAsync(service, TimeSpan.FromSeconds(Math.Max(2, seconds / 3)));
            text.AppendLine("| small writes of one editor | writes | p50, ms | p99, ms | longest, ms | others than 200 | resident memory, most, MB |");
            text.AppendLine("|---|---:|---:|---:|---:|---:|---:|");
            Answers alone = await SmallWritesAsync(service, TimeSpan.FromSeconds(seconds));
            text.AppendLine(alone.Row("alone"));
            (Answers small, Answers heavy) = await BesideHeavyAuthorsAsync(service, TimeSpan.FromSeconds(seconds));
            text.AppendLine(small.Row("beside four heavy authors"));
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"The heavy authors' own requests, of {HeavyLength / 1000} KB each: {heavy.Statuses}; p50 {heavy.At(0.5):0} ms, longest {heavy.At(1):0} ms.").AppendLine();
        }

        text.Append(await BurstAsync());
        text.AppendLine().Append(await FeedAsync());
        await Report.WriteAsync("writing", text.ToString());
    }

    private static async Task<Answers> SmallWritesAsync(MeasuredService service, TimeSpan time)
    {
        var answers = new Answers();
        JsonNode made = (await (await service.Client.PostAsJsonAsync("/api/announcements", SampleText.Announcement(0, ["brak"]).WithoutCategories())).Content.ReadFromJsonAsync<JsonNode>())!;
        string address = $"/api/announcements/{(string)made["id"]!}";
        long start = Stopwatch.GetTimestamp();
        for (int number = 1; Stopwatch.GetElapsedTime(start) < time; number++)
        {
            object change = number % 2 == 0 ? new { title = $"Tytuł {number}" } : new { body = $"{number}. " + string.Concat(Enumerable.Repeat("Metropolia zaprasza mieszkańców. ", 90)) };
            await answers.MeasureAsync(() => SendAsync(service.Client, HttpMethod.Patch, address, change));
        }

        return answers;
    }

    private static async Task<(Answers Small, Answers Heavy)> BesideHeavyAuthorsAsync(MeasuredService service, TimeSpan time)
    {
        using var over = new CancellationTokenSource();
        var heavy = new Answers();
        Task[] authors = [.. Enumerable.Range(0, 4).Select(author => Task.Run(async () =>
        {
            for (int number = author; !over.IsCancellationRequested; number++)
            {
                HeavyText text = HeavyText.All[number % HeavyText.All.Count];
                await heavy.MeasureAsync(() => SendAsync(service.Client, HttpMethod.Post, "/api/announcements", text.Announcement(number, HeavyLength)));
            }
        }))];
        await Task.Delay(TimeSpan.FromSeconds(2));
        Answers small = await SmallWritesAsync(service, time);
        await over.CancelAsync();
        await Task.WhenAll(authors);
        return (small, heavy);
    }

    private static async Task<string> BurstAsync()
    {
        await using MeasuredService service = await MeasuredService.StartAsync();
        await SmallWritesAsync(service, TimeSpan.FromSeconds(3));
        var answers = new Answers();
        int requests = service.Meter.Requests;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Burst).Select(number => answers.MeasureAsync(
            () => SendAsync(service.Client, HttpMethod.Post, "/api/announcements", new { title = $"Wpis {number}", body = "Treść.", status = "published" }))));
        double whole = Stopwatch.GetElapsedTime(start).TotalSeconds;
        IReadOnlyList<string> violations = (await service.Services.GetRequiredService<Maintenance>().VerifyAsync(CancellationToken.None)).Violations;
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Burst} small writes (new published announcements) sent at once: {answers.Statuses}; all were answered within {whole:0.0} s.");
        text.AppendLine(CultureInfo.InvariantCulture, $"Those that got through took {answers.At(0.5, HttpStatusCode.Created):0} ms (p50) and {answers.At(1, HttpStatusCode.Created):0} ms (longest), with {(service.Meter.Requests - requests) / (double)answers.Count(HttpStatusCode.Created):0.00} storage requests each.");
        if (answers.Count(HttpStatusCode.ServiceUnavailable) > 0)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"The others were told so within {answers.At(1, HttpStatusCode.ServiceUnavailable):0} ms (p50 {answers.At(0.5, HttpStatusCode.ServiceUnavailable):0} ms): {answers.Refusals}.");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"Violations that the verifier finds afterwards: {violations.Count}.");
        return text.ToString();
    }

    private static async Task<string> FeedAsync()
    {
        await using Azurite azurite = await MeasuredService.StartAzuriteAsync();
        int accepted = 0;
        await using (MeasuredService first = await MeasuredService.StartAsync(azurite))
        {
            for (int number = 0; number < FeedPosts * 2 && accepted < FeedPosts; number++)
            {
                using HttpResponseMessage answer = await SendAsync(
                    first.Client, HttpMethod.Post, "/api/announcements", HeavyText.All[number % HeavyText.All.Count].Announcement(number, FeedLength, "published"));
                accepted += answer.StatusCode == HttpStatusCode.Created ? 1 : 0;
            }
        }

        await using MeasuredService fresh = await MeasuredService.StartAsync(azurite);
        long start = Stopwatch.GetTimestamp();
        using HttpResponseMessage feed = await fresh.Client.GetAsync("/feed.atom");
        long bytes = (await feed.Content.ReadAsByteArrayAsync()).LongLength;
        return FormattableString.Invariant(
            $"Of the heavy texts of {FeedLength / 1000} KB, {accepted} were accepted as published posts; a fresh instance answers `/feed.atom` {(int)feed.StatusCode} within {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s, {bytes / 1e6:0.0} MB.\n");
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string address, object body)
    {
        using var request = new HttpRequestMessage(method, address) { Content = JsonContent.Create(body) };
        if (method == HttpMethod.Patch)
        {
            request.Content.Headers.ContentType = new("application/merge-patch+json");
            request.Headers.TryAddWithoutValidation("If-Match", "*");
        }

        return await client.SendAsync(request);
    }

    private static JsonNode WithoutCategories(this object announcement)
    {
        JsonNode node = System.Text.Json.JsonSerializer.SerializeToNode(announcement)!;
        node.AsObject().Remove("categories");
        return node;
    }

    /// <summary>The answers of a run: their statuses, times, and what was said of waiting.</summary>
    private sealed class Answers
    {
        private readonly ConcurrentBag<(HttpStatusCode Status, double Milliseconds, string? Kind, int? RetryAfter)> all = [];
        private double megabytes;

        public string Statuses => string.Join(", ", all.GroupBy(one => one.Status).OrderBy(same => same.Key).Select(same => $"{same.Count():N0} x {(int)same.Key}"));

        public string Refusals => string.Join(
            ", ",
            all.Where(one => one.RetryAfter is not null).GroupBy(one => one.Kind)
                .Select(same => $"{same.Count()} x `{same.Key}`, Retry-After {same.Min(one => one.RetryAfter)} to {same.Max(one => one.RetryAfter)} s"));

        public async Task MeasureAsync(Func<Task<HttpResponseMessage>> send)
        {
            long start = Stopwatch.GetTimestamp();
            using HttpResponseMessage answer = await send();
            double time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            bool isRefused = answer.StatusCode == HttpStatusCode.ServiceUnavailable;
            string? kind = isRefused ? (string?)(await answer.Content.ReadFromJsonAsync<JsonNode>())?["type"] : null;
            all.Add((answer.StatusCode, time, kind, isRefused ? (int?)answer.Headers.RetryAfter?.Delta?.TotalSeconds : null));
            using var process = Process.GetCurrentProcess();
            megabytes = Math.Max(megabytes, process.WorkingSet64 / 1e6);
        }

        public int Count(HttpStatusCode status) => all.Count(one => one.Status == status);

        /// <summary>The time within which this share of the answers came, in milliseconds.</summary>
        public double At(double share, HttpStatusCode? status = null)
        {
            List<double> times = [.. all.Where(one => status is null || one.Status == status).Select(one => one.Milliseconds).Order()];
            return times.Count == 0 ? double.NaN : times[Math.Min(times.Count - 1, (int)(share * times.Count))];
        }

        public string Row(string name) => FormattableString.Invariant(
            $"| {name} | {all.Count:N0} | {At(0.5):0} | {At(0.99):0} | {At(1):0} | {all.Count - Count(HttpStatusCode.OK)} | {megabytes:0} |");
    }
}
