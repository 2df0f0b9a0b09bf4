using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Bulletin.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Bulletin.IntegrationTests;

public sealed class ConcurrencyTests(AzuriteFixture azurite)
{
    private const int Writers = 16;
    private const int Operations = 500;

    [Fact]
    public async Task Sixteen_writers_on_two_instances_lose_no_update_and_leave_no_gap()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        string table = AzuriteFixture.NewTableName();
        await using Service one = await Service.StartAsync(azurite, clock: clock, table: table);
        await using Service other = await Service.StartAsync(azurite, clock: clock, table: table);
        var rows = new SiteRows(one);
        using var newsroom = Newsroom.At(one);
        await newsroom.CreateCategoryAsync("Sport");
        Guid[] shared = [(await newsroom.PublishNewAsync("Licznik 0")).Id, (await newsroom.PublishNewAsync("Licznik 1")).Id, (await newsroom.PublishNewAsync("Licznik 2")).Id];
        foreach (Guid id in shared)
        {
            await newsroom.PatchAsync(id, new { body = "0" });
        }

        int before = (await rows.ReadAsync("u:")).Count;
        var run = new Run(shared);

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(number => run.WriteAsync(number % 2 == 0 ? one : other, number)));

        Assert.Empty(run.Wrong);
        foreach (Guid id in shared)
        {
            // Every confirmed patch added one to what it had read.
            JsonNode announcement = (await newsroom.ReadForEditorsAsync($"/api/editor/announcements/{id}")).Expect(HttpStatusCode.OK).Body!;
            Assert.Equal(run.Patched.Count(patched => patched == id).ToString(), (string?)announcement["body"]);
            Assert.Equal(2 + run.Patched.Count(patched => patched == id), (int)announcement["revision"]!);
        }

        List<Guid> listed = await newsroom.ListAsync(path: "/api/editor/announcements");
        Assert.Equal(shared.Concat(run.Created).Order(), listed.Order());
        List<TableEntity> log = await rows.ReadAsync("u:");
        // One entry for each committed write, at each version from the first to the last.
        Assert.Equal(before + run.Committed, log.Count);
        Assert.Equal(Enumerable.Range(1, log.Count).Select(version => RowKeys.Change(version)), log.Select(row => row.RowKey));
        Assert.Equal(log.Count, log.Select(row => row.GetString("WriteId")).Distinct().Count());
        Assert.Empty(await one.VerifyAsync());
        Assert.Empty(await other.VerifyAsync());
    }

    [Fact]
    public async Task Of_many_that_ask_for_one_slug_at_once_one_gets_it()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        string table = AzuriteFixture.NewTableName();
        await using Service one = await Service.StartAsync(azurite, clock: clock, table: table);
        await using Service other = await Service.StartAsync(azurite, clock: clock, table: table);
        using var newsroom = Newsroom.At(one);
        using var second = Newsroom.At(other);

        Answer[] asked = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => (number % 2 == 0 ? newsroom : second)
            .SendAsync(HttpMethod.Post, "/api/announcements", new { title = "Festyn", slug = "festyn" })));
        Answer[] made = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => (number % 2 == 0 ? newsroom : second)
            .CreateAsync(new { title = "Festyn" })));

        Assert.Single(asked, answer => answer.Status == HttpStatusCode.Created);
        Assert.All(asked.Where(answer => answer.Status != HttpStatusCode.Created), answer => Assert.Equal("slug-taken", answer.Problem));
        Assert.Equal(Enumerable.Range(2, 8).Select(number => $"festyn-{number}"), made.Select(answer => answer.Slug).Order(StringComparer.Ordinal));
        Assert.Empty(await one.VerifyAsync());
    }

    [Fact]
    public async Task A_request_that_is_sent_many_times_at_once_with_one_key_is_done_once()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        string table = AzuriteFixture.NewTableName();
        await using Service one = await Service.StartAsync(azurite, clock: clock, table: table);
        await using Service other = await Service.StartAsync(azurite, clock: clock, table: table);
        using var newsroom = Newsroom.At(one);
        using var second = Newsroom.At(other);

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(number => (number % 2 == 0 ? newsroom : second)
            .SendAsync(HttpMethod.Post, "/api/announcements", new { title = "Raz" }, idempotencyKey: "raz")));

        Assert.All(answers, answer => answer.Expect(HttpStatusCode.Created));
        Assert.Single(answers.Select(answer => answer.Id).Distinct());
        Assert.Single(await newsroom.ListAsync(path: "/api/editor/announcements"));
        Assert.Empty(await one.VerifyAsync());
    }

    private sealed class Run(Guid[] shared)
    {
        private int started;
        private int committed;

        public ConcurrentBag<Guid> Patched { get; } = [];

        public ConcurrentBag<Guid> Created { get; } = [];

        public ConcurrentBag<string> Wrong { get; } = [];

        public int Committed => committed;

        public async Task WriteAsync(Service service, int writer)
        {
            using var newsroom = Newsroom.At(service);
            (Guid Id, int Revision) own = default;
            for (int step = 0; Interlocked.Increment(ref started) <= Operations; step++)
            {
                switch (step % 4)
                {
                    case 0:
                        Answer made = await newsroom.SendAsync(
                            HttpMethod.Post, "/api/announcements", new { title = "Wspólny tytuł", status = "published", categories = (string[])["sport"] });
                        if (Note(made, HttpStatusCode.Created))
                        {
                            own = (made.Id, 1);
                            Created.Add(own.Id);
                            Interlocked.Increment(ref committed);
                        }

                        break;
                    case 1 or 2:
                        await CountAsync(newsroom, shared[(writer + step) % shared.Length]);
                        break;
                    default:
                        // A published one: the second and the last change nothing, and commit nothing.
                        string[] actions = ["archive", "restore", "unpublish", "publish"];
                        Answer acted = await newsroom.SendAsync(HttpMethod.Post, $"/api/announcements/{own.Id}/{actions[step / 4 % actions.Length]}");
                        if (Note(acted, HttpStatusCode.OK) && (int)acted.Body!["revision"]! > own.Revision)
                        {
                            Interlocked.Increment(ref committed);
                        }

                        break;
                }
            }
        }

        // Reads a number and writes the next one, on the condition that nobody else did meanwhile.
        private async Task CountAsync(Newsroom newsroom, Guid id)
        {
            Answer read = await newsroom.ReadForEditorsAsync($"/api/editor/announcements/{id}");
            int next = int.Parse((string)read.Body!["body"]!) + 1;
            Answer written = await newsroom.SendAsync(HttpMethod.Patch, $"/api/announcements/{id}", new { body = next.ToString() }, read.ETag);
            if (Note(written, HttpStatusCode.OK, HttpStatusCode.PreconditionFailed) && written.Status == HttpStatusCode.OK)
            {
                Patched.Add(id);
                Interlocked.Increment(ref committed);
            }
        }

        private bool Note(Answer answer, params HttpStatusCode[] allowed)
        {
            if (allowed.Contains(answer.Status))
            {
                return true;
            }

            Wrong.Add($"{(int)answer.Status}: {answer.Text}");
            return false;
        }
    }
}
