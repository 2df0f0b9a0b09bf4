using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Core;
using Azure.Data.Tables;
using Bulletin.Audit;
using Bulletin.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.IntegrationTests;

/// <summary>Tests the log of performed and refused requests for admins.</summary>
public sealed class AuditTests(AzuriteFixture azurite) : ClockedTests(azurite)
{
    private readonly List<IDisposable> clients = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public override async ValueTask DisposeAsync()
    {
        clients.ForEach(client => client.Dispose());
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Every_write_and_every_refused_request_is_in_it_newest_first()
    {
        await Newsroom.CreateCategoryAsync("Sport");
        Clock.Advance(TimeSpan.FromSeconds(1));
        Answer made = await Newsroom.PublishNewAsync("Wpis", "sport");
        Clock.Advance(TimeSpan.FromSeconds(1));
        await SendAsync(TestKeys.Author, HttpMethod.Post, $"/api/announcements/{made.Id}/publish", HttpStatusCode.Forbidden);
        Clock.Advance(TimeSpan.FromSeconds(1));
        await SendAsync("bk_wrong", HttpMethod.Delete, "/api/categories/sport", HttpStatusCode.Unauthorized);
        Clock.Advance(TimeSpan.FromSeconds(1));
        (await Newsroom.SendAsync(HttpMethod.Patch, $"/api/announcements/{made.Id}", new { title = "Inny" }, "\"r9\"")).Expect(HttpStatusCode.PreconditionFailed);
        Clock.Advance(TimeSpan.FromSeconds(1));
        await Newsroom.ActAsync(made.Id, "archive");
        // Not refused, or nobody's.
        await SendAsync(null, HttpMethod.Post, "/api/announcements", HttpStatusCode.Unauthorized);
        (await Newsroom.SendAsync(HttpMethod.Post, "/api/announcements", new { title = "" })).Expect(HttpStatusCode.BadRequest);
        (await Newsroom.SendAsync(HttpMethod.Patch, $"/api/announcements/{made.Id}", new { title = "x" })).Expect((HttpStatusCode)428);
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
        DateTimeOffset now = Clock.GetUtcNow();
        Clock.SetUtcNow(new DateTimeOffset(now.Year + 1, 1, 31, 23, 59, 50, TimeSpan.Zero));
        for (int number = 0; number < 12; number++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await Newsroom.CreateAsync(new { title = $"Wpis {number}" });
            Clock.Advance(TimeSpan.FromSeconds(1));
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

        Assert.Equal(all, await PlacesAsync("limit=5&to=2999-01-01", between: () => Newsroom.CreateAsync(new { title = "Między stronami" })));
        Assert.Equal(Enumerable.Range(0, 12).Select(number => $"kategoria-{11 - number}"), await PlacesAsync("limit=5&actor=author"));
    }

    [Fact]
    public async Task A_cursor_belongs_to_its_filter()
    {
        await Newsroom.CreateAsync(new { title = "Wpis" });
        await Newsroom.CreateAsync(new { title = "Wpis" });
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
            Azurite, [new("Bulletin:ChangeLog:Keep", "1"), new("Bulletin:Audit:Keep", "40")], Clock, table);
        using Newsroom room = Newsroom.At(keeping);
        AuditTable refused = keeping.Services.GetRequiredService<AuditTable>();
        DateTimeOffset now = Clock.GetUtcNow();
        await room.CreateAsync(new { title = "Stare" });
        foreach (int days in (int[])[1, 39, 41, 80, 400])
        {
            await AddAsync(refused, now.AddDays(-days), 120);
        }

        await keeping.RunTimersAsync();
        Assert.Equal(240, await CountAsync(refused, now));
        // The change log is kept for the audit log's sake.
        Assert.Single(await new SiteRows(keeping).ReadAsync("u:"), row => row.GetString("Action") == "create");

        Clock.Advance(TimeSpan.FromDays(41));
        // The newest entry of the change log always stays.
        await room.CreateAsync(new { title = "Nowe" });
        await keeping.RunTimersAsync();
        Assert.Equal(0, await CountAsync(refused, Clock.GetUtcNow()));
        // The log that is left is read to its new beginning, and nothing is found before it.
        Answer left = await room.ReadForEditorsAsync("/api/audit");
        Assert.Equal(
            ["bring-up-layouts", "forget-old-changes", "create"],
            left.Expect(HttpStatusCode.OK).Body!["items"]!.AsArray().Select(item => (string)item!["action"]!));
        Answer before = await room.ReadForEditorsAsync($"/api/audit?to={now:yyyy-MM-dd}");
        Assert.Empty(before.Expect(HttpStatusCode.OK).Body!["items"]!.AsArray());
        Assert.Empty(await keeping.VerifyAsync());
    }

    [Fact]
    public async Task A_sparse_filter_does_not_read_the_whole_log_at_once()
    {
        AuditTable refused = Service.Services.GetRequiredService<AuditTable>();
        DateTimeOffset now = Clock.GetUtcNow();
        for (int part = 0; part < 23; part++)
        {
            await AddAsync(refused, now.AddMinutes(-part), 100);
        }

        await Newsroom.CreateAsync(new { title = "Wpis" });
        Answer first = await ReadAsync("actor=Nikt");
        Assert.Empty(first.Body!["items"]!.AsArray());
        Answer second = await ReadAsync($"actor=Nikt&cursor={first.Next}");
        Assert.Equal((0, null), (second.Body!["items"]!.AsArray().Count, second.Next));
    }

    [Fact]
    public async Task Two_holders_of_one_name_are_told_apart_by_their_ids()
    {
        List<string> ids = [];
        for (int number = 0; number < 2; number++)
        {
            Answer key = (await Newsroom.SendAsync(HttpMethod.Post, "/api/keys", new { name = "Jan", role = "author" })).Expect(HttpStatusCode.Created);
            ids.Add($"key/{key.Id}");
            using HttpClient jan = Service.Client((string)key.Body!["token"]!);
            using HttpResponseMessage made = await jan.PostAsync("/api/announcements", Json("""{"title": "Szkic"}"""), Cancellation);
            Assert.Equal(HttpStatusCode.Created, made.StatusCode);
            using HttpResponseMessage refused = await jan.PostAsync("/api/categories", Json("""{"name": "Sport"}"""), Cancellation);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
            (await Newsroom.SendAsync(HttpMethod.Delete, $"/api/keys/{key.Id}", ifMatch: "*")).Expect(HttpStatusCode.NoContent);
        }

        await Service.RunTimersAsync();
        await FlushAsync();

        List<JsonNode> jans = [.. (await ReadAsync("actor=Jan")).Body!["items"]!.AsArray().Select(item => item!)];
        Assert.Equal(4, jans.Count);
        Assert.Equal(ids.Order(), jans.Select(item => (string)item["actorId"]!).Distinct().Order());
        foreach (string id in ids)
        {
            JsonArray own = (await ReadAsync($"actor={id}")).Body!["items"]!.AsArray();
            Assert.Equal(["create-category 403", "create committed"], own.Select(item => $"{item!["action"]} {item["outcome"]}").OrderDescending());
        }

        // A key of the settings has its name for an id.
        Assert.All((await ReadAsync("actor=admin")).Body!["items"]!.AsArray(), item => Assert.Equal("admin", (string?)item!["actorId"]));
    }

    [Fact]
    public async Task An_entry_of_before_ids_were_kept_has_none_and_is_found_by_its_name()
    {
        await Newsroom.CreateAsync(new { title = "Wpis" });
        await SendAsync(TestKeys.Author, HttpMethod.Delete, "/api/categories/sport", HttpStatusCode.Forbidden);
        await FlushAsync();
        var rows = new SiteRows(Service);
        AuditTable refused = Service.Services.GetRequiredService<AuditTable>();
        DateTimeOffset now = Clock.GetUtcNow().AddMinutes(1);
        foreach ((TableClient table, TableEntity row) in ((TableClient, TableEntity)[])
        [
            (rows.Table, await rows.SingleAsync("u:")),
            (new TableClient(Azurite.ConnectionString, rows.Table.Name + AuditTable.Suffix), await refused.RowsAfterAsync(refused.PartitionOf(now), RowKeys.Inverted(now), Cancellation).SingleAsync(Cancellation)),
        ])
        {
            Assert.True(row.Remove("ActorId"));
            await table.UpsertEntityAsync(row, TableUpdateMode.Replace, Cancellation);
        }

        foreach (string name in (string[])["admin", "author"])
        {
            JsonNode item = Assert.Single((await ReadAsync($"actor={name}")).Body!["items"]!.AsArray())!;
            Assert.Equal((name, null), ((string?)item["actor"], (string?)item["actorId"]));
        }
    }

    [Fact]
    public async Task A_preview_link_that_was_made_is_in_it_without_its_token()
    {
        Answer draft = await Newsroom.CreateAsync(new { title = "Szkic" });
        Clock.Advance(TimeSpan.FromSeconds(1));
        Answer link = (await Newsroom.SendAsync(HttpMethod.Post, $"/api/announcements/{draft.Id}/preview")).Expect(HttpStatusCode.Created);
        string token = (string)link.Body!["token"]!;
        (await Newsroom.ReadAsync($"/api/previews/{token}")).Expect(HttpStatusCode.OK);

        // At once: no link is given away before its entry is kept.
        Answer list = (await ReadAsync("outcome=done")).Expect(HttpStatusCode.OK);
        JsonNode item = Assert.Single(list.Body!["items"]!.AsArray())!;
        Assert.Equal(
            ("create-preview", "admin", "admin", "admin", $"{draft.Id}", null, null),
            ((string?)item["action"], (string?)item["actor"], (string?)item["actorId"], (string?)item["role"], (string?)item["target"], (long?)item["version"], (string?)item["address"]));
        Assert.Equal(["done", "committed"], (await OutcomesAsync($"target={draft.Id}")));
        Assert.DoesNotContain(token, (await ReadAsync("limit=100")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_preview_link_is_given_away_while_the_audit_log_takes_no_entry()
    {
        var storage = new BeforeStorage();
        await using Service other = await Service.StartAsync(Azurite, clock: Clock, observer: storage);
        using Newsroom room = Newsroom.At(other);
        Answer draft = await room.CreateAsync(new { title = "Szkic" });
        // The table of the audit log does not answer.
        storage.Happens = (request, _) => Sent(request).Contains($"{AuditTable.Suffix}?", StringComparison.Ordinal)
            ? throw new IOException("Storage is away.")
            : Task.CompletedTask;
        Answer refused = await room.SendAsync(HttpMethod.Post, $"/api/announcements/{draft.Id}/preview");
        refused.Expect(HttpStatusCode.ServiceUnavailable);
        Assert.Null(refused.Body!["token"]);
        storage.Happens = null;
        (await room.SendAsync(HttpMethod.Post, $"/api/announcements/{draft.Id}/preview")).Expect(HttpStatusCode.Created);
    }

    private static async Task AddAsync(AuditTable table, DateTimeOffset at, int count)
    {
        string partition = table.PartitionOf(at);
        foreach (int[] some in Enumerable.Range(0, count).Chunk(AuditTable.MaximumRows))
        {
            await table.AddAsync(
                some.Select(_ => new RequestEntry { At = at, Actor = "ktoś", Role = null, Action = "publish", Target = null, Outcome = 429, Address = null }.ToRow(partition)),
                Cancellation);
        }
    }

    private static async Task<int> CountAsync(AuditTable table, DateTimeOffset now) =>
        await table.RowsAfterAsync(table.PartitionOf(now), RowKeys.Inverted(now), Cancellation).CountAsync(Cancellation);

    // Stopping writes the waiting entries; the service continues to serve all the same.
    private Task FlushAsync() => Service.Services.GetRequiredService<RefusedRequests>().StopAsync(Cancellation);

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    // A transaction names its table in its parts.
    private static string Sent(Request request)
    {
        using var body = new MemoryStream();
        request.Content?.WriteTo(body, Cancellation);
        return Encoding.UTF8.GetString(body.ToArray());
    }

    private Task<Answer> ReadAsync(string query) => Newsroom.SendAsync(HttpMethod.Get, $"/api/audit?{query}");

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
        HttpClient client = Service.Client(token);
        clients.Add(client);
        using var request = new HttpRequestMessage(method, address);
        using HttpResponseMessage response = await client.SendAsync(request, Cancellation);
        Assert.Equal(status, response.StatusCode);
    }
}
