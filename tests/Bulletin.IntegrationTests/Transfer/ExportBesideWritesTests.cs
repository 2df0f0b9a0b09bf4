using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Azure.Core;
using Bulletin.Site;
using Bulletin.Transfer;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.IntegrationTests.Transfer;

/// <summary>Tests exports with concurrent writes: the result still shows the site at one version.</summary>
public sealed class ExportBesideWritesTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly BeforeStorage before = new();
    private readonly List<Guid> announcements = [];
    private TransferSite site = null!;
    private TransferSite others = null!;
    private TransferSite empty = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        string table = AzuriteFixture.NewTableName();
        site = await TransferSite.StartAsync(azurite, table: table, before: before);
        others = await TransferSite.StartAsync(azurite, site.Service.Clock, table);
        empty = await TransferSite.StartAsync(azurite, site.Service.Clock);
        foreach (string name in (string[])["Sport", "Kultura", "Zieleń"])
        {
            await others.Newsroom.CreateCategoryAsync(name);
        }

        for (int number = 0; number < 12; number++)
        {
            announcements.Add((await others.Newsroom.CreateAsync(
                new { title = $"Numer {number}", body = new string('x', 120_000), status = "published", categories = (string[])["sport", "zielen"] })).Id);
        }
    }

    public async ValueTask DisposeAsync()
    {
        before.Happens = null;
        await site.DisposeAsync();
        await others.DisposeAsync();
        await empty.DisposeAsync();
    }

    [Fact]
    public async Task Each_page_is_the_site_at_the_version_that_it_tells_however_often_others_write_while_it_is_read()
    {
        int writes = BeforeEachRequest(30);

        List<List<string>> pages = await site.PagesAsync();

        Assert.Equal(0, Remaining);
        Assert.True(pages.Count > 1);
        // The last page was read when all was written: it is so now.
        List<List<string>> now = await others.PagesAsync();
        Assert.Equal(Version(now[0][0]), Version(pages[^1][0]));
        // Other pages begin elsewhere, since those before it were shorter when they were read.
        Assert.Equal(now.SelectMany(page => page[1..^1]).TakeLast(pages[^1].Count - 2), pages[^1][1..^1]);
        foreach (List<string> page in pages)
        {
            (await empty.ImportAsync(string.Join('\n', page))).Expect(HttpStatusCode.OK);
        }

        Assert.Equal(30, writes);
        await empty.VerifyAsync();
    }

    [Fact]
    public async Task A_file_that_is_written_while_others_go_on_gives_an_equal_site()
    {
        BeforeEachRequest(50);

        string[] lines = await site.ExportFileAsync();

        Assert.Equal(0, Remaining);
        Assert.Equal(Version((await others.PagesAsync())[0][0]), Version(lines[0]));
        Assert.Equal(Version(lines[0]), Version(lines[^1]));
        List<string> expected = await others.ExportAsync();
        Assert.Equal(expected.Order(StringComparer.Ordinal), lines[1..^1].Order(StringComparer.Ordinal));
        await ImportAsync(lines);
        Assert.Equal(expected, await empty.ExportAsync());
        await empty.VerifyAsync();
    }

    [Fact]
    public async Task A_file_is_written_beside_somebody_who_never_pauses_and_shows_the_site_at_the_version_that_it_tells()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task writing = Task.Run(
            async () =>
            {
                using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(60));
                for (int number = 0; !stop.IsCancellationRequested; number++)
                {
                    await ChangeAsync(number);
                    await pace.WaitForNextTickAsync(Cancellation);
                }
            },
            Cancellation);

        string[] lines = await site.ExportFileAsync();

        await stop.CancelAsync();
        await writing;
        // Later writes are in the change log; everything else is as in the file.
        long version = Version(lines[0]);
        HashSet<Guid> later = [.. (await new SiteRows(others.Service).ReadAsync("u:"))
            .Select(ChangeLogEntry.FromRow).Where(entry => entry.Version > version).SelectMany(entry => entry.Changes).Select(change => change.Id)];
        Assert.Equal(Without(later, await others.ExportAsync()), Without(later, lines[1..^1]));
        await ImportAsync(lines);
        await empty.VerifyAsync();
    }

    private int Remaining { get; set; }

    // In front of each storage request of the export somebody writes something, so often.
    private int BeforeEachRequest(int times)
    {
        Remaining = times;
        before.Happens = async (Request _, CancellationToken _) =>
        {
            if (Remaining > 0)
            {
                await ChangeAsync(--Remaining);
            }
        };
        return times;
    }

    private async Task ChangeAsync(int number)
    {
        Guid id = announcements[number % announcements.Count];
        switch (number % 6)
        {
            case 0:
                announcements.Add((await others.Newsroom.PublishNewAsync($"Nowe {number}", "kultura")).Id);
                break;
            case 1:
                await others.Newsroom.SendAsync(HttpMethod.Put, $"/api/announcements/{id}/draft", new { title = $"Szkic {number}" });
                break;
            case 2 when number % 4 == 0:
                await others.Newsroom.SendAsync(HttpMethod.Put, "/api/categories/zielen", new { name = $"Zieleń {number}" }, ifMatch: "*");
                break;
            case 3 when number % 5 == 0:
                await others.Newsroom.SendAsync(HttpMethod.Delete, $"/api/announcements/{id}", ifMatch: "*");
                break;
            default:
                await others.Newsroom.SendAsync(HttpMethod.Patch, $"/api/announcements/{id}", new { title = $"Zmienione {number}" }, "*");
                break;
        }
    }

    // A file is larger than a request may be.
    private async Task ImportAsync(string[] lines)
    {
        ConcurrentBag<ImportReportLine> refused = [];
        Assert.True(await empty.Service.Services.GetRequiredService<Importer>().ImportAsync(
            () => lines.Select(line => (ReadOnlyMemory<byte>)System.Text.Encoding.UTF8.GetBytes(line)).ToAsyncEnumerable(),
            isPartial: false,
            Actor.Service,
            line =>
            {
                if (line.IsRefused)
                {
                    refused.Add(line);
                }
            },
            null,
            Cancellation));
        Assert.Empty(refused);
    }

    private static List<string> Without(HashSet<Guid> ids, IEnumerable<string> lines) =>
        [.. lines.Where(line => JsonNode.Parse(line) is { } json && !ids.Contains(Guid.Parse((string)(json["of"] ?? json["id"])!))).Order(StringComparer.Ordinal)];

    private static long Version(string line) => (long)JsonNode.Parse(line)!["version"]!;
}
