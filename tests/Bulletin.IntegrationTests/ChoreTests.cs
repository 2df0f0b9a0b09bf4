using System.Net;
using Azure;
using Azure.Core.Pipeline;
using Bulletin.Archiving;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.IntegrationTests;

/// <summary>The chores of a timer are apart: each fails here in turn, by a request to storage that is refused.</summary>
public sealed class ChoreTests(AzuriteFixture azurite) : ClockedTests(azurite, [new("Bulletin:Archiving:After", "20")])
{
    private readonly BeforeStorage storage = new();

    protected override HttpPipelinePolicy? Observer => storage;

    [Theory]
    [InlineData("expire", "RowKey%20ge%20%27d%3Aexpire")]
    [InlineData("archive-old", "RowKey%20ge%20%27d%3Aarchive")]
    [InlineData("purge", "RowKey%20ge%20%27d%3Apurge")]
    [InlineData("forget-idempotency-keys", "RowKey%20ge%20%27i%3A")]
    [InlineData("forget-old-changes", "RowKey%20ge%20%27u%3A")]
    [InlineData("forget-refused-requests", "audit%28%29")]
    [InlineData("save-search-index", "search%27")]
    [InlineData("nothing", "no such request")]
    public async Task One_that_fails_keeps_no_other_from_its_work_and_makes_the_run_a_failure(string chore, string refused)
    {
        await GiveWorkAsync();
        storage.Happens = (request, _) => Uri.EscapeDataString(Uri.UnescapeDataString(request.Uri.ToString())).Contains(refused, StringComparison.Ordinal)
            ? throw new RequestFailedException(403, "Refused.")
            : Task.CompletedTask;

        TimerReport report = await Service.Services.GetRequiredService<ArchiveOldAnnouncements>().RunAsync(CancellationToken.None);

        bool isFailure = chore != "nothing";
        Assert.Equal(isFailure ? [chore] : [], report.FailedChores);
        Assert.Equal(isFailure ? 1 : 0, report.Failed);
        Assert.Equal(chore == "expire" ? 1 : 0, (await Rows.ReadAsync("d:expire:")).Count);
        Assert.Equal(chore == "archive-old" ? 1 : 0, (await Rows.ReadAsync("d:archive:")).Count);
        Assert.Equal(chore == "purge" ? 1 : 0, (await Rows.ReadAsync("d:purge:")).Count);
        Assert.Equal(chore == "forget-idempotency-keys" ? 1 : 0, (await Rows.ReadAsync("i:")).Count);
        Assert.Single(await Rows.ReadAsync("k:"));

        storage.Happens = null;
        await Service.RunTimersAsync();
        Assert.Empty(await Rows.ReadAsync("d:"));
        Assert.Empty(await Service.VerifyAsync());
    }

    // Something for each chore of the archive to do.
    private async Task GiveWorkAsync()
    {
        await Newsroom.CreateCategoryAsync("Sport");
        await Newsroom.CreateCategoryAsync("Rekreacja");
        await Newsroom.CreateAsync(new { title = "Wygasa", status = "published", expiresAt = Start.AddDays(1) });
        await Newsroom.PublishNewAsync("Starzeje się", "sport");
        await Newsroom.DeleteAsync((await Newsroom.PublishNewAsync("Kosz")).Id);
        (await Newsroom.SendAsync(HttpMethod.Post, "/api/announcements", new { title = "Raz" }, idempotencyKey: "klucz")).Expect(HttpStatusCode.Created);
        await Service.CutOffMergeAsync("sport", "rekreacja", afterCommits: 1);
        Clock.Advance(TimeSpan.FromDays(31));
    }
}
