using System.Net;
using Azure;
using Bulletin.Archiving;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Bulletin.IntegrationTests;

/// <summary>The chores of a timer are apart: each fails here in turn, by a request to storage that is refused.</summary>
public sealed class ChoreTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider clock = new(Start);
    private readonly BeforeStorage storage = new();
    private Service service = null!;
    private Newsroom newsroom = null!;
    private SiteRows rows = null!;

    public async ValueTask InitializeAsync()
    {
        service = await Service.StartAsync(azurite, [new("Bulletin:Archiving:After", "20")], clock, observer: storage);
        newsroom = Newsroom.At(service);
        rows = new SiteRows(service);
    }

    public async ValueTask DisposeAsync()
    {
        newsroom.Dispose();
        await service.DisposeAsync();
    }

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

        TimerReport report = await service.Services.GetRequiredService<ArchiveOldAnnouncements>().RunAsync(CancellationToken.None);

        bool isFailure = chore != "nothing";
        Assert.Equal(isFailure ? [chore] : [], report.FailedChores);
        Assert.Equal(isFailure ? 1 : 0, report.Failed);
        Assert.Equal(chore == "expire" ? 1 : 0, (await rows.ReadAsync("d:expire:")).Count);
        Assert.Equal(chore == "archive-old" ? 1 : 0, (await rows.ReadAsync("d:archive:")).Count);
        Assert.Equal(chore == "purge" ? 1 : 0, (await rows.ReadAsync("d:purge:")).Count);
        Assert.Equal(chore == "forget-idempotency-keys" ? 1 : 0, (await rows.ReadAsync("i:")).Count);
        Assert.Single(await rows.ReadAsync("k:"));

        storage.Happens = null;
        await service.RunTimersAsync();
        Assert.Empty(await rows.ReadAsync("d:"));
        Assert.Empty(await service.VerifyAsync());
    }

    // Something for each chore of the archive to do.
    private async Task GiveWorkAsync()
    {
        await newsroom.CreateCategoryAsync("Sport");
        await newsroom.CreateCategoryAsync("Rekreacja");
        await newsroom.CreateAsync(new { title = "Wygasa", status = "published", expiresAt = Start.AddDays(1) });
        await newsroom.PublishNewAsync("Starzeje się", "sport");
        await newsroom.DeleteAsync((await newsroom.PublishNewAsync("Kosz")).Id);
        (await newsroom.SendAsync(HttpMethod.Post, "/api/announcements", new { title = "Raz" }, idempotencyKey: "klucz")).Expect(HttpStatusCode.Created);
        await service.CutOffMergeAsync("sport", "rekreacja", afterCommits: 1);
        clock.Advance(TimeSpan.FromDays(31));
    }
}
