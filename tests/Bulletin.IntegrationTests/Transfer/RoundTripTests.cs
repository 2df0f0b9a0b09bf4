using System.Net;
using System.Text.Json.Nodes;
using Bulletin.Site;
using Bulletin.Storage;
using Bulletin.Transfer;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.IntegrationTests.Transfer;

/// <summary>A site is taken out and brought into an empty one, which then is equal.</summary>
public sealed class RoundTripTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private TransferSite site = null!;
    private TransferSite empty = null!;

    public async ValueTask InitializeAsync()
    {
        site = await TransferSite.StartAsync(azurite);
        empty = await TransferSite.StartAsync(azurite, site.Service.Clock);
        await FillAsync(site.Newsroom);
    }

    public async ValueTask DisposeAsync()
    {
        await site.DisposeAsync();
        await empty.DisposeAsync();
    }

    [Fact]
    public async Task An_export_imported_into_an_empty_site_gives_an_equal_one()
    {
        List<string> exported = await site.ExportAsync();

        Answer answer = (await empty.ImportAsync(string.Join('\n', exported))).Expect(HttpStatusCode.OK);

        Assert.Equal(exported.Count, (int)answer.Body!["created"]!);
        Assert.Equal(exported, await empty.ExportAsync());
        foreach (string path in (string[])["/api/announcements?limit=100", "/api/announcements?status=archived", "/api/categories"])
        {
            Assert.Equal((await site.Newsroom.ReadAsync(path)).Text, (await empty.Newsroom.ReadAsync(path)).Text);
        }

        Assert.Equal(HttpStatusCode.MovedPermanently, (await empty.Newsroom.ItemAsync("mecz")).Status);
        await empty.VerifyAsync();
    }

    [Fact]
    public async Task The_same_import_again_changes_nothing()
    {
        string exported = string.Join('\n', await site.ExportAsync());
        (await empty.ImportAsync(exported)).Expect(HttpStatusCode.OK);
        long version = await VersionAsync(empty);

        Answer again = (await empty.ImportAsync(exported)).Expect(HttpStatusCode.OK);

        Assert.Equal(0, (int)again.Body!["created"]!);
        Assert.All(again.Body["lines"]!.AsArray(), line => Assert.Equal("unchanged", (string?)line!["status"]));
        Assert.Equal(version, await VersionAsync(empty));
    }

    [Fact]
    public async Task An_announcement_that_changed_after_it_was_brought_is_unchanged()
    {
        string exported = string.Join('\n', await site.ExportAsync());
        (await empty.ImportAsync(exported)).Expect(HttpStatusCode.OK);
        Guid id = (await empty.Newsroom.ItemAsync("mecz-przelozony")).Expect(HttpStatusCode.MovedPermanently) is { } moved
            ? (await empty.Newsroom.ReadAsync(moved.Headers.Location!.ToString())).Id
            : default;
        await empty.Newsroom.PatchAsync(id, new { title = "Zmieniony tutaj" });

        Answer again = (await empty.ImportAsync(exported)).Expect(HttpStatusCode.OK);

        Assert.Equal(0, (int)again.Body!["created"]!);
        Assert.Equal("Zmieniony tutaj", (string?)(await empty.Newsroom.ItemAsync(id)).Body!["title"]);
    }

    [Fact]
    public async Task An_announcement_that_says_something_else_is_refused_and_nothing_is_written()
    {
        List<string> exported = await site.ExportAsync();
        (await empty.ImportAsync(string.Join('\n', exported))).Expect(HttpStatusCode.OK);
        int index = exported.FindIndex(line => line.Contains("\"title\":\"Zapowiedź\"", StringComparison.Ordinal));
        string changed = exported[index].Replace("Zapowiedź", "Coś innego", StringComparison.Ordinal);

        Answer answer = await empty.ImportAsync($"{changed}\n{{\"type\":\"announcement\",\"title\":\"Nowe\"}}");

        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.Equal("already-exists", answer.Problem);
        Assert.NotNull(answer.Body!["errors"]!["line 1: id"]);
        Assert.Equal(exported, await empty.ExportAsync());
    }

    [Fact]
    public async Task Pages_are_imported_one_by_one_also_when_a_history_goes_on_in_the_next()
    {
        Guid id = (await site.Newsroom.CreateAsync(new { title = "Długa historia", status = "published" })).Id;
        for (int number = 1; number <= 6; number++)
        {
            await site.Newsroom.PatchAsync(id, new { body = new string((char)('a' + number), 250_000) });
        }

        List<List<string>> pages = await site.PagesAsync();
        Assert.True(pages.Count > 1);
        Assert.Contains(pages, page => page[1].StartsWith("{\"type\":\"revision\"", StringComparison.Ordinal));
        foreach (List<string> page in pages)
        {
            (await empty.ImportAsync(string.Join('\n', page))).Expect(HttpStatusCode.OK);
            await empty.VerifyAsync();
        }

        Assert.Equal(await site.ExportAsync(), await empty.ExportAsync());
    }

    [Fact]
    public async Task Drafts_of_next_versions_come_with_their_announcements_and_can_be_published()
    {
        (await empty.ImportAsync(string.Join('\n', await site.ExportAsync()))).Expect(HttpStatusCode.OK);
        List<string> drafts = (await site.ExportAsync()).Where(line => line.StartsWith("{\"type\":\"draft\"", StringComparison.Ordinal)).ToList();

        Assert.Equal(3, drafts.Count);
        foreach (string draft in drafts)
        {
            string path = $"/api/announcements/{JsonNode.Parse(draft)!["of"]}/draft";
            Answer there = (await site.Newsroom.ReadForEditorsAsync(path)).Expect(HttpStatusCode.OK);
            Answer here = (await empty.Newsroom.ReadForEditorsAsync(path)).Expect(HttpStatusCode.OK);
            Assert.Equal((there.Text, there.ETag), (here.Text, here.ETag));
        }

        string exhibition = (string)JsonNode.Parse(drafts.Single(draft => draft.Contains("Jeszcze raz", StringComparison.Ordinal)))!["of"]!;
        Answer read = await empty.Newsroom.ReadForEditorsAsync($"/api/announcements/{exhibition}/draft");
        (await empty.Newsroom.SendAsync(HttpMethod.Post, $"/api/announcements/{exhibition}/draft/publish", ifMatch: read.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal("<p>Jeszcze raz</p>", (string?)(await empty.Newsroom.ReadForEditorsAsync($"/api/editor/announcements/{exhibition}")).Body!["body"]);
        await empty.VerifyAsync();
    }

    [Fact]
    public async Task A_draft_that_was_published_or_thrown_away_since_is_told_as_what_it_is()
    {
        List<string> exported = await site.ExportAsync();
        (await empty.ImportAsync(string.Join('\n', exported))).Expect(HttpStatusCode.OK);
        List<string> of = [.. exported.Where(line => line.Contains("\"draft\"", StringComparison.Ordinal) && line.StartsWith("{\"type\":\"draft\"", StringComparison.Ordinal)).Select(line => (string)JsonNode.Parse(line)!["of"]!)];
        string exhibition = (string)JsonNode.Parse(exported.Single(line => line.Contains("Jeszcze raz", StringComparison.Ordinal)))!["of"]!;
        string match = (string)JsonNode.Parse(exported.Single(line => line.Contains("\"title\":\"Mecz odwołany\"", StringComparison.Ordinal)))!["of"]!;
        (await empty.Newsroom.SendAsync(HttpMethod.Post, $"/api/announcements/{exhibition}/draft/publish", ifMatch: "*")).Expect(HttpStatusCode.OK);
        (await empty.Newsroom.SendAsync(HttpMethod.Delete, $"/api/announcements/{match}/draft", ifMatch: "*")).Expect(HttpStatusCode.NoContent);

        Answer again = (await empty.ImportAsync(string.Join('\n', exported))).Expect(HttpStatusCode.OK);

        // The deleted draft is imported again; the published one is not.
        Assert.Equal((1, 0), ((int)again.Body!["created"]!, (int)again.Body["refused"]!));
        (await empty.Newsroom.ReadForEditorsAsync($"/api/announcements/{match}/draft")).Expect(HttpStatusCode.OK);
        (await empty.Newsroom.ReadForEditorsAsync($"/api/announcements/{exhibition}/draft")).Expect(HttpStatusCode.NotFound);

        (await empty.Newsroom.SendAsync(HttpMethod.Delete, $"/api/announcements/{match}/draft", ifMatch: "*")).Expect(HttpStatusCode.NoContent);
        Assert.Equal(HttpStatusCode.Created, (await empty.Newsroom.SendAsync(HttpMethod.Put, $"/api/announcements/{match}/draft", new { title = "Inny szkic" })).Status);
        Answer other = await empty.ImportAsync(string.Join('\n', exported));
        Assert.Equal((HttpStatusCode.Conflict, "already-exists"), (other.Status, other.Problem));
        Assert.Equal(3, of.Count);
        await empty.VerifyAsync();
    }

    [Fact]
    public async Task What_was_exported_before_there_were_drafts_in_it_is_imported()
    {
        List<string> exported = [.. (await site.ExportAsync()).Where(line => !line.StartsWith("{\"type\":\"draft\"", StringComparison.Ordinal))];

        Answer old = (await empty.ImportAsync(string.Join('\n', (string[])["{\"type\":\"site\",\"format\":1}", .. exported, "{\"type\":\"end\"}"]))).Expect(HttpStatusCode.OK);
        Assert.Equal(exported.Count, (int)old.Body!["created"]!);
        Assert.Equal(exported, await empty.ExportAsync());

        // The drafts are added by a later one.
        Answer later = (await empty.ImportAsync(string.Join('\n', await site.ExportAsync()))).Expect(HttpStatusCode.OK);
        Assert.Equal(3, (int)later.Body!["created"]!);
        Assert.Equal(await site.ExportAsync(), await empty.ExportAsync());
        await empty.VerifyAsync();
    }

    [Fact]
    public async Task A_page_says_the_one_version_at_which_it_was_read()
    {
        List<string> page = Assert.Single(await site.PagesAsync());
        long version = await VersionAsync(site);

        Assert.Equal(version, (long)JsonNode.Parse(page[0])!["version"]!);
        Assert.Equal("site", (string?)JsonNode.Parse(page[0])!["type"]);
        Assert.Equal(version, (long)JsonNode.Parse(page[^1])!["version"]!);
        Assert.Equal("page", (string?)JsonNode.Parse(page[^1])!["type"]);
    }

    [Fact]
    public async Task A_file_that_is_written_while_the_site_changes_shows_the_site_at_one_version()
    {
        Guid gone = (await site.Newsroom.PublishNewAsync("Zaraz zniknie")).Id;
        for (int number = 0; number < 6; number++)
        {
            await site.Newsroom.CreateAsync(new { title = $"Długie {number}", body = new string((char)('a' + number), 250_000), status = "published" });
        }

        string file = Path.GetTempFileName();
        int seen = 0;
        // Between the pages and their end somebody publishes, bins and renames.
        var change = new Synchronous(_ =>
        {
            if (seen++ == 0)
            {
                Task.Run(async () =>
                {
                    await site.Newsroom.PublishNewAsync("W trakcie", "sport");
                    await site.Newsroom.DeleteAsync(gone);
                }).GetAwaiter().GetResult();
            }
        });

        ExportTotals totals = await site.Service.Services.GetRequiredService<FileExport>().WriteAsync(file, change, TestContext.Current.CancellationToken);

        string[] lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        File.Delete(file);
        Assert.Equal(await VersionAsync(site), totals.Version);
        Assert.Equal(totals.Version, (long)JsonNode.Parse(lines[^1])!["version"]!);
        Assert.Equal((await site.ExportAsync()).Order(StringComparer.Ordinal), lines[1..^1].Order(StringComparer.Ordinal));
        (await empty.ImportAsync(string.Join('\n', lines))).Expect(HttpStatusCode.OK);
        await empty.VerifyAsync();
    }

    [Fact]
    public async Task An_import_that_is_stopped_between_any_two_transactions_leaves_a_whole_site_and_goes_on()
    {
        Guid id = (await site.Newsroom.CreateAsync(new { title = "Historia", status = "published", categories = (string[])["sport"] })).Id;
        for (int number = 1; number <= 120; number++)
        {
            await site.Newsroom.PatchAsync(id, new { title = $"Historia {number}", keep = number % 2 == 0 });
        }

        string[] file = await site.ExportFileAsync();
        List<string> expected = await site.ExportAsync();
        SiteWriter writer = empty.Service.Services.GetRequiredService<SiteWriter>();
        int runs = 0;
        bool isFinished = false;
        while (!isFinished)
        {
            // Each run is cut off after its first transaction.
            using var stop = new CancellationTokenSource();
            void Stop(SiteWrite write) => stop.Cancel();
            writer.Committed += Stop;
            try
            {
                isFinished = await empty.Service.Services.GetRequiredService<Importer>().ImportAsync(
                    () => Lines(file), isPartial: false, Actor.Service, _ => { }, null, stop.Token);
            }
            catch (OperationCanceledException)
            {
            }

            writer.Committed -= Stop;
            await empty.VerifyAsync();
            Assert.True(++runs < 20);
        }

        Assert.True(runs >= 3);
        Assert.Equal(expected, await empty.ExportAsync());
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Lines(string[] lines)
    {
        foreach (string line in lines)
        {
            yield return System.Text.Encoding.UTF8.GetBytes(line);
        }

        await Task.CompletedTask;
    }

    // Every state, former slugs, merged and renamed categories, both formats, revisions, the bin.
    private async Task FillAsync(Newsroom newsroom)
    {
        foreach (string name in (string[])["Sport", "Kultura", "Zieleń", "Stara nazwa", "Zbędna"])
        {
            await newsroom.CreateCategoryAsync(name);
        }

        DateTimeOffset now = site.Service.Clock.GetUtcNow();
        Guid match = (await newsroom.CreateAsync(new
        {
            title = "Mecz",
            body = "Wstęp.\n\n## Dalej\n\n- „jeden”\n- dwa",
            status = "published",
            categories = (string[])["sport", "zbedna"],
            image = new { url = "https://media.example.org/a.jpg", alt = "Mecz" },
            author = "Redakcja",
            sourceUrl = "https://example.org/mecz",
            expiresAt = now.AddDays(10),
        })).Id;
        site.Service.Clock.Advance(TimeSpan.FromMilliseconds(1234));
        await newsroom.PatchAsync(match, new { title = "Mecz przełożony", slug = "mecz-przelozony", changeNote = "Nowy termin" });
        await newsroom.PatchAsync(match, new { slug = "mecz-znowu", lead = "Wstęp napisany ręcznie.", minor = true });
        await newsroom.CreateAsync(new { title = "Przypięte", status = "published", pinned = true, pinnedUntil = now.AddDays(3), keep = true, language = "en-GB", categories = (string[])["zielen", "kultura"] });
        await newsroom.CreateAsync(new { title = "Zapowiedź", status = "published", publishedAt = now.AddDays(1) });
        await newsroom.CreateAsync(new { title = "Szkic", body = "<p>Tekst <b>w HTML</b></p>", format = "html" });
        Guid archived = (await newsroom.PublishNewAsync("Wystawa", "kultura")).Id;
        await newsroom.ActAsync(archived, "archive");
        Guid deleted = (await newsroom.PublishNewAsync("Pomyłka", "stara-nazwa")).Id;
        // Next versions that nobody has seen: of what is in the bin now, of what changed since, and two of each other state.
        await DraftAsync(deleted, new { title = "Pomyłka poprawiona", body = "Już dobrze.", categories = (string[])["stara-nazwa"] });
        await newsroom.DeleteAsync(deleted);
        await DraftAsync(match, new { title = "Mecz odwołany", lead = "Odwołany.", baseRevision = 2, changeNote = "Deszcz", minor = true, categories = (string[])["zbedna"], image = new { url = "https://media.example.org/b.jpg", alt = "Deszcz" } });
        await newsroom.PatchAsync(match, new { keep = true });
        await DraftAsync(archived, new { title = "Wystawa", body = "<p>Jeszcze raz</p>", format = "html" });
        (await newsroom.SendAsync(HttpMethod.Delete, "/api/categories/zbedna?moveTo=sport", ifMatch: "*")).Expect(HttpStatusCode.NoContent);
        (await newsroom.SendAsync(HttpMethod.Put, "/api/categories/stara-nazwa", new { name = "Nowa nazwa", slug = "nowa-nazwa", order = 5 }, ifMatch: "*")).Expect(HttpStatusCode.OK);
    }

    private async Task DraftAsync(Guid id, object draft) => Assert.Equal(
        HttpStatusCode.Created, (await site.Newsroom.SendAsync(HttpMethod.Put, $"/api/announcements/{id}/draft", draft)).Status);

    private static async Task<long> VersionAsync(TransferSite one) =>
        (await new SiteRows(one.Service).SingleAsync(RowKeys.Version)).GetInt64("Version")!.Value;

    private sealed class Synchronous(Action<int> tell) : IProgress<int>
    {
        public void Report(int value) => tell(value);
    }
}
