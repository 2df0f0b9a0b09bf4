using System.Net;
using System.Text.Json.Nodes;
using Bulletin.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Bulletin.IntegrationTests;

/// <summary>
/// Tests the most common complaints of users of such systems, none of which may occur. No timer runs unless a test runs
/// it.
/// </summary>
public sealed class VisibilityTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
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
    public async Task A_scheduled_announcement_appears_at_its_instant_without_any_timer()
    {
        Answer made = await newsroom.CreateAsync(new
        {
            title = "Otwarcie basenu",
            status = "published",
            publishedAt = Start.AddHours(1),
            categories = (string[])["sport"],
        });
        Assert.Equal("scheduled", made.State);

        clock.Advance(TimeSpan.FromHours(1) - Instant);
        await ExpectAsync(made, isListed: false, HttpStatusCode.NotFound, "scheduled");

        clock.Advance(Instant);
        await ExpectAsync(made, isListed: true, HttpStatusCode.OK, "published");

        clock.Advance(Instant);
        await ExpectAsync(made, isListed: true, HttpStatusCode.OK, "published");

        await service.RunTimersAsync();
        await ExpectAsync(made, isListed: true, HttpStatusCode.OK, "published");
        Assert.Empty(await service.VerifyAsync());
    }

    [Fact]
    public async Task An_answer_that_is_kept_does_not_hide_what_becomes_public_within_its_seconds()
    {
        Answer made = await newsroom.CreateAsync(new
        {
            title = "Otwarcie basenu",
            status = "published",
            publishedAt = Start.AddSeconds(3),
            expiresAt = Start.AddSeconds(5),
            categories = (string[])["sport"],
        });
        string[] lists = ["", "category=sport", "language=pl", "pinned=false", "from=2026-03-01"];
        foreach (string list in lists)
        {
            Assert.Empty(await newsroom.ListAsync(list));
        }

        Assert.Empty(await newsroom.ListAsync("status=archived"));
        clock.Advance(TimeSpan.FromSeconds(3) - Instant);
        Assert.Empty(await newsroom.ListAsync());
        clock.Advance(Instant);
        foreach (string list in lists)
        {
            Assert.Equal([made.Id], await newsroom.ListAsync(list));
        }

        Answer item = (await newsroom.ItemAsync(made.Slug)).Expect(HttpStatusCode.OK);
        Assert.Equal(TimeSpan.FromSeconds(2), item.Headers.CacheControl!.MaxAge);
        clock.Advance(TimeSpan.FromSeconds(2) - Instant);
        Assert.Equal([made.Id], await newsroom.ListAsync());
        Assert.Empty(await newsroom.ListAsync("status=archived"));
        clock.Advance(Instant);
        foreach (string list in lists)
        {
            Assert.Empty(await newsroom.ListAsync(list));
        }

        Assert.Equal("archived", (await newsroom.ItemAsync(made.Slug)).State);
        Assert.Equal([made.Id], await newsroom.ListAsync("status=archived"));
    }

    [Fact]
    public async Task Another_instance_shows_a_write_five_seconds_later_at_most()
    {
        await using Service other = await Service.StartAsync(azurite, clock: clock, table: service.Services.GetRequiredService<BulletinSettings>().Table);
        using var elsewhere = Newsroom.At(other);
        Assert.Empty(await elsewhere.ListAsync());
        Answer made = await newsroom.PublishNewAsync("Nowe", "sport");
        Assert.Equal([made.Id], await newsroom.ListAsync());
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal([made.Id], await elsewhere.ListAsync());
    }

    [Fact]
    public async Task A_scheduled_announcement_is_at_its_instant_where_its_date_puts_it()
    {
        Guid older = (await newsroom.PublishNewAsync("Wcześniejsze")).Id;
        Guid pinned = (await newsroom.CreateAsync(new { title = "Przypięte", status = "published", pinned = true, publishedAt = Start.AddMinutes(1) })).Id;
        Guid scheduled = (await newsroom.CreateAsync(new { title = "Zaplanowane", status = "published", publishedAt = Start.AddMinutes(2) })).Id;
        Assert.Equal([older], await newsroom.ListAsync());

        clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal([pinned, scheduled, older], await newsroom.ListAsync());
        Assert.Equal([pinned], await newsroom.ListAsync("pinned=true"));
    }

    [Fact]
    public async Task An_expired_announcement_is_gone_from_the_lists_at_its_instant_and_in_the_archive_at_once()
    {
        DateTimeOffset expiresAt = Start.AddHours(1);
        Answer made = await newsroom.CreateAsync(new { title = "Zapisy", status = "published", expiresAt, categories = (string[])["sport"] });

        clock.Advance(TimeSpan.FromHours(1) - Instant);
        await ExpectAsync(made, isListed: true, HttpStatusCode.OK, "published");
        Assert.Empty(await newsroom.ListAsync("status=archived"));

        foreach (Func<Task> passes in (Func<Task>[])[() => PassAsync(Instant), () => PassAsync(Instant), service.RunTimersAsync])
        {
            await passes();
            await ExpectAsync(made, isListed: false, HttpStatusCode.OK, "archived");
            Assert.Equal([made.Id], await newsroom.ListAsync("status=archived"));
            Assert.Equal([made.Id], await newsroom.ListAsync("status=archived&category=sport"));
            JsonNode item = (await newsroom.ItemAsync(made.Slug)).Body!;
            Assert.Equal(expiresAt, (DateTimeOffset)item["archivedAt"]!);
            Assert.Equal(1, (int)item["revision"]!);
        }

        Assert.Empty(await service.VerifyAsync());
    }

    [Fact]
    public async Task What_came_and_went_between_two_runs_of_the_timers_is_in_the_archive()
    {
        Answer made = await newsroom.CreateAsync(
            new { title = "Godzina", status = "published", publishedAt = Start.AddHours(1), expiresAt = Start.AddHours(2), categories = (string[])["sport"] });

        clock.Advance(TimeSpan.FromHours(2));
        await ExpectAsync(made, isListed: false, HttpStatusCode.OK, "archived");
        Assert.Equal([made.Id], await newsroom.ListAsync("status=archived&category=sport"));

        await service.RunTimersAsync();
        await ExpectAsync(made, isListed: false, HttpStatusCode.OK, "archived");
        Assert.Empty(await service.VerifyAsync());
    }

    [Fact]
    public async Task A_shared_cache_is_not_told_to_keep_an_announcement_beyond_its_expiry()
    {
        Answer made = await newsroom.CreateAsync(new { title = "Krótko", status = "published", expiresAt = Start.AddSeconds(12) });
        Assert.Equal(TimeSpan.FromSeconds(10), (await newsroom.ItemAsync(made.Slug)).Headers.CacheControl!.MaxAge);

        clock.Advance(TimeSpan.FromSeconds(9));

        Assert.Equal(TimeSpan.FromSeconds(3), (await newsroom.ItemAsync(made.Slug)).Headers.CacheControl!.MaxAge);
        Assert.Equal(TimeSpan.FromSeconds(3), (await newsroom.ReadAsync("/api/announcements")).Headers.CacheControl!.MaxAge);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task A_stale_save_is_refused_and_changes_nothing(string method)
    {
        Answer mine = await newsroom.PublishNewAsync("Przetarg");
        await newsroom.PatchAsync(mine.Id, new { lead = "Zmiana kolegi" }, mine.ETag);

        Answer stale = await newsroom.SendAsync(
            HttpMethod.Parse(method), $"/api/announcements/{mine.Id}", method == "DELETE" ? null : new { title = "Moja zmiana" }, mine.ETag);

        stale.Expect(HttpStatusCode.PreconditionFailed);
        Assert.Equal("changed-meanwhile", stale.Problem);
        JsonNode item = (await newsroom.ItemAsync(mine.Id)).Expect(HttpStatusCode.OK).Body!;
        Assert.Equal(("Przetarg", "Zmiana kolegi", 2), ((string)item["title"]!, (string)item["lead"]!, (int)item["revision"]!));
    }

    [Theory]
    [InlineData("publish")]
    [InlineData("unpublish")]
    [InlineData("archive")]
    [InlineData("restore")]
    public async Task A_stale_action_is_refused_when_it_names_what_it_saw(string action)
    {
        Answer mine = await newsroom.PublishNewAsync("Przetarg");
        await newsroom.PatchAsync(mine.Id, new { lead = "Zmiana kolegi" }, mine.ETag);

        (await newsroom.SendAsync(HttpMethod.Post, $"/api/announcements/{mine.Id}/{action}", ifMatch: mine.ETag)).Expect(HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task A_save_after_the_timer_archived_by_age_is_stale_too()
    {
        Answer mine = await newsroom.PublishNewAsync("Dawne");
        clock.Advance(TimeSpan.FromDays(366));
        await service.RunTimersAsync();

        (await newsroom.SendAsync(HttpMethod.Patch, $"/api/announcements/{mine.Id}", new { title = "Nowe" }, mine.ETag)).Expect(HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task A_new_title_never_changes_the_address()
    {
        Answer made = await newsroom.PublishNewAsync("Stary tytuł");

        await newsroom.PatchAsync(made.Id, new { title = "Nowy tytuł" });

        (await newsroom.ItemAsync("stary-tytul")).Expect(HttpStatusCode.OK);
        (await newsroom.ItemAsync("nowy-tytul")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Every_address_that_it_ever_had_leads_to_it_whatever_becomes_of_it()
    {
        Answer made = await newsroom.PublishNewAsync("Pierwszy tytuł");
        await newsroom.PatchAsync(made.Id, new { title = "Drugi tytuł", slug = (string?)null });
        await newsroom.PatchAsync(made.Id, new { slug = "trzeci" });
        string[] former = ["pierwszy-tytul", "drugi-tytul"];

        await ExpectRedirectsAsync(former, "trzeci");
        Answer other = await newsroom.PublishNewAsync("Pierwszy tytuł");
        Assert.Equal("pierwszy-tytul-2", other.Slug);
        (await newsroom.SendAsync(HttpMethod.Post, "/api/announcements", new { title = "x", slug = "drugi-tytul" })).Expect(HttpStatusCode.Conflict);

        await newsroom.PatchAsync(made.Id, new { slug = "pierwszy-tytul" });
        await ExpectRedirectsAsync(["drugi-tytul", "trzeci"], "pierwszy-tytul");

        await newsroom.ActAsync(made.Id, "archive");
        await ExpectRedirectsAsync(["drugi-tytul", "trzeci"], "pierwszy-tytul");

        await newsroom.DeleteAsync(made.Id);
        foreach (string slug in (string[])["pierwszy-tytul", "drugi-tytul", "trzeci"])
        {
            (await newsroom.ItemAsync(slug)).Expect(HttpStatusCode.Gone);
        }

        Assert.Empty(await service.VerifyAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("category=sport")]
    [InlineData("category=sport,kultura")]
    [InlineData("language=pl")]
    public async Task Going_through_the_pages_shows_what_stays_exactly_once_whatever_comes_and_goes(string query)
    {
        await newsroom.CreateCategoryAsync("Kultura");
        List<Guid> all = [];
        for (int number = 0; number < 30; number++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            all.Add((await newsroom.CreateAsync(new
            {
                title = $"Wpis {number}",
                status = "published",
                pinned = number % 8 == 0,
                categories = (string[])["sport", "kultura"],
                // Two expire between the pages.
                expiresAt = number is 5 or 6 ? (DateTimeOffset?)clock.GetUtcNow().AddSeconds(40) : null,
            })).Id);
        }

        await newsroom.CreateAsync(new { title = "Zaplanowane", status = "published", publishedAt = clock.GetUtcNow().AddSeconds(25), categories = (string[])["sport"] });
        Queue<Func<Task>> happenings = new(
        [
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return newsroom.PublishNewAsync("Nowe", "sport");
            },
            () => newsroom.ActAsync(all[2], "archive"),
            () => newsroom.DeleteAsync(all[3]),
            service.RunTimersAsync,
            () => newsroom.PatchAsync(all[4], new { pinned = true }),
            () => newsroom.ActAsync(all[7], "unpublish"),
            () => PassAsync(TimeSpan.FromSeconds(30)),
            service.RunTimersAsync,
            () => newsroom.PatchAsync(all[9], new { title = "Inny tytuł", slug = "inny" }),
        ]);

        List<Guid> seen = await newsroom.ListAsync(
            query, limit: 2, between: () => happenings.TryDequeue(out Func<Task>? happens) ? happens() : Task.CompletedTask);

        Assert.Empty(happenings);
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Guid[] touched = [all[2], all[3], all[4], all[5], all[6], all[7]];
        List<Guid> stays = all.Except(touched).ToList();
        Assert.Equal(stays.Where((id, _) => all.IndexOf(id) % 8 == 0).Reverse().Concat(stays.Where((id, _) => all.IndexOf(id) % 8 != 0).Reverse()), seen.Except(touched).Intersect(all));
        // Announcements that appeared between the pages, a new one and a scheduled one, may be shown too if their place
        // was still ahead.
        Assert.InRange(seen.Except(all).Count(), 0, 2);
        Assert.Empty(await service.VerifyAsync());
    }

    [Fact]
    public async Task Going_through_the_archive_shows_what_stays_exactly_once_with_timers_in_between()
    {
        List<Guid> all = [];
        for (int number = 0; number < 12; number++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            all.Add((await newsroom.CreateAsync(
                new { title = $"Wpis {number}", status = "published", expiresAt = clock.GetUtcNow().AddMinutes(number % 2 == 0 ? 1 : 60) })).Id);
        }

        foreach (Guid id in all.Where((_, number) => number % 2 == 1))
        {
            await newsroom.ActAsync(id, "archive");
        }

        clock.Advance(TimeSpan.FromMinutes(2));
        Queue<Func<Task>> happenings = new(
        [
            service.RunTimersAsync, () => newsroom.ActAsync(all[3], "restore"), () => newsroom.DeleteAsync(all[2]),
        ]);

        List<Guid> seen = await newsroom.ListAsync(
            "status=archived", limit: 2, between: () => happenings.TryDequeue(out Func<Task>? happens) ? happens() : Task.CompletedTask);

        Assert.Equal(all.AsEnumerable().Reverse().Except([all[2], all[3]]), seen);
        Assert.Empty(happenings);
    }

    private Task PassAsync(TimeSpan time)
    {
        clock.Advance(time);
        return Task.CompletedTask;
    }

    private async Task ExpectAsync(Answer made, bool isListed, HttpStatusCode status, string state)
    {
        List<Guid> expected = isListed ? [made.Id] : [];
        Assert.Equal(expected, await newsroom.ListAsync());
        Assert.Equal(expected, await newsroom.ListAsync("category=sport"));
        Assert.Equal(expected, await newsroom.ListAsync("pinned=false"));
        foreach (object address in (object[])[made.Id, made.Slug])
        {
            Answer item = (await newsroom.ItemAsync(address)).Expect(status);
            Assert.True(status != HttpStatusCode.OK || item.State == state);
        }

        Assert.Equal([made.Id], await newsroom.ListAsync("status=" + state, path: "/api/editor/announcements"));
        Assert.Equal(state, (await newsroom.ReadForEditorsAsync($"/api/editor/announcements/{made.Id}")).State);
    }

    private async Task ExpectRedirectsAsync(string[] former, string present)
    {
        foreach (string slug in former)
        {
            Answer answer = (await newsroom.ItemAsync(slug)).Expect(HttpStatusCode.MovedPermanently);
            Assert.Equal($"/api/announcements/{present}", answer.Headers.Location!.ToString());
            (await newsroom.ReadAsync(answer.Headers.Location.ToString())).Expect(HttpStatusCode.OK);
        }
    }
}
