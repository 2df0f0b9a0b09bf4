using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Bulletin.IntegrationTests.LocalRun;
using Bulletin.LocalRun.Emulator;

namespace Bulletin.IntegrationTests;

/// <summary>Storage goes away and comes back: an Azurite of each test's own, with its data on disk.</summary>
public sealed class StorageAwayTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly TemporaryFolder folder = new();
    private readonly string table = AzuriteFixture.NewTableName();
    private Azurite azurite = null!;
    private Service service = null!;
    private Newsroom newsroom = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        azurite = await StartStorageAsync(null);
        service = await Service.StartAsync(null, [new("BulletinStorage", azurite.ConnectionString)], table: table);
        newsroom = Newsroom.At(service);
    }

    public async ValueTask DisposeAsync()
    {
        newsroom.Dispose();
        await service.DisposeAsync();
        await azurite.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task While_storage_is_away_everything_says_so_soon_and_the_service_recovers_by_itself()
    {
        await newsroom.CreateCategoryAsync("Sport");
        Answer before = await newsroom.PublishNewAsync("Przed awarią", "sport");
        await azurite.DisposeAsync();
        // Beyond what readers get from the cache while storage is away.
        service.Clock.Advance(TimeSpan.FromMinutes(15));

        Answer[] answers = await Task.WhenAll(
            WithinLimitAsync(newsroom.ReadAsync("/api/announcements")),
            WithinLimitAsync(newsroom.ReadAsync("/api/announcements?status=archived")),
            WithinLimitAsync(newsroom.ItemAsync(before.Id)),
            WithinLimitAsync(newsroom.ItemAsync(before.Slug)),
            WithinLimitAsync(newsroom.ReadAsync("/api/categories")),
            WithinLimitAsync(newsroom.ReadAsync("/api/changes")),
            WithinLimitAsync(newsroom.ReadAsync("/feed.atom")),
            WithinLimitAsync(newsroom.ReadAsync("/categories/sport/feed.json")),
            WithinLimitAsync(newsroom.ReadAsync("/sitemap.xml")),
            WithinLimitAsync(newsroom.ReadForEditorsAsync("/api/editor/announcements")),
            WithinLimitAsync(newsroom.ReadForEditorsAsync($"/api/editor/announcements/{before.Id}")),
            WithinLimitAsync(newsroom.SendAsync(HttpMethod.Post, "/api/announcements", new { title = "W czasie awarii" })),
            WithinLimitAsync(newsroom.SendAsync(HttpMethod.Patch, $"/api/announcements/{before.Id}", new { title = "Zmiana" }, "*")),
            WithinLimitAsync(newsroom.SendAsync(HttpMethod.Delete, $"/api/announcements/{before.Id}", ifMatch: "*")),
            WithinLimitAsync(newsroom.SendAsync(HttpMethod.Post, "/api/categories", new { name = "Kultura" })));
        Assert.All(answers, ExpectUnavailable);
        Answer ready = await WithinLimitAsync(newsroom.ReadAsync("/health/ready"));
        Assert.Equal(["storage"], ready.Expect(HttpStatusCode.ServiceUnavailable).Body!["away"]!.AsArray().Select(away => (string)away!));
        (await newsroom.ReadAsync("/health/live")).Expect(HttpStatusCode.OK);

        azurite = await StartStorageAsync(azurite);

        (await newsroom.ReadAsync("/health/ready")).Expect(HttpStatusCode.OK);
        Assert.Equal([before.Id], await newsroom.ListAsync("category=sport"));
        Assert.Equal([before.Id], await newsroom.ListAsync(path: "/api/editor/announcements"));
        await newsroom.PublishNewAsync("Po awarii", "sport");
        Assert.Equal(2, (await newsroom.ListAsync()).Count);
        Assert.Empty(await service.VerifyAsync());
    }

    [Fact]
    public async Task While_storage_is_away_readers_get_what_they_had_for_ten_minutes_and_health_tells()
    {
        await newsroom.CreateCategoryAsync("Sport");
        Answer before = await newsroom.PublishNewAsync("Przed awarią", "sport");
        Answer expiring = await newsroom.CreateAsync(new { title = "Do południa", status = "published", expiresAt = service.Clock.GetUtcNow().AddMinutes(3) });
        string[] addresses =
        [
            "/api/announcements?category=sport", $"/api/announcements/{before.Id}", $"/api/announcements/{before.Slug}", "/api/categories",
            "/api/categories/sport", "/api/changes", "/categories/sport/feed.atom", "/categories/sport/feed.rss", "/categories/sport/feed.json", "/sitemap.xml",
        ];
        Answer[] had = await Task.WhenAll(addresses.Select(newsroom.ReadAsync));
        Answer all = await newsroom.ReadAsync("/api/announcements");
        Answer item = await newsroom.ItemAsync(expiring.Slug);
        await azurite.DisposeAsync();

        service.Clock.Advance(TimeSpan.FromMinutes(2));
        foreach ((string address, Answer one) in addresses.Zip(had))
        {
            Answer covered = (await WithinLimitAsync(newsroom.ReadAsync(address))).Expect(HttpStatusCode.OK);
            Assert.Equal((one.Text, true), (covered.Text, covered.Headers.CacheControl!.NoCache));
        }

        Assert.Equal(all.Text, (await newsroom.ReadAsync("/api/announcements")).Text);
        Assert.Equal(item.Text, (await newsroom.ItemAsync(expiring.Slug)).Text);
        ExpectUnavailable(await WithinLimitAsync(newsroom.ReadAsync("/api/announcements?category=sport&pinned=true")));
        (await WithinLimitAsync(newsroom.ReadAsync("/health/ready"))).Expect(HttpStatusCode.ServiceUnavailable);

        // An expired announcement is not shown, whether or not storage is available.
        service.Clock.Advance(TimeSpan.FromMinutes(1));
        ExpectUnavailable(await WithinLimitAsync(newsroom.ReadAsync("/api/announcements")));
        ExpectUnavailable(await WithinLimitAsync(newsroom.ItemAsync(expiring.Slug)));
        (await WithinLimitAsync(newsroom.ReadAsync(addresses[0]))).Expect(HttpStatusCode.OK);

        service.Clock.Advance(TimeSpan.FromMinutes(7.2));
        ExpectUnavailable(await WithinLimitAsync(newsroom.ReadAsync(addresses[0])));
        azurite = await StartStorageAsync(azurite);
        (await newsroom.ReadAsync(addresses[0])).Expect(HttpStatusCode.OK);
        (await newsroom.ReadAsync("/health/ready")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Writes_in_flight_when_storage_dies_are_there_wholly_or_not_at_all_and_repeated_ones_are_there_once()
    {
        await newsroom.CreateCategoryAsync("Sport");
        // Eight writers, each until its first failure; storage dies when some of their writes are made.
        var some = new TaskCompletionSource();
        int made = 0;
        Task<(List<Guid> Made, string LostKey)>[] writers = Enumerable.Range(0, 8).Select(writer => WriteAsync(writer)).ToArray();
        await some.Task;
        await azurite.DisposeAsync();
        (List<Guid> Made, string LostKey)[] outcomes = await Task.WhenAll(writers);

        azurite = await StartStorageAsync(azurite);
        Assert.Empty(await service.VerifyAsync());
        foreach ((_, string key) in outcomes)
        {
            Answer repeated = (await CreateAsync(key)).Expect(HttpStatusCode.Created);
            Assert.Equal(repeated.Id, (await CreateAsync(key)).Id);
        }

        List<JsonNode?> listed = (await newsroom.ReadForEditorsAsync("/api/editor/announcements?limit=100")).Body!["items"]!.AsArray().ToList();
        Assert.Equal(outcomes.Sum(outcome => outcome.Made.Count) + 8, listed.Count);
        Assert.Equal(listed.Count, listed.Select(item => (string)item!["title"]!).Distinct().Count());
        Assert.Empty(outcomes.SelectMany(outcome => outcome.Made).Except(listed.Select(item => Guid.Parse((string)item!["id"]!))));
        Assert.Empty(await service.VerifyAsync());

        async Task<(List<Guid>, string)> WriteAsync(int writer)
        {
            List<Guid> done = [];
            for (int number = 0; ; number++)
            {
                string key = $"{writer}-{number}";
                Answer answer = await WithinLimitAsync(CreateAsync(key));
                if (answer.Status != HttpStatusCode.Created)
                {
                    ExpectUnavailable(answer);
                    return (done, key);
                }

                done.Add(answer.Id);
                if (Interlocked.Increment(ref made) == 20)
                {
                    some.SetResult();
                }
            }
        }

        Task<Answer> CreateAsync(string key) => newsroom.SendAsync(
            HttpMethod.Post, "/api/announcements", new { title = $"Wpis {key}", status = "published", categories = (string[])["sport"] }, idempotencyKey: key);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Storage_that_accepts_requests_and_does_not_answer_is_away_too()
    {
        Answer before = await newsroom.PublishNewAsync("Przed awarią");
        await SignalAsync("STOP");
        // Beyond what readers get from the cache while storage is away.
        service.Clock.Advance(TimeSpan.FromMinutes(15));
        Answer[] answers;
        try
        {
            answers = await Task.WhenAll(
                WithinLimitAsync(newsroom.ReadAsync("/api/announcements")),
                WithinLimitAsync(newsroom.ItemAsync(before.Slug)),
                WithinLimitAsync(newsroom.ReadForEditorsAsync("/api/editor/announcements")),
                WithinLimitAsync(newsroom.ReadAsync("/health/ready")),
                WithinLimitAsync(newsroom.SendAsync(HttpMethod.Post, "/api/announcements", new { title = "W czasie awarii" }, idempotencyKey: "raz")));
        }
        finally
        {
            await SignalAsync("CONT");
        }

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status));
        // A request may have been committed after its response was given up.
        Answer repeated = await newsroom.SendAsync(HttpMethod.Post, "/api/announcements", new { title = "W czasie awarii" }, idempotencyKey: "raz");
        repeated.Expect(HttpStatusCode.Created);
        Assert.Equal([repeated.Id, before.Id], await newsroom.ListAsync(path: "/api/editor/announcements"));
        Assert.Empty(await service.VerifyAsync());
    }

    [Fact]
    public async Task Without_the_table_of_the_audit_log_the_service_answers_as_before()
    {
        Answer made = await newsroom.PublishNewAsync("Wpis");
        // Nothing was refused yet, so the table was never made.
        (await newsroom.ReadForEditorsAsync("/api/audit")).Expect(HttpStatusCode.OK);
        await azurite.DisposeAsync();
        using HttpClient author = service.Client(TestKeys.Author);
        for (int number = 0; number < 20; number++)
        {
            using HttpResponseMessage refused = await author.DeleteAsync("/api/categories/sport", Cancellation);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }

        ExpectUnavailable(await WithinLimitAsync(newsroom.ReadForEditorsAsync("/api/audit")));
        azurite = await StartStorageAsync(azurite);
        (await newsroom.SendAsync(HttpMethod.Patch, $"/api/announcements/{made.Id}", new { title = "x" }, "\"r9\"")).Expect(HttpStatusCode.PreconditionFailed);
        (await newsroom.ReadForEditorsAsync("/api/audit")).Expect(HttpStatusCode.OK);
        await newsroom.ActAsync(made.Id, "archive");
        await service.RunTimersAsync();
        Assert.Empty(await service.VerifyAsync());
    }

    [Fact]
    public async Task A_table_that_is_deleted_under_the_service_is_made_again()
    {
        var rows = new SiteRows(service);
        await newsroom.CreateCategoryAsync("Sport");
        Answer lost = await newsroom.PublishNewAsync("Stracone", "sport");
        await rows.DeleteTableAsync();

        Assert.Empty(await newsroom.ListAsync());
        (await newsroom.ItemAsync(lost.Id)).Expect(HttpStatusCode.NotFound);
        (await newsroom.ReadAsync("/health/ready")).Expect(HttpStatusCode.OK);
        await rows.DeleteTableAsync();

        await newsroom.CreateCategoryAsync("Sport");
        Answer made = await newsroom.PublishNewAsync("Nowe", "sport");

        Assert.Equal([made.Id], await newsroom.ListAsync("category=sport"));
        Assert.Empty(await service.VerifyAsync());
    }

    private Task<Azurite> StartStorageAsync(Azurite? before) => Azurite.StartAsync(
        new AzuriteOptions
        {
            RepositoryFolder = RepositoryFolder.Find(AppContext.BaseDirectory),
            DataFolder = folder.Path,
            BlobPort = before?.BlobEndpoint.Port ?? 0,
            TablePort = before?.TableEndpoint.Port ?? 0,
        },
        Cancellation);

    private async Task SignalAsync(string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{azurite.ProcessId}"]);
        await kill.WaitForExitAsync(Cancellation);
    }

    private static async Task<Answer> WithinLimitAsync(Task<Answer> answer)
    {
        long start = Stopwatch.GetTimestamp();
        Answer got = await answer;
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, Limit);
        return got;
    }

    private static void ExpectUnavailable(Answer answer)
    {
        answer.Expect(HttpStatusCode.ServiceUnavailable);
        Assert.Equal("unavailable", answer.Problem);
        Assert.NotNull(answer.Headers.RetryAfter);
        foreach (string word in (string[])["Azure", "devstore", "refused", "RequestFailed", "   at ", "Exception", "127.0.0.1"])
        {
            Assert.DoesNotContain(word, answer.Text, StringComparison.OrdinalIgnoreCase);
        }
    }
}
