using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Bulletin.Transfer;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.IntegrationTests.Transfer;

/// <summary>A service whose site is taken out and filled by lines, as an admin does it over HTTP.</summary>
internal sealed class TransferSite : IAsyncDisposable
{
    private readonly HttpClient admin;

    private TransferSite(Service service)
    {
        Service = service;
        admin = service.Client(TestKeys.Admin);
        Newsroom = Newsroom.At(service);
    }

    public Service Service { get; }

    public Newsroom Newsroom { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<TransferSite> StartAsync(
        AzuriteFixture azurite,
        Microsoft.Extensions.Time.Testing.FakeTimeProvider? clock = null,
        string? table = null,
        BeforeStorage? before = null,
        Action<IServiceCollection>? change = null) =>
        new(await Service.StartAsync(azurite, clock: clock, table: table, observer: before, change: change));

    /// <summary>Sends lines to be imported.</summary>
    public async Task<Answer> ImportAsync(string lines, bool isPartial = false)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(lines));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using HttpResponseMessage response = await admin.PostAsync(isPartial ? "/api/import?partial=true" : "/api/import", content, Cancellation);
        string text = await response.Content.ReadAsStringAsync(Cancellation);
        return new Answer(response.StatusCode, JsonNode.Parse(text), response.Headers, text);
    }

    /// <summary>All lines of all pages, but for those that begin and end a page.</summary>
    public async Task<List<string>> ExportAsync() => (await PagesAsync()).SelectMany(page => page[1..^1]).ToList();

    /// <summary>The pages of an export, each with its lines.</summary>
    public async Task<List<List<string>>> PagesAsync()
    {
        List<List<string>> pages = [];
        for (string? cursor = string.Empty; cursor is not null;)
        {
            using HttpResponseMessage response = await admin.GetAsync("/api/export" + (cursor.Length == 0 ? string.Empty : "?cursor=" + cursor), Cancellation);
            string text = await response.Content.ReadAsStringAsync(Cancellation);
            Assert.True(response.StatusCode == HttpStatusCode.OK, text);
            pages.Add([.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)]);
            cursor = (string?)JsonNode.Parse(pages[^1][^1])!["next"];
        }

        return pages;
    }

    /// <summary>A whole file, as the command line writes it.</summary>
    public async Task<string[]> ExportFileAsync()
    {
        string file = Path.GetTempFileName();
        try
        {
            await Service.Services.GetRequiredService<FileExport>().WriteAsync(file, null, Cancellation);
            return await File.ReadAllLinesAsync(file, Cancellation);
        }
        finally
        {
            File.Delete(file);
        }
    }

    public async Task VerifyAsync() => Assert.Empty(await Service.VerifyAsync());

    public async ValueTask DisposeAsync()
    {
        admin.Dispose();
        Newsroom.Dispose();
        await Service.DisposeAsync();
    }
}
