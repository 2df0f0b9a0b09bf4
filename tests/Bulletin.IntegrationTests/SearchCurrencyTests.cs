using System.Net;
using Bulletin.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Bulletin.IntegrationTests;

/// <summary>Each instance has a search index of its own: how soon it has what others write, and what becomes public by the clock.</summary>
public sealed class SearchCurrencyTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider clock = new(Start);
    private readonly string table = AzuriteFixture.NewTableName();
    private Service service = null!;
    private Newsroom newsroom = null!;
    private Service otherService = null!;
    private Newsroom other = null!;

    public async ValueTask InitializeAsync()
    {
        service = await Service.StartAsync(azurite, clock: clock, table: table);
        newsroom = Newsroom.At(service);
        otherService = await Service.StartAsync(azurite, clock: clock, table: table);
        other = Newsroom.At(otherService);
    }

    public async ValueTask DisposeAsync()
    {
        newsroom.Dispose();
        other.Dispose();
        await service.DisposeAsync();
        await otherService.DisposeAsync();
    }

    [Fact]
    public async Task Another_instance_has_a_write_within_ten_seconds_and_its_editors_have_it_at_once()
    {
        Assert.Empty(await FoundAsync(newsroom));
        Assert.Empty(await FoundAsync(other));
        Answer made = await newsroom.PublishNewAsync("Przerwa w dostawie wody");
        Assert.Equal([made.Id], await FoundAsync(newsroom));
        Assert.Equal([made.Id], (await other.ReadForEditorsAsync("/api/editor/announcements?q=woda")).Ids);

        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal([made.Id], await FoundAsync(other));

        await other.DeleteAsync(made.Id);
        Assert.Empty(await FoundAsync(other));
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Empty(await FoundAsync(newsroom));
    }

    [Fact]
    public async Task An_index_that_was_filled_before_catches_up_by_the_change_log()
    {
        Assert.Empty(await FoundAsync(other));
        List<Guid> made = [];
        for (int number = 0; number < 5; number++)
        {
            made.Add((await newsroom.PublishNewAsync($"Woda {number}")).Id);
        }

        await newsroom.PatchAsync(made[1], new { title = "Prąd" });
        await newsroom.DeleteAsync(made[3]);
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(new[] { made[0], made[2], made[4] }.Order(), (await FoundAsync(other)).Order());
    }

    [Fact]
    public async Task What_is_scheduled_is_found_from_its_instant_on_and_what_expires_until_its_instant()
    {
        Answer made = await newsroom.CreateAsync(new
        {
            title = "Przerwa w dostawie wody", status = "published", publishedAt = Start.AddSeconds(2), expiresAt = Start.AddSeconds(4),
        });
        string[] addresses = ["/api/search?q=woda", "/api/announcements?q=woda"];
        foreach (string address in addresses)
        {
            Assert.Empty((await newsroom.ReadAsync(address)).Ids);
        }

        clock.Advance(TimeSpan.FromSeconds(2));
        foreach (string address in addresses)
        {
            Assert.Equal([made.Id], (await newsroom.ReadAsync(address)).Ids);
            Assert.Empty((await newsroom.ReadAsync(address + "&status=archived")).Ids);
        }

        clock.Advance(TimeSpan.FromSeconds(2));
        foreach (string address in addresses)
        {
            Assert.Empty((await newsroom.ReadAsync(address)).Ids);
            Assert.Equal([made.Id], (await newsroom.ReadAsync(address + "&status=archived")).Ids);
        }
    }

    [Fact]
    public async Task An_index_that_the_change_log_no_longer_reaches_is_filled_anew()
    {
        Assert.Empty(await FoundAsync(other));
        Answer made = await newsroom.PublishNewAsync("Woda");
        await newsroom.PublishNewAsync("Prąd");
        var rows = new SiteRows(service);
        await rows.DeleteAsync(await rows.SingleAsync(RowKeys.Change(1)));
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal([made.Id], await FoundAsync(other));
    }

    [Fact]
    public async Task Many_may_search_while_others_write()
    {
        await newsroom.PublishNewAsync("Woda na początek");
        Task[] readers = Enumerable.Range(0, 8).Select(async number =>
        {
            for (int search = 0; search < 20; search++)
            {
                (await newsroom.ReadAsync($"/api/search?q=woda+na&limit={(search * 8) + number + 1 - (search / 12 * 96)}")).Expect(HttpStatusCode.OK);
            }
        }).ToArray();
        for (int number = 0; number < 10; number++)
        {
            Answer made = await newsroom.PublishNewAsync($"Woda na dziś {number}");
            Assert.Contains(made.Id, await FoundAsync(newsroom));
        }

        await Task.WhenAll(readers);
        Assert.Equal(11, (await FoundAsync(newsroom)).Count);
    }

    private static async Task<List<Guid>> FoundAsync(Newsroom at) => (await at.ReadAsync("/api/search?q=woda&limit=50")).Expect(HttpStatusCode.OK).Ids;
}
