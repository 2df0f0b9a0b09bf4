using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using Bulletin.Announcements;
using Bulletin.Pages;
using Bulletin.Reading;
using Bulletin.Site;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.Benchmarks;

/// <summary>
/// Rendering pages by the JIT: the time from announcements as they were read to finished HTML, and what a first visit costs on the wire.
/// </summary>
internal static class Rendering
{
    private const int Warming = 3_000;
    private const int Runs = 2_000;

    private static readonly string[] Categories = ["Zieleń", "Transport", "Kultura", "Sport"];

    /// <summary>Measures, and writes the tables into <c>docs/benchmarks.md</c>.</summary>
    public static async Task RunAsync()
    {
        await using MeasuredService service = await MeasuredService.StartAsync();
        foreach (string name in Categories)
        {
            (await service.Client.PostAsJsonAsync("/api/categories", new { name })).EnsureSuccessStatusCode();
        }

        for (int number = 0; number < 25; number++)
        {
            (await service.Client.PostAsJsonAsync("/api/announcements", SampleText.Announcement(number, ["zielen", "transport", "kultura", "sport"])))
                .EnsureSuccessStatusCode();
        }

        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow:yyyy-MM-dd}; {Runs:N0} runs after {Warming:N0}, one thread.");
        text.AppendLine().AppendLine("| rendered | median, ms | 95 %, ms | to reach, ms |").AppendLine("|---|---:|---:|---:|");
        foreach ((string name, double limit, Func<Task> render) in await CasesAsync(service.Services))
        {
            (double median, double most) = await MeasureAsync(render);
            text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {median:0.000} | {most:0.000} | {limit} |");
        }

        text.AppendLine().AppendLine("| first visit, brotli, without headers | HTML | stylesheet and icon | together, KB | at most, KB |").AppendLine("|---|---:|---:|---:|---:|");
        string article = (await service.Client.GetFromJsonAsync<System.Text.Json.Nodes.JsonNode>("/api/announcements?limit=1"))!["items"]![0]!["slug"]!.ToString();
        await AppendVisitAsync(text, service, "list of 20", "/", 25);
        await AppendVisitAsync(text, service, "announcement", $"/news/{article}", 20);
        await Report.WriteAsync("pages", text.ToString());
    }

    private static async Task<IReadOnlyList<(string Name, double Limit, Func<Task> Render)>> CasesAsync(IServiceProvider services)
    {
        PageLists lists = services.GetRequiredService<PageLists>();
        PagePresenter presenter = services.GetRequiredService<PagePresenter>();
        CategorySet categories = await services.GetRequiredService<CategoryCache>().ReadFreshAsync(CancellationToken.None);
        AnnouncementPage latest = await services.GetRequiredService<AnnouncementLists>()
            .PublicAsync(new PublicListQuery(), categories, string.Empty, PagesApi.PageLength, CancellationToken.None);
        Announcement announcement = (await services.GetRequiredService<AnnouncementReader>().ReadAsync(latest.Items[0].Id, CancellationToken.None))!;
        AnnouncementHistory history = PublicHistory.Of([announcement]);
        return
        [
            ("list of 20", 1, () => PageAnswer.RenderAsync(
                Bulletin.Pages.Slices.List.Create(lists.News(categories) with { Items = presenter.Items(latest.Items, categories) }))),
            ("announcement of 3 KB", 0.5, () => PageAnswer.RenderAsync(Bulletin.Pages.Slices.Article.Create(presenter.Article(announcement, history, categories)))),
        ];
    }

    private static async Task<(double Median, double Most)> MeasureAsync(Func<Task> render)
    {
        for (int run = 0; run < Warming; run++)
        {
            await render();
        }

        double[] times = new double[Runs];
        for (int run = 0; run < Runs; run++)
        {
            long start = Stopwatch.GetTimestamp();
            await render();
            times[run] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        return (times[Runs / 2], times[Runs * 95 / 100]);
    }

    private static async Task AppendVisitAsync(StringBuilder text, MeasuredService service, string name, string path, int limit)
    {
        using var client = new HttpClient { BaseAddress = service.Client.BaseAddress };
        client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("br");
        PageSite site = service.Services.GetRequiredService<PageSite>();
        int html = (await client.GetByteArrayAsync(path)).Length;
        int files = (await client.GetByteArrayAsync(site.Frame.Stylesheet)).Length + (await client.GetByteArrayAsync(site.Frame.Icon)).Length;
        text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {html:N0} | {files:N0} | {(html + files) / 1000.0:0.0} | {limit} |");
    }
}
