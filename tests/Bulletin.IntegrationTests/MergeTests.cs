using System.Net;
using System.Text.Json.Nodes;
using Bulletin.Archiving;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.IntegrationTests;

/// <summary>Categories that are merged, looked at while the merge is not finished.</summary>
public sealed class MergeTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private Service service = null!;
    private Newsroom newsroom = null!;

    public async ValueTask InitializeAsync()
    {
        service = await Service.StartAsync(azurite);
        newsroom = Newsroom.At(service);
    }

    public async ValueTask DisposeAsync()
    {
        newsroom.Dispose();
        await service.DisposeAsync();
    }

    [Fact]
    public async Task An_announcement_in_both_categories_counts_once_whatever_happens_to_it_meanwhile()
    {
        await MakeAsync("Sport", "Rekreacja");
        Guid both = (await newsroom.PublishNewAsync("Oba", "sport", "rekreacja")).Id;
        await newsroom.PublishNewAsync("Sport", "sport");
        await newsroom.PublishNewAsync("Rekreacja", "rekreacja");
        await newsroom.CreateAsync(new
        {
            title = "Zapowiedź",
            status = "published",
            publishedAt = service.Clock.GetUtcNow().AddMinutes(1),
            categories = (string[])["rekreacja", "sport"],
        });
        await newsroom.CreateAsync(new { title = "Szkic", categories = (string[])["rekreacja", "sport"] });
        await newsroom.CreateAsync(new { title = "Przypięty", status = "published", pinned = true, pinnedUntil = service.Clock.GetUtcNow().AddDays(1), categories = (string[])["sport", "rekreacja"] });

        await service.CutOffMergeAsync("sport", "rekreacja", afterCommits: 1);

        await ExpectCountAsync("rekreacja", 4);
        await newsroom.ActAsync(both, "unpublish");
        await ExpectCountAsync("rekreacja", 3);
        await newsroom.ActAsync(both, "publish");
        await ExpectCountAsync("rekreacja", 4);
        service.Clock.Advance(TimeSpan.FromMinutes(2));
        await service.Services.GetRequiredService<PublishDueAnnouncements>().RunAsync(CancellationToken.None);
        await ExpectCountAsync("rekreacja", 5);
        await newsroom.PatchAsync(both, new { title = "Zmieniony" });
        await ExpectCountAsync("rekreacja", 5);
        await newsroom.ActAsync(both, "archive");
        await ExpectCountAsync("rekreacja", 4);

        await service.RunTimersAsync();
        await ExpectCountAsync("rekreacja", 4);
        await newsroom.ActAsync(both, "restore");
        await ExpectCountAsync("rekreacja", 5);
    }

    [Fact]
    public async Task It_counts_once_too_when_what_is_being_merged_is_merged_on_and_each_merge_is_cut_off_anywhere()
    {
        await MakeAsync("A", "B", "C", "D");
        string[][] memberships = [["a"], ["b"], ["c"], ["a", "b"], ["a", "c"], ["b", "c"], ["a", "b", "c"], ["a", "b", "c", "d"], ["d"], ["c", "d"]];
        foreach (string[] categories in memberships)
        {
            await newsroom.PublishNewAsync(string.Join(' ', categories), categories);
        }

        await service.CutOffMergeAsync("a", "c", afterCommits: 1);
        await ExpectCountAsync("c", memberships.Count(some => some.Intersect(["a", "c"]).Any()));
        await service.CutOffMergeAsync("b", "c", afterCommits: 1);
        await ExpectCountAsync("c", memberships.Count(some => some.Intersect(["a", "b", "c"]).Any()));
        await service.CutOffMergeAsync("c", "d", afterCommits: 1);
        await ExpectCountAsync("d", memberships.Length);
        Assert.Equal(memberships.Length, (await newsroom.ListAsync("category=a", limit: 3)).Count);

        await service.RunTimersAsync();

        await ExpectCountAsync("d", memberships.Length);
        foreach (string slug in (string[])["a", "b", "c"])
        {
            Answer moved = (await newsroom.ReadAsync($"/api/categories/{slug}")).Expect(HttpStatusCode.MovedPermanently);
            Assert.Equal("/api/categories/d", moved.Headers.Location!.ToString());
        }

        Assert.Single(await new SiteRows(service).ReadAsync("k:"));
    }

    [Fact]
    public async Task A_category_into_which_a_hundred_are_being_merged_can_be_merged_on()
    {
        const int Merging = 100;
        await MakeAsync("Zbiorcza", "Cel");
        await newsroom.PublishNewAsync("Cel", "cel");
        Guid first = (await newsroom.PublishNewAsync("Zbiorcza", "zbiorcza")).Id;
        for (int number = 0; number < Merging; number++)
        {
            await MakeAsync($"Dział {number}");
        }

        Guid inMany = (await newsroom.PublishNewAsync("W wielu", "dzial-1", "dzial-2", "dzial-99", "cel")).Id;
        for (int number = 0; number < Merging; number++)
        {
            await service.CutOffMergeAsync($"dzial-{number}", "zbiorcza", afterCommits: 1);
        }

        await ExpectCountAsync("zbiorcza", 2);
        await service.CutOffMergeAsync("zbiorcza", "cel", afterCommits: 1);

        await ExpectCountAsync("cel", 3);
        Assert.Equal(new[] { first, inMany }.Order(), (await newsroom.ListAsync("category=dzial-99")).Where(id => id == first || id == inMany).Order());
        TimerReport report = await service.Services.GetRequiredService<ArchiveOldAnnouncements>().RunAsync(CancellationToken.None);
        Assert.Equal(0, report.Failed);
        Assert.Single(await new SiteRows(service).ReadAsync("k:"));
        await ExpectCountAsync("cel", 3);
        Assert.Equal(
            "/api/categories/cel",
            (await newsroom.ReadAsync("/api/categories/dzial-42")).Expect(HttpStatusCode.MovedPermanently).Headers.Location!.ToString());
    }

    private async Task MakeAsync(params string[] names)
    {
        foreach (string name in names)
        {
            await newsroom.CreateCategoryAsync(name);
        }
    }

    private async Task ExpectCountAsync(string slug, int count)
    {
        Assert.Empty(await service.VerifyAsync());
        JsonNode category = (await newsroom.ReadForEditorsAsync($"/api/editor/categories/{slug}")).Expect(HttpStatusCode.OK).Body!;
        Assert.Equal(count, (int)category["count"]!);
    }
}
