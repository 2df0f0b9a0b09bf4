using System.Net;
using System.Text.Json.Nodes;
using Bulletin.Archiving;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.IntegrationTests;

/// <summary>A pin that ends by itself: at its instant, everywhere. No timer runs unless a test says so.</summary>
public sealed class PinnedUntilTests(AzuriteFixture azurite) : ClockedTests(azurite, categories: "Sport")
{
    private static readonly DateTimeOffset End = Start.AddHours(1);

    [Fact]
    public async Task It_leaves_the_pinned_of_every_list_at_its_instant_and_stands_where_its_date_puts_it()
    {
        Guid older = (await Newsroom.PublishNewAsync("Dawne", "sport")).Id;
        Clock.Advance(Instant);
        Guid pinned = (await PinAsync(End)).Id;
        Clock.Advance(Instant);
        Guid newer = (await Newsroom.PublishNewAsync("Nowe", "sport")).Id;

        Clock.SetUtcNow(End - Instant);
        await ExpectAsync([pinned, newer, older], [pinned]);
        JsonNode item = (await Newsroom.ItemAsync(pinned)).Body!;
        Assert.Equal((true, End), ((bool)item["pinned"]!, (DateTimeOffset)item["pinnedUntil"]!));

        foreach (Func<Task> passes in (Func<Task>[])[() => PassAsync(Instant), () => PassAsync(Instant), Service.RunTimersAsync])
        {
            await passes();
            await ExpectAsync([newer, pinned, older], []);
            item = (await Newsroom.ItemAsync(pinned)).Body!;
            Assert.Equal((false, null, 1), ((bool)item["pinned"]!, (DateTimeOffset?)item["pinnedUntil"], (int)item["revision"]!));
            JsonNode found = (await Newsroom.ReadAsync("/api/search?q=Przypięte")).Expect(HttpStatusCode.OK).Body!["items"]![0]!;
            Assert.False((bool)found["pinned"]!);
        }

        Assert.Empty(await Service.VerifyAsync());
    }

    [Fact]
    public async Task An_answer_that_is_kept_ends_at_that_instant()
    {
        Guid pinned = (await PinAsync(Start.AddSeconds(3))).Id;
        Guid newer = (await Newsroom.CreateAsync(new { title = "Nowe", body = "Tekst.", status = "published", publishedAt = Start.AddSeconds(1), categories = (string[])["sport"] })).Id;
        Clock.Advance(TimeSpan.FromSeconds(1));
        await ExpectAsync([pinned, newer], [pinned]);
        foreach (string address in (string[])["/api/announcements", "/api/announcements?pinned=false", $"/api/announcements/{pinned}", "/feed.json", "/api/search?q=Przypięte"])
        {
            Assert.Equal(TimeSpan.FromSeconds(2), (await Newsroom.ReadAsync(address)).Expect(HttpStatusCode.OK).Headers.CacheControl!.MaxAge);
        }

        Clock.Advance(TimeSpan.FromSeconds(2) - Instant);
        await ExpectAsync([pinned, newer], [pinned]);
        Clock.Advance(Instant);
        await ExpectAsync([newer, pinned], []);
    }

    [Fact]
    public async Task Feeds_and_the_site_map_have_it_once_all_the_time()
    {
        Answer pinned = await PinAsync(End);
        foreach (TimeSpan later in (TimeSpan[])[TimeSpan.Zero, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2)])
        {
            Clock.Advance(later);
            foreach (string feed in (string[])["/feed.json", "/categories/sport/feed.json"])
            {
                JsonNode item = Assert.Single((await Newsroom.ReadAsync(feed)).Body!["items"]!.AsArray())!;
                Assert.Equal(Clock.GetUtcNow() < End, (bool)item["_bulletin"]!["pinned"]!);
            }

            Assert.Equal(2, (await Newsroom.ReadAsync("/sitemap.xml")).Text.Split("/news/" + pinned.Slug).Length);
        }
    }

    [Fact]
    public async Task A_copy_is_told_at_the_instant_and_again_when_the_timer_settles_it()
    {
        Guid pinned = (await PinAsync(End)).Id;
        string token = await AllAsync();
        Clock.SetUtcNow(End - Instant);
        Assert.Empty(await ToldAsync());
        Clock.SetUtcNow(End);
        Assert.Equal([("updated", pinned, false)], await ToldAsync());
        Assert.Empty(await ToldAsync());
        await Service.RunTimersAsync();
        Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal([("updated", pinned, false)], await ToldAsync());

        async Task<string> AllAsync()
        {
            JsonNode page = (await Newsroom.ReadAsync("/api/changes")).Expect(HttpStatusCode.OK).Body!;
            Assert.False((bool)page["more"]!);
            return (string)page["next"]!;
        }

        async Task<List<(string, Guid, bool)>> ToldAsync()
        {
            JsonNode page = (await Newsroom.ReadAsync($"/api/changes?since={token}")).Expect(HttpStatusCode.OK).Body!;
            token = (string)page["next"]!;
            return page["items"]!.AsArray().Where(item => (string?)item!["kind"] != "category")
                .Select(item => ((string)item!["kind"]!, Guid.Parse((string)item["id"]!), (bool)item["announcement"]!["pinned"]!)).ToList();
        }
    }

    [Fact]
    public async Task A_page_that_goes_on_after_the_instant_shows_what_stays_exactly_once()
    {
        List<Guid> others = [];
        for (int number = 0; number < 6; number++)
        {
            Clock.Advance(Instant);
            others.Insert(0, (await Newsroom.PublishNewAsync($"Wpis {number}", "sport")).Id);
        }

        Clock.Advance(Instant);
        Guid first = (await PinAsync(End)).Id;
        Clock.Advance(Instant);
        Guid second = (await PinAsync(End)).Id;
        foreach (string query in (string[])["", "category=sport", "from=2026-03-01"])
        {
            Clock.SetUtcNow(Clock.GetUtcNow() < End ? End - TimeSpan.FromSeconds(2) : Clock.GetUtcNow());
            List<Guid> seen = await Newsroom.ListAsync(query, limit: 1, between: () => PassAsync(TimeSpan.FromSeconds(1)));
            Assert.Equal(others, seen.Where(others.Contains));
            Assert.Contains(first, seen);
            Assert.Contains(second, seen);
        }
    }

    [Fact]
    public async Task Its_age_archives_it_as_soon_as_the_pin_has_ended()
    {
        DateTimeOffset end = Start.AddDays(400);
        Answer made = await PinAsync(end);
        Assert.Equal(end, (DateTimeOffset)made.Body!["archiveAt"]!);
        Clock.SetUtcNow(end - Instant);
        await Service.RunTimersAsync();
        Assert.Equal("published", (await Newsroom.ItemAsync(made.Id)).State);
        Clock.Advance(Instant);
        await Service.RunTimersAsync();
        Assert.Equal("archived", (await Newsroom.ItemAsync(made.Id)).State);
        Assert.Empty(await Service.VerifyAsync());
    }

    [Fact]
    public async Task One_that_expires_at_the_same_instant_is_archived_and_one_that_ends_in_the_archive_is_settled_there()
    {
        Guid both = (await PinAsync(End, expiresAt: End)).Id;
        Guid inArchive = (await PinAsync(End, expiresAt: End.AddMinutes(-1))).Id;
        Guid taken = (await PinAsync(End)).Id;
        await Newsroom.ActAsync(taken, "unpublish");
        Guid deleted = (await PinAsync(End)).Id;
        await Newsroom.DeleteAsync(deleted);

        Clock.SetUtcNow(End - Instant);
        await Service.RunTimersAsync();
        Assert.Equal([both], await Newsroom.ListAsync());
        Assert.Equal([inArchive], await Newsroom.ListAsync("status=archived&pinned=true"));
        Clock.SetUtcNow(End);
        Assert.Empty(await Newsroom.ListAsync());
        Assert.Empty(await Newsroom.ListAsync("status=archived&pinned=true"));
        await Service.RunTimersAsync();
        Assert.Equivalent(new[] { both, inArchive }, await Newsroom.ListAsync("status=archived&pinned=false"));
        JsonNode draft = (await Newsroom.ActAsync(taken, "publish")).Body!;
        Assert.False((bool)draft["pinned"]!);
        Assert.Equal(0, (await Service.Services.GetRequiredService<PublishDueAnnouncements>().RunAsync(CancellationToken.None)).Due);
        Assert.Empty(await Service.VerifyAsync());
    }

    private Task<Answer> PinAsync(DateTimeOffset until, DateTimeOffset? expiresAt = null) => Newsroom.CreateAsync(
        new { title = "Przypięte", body = "Tekst.", status = "published", pinned = true, pinnedUntil = until, expiresAt, categories = (string[])["sport"] });

    private Task PassAsync(TimeSpan time)
    {
        Clock.Advance(time);
        return Task.CompletedTask;
    }

    private async Task ExpectAsync(Guid[] all, Guid[] pinned)
    {
        // All of them have the word of their body.
        foreach (string query in (string[])["", "category=sport", "language=pl", "from=2026-03-01", "q=tekst"])
        {
            Assert.Equal(all, await Newsroom.ListAsync(query));
        }

        Assert.Equal(pinned, await Newsroom.ListAsync("pinned=true"));
        Assert.Equal(pinned, await Newsroom.ListAsync("pinned=true&category=sport&from=2026-03-01"));
        Assert.Equal(all.Except(pinned), await Newsroom.ListAsync("pinned=false"));
    }
}
