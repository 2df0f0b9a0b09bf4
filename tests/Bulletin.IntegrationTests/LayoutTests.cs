using System.Net;
using System.Text.Json.Nodes;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Bulletin.Archiving;
using Bulletin.Site;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.IntegrationTests;

/// <summary>Announcements that a former release saved, in its layout, get the rows of the present one.</summary>
public sealed class LayoutTests(AzuriteFixture azurite) : ClockedTests(azurite)
{
    private readonly BeforeStorage seen = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected override HttpPipelinePolicy? Observer => seen;

    [Fact]
    public async Task The_timer_gives_them_the_rows_that_they_lack_and_nobody_is_told()
    {
        List<Guid> ids = [];
        foreach (string state in (string[])["draft", "scheduled", "published", "archived", "deleted"])
        {
            ids.Add(await InStateAsync(state));
        }

        List<TableEntity> whole = await Rows.ReadAsync("j:");
        await MakeOldAsync();
        string token = await SyncedAsync();
        List<string> before = await StatesAsync(ids);
        SiteReport report = await VerifyAsync();
        Assert.Equal(5, report.OlderLayouts);
        Assert.Empty(report.Violations);

        TimerReport run = await RunAsync();

        Assert.Equal((5, 5, 0, 0), (run.Due, run.Done, run.Skipped, run.Failed));
        report = await VerifyAsync();
        Assert.Equal(0, report.OlderLayouts);
        Assert.Empty(report.Violations);
        Assert.Equal(whole.Select(row => row.RowKey), (await Rows.ReadAsync("j:")).Select(row => row.RowKey));
        Assert.Equal(before, await StatesAsync(ids));
        Answer changes = (await Newsroom.ReadAsync($"/api/changes?since={token}")).Expect(HttpStatusCode.OK);
        Assert.Empty(changes.Body!["items"]!.AsArray());
    }

    [Fact]
    public async Task Many_go_a_part_at_each_tick_and_when_all_are_done_a_tick_reads_the_mark_and_nothing_else()
    {
        for (int number = 0; number < 105; number++)
        {
            await Newsroom.CreateAsync(new { title = $"Wpis {number}", sourceUrl = $"https://example.org/{number}" });
        }

        await MakeOldAsync();

        Assert.Equal(100, (await RunAsync()).Done);
        Assert.Equal(5, (await VerifyAsync()).OlderLayouts);
        Assert.Equal(5, (await RunAsync()).Done);
        Assert.Equal(0, (await VerifyAsync()).OlderLayouts);

        string last = (await Rows.ReadAsync("u:"))[^1].RowKey;
        seen.Addresses.Clear();
        await RunAsync();
        Assert.Single(SeenWith("RowKey='o%3Alayout'"));
        Assert.Empty(SeenWith("%2CAnnouncement"));
        Assert.Equal(last, (await Rows.ReadAsync("u:"))[^1].RowKey);
    }

    [Fact]
    public async Task What_an_instance_of_the_former_release_saved_behind_the_place_is_found_a_day_later_and_then_it_is_over()
    {
        Guid id = await InStateAsync("published");
        await RunAsync();
        await MakeOldAsync();

        Assert.Equal(0, (await RunAsync()).Done);
        Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, (await RunAsync()).Done);
        Assert.Single(await Rows.ReadAsync("j:"));

        await MakeOldAsync();
        Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(0, (await RunAsync()).Done);
        Assert.Equal(1, (await VerifyAsync()).OlderLayouts);
        // It is brought up when it is saved again, as ever.
        await Newsroom.PatchAsync(id, new { title = "Zmieniony" });
        Assert.Equal(0, (await VerifyAsync()).OlderLayouts);
    }

    [Fact]
    public async Task One_that_cannot_be_read_keeps_no_other_from_it()
    {
        Guid broken = await InStateAsync("published");
        await InStateAsync("draft");
        await MakeOldAsync();
        await Rows.PoisonAsync(broken);

        Assert.Equal(1, (await RunAsync()).Done);
        Assert.Single(await Rows.ReadAsync("j:"));
        Assert.Equal(0, (await VerifyAsync()).OlderLayouts);
    }

    [Fact]
    public async Task Two_instances_at_once_and_a_run_that_is_stopped_do_no_harm()
    {
        await using Service other = await Service.StartAsync(
            Azurite, clock: Clock, table: Table);
        for (int number = 0; number < 30; number++)
        {
            await Newsroom.CreateAsync(new { title = $"Wpis {number}", sourceUrl = $"https://example.org/{number}" });
        }

        await MakeOldAsync();
        using var stop = new CancellationTokenSource();
        SiteWriter writer = Service.Services.GetRequiredService<SiteWriter>();
        void Stop(SiteWrite write) => stop.Cancel();
        writer.Committed += Stop;
        TimerReport stopped = await Service.Services.GetRequiredService<ArchiveOldAnnouncements>().RunAsync(stop.Token);
        writer.Committed -= Stop;
        Assert.True(stopped.IsOutOfTime);
        Assert.InRange(stopped.Done, 1, 29);

        TimerReport[] reports = await Task.WhenAll(RunAsync(), other.Services.GetRequiredService<ArchiveOldAnnouncements>().RunAsync(Cancellation));

        Assert.Equal(30, stopped.Done + reports.Sum(report => report.Done));
        Assert.All(reports, report => Assert.Equal(0, report.Failed));
        Assert.Equal(0, (await VerifyAsync()).OlderLayouts);
        Assert.Empty(await Service.VerifyAsync());
    }

    // The addresses of storage requests with a part.
    private List<string> SeenWith(string part) => [.. seen.Addresses.Where(address => address.Contains(part, StringComparison.Ordinal))];

    private Task<TimerReport> RunAsync() => Service.Services.GetRequiredService<ArchiveOldAnnouncements>().RunAsync(Cancellation);

    private Task<SiteReport> VerifyAsync() => Service.Services.GetRequiredService<Maintenance>().VerifyAsync(Cancellation);

    private async Task<Guid> InStateAsync(string state)
    {
        Guid id = (await Newsroom.CreateAsync(new
        {
            title = $"W stanie {state}",
            sourceUrl = $"https://example.org/{state}",
            status = state == "draft" ? "draft" : "published",
            publishedAt = state == "scheduled" ? Clock.GetUtcNow().AddDays(9) : (DateTimeOffset?)null,
        })).Id;
        if (state == "archived")
        {
            await Newsroom.ActAsync(id, "archive");
        }
        else if (state == "deleted")
        {
            await Newsroom.DeleteAsync(id);
        }

        return id;
    }

    // As the release before the rows of addresses wrote all announcements.
    private async Task MakeOldAsync()
    {
        foreach (TableEntity row in await Rows.ReadAsync("a:"))
        {
            JsonObject document = JsonNode.Parse(row.GetBinary("Announcement"))!.AsObject();
            document.Remove("layout");
            row["Announcement"] = System.Text.Encoding.UTF8.GetBytes(document.ToJsonString());
            await Rows.PutAsync(row);
        }

        foreach (TableEntity row in await Rows.ReadAsync("j:"))
        {
            await Rows.DeleteAsync(row);
        }
    }

    private async Task<string> SyncedAsync()
    {
        Answer page = (await Newsroom.ReadAsync("/api/changes")).Expect(HttpStatusCode.OK);
        while ((bool)page.Body!["more"]!)
        {
            page = (await Newsroom.ReadAsync($"/api/changes?since={page.Next}")).Expect(HttpStatusCode.OK);
        }

        return page.Next!;
    }

    private async Task<List<string>> StatesAsync(List<Guid> ids)
    {
        List<string> states = [];
        foreach (Guid id in ids)
        {
            Answer answer = (await Newsroom.ReadForEditorsAsync($"/api/editor/announcements/{id}")).Expect(HttpStatusCode.OK);
            states.Add(answer.ETag + answer.Text);
            states.Add((await Newsroom.ItemAsync(id)).Text);
        }

        return states;
    }
}
