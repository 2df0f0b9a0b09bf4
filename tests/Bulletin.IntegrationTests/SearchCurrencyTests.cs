using System.Collections.Concurrent;
using System.Net;
using Azure.Core;
using Azure.Core.Pipeline;
using Bulletin.Site;
using Bulletin.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.IntegrationTests;

/// <summary>Each instance has a search index of its own: how soon it has what others write, and what becomes public by the clock.</summary>
public sealed class SearchCurrencyTests(AzuriteFixture azurite) : ClockedTests(azurite)
{
    private Service otherService = null!;
    private Newsroom other = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        otherService = await Service.StartAsync(Azurite, clock: Clock, table: Table);
        other = Newsroom.At(otherService);
    }

    public override async ValueTask DisposeAsync()
    {
        other.Dispose();
        await otherService.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Another_instance_has_a_write_within_ten_seconds_and_its_editors_have_it_at_once()
    {
        Assert.Empty(await FoundAsync(Newsroom));
        Assert.Empty(await FoundAsync(other));
        Answer made = await Newsroom.PublishNewAsync("Przerwa w dostawie wody");
        Assert.Equal([made.Id], await FoundAsync(Newsroom));
        Assert.Equal([made.Id], (await other.ReadForEditorsAsync("/api/editor/announcements?q=woda")).Ids);

        Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal([made.Id], await FoundAsync(other));

        await other.DeleteAsync(made.Id);
        Assert.Empty(await FoundAsync(other));
        Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Empty(await FoundAsync(Newsroom));
    }

    [Fact]
    public async Task An_index_that_was_filled_before_catches_up_by_the_change_log()
    {
        Assert.Empty(await FoundAsync(other));
        List<Guid> made = [];
        for (int number = 0; number < 5; number++)
        {
            made.Add((await Newsroom.PublishNewAsync($"Woda {number}")).Id);
        }

        await Newsroom.PatchAsync(made[1], new { title = "Prąd" });
        await Newsroom.DeleteAsync(made[3]);
        Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(new[] { made[0], made[2], made[4] }.Order(), (await FoundAsync(other)).Order());
    }

    [Fact]
    public async Task What_is_scheduled_is_found_from_its_instant_on_and_what_expires_until_its_instant()
    {
        Answer made = await Newsroom.CreateAsync(new
        {
            title = "Przerwa w dostawie wody",
            status = "published",
            publishedAt = Start.AddSeconds(2),
            expiresAt = Start.AddSeconds(4),
        });
        string[] addresses = ["/api/search?q=woda", "/api/announcements?q=woda"];
        foreach (string address in addresses)
        {
            Assert.Empty((await Newsroom.ReadAsync(address)).Ids);
        }

        Clock.Advance(TimeSpan.FromSeconds(2));
        foreach (string address in addresses)
        {
            Assert.Equal([made.Id], (await Newsroom.ReadAsync(address)).Ids);
            Assert.Empty((await Newsroom.ReadAsync(address + "&status=archived")).Ids);
        }

        Clock.Advance(TimeSpan.FromSeconds(2));
        foreach (string address in addresses)
        {
            Assert.Empty((await Newsroom.ReadAsync(address)).Ids);
            Assert.Equal([made.Id], (await Newsroom.ReadAsync(address + "&status=archived")).Ids);
        }
    }

    [Fact]
    public async Task An_index_that_the_change_log_no_longer_reaches_is_filled_anew()
    {
        Assert.Empty(await FoundAsync(other));
        Answer made = await Newsroom.PublishNewAsync("Woda");
        await Newsroom.PublishNewAsync("Prąd");
        await Rows.DeleteAsync(await Rows.SingleAsync(RowKeys.Change(1)));
        Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal([made.Id], await FoundAsync(other));
    }

    [Fact]
    public async Task Many_may_search_while_others_write()
    {
        await Newsroom.PublishNewAsync("Woda na początek");
        Task[] readers = Enumerable.Range(1, 8).Select(async number =>
        {
            for (int search = 0; search < 12; search++)
            {
                // Addresses that no other reader has: no answer is from the cache.
                (await Newsroom.ReadAsync($"/api/search?q=woda+na&limit={(search * 8) + number}")).Expect(HttpStatusCode.OK);
            }
        }).ToArray();
        for (int number = 0; number < 10; number++)
        {
            Answer made = await Newsroom.PublishNewAsync($"Woda na dziś {number}");
            Assert.Contains(made.Id, await FoundAsync(Newsroom));
        }

        await Task.WhenAll(readers);
        Assert.Equal(11, (await FoundAsync(Newsroom)).Count);
    }

    [Fact]
    public async Task A_write_is_found_at_once_though_a_look_at_the_change_log_began_before_it()
    {
        var storage = new HeldStorage();
        await using Service held = await Service.StartAsync(Azurite, clock: Clock, table: Table, observer: storage);
        using var writer = Newsroom.At(held);
        Assert.Empty(await FoundAsync(writer));
        Clock.Advance(TimeSpan.FromSeconds(10));
        await writer.ReadAsync("/api/categories");

        storage.HoldNextVersion();
        Task<Answer> search = writer.ReadAsync("/api/search?q=prąd");
        await storage.Held.WaitAsync(TestContext.Current.CancellationToken);
        Answer made = await writer.PublishNewAsync("Woda");
        storage.Release();
        (await search).Expect(HttpStatusCode.OK);
        Assert.Equal([made.Id], await FoundAsync(writer));
    }

    [Fact]
    public async Task A_search_that_falls_between_a_write_and_its_answer_does_not_hide_the_write()
    {
        Assert.Empty(await FoundAsync(Newsroom));
        bool isWriting = true;
        Service.Services.GetRequiredService<SiteWriter>().Committed += _ =>
        {
            if (isWriting)
            {
                Task.Run(() => FoundAsync(Newsroom)).GetAwaiter().GetResult();
            }
        };
        Answer made = await Newsroom.PublishNewAsync("Woda");
        isWriting = false;
        Assert.Equal([made.Id], await FoundAsync(Newsroom));
    }

    [Fact]
    public async Task While_storage_is_away_the_index_is_used_as_it_is_and_says_so_and_not_for_ever()
    {
        var storage = new HeldStorage();
        await using Service held = await Service.StartAsync(Azurite, clock: Clock, table: Table, observer: storage);
        using var reader = Newsroom.At(held);
        Answer first = await reader.PublishNewAsync("Woda");
        Assert.Equal([first.Id], await FoundAsync(reader));
        Guid second = (await other.PublishNewAsync("Woda druga")).Id;
        storage.IsAway = true;

        Assert.Equal([first.Id], await FoundAsync(reader));
        Clock.Advance(TimeSpan.FromMinutes(1));
        foreach (string address in (string[])["/api/search?q=woda&limit=11", "/api/announcements?q=woda&limit=11"])
        {
            Answer old = (await reader.ReadAsync(address)).Expect(HttpStatusCode.OK);
            Assert.Equal([first.Id], old.Ids);
            Assert.Equal(TimeSpan.Zero, old.Headers.CacheControl!.MaxAge);
        }

        (await reader.ReadForEditorsAsync("/api/editor/announcements?q=woda")).Expect(HttpStatusCode.ServiceUnavailable);
        Clock.Advance(TimeSpan.FromMinutes(15));
        (await reader.ReadAsync("/api/search?q=woda&limit=12")).Expect(HttpStatusCode.ServiceUnavailable);
        storage.IsAway = false;
        Assert.Equal(new[] { first.Id, second }.Order(), (await FoundAsync(reader)).Order());
    }

    [Fact]
    public async Task Hundreds_of_writes_of_an_instance_are_found_at_once_and_without_storage()
    {
        var storage = new HeldStorage();
        await using Service held = await Service.StartAsync(Azurite, clock: Clock, table: Table, observer: storage);
        using var writer = Newsroom.At(held);
        List<Guid> ids = [];
        for (int number = 0; number < 300; number++)
        {
            ids.Add((await writer.CreateAsync(new { title = $"Woda {number}", body = "Tekst." })).Id);
        }

        Assert.Empty(await writer.ListAsync("q=woda", path: "/api/search"));
        // The next search reads the change log.
        Clock.Advance(TimeSpan.FromSeconds(4));
        foreach (Guid[] some in ids.Chunk(100))
        {
            var batch = new { action = "publish", items = some.Select(id => new { id, ifMatch = "r1" }) };
            (await writer.SendAsync(HttpMethod.Post, "/api/announcements/batch", batch)).Expect(HttpStatusCode.OK);
        }

        await writer.DeleteAsync(ids[7]);
        storage.IsAway = true;

        Assert.Equal(ids.Where(id => id != ids[7]).Order(), (await writer.ListAsync("q=woda", path: "/api/search")).Order());
        Assert.Equal(299, (await writer.ListAsync("q=woda")).Count);
    }

    [Fact]
    public async Task Writes_of_an_instance_among_those_of_others_are_found_at_once_and_not_read_again()
    {
        var storage = new HeldStorage();
        await using Service held = await Service.StartAsync(Azurite, clock: Clock, table: Table, observer: storage);
        using var writer = Newsroom.At(held);
        await other.PublishNewAsync("Prąd");
        Assert.Empty(await FoundAsync(writer));
        List<Guid> made = [];
        for (int number = 0; number < 5; number++)
        {
            made.Add((await writer.PublishNewAsync($"Woda {number}")).Id);
            made.Add((await other.PublishNewAsync($"Woda obok {number}")).Id);
        }

        await other.PatchAsync(made[2], new { title = "Prąd" });
        await writer.PatchAsync(made[3], new { title = "Woda zmieniona" });
        storage.Requests.Clear();

        Assert.Equal(made.Where(id => id != made[2]).Order(), (await FoundAsync(writer)).Order());
        Assert.DoesNotContain(storage.Requests, request => request.Contains($"a:{made[4]}", StringComparison.Ordinal));
        Assert.Contains(storage.Requests, request => request.Contains($"a:{made[5]}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Storage_that_is_slow_is_not_taken_for_one_that_is_away()
    {
        var storage = new HeldStorage();
        await using Service held = await Service.StartAsync(Azurite, clock: Clock, table: Table, observer: storage);
        using var reader = Newsroom.At(held);
        Assert.Empty(await FoundAsync(reader));
        for (int number = 0; number < 45; number++)
        {
            await other.PublishNewAsync($"Woda {number}");
        }

        Clock.Advance(TimeSpan.FromSeconds(10));
        // 45 announcements take it nearly 2 s.
        storage.OnAnswer = request =>
        {
            if (request.Contains("RowKey='a:", StringComparison.Ordinal))
            {
                Clock.Advance(TimeSpan.FromMilliseconds(40));
            }
        };

        Answer found = (await reader.ReadAsync("/api/search?q=woda&limit=99")).Expect(HttpStatusCode.OK);
        Assert.Equal(45, found.Ids.Count);
        Assert.NotEqual(TimeSpan.Zero, found.Headers.CacheControl!.MaxAge);
    }

    [Fact]
    public async Task A_merged_category_keeps_its_announcements_on_another_instance()
    {
        await Newsroom.CreateCategoryAsync("Stara");
        await Newsroom.CreateCategoryAsync("Nowa");
        Answer made = await Newsroom.PublishNewAsync("Woda", "stara");
        Assert.Equal([made.Id], (await other.ReadAsync("/api/search?q=woda&category=stara")).Ids);
        Clock.Advance(TimeSpan.FromSeconds(4));
        await other.ReadAsync("/api/search?q=woda&limit=2");
        (await Newsroom.SendAsync(HttpMethod.Delete, "/api/categories/stara?moveTo=nowa", ifMatch: "*")).Expect(HttpStatusCode.NoContent);
        // The categories are read again, the change log is not.
        Clock.Advance(TimeSpan.FromSeconds(1.5));
        Assert.Equal([made.Id], (await other.ReadAsync("/api/search?q=woda&category=stara")).Ids);
        Assert.Equal([made.Id], (await other.ReadAsync("/api/search?q=woda&category=nowa")).Ids);
        Assert.Equal([made.Id], (await other.ReadAsync("/api/announcements?q=woda&category=nowa")).Ids);
    }

    private static async Task<List<Guid>> FoundAsync(Newsroom at) => (await at.ReadAsync("/api/search?q=woda&limit=50")).Expect(HttpStatusCode.OK).Ids;

    /// <summary>Storage that is unavailable, or slow to return the version.</summary>
    private sealed class HeldStorage : HttpPipelinePolicy
    {
        private readonly TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int holds;

        public bool IsAway { get; set; }

        /// <summary>The addresses of the requests so far.</summary>
        public ConcurrentQueue<string> Requests { get; } = new();

        /// <summary>Called with the address of each request that was answered.</summary>
        public Action<string> OnAnswer { get; set; } = _ => { };

        public Task Held => held.Task;

        public void HoldNextVersion() => Interlocked.Exchange(ref holds, 1);

        public void Release() => released.SetResult();

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => ProcessNext(message, pipeline);

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            if (IsAway)
            {
                throw new IOException("Storage is away.");
            }

            await ProcessNextAsync(message, pipeline);
            string address = Uri.UnescapeDataString(message.Request.Uri.ToString());
            Requests.Enqueue(address);
            OnAnswer(address);
            bool isVersion = message.Request.Method == RequestMethod.Get
                && address.Contains($"RowKey='{RowKeys.Version}'", StringComparison.Ordinal);
            if (isVersion && Interlocked.Exchange(ref holds, 0) == 1)
            {
                held.SetResult();
                await released.Task;
            }
        }
    }
}
