using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Bulletin.Announcements;
using Bulletin.Site;
using Bulletin.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.Benchmarks;

/// <summary>
/// The pages of an archive of ten years: how many storage requests each costs, however large the archive is. Only the rows that these pages
/// read are there, written directly; Azurite looks through all rows of a partition for each request, so its time says little of Azure's.
/// </summary>
internal static partial class HugeArchive
{
    private const int Years = 10;
    private const int RowsOfTransaction = 100;

    private static readonly DateTimeOffset End = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Measures, and writes the table into <c>docs/benchmarks.md</c>.</summary>
    /// <param name="count">The number of archived announcements.</param>
    public static async Task RunAsync(int count)
    {
        await using MeasuredService service = await MeasuredService.StartAsync();
        (await service.Client.PostAsJsonAsync("/api/categories", new { name = "Zieleń" })).EnsureSuccessStatusCode();
        await FillAsync(service.Services.GetRequiredService<SiteTable>(), count);

        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow:yyyy-MM-dd}; {count:N0} archived announcements of {Years} years, on Azurite.");
        text.AppendLine().AppendLine("| page | storage requests | ms | of them Azurite's | KB |").AppendLine("|---|---:|---:|---:|---:|");
        int months = await AppendAsync(text, service, "the archive, for the first time", "/archive");
        await AppendAsync(text, service, "a year", "/archive/2019");
        await AppendAsync(text, service, "a month", "/archive/2019/5");
        string deep = await OlderAsync(service, "/archive/2019", pages: 10);
        await AppendAsync(text, service, "the eleventh page of a year", deep);
        await AppendAsync(text, service, "the page before it, by its redirect", NewerOf(await service.Client.GetStringAsync(deep)));
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"The first asks for the {Years * 12} months, too, which then serve all pages for a minute: all but a few of its {months} requests.");
        await Report.WriteAsync("archive", text.ToString());
    }

    private static async Task FillAsync(SiteTable table, int count)
    {
        var actor = new Actor("benchmark", Role.Admin);
        TimeSpan step = TimeSpan.FromDays(365.25 * Years) / count;
        IEnumerable<TableTransactionAction> rows = Enumerable.Range(0, count)
            .Select(number => AnnouncementChange.Blank(Guid.CreateVersion7(End - (number * step)), "pl", End, actor) with
            {
                Title = $"Ogłoszenie numer {number}",
                Slug = $"ogloszenie-numer-{number}",
                Lead = "Zapraszamy na spotkanie, na którym porozmawiamy o zieleni, wodzie i powietrzu.",
                Status = AnnouncementStatus.Archived,
                PublishedAt = End - (number * step),
                ArchivedAt = End,
                Revision = 1,
            })
            .Select(announcement => AnnouncementRows.Of(table, announcement).Single(row => row.RowKey.StartsWith(RowKeys.ArchivePrefix, StringComparison.Ordinal)))
            .Select(row => new TableTransactionAction(TableTransactionActionType.Add, row));
        foreach (TableTransactionAction[] transaction in rows.Chunk(RowsOfTransaction))
        {
            await table.SubmitAsync(transaction, CancellationToken.None);
        }
    }

    private static async Task<int> AppendAsync(StringBuilder text, MeasuredService service, string name, string path)
    {
        int before = service.Meter.Requests;
        TimeSpan storage = service.Meter.Time;
        long start = Stopwatch.GetTimestamp();
        byte[] page = await service.Client.GetByteArrayAsync(path);
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        int requests = service.Meter.Requests - before;
        text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {requests} | {time.TotalMilliseconds:N0} | {(service.Meter.Time - storage).TotalMilliseconds:N0} | {page.Length / 1000.0:0} |");
        return requests;
    }

    private static async Task<string> OlderAsync(MeasuredService service, string path, int pages)
    {
        for (int page = 0; page < pages; page++)
        {
            path = Older().Match(await service.Client.GetStringAsync(path)).Groups["path"].Value;
        }

        return path;
    }

    private static string NewerOf(string html) => Newer().Match(html).Groups["path"].Value;

    [GeneratedRegex("class=\"older\" href=\"(?<path>[^\"]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Older();

    [GeneratedRegex("class=\"newer\" href=\"(?<path>[^\"]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Newer();
}
