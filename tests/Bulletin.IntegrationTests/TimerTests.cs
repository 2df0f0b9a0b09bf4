using System.Net;
using System.Text.Json.Nodes;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Bulletin.Archiving;
using Bulletin.Site;
using Bulletin.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.IntegrationTests;

public sealed class TimerTests(AzuriteFixture azurite) : ClockedTests(azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_became_public_is_counted_and_logged_once()
    {
        await Newsroom.CreateCategoryAsync("Sport");
        for (int number = 0; number < 3; number++)
        {
            await ScheduleAsync($"Wpis {number}", TimeSpan.FromMinutes(1), "sport");
        }

        Assert.Equal((0, 0, 0, 0), Figures(await PublishDueAsync(Service)));
        Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal((3, 3, 0, 0), Figures(await PublishDueAsync(Service)));
        Assert.Equal(3, await CountOfAsync("sport"));
        TableEntity entry = (await Rows.ReadAsync("u:"))[^1];
        Assert.Equal(("Bulletin", "publish-due"), (entry.GetString("Actor"), entry.GetString("Action")));
        Assert.Equal(3, ChangeLogEntry.FromRow(entry).Changes.Count(change => change.Kind == ChangeKind.Published));

        Assert.Equal((0, 0, 0, 0), Figures(await PublishDueAsync(Service)));
        Assert.Equal(entry.RowKey, (await Rows.ReadAsync("u:"))[^1].RowKey);
        Assert.Empty(await Service.VerifyAsync());
    }

    [Fact]
    public async Task What_expired_is_settled_without_a_revision_and_age_makes_one()
    {
        Guid expired = (await Newsroom.CreateAsync(new { title = "Wygasa", status = "published", expiresAt = Start.AddDays(364) })).Id;
        Guid old = (await Newsroom.PublishNewAsync("Starzeje się")).Id;
        Clock.Advance(TimeSpan.FromDays(365));
        await ExpectItemAsync(old, "published", revision: 1);

        Assert.Equal((2, 2, 0, 0), Figures(await ArchiveOldAsync(Service)));

        JsonNode byExpiry = await ExpectItemAsync(expired, "archived", revision: 1);
        Assert.Equal(Start.AddDays(364), (DateTimeOffset)byExpiry["archivedAt"]!);
        JsonNode byAge = await ExpectItemAsync(old, "archived", revision: 2);
        Assert.Equal(Start.AddDays(365), (DateTimeOffset)byAge["archivedAt"]!);
        JsonNode change = (await Newsroom.ReadForEditorsAsync($"/api/editor/announcements/{old}")).Body!["lastChange"]!;
        Assert.Equal(("Bulletin", "archive-old"), ((string)change["by"]!, (string)change["action"]!));
        Assert.Null(byAge["updatedAt"]);
        Assert.Equal((0, 0, 0, 0), Figures(await ArchiveOldAsync(Service)));
        Assert.Empty(await Service.VerifyAsync());
    }

    [Fact]
    public async Task Age_counts_to_the_instant_and_from_the_later_of_publication_and_date()
    {
        Guid dated = (await Newsroom.CreateAsync(new { title = "Z dawną datą", status = "published", publishedAt = Start.AddDays(-1000) })).Id;
        Guid scheduled = await ScheduleAsync("Zaplanowane", TimeSpan.FromDays(1));
        Clock.Advance(TimeSpan.FromDays(365) - TimeSpan.FromMilliseconds(1));
        await Service.RunTimersAsync();
        await ExpectItemAsync(dated, "published", revision: 1);

        Clock.Advance(TimeSpan.FromMilliseconds(1));
        await Service.RunTimersAsync();
        await ExpectItemAsync(dated, "archived", revision: 2);
        await ExpectItemAsync(scheduled, "published", revision: 1);

        Clock.Advance(TimeSpan.FromDays(1));
        await Service.RunTimersAsync();
        await ExpectItemAsync(scheduled, "archived", revision: 2);
    }

    [Fact]
    public async Task Pinned_and_kept_announcements_are_left_alone_and_restoring_starts_a_new_period()
    {
        Guid pinned = (await Newsroom.CreateAsync(new { title = "Przypięte", status = "published", pinned = true })).Id;
        Guid kept = (await Newsroom.CreateAsync(new { title = "Zachowane", status = "published", keep = true })).Id;
        Guid old = (await Newsroom.PublishNewAsync("Zwykłe")).Id;
        Clock.Advance(TimeSpan.FromDays(400));
        Assert.Equal((1, 1, 0, 0), Figures(await ArchiveOldAsync(Service)));
        await ExpectItemAsync(pinned, "published", revision: 1);
        await ExpectItemAsync(kept, "published", revision: 1);

        await Newsroom.ActAsync(old, "restore");
        Clock.Advance(TimeSpan.FromDays(365) - TimeSpan.FromMilliseconds(1));
        Assert.Equal((0, 0, 0, 0), Figures(await ArchiveOldAsync(Service)));
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal((1, 1, 0, 0), Figures(await ArchiveOldAsync(Service)));
        await ExpectItemAsync(old, "archived", revision: 4);

        // A pin that goes leaves an old announcement: the next run takes it.
        await Newsroom.PatchAsync(pinned, new { pinned = false });
        Assert.Equal((1, 1, 0, 0), Figures(await ArchiveOldAsync(Service)));
        Assert.Empty(await Service.VerifyAsync());
    }

    [Fact]
    public async Task Three_hundred_due_announcements_are_done_in_one_run()
    {
        await Newsroom.CreateCategoryAsync("Sport");
        for (int number = 0; number < 300; number++)
        {
            await ScheduleAsync($"Wpis {number}", TimeSpan.FromHours(1 + number), [.. number % 3 == 0 ? (string[])["sport"] : []]);
        }

        Clock.Advance(TimeSpan.FromHours(301));
        int before = (await Rows.ReadAsync("u:")).Count;

        Assert.Equal((300, 300, 0, 0), Figures(await PublishDueAsync(Service)));

        Assert.Equal(100, await CountOfAsync("sport"));
        Assert.Equal(300, (await Newsroom.ListAsync()).Count);
        Assert.InRange((await Rows.ReadAsync("u:")).Count - before, 15, 60);
        Assert.Empty(await Service.VerifyAsync());
    }

    [Fact]
    public async Task Announcements_in_many_categories_are_taken_as_many_at_once_as_fit_a_transaction()
    {
        string[] categories = Enumerable.Range(0, 22).Select(number => $"dzial-{number}").ToArray();
        foreach (string category in categories)
        {
            await Newsroom.CreateCategoryAsync(category.Replace('-', ' '));
        }

        foreach (string[] some in (string[][])[categories[..4], categories[4..8], categories[8..12], categories[12..]])
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await Newsroom.PublishNewAsync("Wpis", some);
        }

        Clock.Advance(TimeSpan.FromDays(366));

        Assert.Equal((4, 4, 0, 0), Figures(await ArchiveOldAsync(Service)));

        // A batch that does not fit would be taken one by one.
        Assert.InRange((await Rows.ReadAsync("u:")).Count(row => row.GetString("Action") == "archive-old"), 1, 2);
        Assert.Empty(await Service.VerifyAsync());
    }

    [Fact]
    public async Task Run_twice_at_once_on_two_instances_the_timers_do_everything_once()
    {
        await using Service other = await Service.StartAsync(Azurite, clock: Clock, table: Table);
        await Newsroom.CreateCategoryAsync("Sport");
        for (int number = 0; number < 25; number++)
        {
            await ScheduleAsync($"Wpis {number}", TimeSpan.FromMinutes(1), "sport");
            await Newsroom.CreateAsync(new { title = $"Wygasa {number}", status = "published", expiresAt = Start.AddMinutes(1) });
        }

        for (int number = 0; number < 12; number++)
        {
            Guid binned = (await Newsroom.PublishNewAsync($"Do kosza {number}")).Id;
            await Newsroom.DeleteAsync(binned);
        }

        Clock.Advance(TimeSpan.FromDays(31));

        TimerReport[] published = await Task.WhenAll(PublishDueAsync(Service), PublishDueAsync(other));
        TimerReport[] archived = await Task.WhenAll(ArchiveOldAsync(Service), ArchiveOldAsync(other));

        Assert.Equal(25, published.Sum(report => report.Done));
        Assert.Equal(25 + 12, archived.Sum(report => report.Done));
        Assert.All(published.Concat(archived), report => Assert.Equal(0, report.Failed));
        Assert.All(published.Concat(archived), report => Assert.Equal(report.Due, report.Done + report.Skipped));
        Assert.Equal(25, await CountOfAsync("sport"));
        Assert.Empty(await Rows.ReadAsync("d:purge:"));
        Assert.Empty(await Service.VerifyAsync());
    }

    [Fact]
    public async Task What_another_instance_purged_meanwhile_is_skipped()
    {
        Guid binned = (await Newsroom.PublishNewAsync("Do kosza")).Id;
        await Newsroom.DeleteAsync(binned);
        Clock.Advance(TimeSpan.FromDays(31));
        var reads = new ReadsOf("d%3Apurge");
        await using Service slow = await Service.StartAsync(Azurite, clock: Clock, table: Table, observer: reads);

        // The slow run has read what is due; before it writes, the other does everything.
        TimerReport report = await HoldWritesAsync(slow, async () =>
        {
            Task<TimerReport> running = ArchiveOldAsync(slow);
            await reads.Seen;
            Assert.Equal((1, 1, 0, 0), Figures(await ArchiveOldAsync(Service)));
            return running;
        });

        Assert.Equal((1, 0, 1, 0), Figures(report));
        Assert.Empty(await Service.VerifyAsync());
    }

    [Fact]
    public async Task Stopped_in_the_middle_the_timers_go_on_at_the_next_run()
    {
        for (int number = 0; number < 45; number++)
        {
            await ScheduleAsync($"Wpis {number}", TimeSpan.FromMinutes(1));
        }

        Clock.Advance(TimeSpan.FromMinutes(1));
        using var stop = new CancellationTokenSource();
        SiteWriter writer = Service.Services.GetRequiredService<SiteWriter>();
        writer.Committed += _ => stop.Cancel();

        TimerReport stopped = await Service.Services.GetRequiredService<PublishDueAnnouncements>().RunAsync(stop.Token);

        Assert.True(stopped.IsOutOfTime);
        Assert.InRange(stopped.Done, 1, 20);
        Assert.Equal(0, stopped.Failed);
        Assert.Empty(await Service.VerifyAsync());
        Assert.Equal(45, (await Newsroom.ListAsync()).Count);
        TimerReport rest = await PublishDueAsync(Service);
        Assert.Equal((45 - stopped.Done, 45 - stopped.Done, 0, 0), Figures(rest));
        Assert.Empty(await Service.VerifyAsync());
    }

    [Fact]
    public async Task An_announcement_that_cannot_be_handled_is_passed_over_and_reported_every_time()
    {
        List<Guid> ids = [];
        for (int number = 0; number < 25; number++)
        {
            ids.Add(await ScheduleAsync($"Wpis {number}", TimeSpan.FromMinutes(1 + number)));
        }

        await Rows.PoisonAsync(ids[0]);
        await Rows.PoisonAsync(ids[13]);
        Clock.Advance(TimeSpan.FromMinutes(30));

        Assert.Equal((25, 23, 0, 2), Figures(await PublishDueAsync(Service)));
        Assert.Equal((2, 0, 0, 2), Figures(await PublishDueAsync(Service)));

        foreach (Guid id in ids.Where(id => id != ids[0] && id != ids[13]))
        {
            await ExpectItemAsync(id, "published", revision: 1);
        }
    }

    [Fact]
    public async Task An_announcement_that_cannot_be_handled_does_not_keep_others_from_the_archive_and_the_bin_from_being_emptied()
    {
        List<Guid> expired = [];
        List<Guid> binned = [];
        for (int number = 0; number < 3; number++)
        {
            expired.Add((await Newsroom.CreateAsync(new { title = $"Wygasa {number}", status = "published", expiresAt = Start.AddDays(1) })).Id);
            binned.Add((await Newsroom.PublishNewAsync($"Kosz {number}")).Id);
            await Newsroom.DeleteAsync(binned[^1]);
        }

        await Rows.PoisonAsync(expired[1]);
        await Rows.PoisonAsync(binned[1]);
        Clock.Advance(TimeSpan.FromDays(31));

        Assert.Equal((6, 4, 0, 2), Figures(await ArchiveOldAsync(Service)));
        Assert.Equal((2, 0, 0, 2), Figures(await ArchiveOldAsync(Service)));
    }

    [Fact]
    public async Task After_thirty_days_the_bin_is_emptied_with_all_revisions_and_the_address_is_free()
    {
        Guid id = (await Newsroom.PublishNewAsync("Poprawiane")).Id;
        await Newsroom.PatchAsync(id, new { slug = "adres" });
        for (int number = 0; number < 110; number++)
        {
            await Newsroom.PatchAsync(id, new { body = $"Poprawka {number}" });
        }

        await Newsroom.DeleteAsync(id);
        Clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromMilliseconds(1));
        await Service.RunTimersAsync();
        (await Newsroom.ItemAsync("adres")).Expect(HttpStatusCode.Gone);
        Assert.Equal(112, (await Rows.ReadAsync($"h:{id:D}:")).Count);

        Clock.Advance(TimeSpan.FromMilliseconds(1));
        TimerReport report = await ArchiveOldAsync(Service);

        Assert.Equal(0, report.Failed);
        Assert.Empty(await Rows.ReadAsync($"h:{id:D}:"));
        foreach (object address in (object[])[id, "adres", "poprawiane"])
        {
            (await Newsroom.ItemAsync(address)).Expect(HttpStatusCode.NotFound);
        }

        Assert.Equal("poprawiane", (await Newsroom.PublishNewAsync("Poprawiane")).Slug);
        Assert.Empty(await Service.VerifyAsync());
    }

    [Fact]
    public async Task Stopped_in_the_middle_of_a_long_history_emptying_the_bin_goes_on()
    {
        Guid id = (await Newsroom.PublishNewAsync("Poprawiane")).Id;
        for (int number = 0; number < 60; number++)
        {
            await Newsroom.PatchAsync(id, new { body = $"Poprawka {number}" });
        }

        await Newsroom.DeleteAsync(id);
        Clock.Advance(TimeSpan.FromDays(31));
        using var stop = new CancellationTokenSource();
        Service.Services.GetRequiredService<SiteWriter>().Committed += _ => stop.Cancel();

        TimerReport report = await Service.Services.GetRequiredService<ArchiveOldAnnouncements>().RunAsync(stop.Token);

        Assert.True(report.IsOutOfTime);
        Assert.InRange((await Rows.ReadAsync($"h:{id:D}:")).Count, 1, 60);
        (await Newsroom.ItemAsync(id)).Expect(HttpStatusCode.Gone);
        Assert.Empty(await Service.VerifyAsync());
        await ArchiveOldAsync(Service);
        Assert.Empty(await Rows.ReadAsync("h:"));
        Assert.Empty(await Service.VerifyAsync());
    }

    [Fact]
    public async Task Many_binned_announcements_of_many_shapes_go_without_a_batch_failing()
    {
        await Newsroom.CreateCategoryAsync("Sport");
        for (int number = 0; number < 12; number++)
        {
            Guid id = (await Newsroom.PublishNewAsync($"Kosz {number}", "sport")).Id;
            for (int change = 0; change < number * 4; change++)
            {
                await Newsroom.PatchAsync(id, new { body = $"{change}" });
            }

            await Newsroom.DeleteAsync(id);
        }

        Clock.Advance(TimeSpan.FromDays(31));
        int before = (await Rows.ReadAsync("u:")).Count;
        TimerReport report = await ArchiveOldAsync(Service);

        Assert.Equal(0, report.Failed);
        Assert.Empty(await Rows.ReadAsync("a:"));
        // Fewer than one by one.
        Assert.InRange((await Rows.ReadAsync("u:")).Count - before, 1, 12);
        Assert.Empty(await Service.VerifyAsync());
    }

    [Fact]
    public async Task An_idempotency_key_is_forgotten_after_a_day()
    {
        Answer first = await CreateWithKeyAsync();
        Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMilliseconds(1));
        await Service.RunTimersAsync();
        Assert.Equal(first.Id, (await CreateWithKeyAsync()).Id);
        Assert.Single(await Rows.ReadAsync("i:"));

        Clock.Advance(TimeSpan.FromMilliseconds(1));
        await Service.RunTimersAsync();

        Assert.Empty(await Rows.ReadAsync("i:"));
        Assert.NotEqual(first.Id, (await CreateWithKeyAsync()).Id);
        Assert.Empty(await Service.VerifyAsync());
    }

    [Fact]
    public async Task More_idempotency_keys_than_fit_one_transaction_are_forgotten()
    {
        for (int number = 0; number < 100; number++)
        {
            await Newsroom.SendAsync(HttpMethod.Post, "/api/announcements", new { title = "Wpis" }, idempotencyKey: $"klucz-{number}");
        }

        Clock.Advance(TimeSpan.FromHours(25));
        await using Service other = await Service.StartAsync(Azurite, clock: Clock, table: Table);

        TimerReport[] reports = await Task.WhenAll(ArchiveOldAsync(Service), ArchiveOldAsync(other));

        Assert.All(reports, report => Assert.Equal(0, report.Failed));
        Assert.Empty(await Rows.ReadAsync("i:"));
        Assert.Empty(await Service.VerifyAsync());
    }

    [Fact]
    public async Task A_merge_of_categories_that_was_cut_off_is_right_in_between_and_finished_by_the_timer()
    {
        await Newsroom.CreateCategoryAsync("Sport");
        await Newsroom.CreateCategoryAsync("Rekreacja");
        List<Guid> ids = [];
        for (int number = 0; number < 30; number++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            ids.Insert(0, (await Newsroom.PublishNewAsync($"Wpis {number}", number % 3 == 0 ? "rekreacja" : "sport")).Id);
        }

        Guid archived = (await Newsroom.PublishNewAsync("Archiwalny", "sport")).Id;
        await Newsroom.ActAsync(archived, "archive");
        await Service.CutOffMergeAsync("sport", "rekreacja", afterCommits: 2);
        int moved = (await Rows.ReadAsync("x:")).GroupBy(row => row.RowKey[..38]).Count();
        Assert.Equal(2, moved);

        await ExpectMergedAsync(ids, archived);
        (await Newsroom.SendAsync(HttpMethod.Post, "/api/announcements", new { title = "x", categories = (string[])["sport"] })).Expect(HttpStatusCode.BadRequest);
        Guid later = (await Newsroom.PublishNewAsync("Po scaleniu", "rekreacja")).Id;
        await Newsroom.PatchAsync(ids[1], new { title = "Zmieniony w trakcie" });
        await Newsroom.DeleteAsync(later);
        Assert.Empty(await Service.VerifyAsync());

        await ArchiveOldAsync(Service);

        await ExpectMergedAsync(ids, archived);
        Assert.Single(await Rows.ReadAsync("k:"));
        Assert.Single((await Rows.ReadAsync("x:")).GroupBy(row => row.RowKey[..38]));
        Assert.Empty(await Service.VerifyAsync());
    }

    [Fact]
    public async Task A_merge_into_a_category_that_is_merged_on_before_it_ended_comes_out_right()
    {
        foreach (string name in (string[])["Sport", "Rekreacja", "Kultura"])
        {
            await Newsroom.CreateCategoryAsync(name);
        }

        Guid id = (await Newsroom.PublishNewAsync("Wpis", "sport")).Id;
        Guid both = (await Newsroom.PublishNewAsync("Oba", "sport", "kultura")).Id;
        await Service.CutOffMergeAsync("sport", "rekreacja", afterCommits: 1);
        await Service.CutOffMergeAsync("rekreacja", "kultura", afterCommits: 1);
        Assert.Equal([both, id], (await Newsroom.ListAsync("category=sport")).OrderByDescending(one => one == both));
        Assert.Equal(2, (await Newsroom.ListAsync("category=kultura", limit: 1)).Count);
        Assert.Empty(await Service.VerifyAsync());

        await ArchiveOldAsync(Service);

        foreach (string slug in (string[])["sport", "rekreacja"])
        {
            Assert.Equal("/api/categories/kultura", (await Newsroom.ReadAsync($"/api/categories/{slug}")).Expect(HttpStatusCode.MovedPermanently).Headers.Location!.ToString());
        }

        Assert.Equal(2, await CountOfAsync("kultura"));
        Assert.Single(await Rows.ReadAsync("k:"));
        Assert.Empty(await Service.VerifyAsync());
    }

    [Fact]
    public async Task A_merge_that_meets_an_unreadable_announcement_does_not_keep_the_timer_from_other_merges()
    {
        foreach (string name in (string[])["Sport", "Rekreacja", "Kultura", "Teatr"])
        {
            await Newsroom.CreateCategoryAsync(name);
        }

        Guid poisoned = (await Newsroom.PublishNewAsync("Zepsuty", "rekreacja")).Id;
        Guid sound = (await Newsroom.PublishNewAsync("Zdrowy", "teatr")).Id;
        await Service.CutOffMergeAsync("rekreacja", "sport", afterCommits: 1);
        await Service.CutOffMergeAsync("teatr", "kultura", afterCommits: 1);
        await Rows.PoisonAsync(poisoned);

        TimerReport report = await ArchiveOldAsync(Service);

        Assert.Equal(1, report.Failed);
        Assert.Equal(3, (await Rows.ReadAsync("k:")).Count);
        Assert.Equal("kultura", (string?)(await Newsroom.ItemAsync(sound)).Body!["categories"]![0]!["slug"]);
    }

    [Fact]
    public async Task A_changed_archiving_period_is_applied_by_reschedule_and_not_before()
    {
        List<Guid> ids = [];
        for (int number = 0; number < 12; number++)
        {
            ids.Add((await Newsroom.PublishNewAsync($"Wpis {number}")).Id);
        }

        Guid pinned = (await Newsroom.CreateAsync(new { title = "Przypięty", status = "published", pinned = true })).Id;
        Guid scheduled = await ScheduleAsync("Zaplanowany", TimeSpan.FromDays(20));
        Guid expiring = (await Newsroom.CreateAsync(new { title = "Wygasa", status = "published", expiresAt = Start.AddDays(5) })).Id;
        await using Service changed = await Service.StartAsync(Azurite, [new("Bulletin:Archiving:After", "30")], Clock, Table);
        Maintenance maintenance = changed.Services.GetRequiredService<Maintenance>();
        Clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal(1, (await ArchiveOldAsync(changed)).Done);
        await ExpectItemAsync(expiring, "archived", revision: 1);

        Assert.Equal(13, await maintenance.RescheduleAsync(Cancellation));
        Assert.Equal(0, await maintenance.RescheduleAsync(Cancellation));

        Assert.Empty(await changed.VerifyAsync());
        Assert.Equal((12, 12, 0, 0), Figures(await ArchiveOldAsync(changed)));
        foreach (Guid id in ids)
        {
            await ExpectItemAsync(id, "archived", revision: 2);
        }

        await ExpectItemAsync(pinned, "published", revision: 1);
        await ExpectItemAsync(scheduled, "published", revision: 1);
        Clock.Advance(TimeSpan.FromDays(20));
        Assert.Equal(1, (await ArchiveOldAsync(changed)).Done);
        Assert.Empty(await changed.VerifyAsync());
    }

    [Fact]
    public async Task A_due_row_without_its_announcement_goes()
    {
        await Newsroom.PublishNewAsync("Wpis");
        await Rows.PutAsync(RowKeys.Due(DueKind.Expire, Start, Guid.NewGuid()), "Id", "x");
        Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal((1, 1, 0, 0), Figures(await ArchiveOldAsync(Service)));

        Assert.Empty(await Service.VerifyAsync());
    }

    private static Task<TimerReport> PublishDueAsync(Service instance) =>
        instance.Services.GetRequiredService<PublishDueAnnouncements>().RunAsync(Cancellation);

    private static Task<TimerReport> ArchiveOldAsync(Service instance) =>
        instance.Services.GetRequiredService<ArchiveOldAnnouncements>().RunAsync(Cancellation);

    private static (int Due, int Done, int Skipped, int Failed) Figures(TimerReport report) => (report.Due, report.Done, report.Skipped, report.Failed);

    private async Task<Guid> ScheduleAsync(string title, TimeSpan time, params string[] categories) =>
        (await Newsroom.CreateAsync(new { title, status = "published", publishedAt = Clock.GetUtcNow() + time, categories })).Id;

    private async Task<int> CountOfAsync(string category) =>
        (int)(await Newsroom.ReadForEditorsAsync($"/api/editor/categories/{category}")).Expect(HttpStatusCode.OK).Body!["count"]!;

    private Task<Answer> CreateWithKeyAsync() =>
        Newsroom.SendAsync(HttpMethod.Post, "/api/announcements", new { title = "Raz" }, idempotencyKey: "klucz");

    private async Task<JsonNode> ExpectItemAsync(Guid id, string state, int revision)
    {
        JsonNode item = (await Newsroom.ItemAsync(id)).Expect(HttpStatusCode.OK).Body!;
        Assert.Equal((state, revision), ((string)item["status"]!, (int)item["revision"]!));
        return item;
    }

    private async Task ExpectMergedAsync(List<Guid> ids, Guid archived)
    {
        foreach (string slug in (string[])["sport", "rekreacja"])
        {
            Assert.Equal(ids, await Newsroom.ListAsync($"category={slug}", limit: 7));
            Assert.Equal([archived], await Newsroom.ListAsync($"category={slug}&status=archived"));
        }

        Assert.Equal("/api/categories/rekreacja", (await Newsroom.ReadAsync("/api/categories/sport")).Expect(HttpStatusCode.MovedPermanently).Headers.Location!.ToString());
        JsonNode category = Assert.Single((await Newsroom.ReadAsync("/api/categories")).Body!["items"]!.AsArray())!;
        Assert.Equal(("rekreacja", ids.Count), ((string)category["slug"]!, (int)category["count"]!));
        foreach (JsonNode? item in (await Newsroom.ReadAsync("/api/announcements?limit=100")).Body!["items"]!.AsArray())
        {
            Assert.Equal(["rekreacja"], item!["categories"]!.AsArray().Select(one => (string)one!["slug"]!));
        }
    }

    // Keeps the instance's writes waiting while something happens.
    private static async Task<T> HoldWritesAsync<T>(Service instance, Func<Task<Task<T>>> happens)
    {
        var held = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        Task holding = instance.Services.GetRequiredService<SiteWriter>().WriteAsync(
            Actor.Service,
            "hold",
            async (_, _) =>
            {
                held.SetResult();
                await release.Task;
                return true;
            },
            Cancellation);
        await held.Task;
        Task<T> waiting = await happens();
        release.SetResult();
        await holding;
        return await waiting;
    }

    // Tells when storage has answered a request whose address has this in it.
    private sealed class ReadsOf(string part) : HttpPipelinePolicy
    {
        private readonly TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Seen => seen.Task;

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            await ProcessNextAsync(message, pipeline);
            if (message.Request.Uri.ToString().Contains(part, StringComparison.Ordinal))
            {
                seen.TrySetResult();
            }
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => ProcessNext(message, pipeline);
    }
}
