using System.Net;
using System.Text.Json.Nodes;
using Bulletin.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.IntegrationTests;

/// <summary>
/// Tests the most common complaints of users of such systems, none of which may occur. No timer runs unless a test runs
/// it.
/// </summary>
public sealed class VisibilityTests(AzuriteFixture azurite) : ClockedTests(azurite, categories: "Sport")
{
    [Fact]
    public async Task A_scheduled_announcement_appears_at_its_instant_without_any_timer()
    {
        Answer made = await Newsroom.CreateAsync(new
        {
            title = "Otwarcie basenu",
            status = "published",
            publishedAt = Start.AddHours(1),
            categories = (string[])["sport"],
        });
        Assert.Equal("scheduled", made.State);

        Clock.Advance(TimeSpan.FromHours(1) - Instant);
        await ExpectAsync(made, isListed: false, HttpStatusCode.NotFound, "scheduled");

        Clock.Advance(Instant);
        await ExpectAsync(made, isListed: true, HttpStatusCode.OK, "published");

        Clock.Advance(Instant);
        await ExpectAsync(made, isListed: true, HttpStatusCode.OK, "published");

        await Service.RunTimersAsync();
        await ExpectAsync(made, isListed: true, HttpStatusCode.OK, "published");
        Assert.Empty(await Service.VerifyAsync());
    }

    [Fact]
    public async Task An_answer_that_is_kept_does_not_hide_what_becomes_public_within_its_seconds()
    {
        Answer made = await Newsroom.CreateAsync(new
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
            Assert.Empty(await Newsroom.ListAsync(list));
        }

        Assert.Empty(await Newsroom.ListAsync("status=archived"));
        Clock.Advance(TimeSpan.FromSeconds(3) - Instant);
        Assert.Empty(await Newsroom.ListAsync());
        Clock.Advance(Instant);
        foreach (string list in lists)
        {
            Assert.Equal([made.Id], await Newsroom.ListAsync(list));
        }

        Answer item = (await Newsroom.ItemAsync(made.Slug)).Expect(HttpStatusCode.OK);
        Assert.Equal(TimeSpan.FromSeconds(2), item.Headers.CacheControl!.MaxAge);
        Clock.Advance(TimeSpan.FromSeconds(2) - Instant);
        Assert.Equal([made.Id], await Newsroom.ListAsync());
        Assert.Empty(await Newsroom.ListAsync("status=archived"));
        Clock.Advance(Instant);
        foreach (string list in lists)
        {
            Assert.Empty(await Newsroom.ListAsync(list));
        }

        Assert.Equal("archived", (await Newsroom.ItemAsync(made.Slug)).State);
        Assert.Equal([made.Id], await Newsroom.ListAsync("status=archived"));
    }

    [Fact]
    public async Task Another_instance_shows_a_write_five_seconds_later_at_most()
    {
        await using Service other = await Service.StartAsync(Azurite, clock: Clock, table: Service.Services.GetRequiredService<BulletinSettings>().Table);
        using var elsewhere = Newsroom.At(other);
        Assert.Empty(await elsewhere.ListAsync());
        Answer made = await Newsroom.PublishNewAsync("Nowe", "sport");
        Assert.Equal([made.Id], await Newsroom.ListAsync());
        Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal([made.Id], await elsewhere.ListAsync());
    }

    [Fact]
    public async Task A_scheduled_announcement_is_at_its_instant_where_its_date_puts_it()
    {
        Guid older = (await Newsroom.PublishNewAsync("Wcześniejsze")).Id;
        Guid pinned = (await Newsroom.CreateAsync(new { title = "Przypięte", status = "published", pinned = true, publishedAt = Start.AddMinutes(1) })).Id;
        Guid scheduled = (await Newsroom.CreateAsync(new { title = "Zaplanowane", status = "published", publishedAt = Start.AddMinutes(2) })).Id;
        Assert.Equal([older], await Newsroom.ListAsync());

        Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal([pinned, scheduled, older], await Newsroom.ListAsync());
        Assert.Equal([pinned], await Newsroom.ListAsync("pinned=true"));
    }

    [Fact]
    public async Task An_expired_announcement_is_gone_from_the_lists_at_its_instant_and_in_the_archive_at_once()
    {
        DateTimeOffset expiresAt = Start.AddHours(1);
        Answer made = await Newsroom.CreateAsync(new { title = "Zapisy", status = "published", expiresAt, categories = (string[])["sport"] });

        Clock.Advance(TimeSpan.FromHours(1) - Instant);
        await ExpectAsync(made, isListed: true, HttpStatusCode.OK, "published");
        Assert.Empty(await Newsroom.ListAsync("status=archived"));

        foreach (Func<Task> passes in (Func<Task>[])[() => PassAsync(Instant), () => PassAsync(Instant), Service.RunTimersAsync])
        {
            await passes();
            await ExpectAsync(made, isListed: false, HttpStatusCode.OK, "archived");
            Assert.Equal([made.Id], await Newsroom.ListAsync("status=archived"));
            Assert.Equal([made.Id], await Newsroom.ListAsync("status=archived&category=sport"));
            JsonNode item = (await Newsroom.ItemAsync(made.Slug)).Body!;
            Assert.Equal(expiresAt, (DateTimeOffset)item["archivedAt"]!);
            Assert.Equal(1, (int)item["revision"]!);
        }

        Assert.Empty(await Service.VerifyAsync());
    }

    [Fact]
    public async Task What_came_and_went_between_two_runs_of_the_timers_is_in_the_archive()
    {
        Answer made = await Newsroom.CreateAsync(
            new { title = "Godzina", status = "published", publishedAt = Start.AddHours(1), expiresAt = Start.AddHours(2), categories = (string[])["sport"] });

        Clock.Advance(TimeSpan.FromHours(2));
        await ExpectAsync(made, isListed: false, HttpStatusCode.OK, "archived");
        Assert.Equal([made.Id], await Newsroom.ListAsync("status=archived&category=sport"));

        await Service.RunTimersAsync();
        await ExpectAsync(made, isListed: false, HttpStatusCode.OK, "archived");
        Assert.Empty(await Service.VerifyAsync());
    }

    [Fact]
    public async Task A_shared_cache_is_not_told_to_keep_an_announcement_beyond_its_expiry()
    {
        Answer made = await Newsroom.CreateAsync(new { title = "Krótko", status = "published", expiresAt = Start.AddSeconds(12) });
        Assert.Equal(TimeSpan.FromSeconds(10), (await Newsroom.ItemAsync(made.Slug)).Headers.CacheControl!.MaxAge);

        Clock.Advance(TimeSpan.FromSeconds(9));

        Assert.Equal(TimeSpan.FromSeconds(3), (await Newsroom.ItemAsync(made.Slug)).Headers.CacheControl!.MaxAge);
        Assert.Equal(TimeSpan.FromSeconds(3), (await Newsroom.ReadAsync("/api/announcements")).Headers.CacheControl!.MaxAge);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task A_stale_save_is_refused_and_changes_nothing(string method)
    {
        Answer mine = await Newsroom.PublishNewAsync("Przetarg");
        await Newsroom.PatchAsync(mine.Id, new { lead = "Zmiana kolegi" }, mine.ETag);

        Answer stale = await Newsroom.SendAsync(
            HttpMethod.Parse(method), $"/api/announcements/{mine.Id}", method == "DELETE" ? null : new { title = "Moja zmiana" }, mine.ETag);

        stale.Expect(HttpStatusCode.PreconditionFailed);
        Assert.Equal("changed-meanwhile", stale.Problem);
        JsonNode item = (await Newsroom.ItemAsync(mine.Id)).Expect(HttpStatusCode.OK).Body!;
        Assert.Equal(("Przetarg", "Zmiana kolegi", 2), ((string)item["title"]!, (string)item["lead"]!, (int)item["revision"]!));
    }

    [Theory]
    [InlineData("publish")]
    [InlineData("unpublish")]
    [InlineData("archive")]
    [InlineData("restore")]
    public async Task A_stale_action_is_refused_when_it_names_what_it_saw(string action)
    {
        Answer mine = await Newsroom.PublishNewAsync("Przetarg");
        await Newsroom.PatchAsync(mine.Id, new { lead = "Zmiana kolegi" }, mine.ETag);

        (await Newsroom.SendAsync(HttpMethod.Post, $"/api/announcements/{mine.Id}/{action}", ifMatch: mine.ETag)).Expect(HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task A_save_after_the_timer_archived_by_age_is_stale_too()
    {
        Answer mine = await Newsroom.PublishNewAsync("Dawne");
        Clock.Advance(TimeSpan.FromDays(366));
        await Service.RunTimersAsync();

        (await Newsroom.SendAsync(HttpMethod.Patch, $"/api/announcements/{mine.Id}", new { title = "Nowe" }, mine.ETag)).Expect(HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task A_new_title_never_changes_the_address()
    {
        Answer made = await Newsroom.PublishNewAsync("Stary tytuł");

        await Newsroom.PatchAsync(made.Id, new { title = "Nowy tytuł" });

        (await Newsroom.ItemAsync("stary-tytul")).Expect(HttpStatusCode.OK);
        (await Newsroom.ItemAsync("nowy-tytul")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Every_address_that_it_ever_had_leads_to_it_whatever_becomes_of_it()
    {
        Answer made = await Newsroom.PublishNewAsync("Pierwszy tytuł");
        await Newsroom.PatchAsync(made.Id, new { title = "Drugi tytuł", slug = (string?)null });
        await Newsroom.PatchAsync(made.Id, new { slug = "trzeci" });
        string[] former = ["pierwszy-tytul", "drugi-tytul"];

        await ExpectRedirectsAsync(former, "trzeci");
        Answer other = await Newsroom.PublishNewAsync("Pierwszy tytuł");
        Assert.Equal("pierwszy-tytul-2", other.Slug);
        (await Newsroom.SendAsync(HttpMethod.Post, "/api/announcements", new { title = "x", slug = "drugi-tytul" })).Expect(HttpStatusCode.Conflict);

        await Newsroom.PatchAsync(made.Id, new { slug = "pierwszy-tytul" });
        await ExpectRedirectsAsync(["drugi-tytul", "trzeci"], "pierwszy-tytul");

        await Newsroom.ActAsync(made.Id, "archive");
        await ExpectRedirectsAsync(["drugi-tytul", "trzeci"], "pierwszy-tytul");

        await Newsroom.DeleteAsync(made.Id);
        foreach (string slug in (string[])["pierwszy-tytul", "drugi-tytul", "trzeci"])
        {
            (await Newsroom.ItemAsync(slug)).Expect(HttpStatusCode.Gone);
        }

        Assert.Empty(await Service.VerifyAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("category=sport")]
    [InlineData("category=sport,kultura")]
    [InlineData("language=pl")]
    public async Task Going_through_the_pages_shows_what_stays_exactly_once_whatever_comes_and_goes(string query)
    {
        await Newsroom.CreateCategoryAsync("Kultura");
        List<Guid> all = [];
        for (int number = 0; number < 30; number++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            all.Add((await Newsroom.CreateAsync(new
            {
                title = $"Wpis {number}",
                status = "published",
                pinned = number % 8 == 0,
                categories = (string[])["sport", "kultura"],
                // Two expire between the pages.
                expiresAt = number is 5 or 6 ? (DateTimeOffset?)Clock.GetUtcNow().AddSeconds(40) : null,
            })).Id);
        }

        await Newsroom.CreateAsync(new { title = "Zaplanowane", status = "published", publishedAt = Clock.GetUtcNow().AddSeconds(25), categories = (string[])["sport"] });
        Queue<Func<Task>> happenings = new(
        [
            () =>
            {
                Clock.Advance(TimeSpan.FromSeconds(1));
                return Newsroom.PublishNewAsync("Nowe", "sport");
            },
            () => Newsroom.ActAsync(all[2], "archive"),
            () => Newsroom.DeleteAsync(all[3]),
            Service.RunTimersAsync,
            () => Newsroom.PatchAsync(all[4], new { pinned = true }),
            () => Newsroom.ActAsync(all[7], "unpublish"),
            () => PassAsync(TimeSpan.FromSeconds(30)),
            Service.RunTimersAsync,
            () => Newsroom.PatchAsync(all[9], new { title = "Inny tytuł", slug = "inny" }),
        ]);

        List<Guid> seen = await Newsroom.ListAsync(
            query, limit: 2, between: () => happenings.TryDequeue(out Func<Task>? happens) ? happens() : Task.CompletedTask);

        Assert.Empty(happenings);
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Guid[] touched = [all[2], all[3], all[4], all[5], all[6], all[7]];
        List<Guid> stays = all.Except(touched).ToList();
        Assert.Equal(stays.Where((id, _) => all.IndexOf(id) % 8 == 0).Reverse().Concat(stays.Where((id, _) => all.IndexOf(id) % 8 != 0).Reverse()), seen.Except(touched).Intersect(all));
        // Announcements that appeared between the pages, a new one and a scheduled one, may be shown too if their place
        // was still ahead.
        Assert.InRange(seen.Except(all).Count(), 0, 2);
        Assert.Empty(await Service.VerifyAsync());
    }

    [Fact]
    public async Task Going_through_the_archive_shows_what_stays_exactly_once_with_timers_in_between()
    {
        List<Guid> all = [];
        for (int number = 0; number < 12; number++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            all.Add((await Newsroom.CreateAsync(
                new { title = $"Wpis {number}", status = "published", expiresAt = Clock.GetUtcNow().AddMinutes(number % 2 == 0 ? 1 : 60) })).Id);
        }

        foreach (Guid id in all.Where((_, number) => number % 2 == 1))
        {
            await Newsroom.ActAsync(id, "archive");
        }

        Clock.Advance(TimeSpan.FromMinutes(2));
        Queue<Func<Task>> happenings = new(
        [
            Service.RunTimersAsync, () => Newsroom.ActAsync(all[3], "restore"), () => Newsroom.DeleteAsync(all[2]),
        ]);

        List<Guid> seen = await Newsroom.ListAsync(
            "status=archived", limit: 2, between: () => happenings.TryDequeue(out Func<Task>? happens) ? happens() : Task.CompletedTask);

        Assert.Equal(all.AsEnumerable().Reverse().Except([all[2], all[3]]), seen);
        Assert.Empty(happenings);
    }

    private Task PassAsync(TimeSpan time)
    {
        Clock.Advance(time);
        return Task.CompletedTask;
    }

    private async Task ExpectAsync(Answer made, bool isListed, HttpStatusCode status, string state)
    {
        List<Guid> expected = isListed ? [made.Id] : [];
        Assert.Equal(expected, await Newsroom.ListAsync());
        Assert.Equal(expected, await Newsroom.ListAsync("category=sport"));
        Assert.Equal(expected, await Newsroom.ListAsync("pinned=false"));
        foreach (object address in (object[])[made.Id, made.Slug])
        {
            Answer item = (await Newsroom.ItemAsync(address)).Expect(status);
            Assert.True(status != HttpStatusCode.OK || item.State == state);
        }

        Assert.Equal([made.Id], await Newsroom.ListAsync("status=" + state, path: "/api/editor/announcements"));
        Assert.Equal(state, (await Newsroom.ReadForEditorsAsync($"/api/editor/announcements/{made.Id}")).State);
    }

    private async Task ExpectRedirectsAsync(string[] former, string present)
    {
        foreach (string slug in former)
        {
            Answer answer = (await Newsroom.ItemAsync(slug)).Expect(HttpStatusCode.MovedPermanently);
            Assert.Equal($"/api/announcements/{present}", answer.Headers.Location!.ToString());
            (await Newsroom.ReadAsync(answer.Headers.Location.ToString())).Expect(HttpStatusCode.OK);
        }
    }
}
