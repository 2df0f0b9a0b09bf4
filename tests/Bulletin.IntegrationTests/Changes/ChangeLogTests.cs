using System.Net;
using System.Text.Json.Nodes;
using Bulletin.Site;

namespace Bulletin.IntegrationTests.Changes;

/// <summary>
/// Tests the guarantees for clients that keep a copy: the clock, the reading order, and the age of the change log.
/// </summary>
public sealed class ChangeLogTests(AzuriteFixture azurite) : ClockedTests(azurite, categories: "Sport")
{
    [Fact]
    public async Task What_falls_due_by_the_clock_is_told_before_any_timer_ran_and_a_repeat_is_harmless()
    {
        Answer made = await Newsroom.CreateAsync(new
        {
            title = "Otwarcie basenu",
            status = "published",
            publishedAt = Start.AddSeconds(3),
            expiresAt = Start.AddSeconds(60),
            categories = (string[])["sport"],
        });
        var copy = new ClientCopy();
        await copy.SyncAsync(Newsroom);
        Assert.Empty(copy.Announcements);

        Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal([("published", made.Id)], await ChangesAsync(copy.Token!));
        await copy.SyncAsync(Newsroom);
        Assert.Equal([made.Id], copy.Announcements.Keys);
        Assert.Empty(await ChangesAsync(copy.Token!));

        await Service.RunTimersAsync();
        await copy.SyncAsync(Newsroom);
        Assert.Equal([made.Id], copy.Announcements.Keys);
        Assert.Contains("\"count\":1", Assert.Single(copy.Categories), StringComparison.Ordinal);

        Clock.Advance(TimeSpan.FromSeconds(57));
        Assert.Equal([("archived", made.Id)], await ChangesAsync(copy.Token!));
        await copy.SyncAsync(Newsroom);
        Assert.Empty(copy.Announcements);
        await Service.RunTimersAsync();
        await copy.SyncAsync(Newsroom);
        Assert.Contains("\"count\":0", Assert.Single(copy.Categories), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_that_fall_due_at_one_instant_come_in_pages_as_others_do()
    {
        List<Guid> due = [];
        for (int number = 0; number < 6; number++)
        {
            due.Add((await Newsroom.CreateAsync(new { title = $"Wpis {number}", status = "published", publishedAt = Start.AddMinutes(number < 3 ? 1 : number) })).Id);
        }

        var copy = new ClientCopy();
        await copy.SyncAsync(Newsroom);
        Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.True(await copy.SyncOnceAsync(Newsroom, 1));
        Assert.Single(copy.Announcements);
        Assert.True(await copy.SyncOnceAsync(Newsroom, 3));
        Assert.Equal(4, copy.Announcements.Count);
        await copy.SyncAsync(Newsroom, 1);
        Assert.Equal(due.Order(), copy.Announcements.Keys.Order());
    }

    [Theory]
    [InlineData(3)]
    [InlineData(50)]
    public async Task A_client_that_begins_in_pages_has_no_more_to_ask_for_only_when_it_knows_what_happened_meanwhile(int lastPages)
    {
        await Newsroom.CreateCategoryAsync("Kultura");
        Answer changed = await Newsroom.PublishNewAsync("Zmieniane", "sport");
        Answer deleted = await Newsroom.PublishNewAsync("Usuwane", "sport");
        await Newsroom.CreateAsync(new { title = "Wygasające", status = "published", pinned = true, expiresAt = Start.AddSeconds(30) });
        await Newsroom.CreateAsync(new { title = "Zaplanowane", status = "published", publishedAt = Start.AddSeconds(30) });
        var copy = new ClientCopy();
        Assert.True(await copy.SyncOnceAsync(Newsroom, 4));
        Assert.Equal((2, 2), (copy.Categories.Count, copy.Announcements.Count));

        await Newsroom.PatchAsync(changed.Id, new { title = "Zmienione", categories = (string[])[] });
        await Newsroom.DeleteAsync(deleted.Id);
        (await Newsroom.SendAsync(HttpMethod.Put, "/api/categories/sport", new { name = "Sport i rekreacja" }, "*")).Expect(HttpStatusCode.OK);
        (await Newsroom.SendAsync(HttpMethod.Delete, "/api/categories/kultura", ifMatch: "*")).Expect(HttpStatusCode.NoContent);
        Clock.Advance(TimeSpan.FromSeconds(30));
        await copy.SyncAsync(Newsroom, lastPages);

        Assert.Equal(["Zaplanowane", "Zmienione"], copy.Announcements.Values.Select(text => (string)JsonNode.Parse(text)!["title"]!).Order(StringComparer.Ordinal));
        Assert.Equal("""{"slug":"sport","name":"Sport i rekreacja","description":null,"order":0,"count":0}""", Assert.Single(copy.Categories));
        Assert.Equal(0, copy.Restarts);
        Assert.Empty(await ChangesAsync(copy.Token!));
    }

    [Fact]
    public async Task A_count_that_changes_in_a_category_that_is_being_merged_is_told_of_its_target()
    {
        await Newsroom.CreateCategoryAsync("Rekreacja");
        Answer made = await Newsroom.PublishNewAsync("Wpis", "sport");
        await Service.CutOffMergeAsync("sport", "rekreacja", afterCommits: 1);
        var copy = new ClientCopy();
        await copy.SyncAsync(Newsroom);
        Assert.Contains("\"count\":1", Assert.Single(copy.Categories), StringComparison.Ordinal);

        await Newsroom.DeleteAsync(made.Id);
        await copy.SyncAsync(Newsroom);
        Assert.Contains("\"count\":0", Assert.Single(copy.Categories), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entries_older_than_the_retention_go_older_tokens_get_410_and_the_log_has_no_gap()
    {
        var old = new ClientCopy();
        await old.SyncAsync(Newsroom);
        for (int number = 0; number < 120; number++)
        {
            await Newsroom.PublishNewAsync($"Dawny wpis {number}");
        }

        Clock.Advance(TimeSpan.FromDays(60));
        var recent = new ClientCopy();
        await recent.SyncAsync(Newsroom);
        Answer later = await Newsroom.PublishNewAsync("Późniejszy wpis");
        await Service.RunTimersAsync();
        Assert.True((await Rows.ReadAsync("u:")).Count > 120);

        Clock.Advance(TimeSpan.FromDays(31));
        await Service.RunTimersAsync();
        List<long> kept = (await Rows.ReadAsync("u:")).Select(row => ChangeLogEntry.FromRow(row).Version).ToList();
        Assert.Equal(Enumerable.Range((int)kept[0], kept.Count).Select(version => (long)version), kept);
        Assert.InRange(kept.Count, 2, 20);
        Assert.Empty(await Service.VerifyAsync());

        (await Newsroom.ReadAsync($"/api/changes?since={old.Token}")).Expect(HttpStatusCode.Gone);
        await old.SyncAsync(Newsroom);
        Assert.Equal((1, 121), (old.Restarts, old.Announcements.Count));
        await recent.SyncAsync(Newsroom);
        Assert.Equal(0, recent.Restarts);
        Assert.Contains(later.Id, recent.Announcements.Keys);

        // Again, with nothing to do: nothing is written.
        await Service.RunTimersAsync();
        Assert.Equal(kept.Count, (await Rows.ReadAsync("u:")).Count);
    }

    [Fact]
    public async Task A_token_of_a_site_that_was_made_anew_is_too_old()
    {
        var copy = new ClientCopy();
        await copy.SyncAsync(Newsroom);
        await Rows.DeleteTableAsync();
        await Newsroom.CreateCategoryAsync("Kultura");
        await Newsroom.PublishNewAsync("Nowe");
        (await Newsroom.ReadAsync($"/api/changes?since={copy.Token}")).Expect(HttpStatusCode.Gone);
        await copy.SyncAsync(Newsroom);
        Assert.Equal((1, 1), (copy.Restarts, copy.Announcements.Count));
    }

    [Fact]
    public async Task A_site_without_anything_has_a_token_too()
    {
        await Rows.DeleteTableAsync();
        Clock.Advance(TimeSpan.FromSeconds(10));
        var copy = new ClientCopy();
        await copy.SyncAsync(Newsroom);
        await copy.SyncAsync(Newsroom);
        Assert.Equal((0, 0), (copy.Restarts, copy.Announcements.Count));
        await Newsroom.PublishNewAsync("Pierwsze");
        await copy.SyncAsync(Newsroom);
        Assert.Single(copy.Announcements);
    }

    private async Task<List<(string Kind, Guid Id)>> ChangesAsync(string token) =>
        (await Newsroom.ReadAsync($"/api/changes?since={token}")).Expect(HttpStatusCode.OK).Body!["items"]!.AsArray()
            .Where(item => (string)item!["kind"]! != "category")
            .Select(item => ((string)item!["kind"]!, Guid.Parse((string)item["id"]!))).ToList();
}
