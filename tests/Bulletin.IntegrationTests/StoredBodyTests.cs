using System.Net;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Bulletin.Storage;
using Microsoft.Extensions.Logging.Testing;

namespace Bulletin.IntegrationTests;

/// <summary>Bodies that were accepted when the bounds were wider: put into the table as they are, and read over HTTP.</summary>
public sealed class StoredBodyTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string Notice = "<p lang=\"pl\">Treści tego ogłoszenia nie można teraz pokazać.</p>";

    // More elements than a body may have today.
    private static readonly string TooMuch = "Słowo w treści. " + string.Concat(Enumerable.Repeat("<br>", 16_000));

    private readonly FakeLoggerProvider log = new();
    private Service service = null!;
    private Newsroom newsroom = null!;
    private SiteRows rows = null!;

    public async ValueTask InitializeAsync()
    {
        service = await Service.StartAsync(azurite, [new("Bulletin:Cache:Fresh", "0"), new("Bulletin:Cache:Stale", "0")], logs: log);
        newsroom = Newsroom.At(service);
        rows = new SiteRows(service);
    }

    public async ValueTask DisposeAsync()
    {
        newsroom.Dispose();
        await service.DisposeAsync();
        log.Dispose();
    }

    [Fact]
    public async Task A_notice_stands_in_the_place_of_a_body_that_is_out_of_bounds_wherever_it_is_shown()
    {
        Guid id = await PublishedAsync();

        Answer item = (await newsroom.ItemAsync(id)).Expect(HttpStatusCode.OK);
        Assert.Equal((TooMuch, Notice), ((string?)item.Body!["body"], (string?)item.Body["bodyHtml"]));
        Answer editor = (await newsroom.ReadForEditorsAsync($"/api/editor/announcements/{id}")).Expect(HttpStatusCode.OK);
        Assert.Equal((TooMuch, Notice), ((string?)editor.Body!["body"], (string?)editor.Body["bodyHtml"]));
        Answer changes = (await newsroom.ReadAsync("/api/changes")).Expect(HttpStatusCode.OK);
        JsonNode told = Assert.Single(changes.Body!["items"]!.AsArray(), one => (string?)one!["id"] == $"{id}")!["announcement"]!;
        Assert.Equal((TooMuch, Notice), ((string?)told["body"], (string?)told["bodyHtml"]));
        Answer revision = (await newsroom.ReadForEditorsAsync($"/api/announcements/{id}/revisions/1")).Expect(HttpStatusCode.OK);
        Assert.Equal(Notice, (string?)revision.Body!["bodyHtml"]);
        foreach (string feed in (string[])["/feed.json", "/feed.atom", "/feed.rss"])
        {
            Assert.Contains("nie można teraz pokazać", await TextOfAsync(feed));
        }

        Assert.Equal([id], await newsroom.ListAsync());
        Assert.Equal([id], await newsroom.ListAsync(path: "/api/editor/announcements"));
        Assert.Contains(TooMuch[..20], await TextOfAsync("/api/export", asAdmin: true));
        Assert.Equal([id], (await newsroom.ReadAsync("/api/search?q=zebranie")).Expect(HttpStatusCode.OK).Ids);
        List<string> lines = [.. log.Collector.GetSnapshot().Select(record => record.Message)];
        Assert.All(lines.Where(line => line.Contains("out of bounds", StringComparison.Ordinal)), line =>
        {
            Assert.Contains($"{id}", line);
            Assert.DoesNotContain("Słowo", line);
        });
        Assert.Contains(lines, line => line.Contains("out of bounds", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_can_be_mended_and_everything_but_the_body_changed_before()
    {
        Guid id = await PublishedAsync();

        Assert.Equal("Nowy tytuł", (string?)(await newsroom.PatchAsync(id, new { title = "Nowy tytuł" })).Body!["title"]);
        await newsroom.ActAsync(id, "unpublish");
        await newsroom.ActAsync(id, "publish");
        Answer refused = await newsroom.SendAsync(HttpMethod.Patch, $"/api/announcements/{id}", new { body = TooMuch + "x" }, "*");
        Assert.Contains("12,500 HTML elements", refused.Expect(HttpStatusCode.BadRequest).Text);
        Assert.Equal("<p>Krótko.</p>", ((string?)(await newsroom.PatchAsync(id, new { body = "Krótko." })).Body!["bodyHtml"])?.Trim());
    }

    [Fact]
    public async Task A_draft_and_a_preview_show_the_notice_too()
    {
        Guid id = (await newsroom.CreateAsync(new { title = "Szkic", body = "Tekst." })).Id;
        string preview = (string)(await newsroom.SendAsync(HttpMethod.Post, $"/api/announcements/{id}/preview")).Expect(HttpStatusCode.Created).Body!["token"]!;
        await StoreAsync(RowKeys.Announcement(id));
        Assert.Equal(Notice, (string?)(await newsroom.ReadAsync($"/api/previews/{preview}")).Expect(HttpStatusCode.OK).Body!["bodyHtml"]);

        Guid published = (await newsroom.PublishNewAsync("Zebranie")).Id;
        (await newsroom.SendAsync(HttpMethod.Put, $"/api/announcements/{published}/draft", new { title = "Następne", body = "Tekst." })).Expect(HttpStatusCode.Created);
        await StoreAsync(RowKeys.Draft(published));
        Answer draft = (await newsroom.ReadForEditorsAsync($"/api/announcements/{published}/draft")).Expect(HttpStatusCode.OK);
        Assert.Equal((TooMuch, Notice), ((string?)draft.Body!["body"], (string?)draft.Body["bodyHtml"]));
        Assert.Equal("Zebranie", (string?)(await newsroom.ItemAsync(published)).Body!["title"]);
    }

    private async Task<Guid> PublishedAsync()
    {
        Guid id = (await newsroom.CreateAsync(new { title = "Zebranie", body = "Tekst.", status = "published" })).Id;
        await StoreAsync(RowKeys.Announcement(id));
        return id;
    }

    private async Task StoreAsync(string rowKey)
    {
        TableEntity row = await rows.SingleAsync(rowKey);
        foreach (string property in row.Keys.Where(name => name.StartsWith("Body", StringComparison.Ordinal)).ToList())
        {
            row.Remove(property);
        }

        LongText.Of(TooMuch).Write(row, "Body");
        await rows.PutAsync(row);
    }

    private async Task<string> TextOfAsync(string path, bool asAdmin = false)
    {
        using HttpClient client = service.Client(asAdmin ? TestKeys.Admin : null);
        return await client.GetStringAsync(path, TestContext.Current.CancellationToken);
    }
}
