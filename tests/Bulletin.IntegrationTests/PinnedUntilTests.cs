using System.Net;
using System.Text.Json.Nodes;
using Bulletin.Archiving;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Bulletin.IntegrationTests;

/// <summary>Tests pins that end at their time, everywhere. No timer runs unless a test runs it.</summary>
public sealed class PinnedUntilTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = Start.AddHours(1);
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider clock = new(Start);
    private Service service = null!;
    private Newsroom newsroom = null!;

    public async ValueTask InitializeAsync()
    {
        service = await Service.StartAsync(azurite, clock: clock);
        newsroom = Newsroom.At(service);
        await newsroom.CreateCategoryAsync("Sport");
    }

    public async ValueTask DisposeAsync()
    {
        newsroom.Dispose();
        await service.DisposeAsync();
    }

    [Fact]
    public async Task It_leaves_the_pinned_of_every_list_at_its_instant_and_stands_where_its_date_puts_it()
    {
        Guid older = (await newsroom.PublishNewAsync("Dawne", "sport")).Id;
        clock.Advance(Instant);
        Guid pinned = (await PinAsync(End)).Id;
        clock.Advance(Instant);
        Guid newer = (await newsroom.PublishNewAsync("Nowe", "sport")).Id;

        clock.SetUtcNow(End - Instant);
        await ExpectAsync([pinned, newer, older], [pinned]);
        JsonNode item = (await newsroom.ItemAsync(pinned)).Body!;
        Assert.Equal((true, End), ((bool)item["pinned"]!, (DateTimeOffset)item["pinnedUntil"]!));

        foreach (Func<Task> passes in (Func<Task>[])[() => PassAsync(Instant), () => PassAsync(Instant), service.RunTimersAsync])
        {
            await passes();
            await ExpectAsync([newer, pinned, older], []);
            item = (await newsroom.ItemAsync(pinned)).Body!;
            Assert.Equal((false, null, 1), ((bool)item["pinned"]!, (DateTimeOffset?)item["pinnedUntil"], (int)item["revision"]!));
            JsonNode found = (await newsroom.ReadAsync("/api/search?q=Przypięte")).Expect(HttpStatusCode.OK).Body!["items"]![0]!;
            Assert.False((bool)found["pinned"]!);
        }

        Assert.Empty(await service.VerifyAsync());
    }

    [Fact]
    public async Task An_answer_that_is_kept_ends_at_that_instant()
    {
        Guid pinned = (await PinAsync(Start.AddSeconds(3))).Id;
        Guid newer = (await newsroom.CreateAsync(new { title = "Nowe", body = "Tekst.", status = "published", publishedAt = Start.AddSeconds(1), categories = (string[])["sport"] })).Id;
        clock.Advance(TimeSpan.FromSeconds(1));
        await ExpectAsync([pinned, newer], [pinned]);
        foreach (string address in (string[])["/api/announcements", "/api/announcements?pinned=false", $"/api/announcements/{pinned}", "/feed.json", "/api/search?q=Przypięte"])
        {
            Assert.Equal(TimeSpan.FromSeconds(2), (await newsroom.ReadAsync(address)).Expect(HttpStatusCode.OK).Headers.CacheControl!.MaxAge);
        }

        clock.Advance(TimeSpan.FromSeconds(2) - Instant);
        await ExpectAsync([pinned, newer], [pinned]);
        clock.Advance(Instant);
        await ExpectAsync([newer, pinned], []);
    }

    [Fact]
    public async Task Feeds_and_the_site_map_have_it_once_all_the_time()
    {
        Answer pinned = await PinAsync(End);
        foreach (TimeSpan later in (TimeSpan[])[TimeSpan.Zero, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2)])
        {
            clock.Advance(later);
            foreach (string feed in (string[])["/feed.json", "/categories/sport/feed.json"])
            {
                JsonNode item = Assert.Single((await newsroom.ReadAsync(feed)).Body!["items"]!.AsArray())!;
                Assert.Equal(clock.GetUtcNow() < End, (bool)item["_bulletin"]!["pinned"]!);
            }

            Assert.Equal(2, (await newsroom.ReadAsync("/sitemap.xml")).Text.Split("/news/" + pinned.Slug).Length);
        }
    }

    [Fact]
    public async Task A_copy_is_told_at_the_instant_and_again_when_the_timer_settles_it()
    {
        Guid pinned = (await PinAsync(End)).Id;
        string token = await AllAsync();
        clock.SetUtcNow(End - Instant);
        Assert.Empty(await ToldAsync());
        clock.SetUtcNow(End);
        Assert.Equal([("updated", pinned, false)], await ToldAsync());
        Assert.Empty(await ToldAsync());
        await service.RunTimersAsync();
        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal([("updated", pinned, false)], await ToldAsync());

        async Task<string> AllAsync()
        {
            JsonNode page = (await newsroom.ReadAsync("/api/changes")).Expect(HttpStatusCode.OK).Body!;
            Assert.False((bool)page["more"]!);
            return (string)page["next"]!;
        }

        async Task<List<(string, Guid, bool)>> ToldAsync()
        {
            JsonNode page = (await newsroom.ReadAsync($"/api/changes?since={token}")).Expect(HttpStatusCode.OK).Body!;
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
            clock.Advance(Instant);
            others.Insert(0, (await newsroom.PublishNewAsync($"Wpis {number}", "sport")).Id);
        }

        clock.Advance(Instant);
        Guid first = (await PinAsync(End)).Id;
        clock.Advance(Instant);
        Guid second = (await PinAsync(End)).Id;
        foreach (string query in (string[])["", "category=sport", "from=2026-03-01"])
        {
            clock.SetUtcNow(clock.GetUtcNow() < End ? End - TimeSpan.FromSeconds(2) : clock.GetUtcNow());
            List<Guid> seen = await newsroom.ListAsync(query, limit: 1, between: () => PassAsync(TimeSpan.FromSeconds(1)));
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
        clock.SetUtcNow(end - Instant);
        await service.RunTimersAsync();
        Assert.Equal("published", (await newsroom.ItemAsync(made.Id)).State);
        clock.Advance(Instant);
        await service.RunTimersAsync();
        Assert.Equal("archived", (await newsroom.ItemAsync(made.Id)).State);
        Assert.Empty(await service.VerifyAsync());
    }

    [Fact]
    public async Task One_that_expires_at_the_same_instant_is_archived_and_one_that_ends_in_the_archive_is_settled_there()
    {
        Guid both = (await PinAsync(End, expiresAt: End)).Id;
        Guid inArchive = (await PinAsync(End, expiresAt: End.AddMinutes(-1))).Id;
        Guid taken = (await PinAsync(End)).Id;
        await newsroom.ActAsync(taken, "unpublish");
        Guid deleted = (await PinAsync(End)).Id;
        await newsroom.DeleteAsync(deleted);

        clock.SetUtcNow(End - Instant);
        await service.RunTimersAsync();
        Assert.Equal([both], await newsroom.ListAsync());
        Assert.Equal([inArchive], await newsroom.ListAsync("status=archived&pinned=true"));
        clock.SetUtcNow(End);
        Assert.Empty(await newsroom.ListAsync());
        Assert.Empty(await newsroom.ListAsync("status=archived&pinned=true"));
        await service.RunTimersAsync();
        Assert.Equivalent(new[] { both, inArchive }, await newsroom.ListAsync("status=archived&pinned=false"));
        JsonNode draft = (await newsroom.ActAsync(taken, "publish")).Body!;
        Assert.False((bool)draft["pinned"]!);
        Assert.Equal(0, (await service.Services.GetRequiredService<PublishDueAnnouncements>().RunAsync(CancellationToken.None)).Due);
        Assert.Empty(await service.VerifyAsync());
    }

    private Task<Answer> PinAsync(DateTimeOffset until, DateTimeOffset? expiresAt = null) => newsroom.CreateAsync(
        new { title = "Przypięte", body = "Tekst.", status = "published", pinned = true, pinnedUntil = until, expiresAt, categories = (string[])["sport"] });

    private Task PassAsync(TimeSpan time)
    {
        clock.Advance(time);
        return Task.CompletedTask;
    }

    private async Task ExpectAsync(Guid[] all, Guid[] pinned)
    {
        // All of them have the word of their body.
        foreach (string query in (string[])["", "category=sport", "language=pl", "from=2026-03-01", "q=tekst"])
        {
            Assert.Equal(all, await newsroom.ListAsync(query));
        }

        Assert.Equal(pinned, await newsroom.ListAsync("pinned=true"));
        Assert.Equal(pinned, await newsroom.ListAsync("pinned=true&category=sport&from=2026-03-01"));
        Assert.Equal(all.Except(pinned), await newsroom.ListAsync("pinned=false"));
    }
}
