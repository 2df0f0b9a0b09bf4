using System.Net;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Bulletin.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Bulletin.IntegrationTests;

/// <summary>Bodies that were accepted when the bounds were wider: put into the table as they are, and read over HTTP.</summary>
public sealed class StoredBodyTests(AzuriteFixture azurite) : ClockedTests(
    azurite, [new("Bulletin:Cache:Fresh", "0"), new("Bulletin:Cache:Stale", "0")])
{
    private const string Notice = "<p lang=\"pl\">Treści tego ogłoszenia nie można teraz pokazać.</p>";

    // More elements than a body may have today.
    private static readonly string TooMuch = "Słowo w treści. " + string.Concat(Enumerable.Repeat("<br>", 16_000));

    private readonly FakeLoggerProvider log = new();

    protected override ILoggerProvider? Logs => log;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        log.Dispose();
    }

    [Fact]
    public async Task A_notice_stands_in_the_place_of_a_body_that_is_out_of_bounds_wherever_it_is_shown()
    {
        Guid id = await PublishedAsync();

        Answer item = (await Newsroom.ItemAsync(id)).Expect(HttpStatusCode.OK);
        Assert.Equal((TooMuch, Notice), ((string?)item.Body!["body"], (string?)item.Body["bodyHtml"]));
        Answer editor = (await Newsroom.ReadForEditorsAsync($"/api/editor/announcements/{id}")).Expect(HttpStatusCode.OK);
        Assert.Equal((TooMuch, Notice), ((string?)editor.Body!["body"], (string?)editor.Body["bodyHtml"]));
        Answer changes = (await Newsroom.ReadAsync("/api/changes")).Expect(HttpStatusCode.OK);
        JsonNode told = Assert.Single(changes.Body!["items"]!.AsArray(), one => (string?)one!["id"] == $"{id}")!["announcement"]!;
        Assert.Equal((TooMuch, Notice), ((string?)told["body"], (string?)told["bodyHtml"]));
        Answer revision = (await Newsroom.ReadForEditorsAsync($"/api/announcements/{id}/revisions/1")).Expect(HttpStatusCode.OK);
        Assert.Equal(Notice, (string?)revision.Body!["bodyHtml"]);
        foreach (string feed in (string[])["/feed.json", "/feed.atom", "/feed.rss"])
        {
            Assert.Contains("nie można teraz pokazać", await TextOfAsync(feed));
        }

        Assert.Equal([id], await Newsroom.ListAsync());
        Assert.Equal([id], await Newsroom.ListAsync(path: "/api/editor/announcements"));
        Assert.Contains(TooMuch[..20], await TextOfAsync("/api/export", asAdmin: true));
        Assert.Equal([id], (await Newsroom.ReadAsync("/api/search?q=zebranie")).Expect(HttpStatusCode.OK).Ids);
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

        Assert.Equal("Nowy tytuł", (string?)(await Newsroom.PatchAsync(id, new { title = "Nowy tytuł" })).Body!["title"]);
        await Newsroom.ActAsync(id, "unpublish");
        await Newsroom.ActAsync(id, "publish");
        Answer refused = await Newsroom.SendAsync(HttpMethod.Patch, $"/api/announcements/{id}", new { body = TooMuch + "x" }, "*");
        Assert.Contains("12,500 HTML elements", refused.Expect(HttpStatusCode.BadRequest).Text);
        Assert.Equal("<p>Krótko.</p>", ((string?)(await Newsroom.PatchAsync(id, new { body = "Krótko." })).Body!["bodyHtml"])?.Trim());
    }

    [Fact]
    public async Task A_draft_and_a_preview_show_the_notice_too()
    {
        Guid id = (await Newsroom.CreateAsync(new { title = "Szkic", body = "Tekst." })).Id;
        string preview = (string)(await Newsroom.SendAsync(HttpMethod.Post, $"/api/announcements/{id}/preview")).Expect(HttpStatusCode.Created).Body!["token"]!;
        await StoreAsync(RowKeys.Announcement(id));
        Assert.Equal(Notice, (string?)(await Newsroom.ReadAsync($"/api/previews/{preview}")).Expect(HttpStatusCode.OK).Body!["bodyHtml"]);

        Guid published = (await Newsroom.PublishNewAsync("Zebranie")).Id;
        (await Newsroom.SendAsync(HttpMethod.Put, $"/api/announcements/{published}/draft", new { title = "Następne", body = "Tekst." })).Expect(HttpStatusCode.Created);
        await StoreAsync(RowKeys.Draft(published));
        Answer draft = (await Newsroom.ReadForEditorsAsync($"/api/announcements/{published}/draft")).Expect(HttpStatusCode.OK);
        Assert.Equal((TooMuch, Notice), ((string?)draft.Body!["body"], (string?)draft.Body["bodyHtml"]));
        Assert.Equal("Zebranie", (string?)(await Newsroom.ItemAsync(published)).Body!["title"]);
    }

    private async Task<Guid> PublishedAsync()
    {
        Guid id = (await Newsroom.CreateAsync(new { title = "Zebranie", body = "Tekst.", status = "published" })).Id;
        await StoreAsync(RowKeys.Announcement(id));
        return id;
    }

    private async Task StoreAsync(string rowKey)
    {
        TableEntity row = await Rows.SingleAsync(rowKey);
        foreach (string property in row.Keys.Where(name => name.StartsWith("Body", StringComparison.Ordinal)).ToList())
        {
            row.Remove(property);
        }

        LongText.Of(TooMuch).Write(row, "Body");
        await Rows.PutAsync(row);
    }

    private async Task<string> TextOfAsync(string path, bool asAdmin = false)
    {
        using HttpClient client = Service.Client(asAdmin ? TestKeys.Admin : null);
        return await client.GetStringAsync(path, TestContext.Current.CancellationToken);
    }
}
