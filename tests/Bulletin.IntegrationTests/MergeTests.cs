using System.Net;
using System.Text.Json.Nodes;
using Bulletin.Archiving;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.IntegrationTests;

/// <summary>Categories that are merged, looked at while the merge is not finished.</summary>
public sealed class MergeTests(AzuriteFixture azurite) : ClockedTests(azurite)
{
    [Fact]
    public async Task An_announcement_in_both_categories_counts_once_whatever_happens_to_it_meanwhile()
    {
        await MakeAsync("Sport", "Rekreacja");
        Guid both = (await Newsroom.PublishNewAsync("Oba", "sport", "rekreacja")).Id;
        await Newsroom.PublishNewAsync("Sport", "sport");
        await Newsroom.PublishNewAsync("Rekreacja", "rekreacja");
        await Newsroom.CreateAsync(new
        {
            title = "Zapowiedź",
            status = "published",
            publishedAt = Clock.GetUtcNow().AddMinutes(1),
            categories = (string[])["rekreacja", "sport"],
        });
        await Newsroom.CreateAsync(new { title = "Szkic", categories = (string[])["rekreacja", "sport"] });
        await Newsroom.CreateAsync(new { title = "Przypięty", status = "published", pinned = true, pinnedUntil = Clock.GetUtcNow().AddDays(1), categories = (string[])["sport", "rekreacja"] });

        await Service.CutOffMergeAsync("sport", "rekreacja", afterCommits: 1);

        await ExpectCountAsync("rekreacja", 4);
        await Newsroom.ActAsync(both, "unpublish");
        await ExpectCountAsync("rekreacja", 3);
        await Newsroom.ActAsync(both, "publish");
        await ExpectCountAsync("rekreacja", 4);
        Clock.Advance(TimeSpan.FromMinutes(2));
        await Service.Services.GetRequiredService<PublishDueAnnouncements>().RunAsync(CancellationToken.None);
        await ExpectCountAsync("rekreacja", 5);
        await Newsroom.PatchAsync(both, new { title = "Zmieniony" });
        await ExpectCountAsync("rekreacja", 5);
        await Newsroom.ActAsync(both, "archive");
        await ExpectCountAsync("rekreacja", 4);

        await Service.RunTimersAsync();
        await ExpectCountAsync("rekreacja", 4);
        await Newsroom.ActAsync(both, "restore");
        await ExpectCountAsync("rekreacja", 5);
    }

    [Fact]
    public async Task It_counts_once_too_when_what_is_being_merged_is_merged_on_and_each_merge_is_cut_off_anywhere()
    {
        await MakeAsync("A", "B", "C", "D");
        string[][] memberships = [["a"], ["b"], ["c"], ["a", "b"], ["a", "c"], ["b", "c"], ["a", "b", "c"], ["a", "b", "c", "d"], ["d"], ["c", "d"]];
        foreach (string[] categories in memberships)
        {
            await Newsroom.PublishNewAsync(string.Join(' ', categories), categories);
        }

        await Service.CutOffMergeAsync("a", "c", afterCommits: 1);
        await ExpectCountAsync("c", memberships.Count(some => some.Intersect(["a", "c"]).Any()));
        await Service.CutOffMergeAsync("b", "c", afterCommits: 1);
        await ExpectCountAsync("c", memberships.Count(some => some.Intersect(["a", "b", "c"]).Any()));
        await Service.CutOffMergeAsync("c", "d", afterCommits: 1);
        await ExpectCountAsync("d", memberships.Length);
        Assert.Equal(memberships.Length, (await Newsroom.ListAsync("category=a", limit: 3)).Count);

        await Service.RunTimersAsync();

        await ExpectCountAsync("d", memberships.Length);
        foreach (string slug in (string[])["a", "b", "c"])
        {
            Answer moved = (await Newsroom.ReadAsync($"/api/categories/{slug}")).Expect(HttpStatusCode.MovedPermanently);
            Assert.Equal("/api/categories/d", moved.Headers.Location!.ToString());
        }

        Assert.Single(await Rows.ReadAsync("k:"));
    }

    [Fact]
    public async Task A_category_into_which_a_hundred_are_being_merged_can_be_merged_on()
    {
        const int Merging = 100;
        await MakeAsync("Zbiorcza", "Cel");
        await Newsroom.PublishNewAsync("Cel", "cel");
        Guid first = (await Newsroom.PublishNewAsync("Zbiorcza", "zbiorcza")).Id;
        for (int number = 0; number < Merging; number++)
        {
            await MakeAsync($"Dział {number}");
        }

        Guid inMany = (await Newsroom.PublishNewAsync("W wielu", "dzial-1", "dzial-2", "dzial-99", "cel")).Id;
        for (int number = 0; number < Merging; number++)
        {
            await Service.CutOffMergeAsync($"dzial-{number}", "zbiorcza", afterCommits: 1);
        }

        await ExpectCountAsync("zbiorcza", 2);
        await Service.CutOffMergeAsync("zbiorcza", "cel", afterCommits: 1);

        await ExpectCountAsync("cel", 3);
        Assert.Equal(new[] { first, inMany }.Order(), (await Newsroom.ListAsync("category=dzial-99")).Where(id => id == first || id == inMany).Order());
        TimerReport report = await Service.Services.GetRequiredService<ArchiveOldAnnouncements>().RunAsync(CancellationToken.None);
        Assert.Equal(0, report.Failed);
        Assert.Single(await Rows.ReadAsync("k:"));
        await ExpectCountAsync("cel", 3);
        Assert.Equal(
            "/api/categories/cel",
            (await Newsroom.ReadAsync("/api/categories/dzial-42")).Expect(HttpStatusCode.MovedPermanently).Headers.Location!.ToString());
    }

    private async Task MakeAsync(params string[] names)
    {
        foreach (string name in names)
        {
            await Newsroom.CreateCategoryAsync(name);
        }
    }

    private async Task ExpectCountAsync(string slug, int count)
    {
        Assert.Empty(await Service.VerifyAsync());
        JsonNode category = (await Newsroom.ReadForEditorsAsync($"/api/editor/categories/{slug}")).Expect(HttpStatusCode.OK).Body!;
        Assert.Equal(count, (int)category["count"]!);
    }
}
