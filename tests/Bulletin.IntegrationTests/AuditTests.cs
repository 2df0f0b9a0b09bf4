using System.Net;
using System.Text.Json.Nodes;
using Bulletin.Audit;
using Bulletin.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.IntegrationTests;

/// <summary>What was done and what was refused, as an admin sees it.</summary>
public sealed class AuditTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly List<IDisposable> clients = [];
    private Service service = null!;
    private Newsroom newsroom = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        service = await Service.StartAsync(azurite);
        newsroom = Newsroom.At(service);
    }

    public async ValueTask DisposeAsync()
    {
        clients.ForEach(client => client.Dispose());
        newsroom.Dispose();
        await service.DisposeAsync();
    }

    [Fact]
    public async Task Every_write_and_every_refused_request_is_in_it_newest_first()
    {
        await newsroom.CreateCategoryAsync("Sport");
        service.Clock.Advance(TimeSpan.FromSeconds(1));
        Answer made = await newsroom.PublishNewAsync("Wpis", "sport");
        service.Clock.Advance(TimeSpan.FromSeconds(1));
        await SendAsync(TestKeys.Author, HttpMethod.Post, $"/api/announcements/{made.Id}/publish", HttpStatusCode.Forbidden);
        service.Clock.Advance(TimeSpan.FromSeconds(1));
        await SendAsync("bk_wrong", HttpMethod.Delete, "/api/categories/sport", HttpStatusCode.Unauthorized);
        service.Clock.Advance(TimeSpan.FromSeconds(1));
        (await newsroom.SendAsync(HttpMethod.Patch, $"/api/announcements/{made.Id}", new { title = "Inny" }, "\"r9\"")).Expect(HttpStatusCode.PreconditionFailed);
        service.Clock.Advance(TimeSpan.FromSeconds(1));
        await newsroom.ActAsync(made.Id, "archive");
        // Not refused, or nobody's.
        await SendAsync(null, HttpMethod.Post, "/api/announcements", HttpStatusCode.Unauthorized);
        (await newsroom.SendAsync(HttpMethod.Post, "/api/announcements", new { title = "" })).Expect(HttpStatusCode.BadRequest);
        (await newsroom.SendAsync(HttpMethod.Patch, $"/api/announcements/{made.Id}", new { title = "x" })).Expect((HttpStatusCode)428);
        await FlushAsync();

        Answer list = (await ReadAsync("")).Expect(HttpStatusCode.OK);
        JsonArray items = list.Body!["items"]!.AsArray();
        Assert.Equal(
            [
                $"archive admin admin {made.Id} committed",
                $"patch admin admin {made.Id} 412",
                "delete-category   sport 401",
                $"publish author author {made.Id} 403",
                $"create admin admin {made.Id} committed",
                "create-category admin admin category committed",
            ],
            items.Select(item => string.Join(' ', item!["action"], item["actor"], item["role"], (string?)item["action"] == "create-category" ? "category" : item["target"], item["outcome"])));
        Assert.Equal([3, null, null, null, 2, 1], items.Select(item => (int?)item!["version"]));
        Assert.Equal([null, "127.0.0.0/24", "127.0.0.0/24", "127.0.0.0/24", null, null], items.Select(item => (string?)item!["address"]));
        Assert.DoesNotContain("bk_", list.Text, StringComparison.Ordinal);
        Assert.Null(list.Next);

        Assert.Equal(["403"], await OutcomesAsync("actor=author"));
        Assert.Equal(["412"], await OutcomesAsync("actor=admin&outcome=412"));
        Assert.Equal(["committed", "412", "403", "committed"], await OutcomesAsync($"target={made.Id}"));
        Assert.Equal(["401"], await OutcomesAsync("target=sport"));
        Assert.Equal(["403"], await OutcomesAsync("action=publish"));
        Assert.Equal(["committed", "committed", "committed"], await OutcomesAsync("outcome=committed"));
        string at = (string)items[2]!["at"]!;
        Assert.Equal(["401", "403", "committed", "committed"], await OutcomesAsync($"to={(string)items[1]!["at"]!}"));
        Assert.Equal(["committed", "412", "401"], await OutcomesAsync($"from={at}"));
        Assert.Empty(await OutcomesAsync($"from={at}&to={at}"));
        Assert.Empty(await OutcomesAsync("to=2020-01-01"));
    }

    [Fact]
    public async Task Going_through_the_pages_shows_everything_once_whatever_happens_meanwhile()
    {
        // From the end of one month into the next one, so that there are two partitions.
        DateTimeOffset now = service.Clock.GetUtcNow();
        service.Clock.SetUtcNow(new DateTimeOffset(now.Year + 1, 1, 31, 23, 59, 50, TimeSpan.Zero));
        for (int number = 0; number < 12; number++)
        {
            service.Clock.Advance(TimeSpan.FromSeconds(1));
            await newsroom.CreateAsync(new { title = $"Wpis {number}" });
            service.Clock.Advance(TimeSpan.FromSeconds(1));
            await SendAsync(TestKeys.Author, HttpMethod.Delete, $"/api/categories/kategoria-{number}", HttpStatusCode.Forbidden);
        }

        await FlushAsync();
        List<string> all = await PlacesAsync("limit=100");
        Assert.Equal(24, all.Count);
        Assert.Equal([.. Enumerable.Range(0, 12).SelectMany(number => (string[])[$"{12 - number}", $"kategoria-{11 - number}"]).Order()], all.Order());
        Assert.Equal(["kategoria-11", "12", "kategoria-10", "11"], all.Take(4));
        foreach (int limit in (int[])[1, 5, 7])
        {
            Assert.Equal(all, await PlacesAsync($"limit={limit}"));
        }

        Assert.Equal(all, await PlacesAsync("limit=5&to=2999-01-01", between: () => newsroom.CreateAsync(new { title = "Między stronami" })));
        Assert.Equal(Enumerable.Range(0, 12).Select(number => $"kategoria-{11 - number}"), await PlacesAsync("limit=5&actor=author"));
    }

    [Fact]
    public async Task A_cursor_belongs_to_its_filter()
    {
        await newsroom.CreateAsync(new { title = "Wpis" });
        await newsroom.CreateAsync(new { title = "Wpis" });
        string cursor = (await ReadAsync("limit=1")).Next!;
        (await ReadAsync($"limit=1&cursor={cursor}")).Expect(HttpStatusCode.OK);
        (await ReadAsync($"limit=1&actor=admin&cursor={cursor}")).Expect(HttpStatusCode.BadRequest);
        (await ReadAsync("outcome=500")).Expect(HttpStatusCode.BadRequest);
        (await ReadAsync("from=yesterday")).Expect(HttpStatusCode.BadRequest);
        (await ReadAsync("user=admin")).Expect(HttpStatusCode.BadRequest);
        await SendAsync(TestKeys.Editor, HttpMethod.Get, "/api/audit", HttpStatusCode.Forbidden);
        await SendAsync(TestKeys.Admin, HttpMethod.Head, "/api/audit", HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_is_older_than_the_setting_says_goes_and_nothing_else()
    {
        string table = AzuriteFixture.NewTableName();
        await using Service keeping = await Service.StartAsync(
            azurite, [new("Bulletin:ChangeLog:Keep", "1"), new("Bulletin:Audit:Keep", "40")], service.Clock, table);
        using Newsroom room = Newsroom.At(keeping);
        AuditTable refused = keeping.Services.GetRequiredService<AuditTable>();
        DateTimeOffset now = service.Clock.GetUtcNow();
        await room.CreateAsync(new { title = "Stare" });
        foreach (int days in (int[])[1, 39, 41, 80, 400])
        {
            await AddAsync(refused, now.AddDays(-days), 120);
        }

        await keeping.RunTimersAsync();
        Assert.Equal(240, await CountAsync(refused, now));
        // The change log is kept for the audit log's sake.
        Assert.Single(await new SiteRows(keeping).ReadAsync("u:"), row => row.GetString("Action") == "create");

        service.Clock.Advance(TimeSpan.FromDays(41));
        // The newest entry of the change log always stays.
        await room.CreateAsync(new { title = "Nowe" });
        await keeping.RunTimersAsync();
        Assert.Equal(0, await CountAsync(refused, service.Clock.GetUtcNow()));
        // The log that is left is read to its new beginning, and nothing is found before it.
        Answer left = await room.ReadForEditorsAsync("/api/audit");
        Assert.Equal(["forget-old-changes", "create"], left.Expect(HttpStatusCode.OK).Body!["items"]!.AsArray().Select(item => (string)item!["action"]!));
        Answer before = await room.ReadForEditorsAsync($"/api/audit?to={now:yyyy-MM-dd}");
        Assert.Empty(before.Expect(HttpStatusCode.OK).Body!["items"]!.AsArray());
        Assert.Empty(await keeping.VerifyAsync());
    }

    [Fact]
    public async Task A_sparse_filter_does_not_read_the_whole_log_at_once()
    {
        AuditTable refused = service.Services.GetRequiredService<AuditTable>();
        DateTimeOffset now = service.Clock.GetUtcNow();
        for (int part = 0; part < 23; part++)
        {
            await AddAsync(refused, now.AddMinutes(-part), 100);
        }

        await newsroom.CreateAsync(new { title = "Wpis" });
        Answer first = await ReadAsync("actor=Nikt");
        Assert.Empty(first.Body!["items"]!.AsArray());
        Answer second = await ReadAsync($"actor=Nikt&cursor={first.Next}");
        Assert.Equal((0, null), (second.Body!["items"]!.AsArray().Count, second.Next));
    }

    private static async Task AddAsync(AuditTable table, DateTimeOffset at, int count)
    {
        string partition = table.PartitionOf(at);
        foreach (int[] some in Enumerable.Range(0, count).Chunk(AuditTable.MaximumRows))
        {
            await table.AddAsync(
                partition,
                some.Select(_ => new RefusedRequest { At = at, Actor = "ktoś", Role = null, Action = "publish", Target = null, Outcome = 429, Address = null }.ToRow(partition)),
                Cancellation);
        }
    }

    private static async Task<int> CountAsync(AuditTable table, DateTimeOffset now) =>
        await table.RowsAfterAsync(table.PartitionOf(now), RowKeys.Inverted(now), Cancellation).CountAsync(Cancellation);

    // What waits is written when a service stops; it serves on all the same.
    private Task FlushAsync() => service.Services.GetRequiredService<RefusedRequests>().StopAsync(Cancellation);

    private Task<Answer> ReadAsync(string query) => newsroom.SendAsync(HttpMethod.Get, $"/api/audit?{query}");

    private async Task<List<string>> OutcomesAsync(string query) =>
        [.. (await ReadAsync(query)).Expect(HttpStatusCode.OK).Body!["items"]!.AsArray().Select(item => (string)item!["outcome"]!)];

    // The version of what was done, the target of what was refused.
    private async Task<List<string>> PlacesAsync(string query, Func<Task>? between = null)
    {
        List<string> places = [];
        string? cursor = null;
        do
        {
            Answer page = (await ReadAsync(cursor is null ? query : $"{query}&cursor={cursor}")).Expect(HttpStatusCode.OK);
            places.AddRange(page.Body!["items"]!.AsArray().Select(item => ((long?)item!["version"])?.ToString() ?? (string)item["target"]!));
            cursor = page.Next;
            await (between?.Invoke() ?? Task.CompletedTask);
        }
        while (cursor is not null);
        return places;
    }

    private async Task SendAsync(string? token, HttpMethod method, string address, HttpStatusCode status)
    {
        HttpClient client = service.Client(token);
        clients.Add(client);
        using var request = new HttpRequestMessage(method, address);
        using HttpResponseMessage response = await client.SendAsync(request, Cancellation);
        Assert.Equal(status, response.StatusCode);
    }
}
