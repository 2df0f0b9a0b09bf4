using Azure.Data.Tables;
using Bulletin.Announcements;
using Bulletin.Content;
using Bulletin.Search;
using Bulletin.Site;
using Bulletin.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Bulletin.IntegrationTests;

/// <summary>A large site's index is saved by a timer, and an instance that starts reads it instead of all announcements.</summary>
public sealed class SearchSnapshotTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const int Many = 500;

    private readonly FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
    private readonly string table = AzuriteFixture.NewTableName();
    private Service service = null!;
    private Newsroom newsroom = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private SearchSnapshots Snapshots => service.Services.GetRequiredService<SearchSnapshots>();

    public async ValueTask InitializeAsync()
    {
        service = await Service.StartAsync(azurite, clock: clock, table: table);
        newsroom = Newsroom.At(service);
        await newsroom.PublishNewAsync("Pierwsze mieszkania");
    }

    public async ValueTask DisposeAsync()
    {
        newsroom.Dispose();
        await service.DisposeAsync();
    }

    [Fact]
    public async Task An_instance_that_starts_reads_what_was_saved_and_catches_up()
    {
        await MakeLargeAsync();
        await service.RunTimersAsync();
        Answer later = await newsroom.PublishNewAsync("Mieszkania po zapisie");

        var reads = new BeforeStorage();
        await using Service started = await Service.StartAsync(azurite, clock: clock, table: table, observer: reads);
        using var reader = Newsroom.At(started);
        Assert.Equal(Many + 2, (await reader.ListAsync("q=mieszkanie", path: "/api/search")).Count);
        Assert.Equal([later.Id], (await reader.ReadAsync("/api/search?q=%22po+zapisie%22")).Ids);
        Assert.Equal(0, RangesOf(reads));
    }

    [Fact]
    public async Task A_saved_index_that_is_damaged_or_of_another_site_is_not_used()
    {
        await MakeLargeAsync();
        await service.RunTimersAsync();
        SearchSnapshot saved = (await Snapshots.FindAsync(Cancellation))!;
        TableClient rows = new SiteRows(service).Table;
        string partition = SearchSnapshots.PartitionOf("main");
        await foreach (TableEntity part in rows.QueryAsync<TableEntity>(row => row.PartitionKey == partition && row.RowKey.CompareTo("part:") >= 0, cancellationToken: Cancellation))
        {
            part["Bytes00"] = new byte[100];
            await rows.UpdateEntityAsync(part, part.ETag, TableUpdateMode.Replace, Cancellation);
        }

        await ExpectAllFoundByFillingAsync();

        await Snapshots.SaveAsync([1, 2, 3], saved.Epoch, saved.Version, clock.GetUtcNow(), Cancellation);
        await ExpectAllFoundByFillingAsync();

        await Snapshots.SaveAsync([1, 2, 3], "another", saved.Version, clock.GetUtcNow(), Cancellation);
        await ExpectAllFoundByFillingAsync();
    }

    [Fact]
    public async Task Many_megabytes_come_back_as_they_were()
    {
        byte[] bytes = new byte[5_000_001];
        new Random(1).NextBytes(bytes);
        await Snapshots.SaveAsync(bytes, "epoch", 1, clock.GetUtcNow(), Cancellation);
        SearchSnapshot saved = (await Snapshots.FindAsync(Cancellation))!;
        Assert.InRange(saved.Parts, 5, 10);
        Assert.Equal(bytes, await Snapshots.ReadAsync(saved, Cancellation));
    }

    [Fact]
    public async Task A_small_site_saves_nothing()
    {
        await service.RunTimersAsync();
        Assert.Null(await Snapshots.FindAsync(Cancellation));
    }

    [Fact]
    public async Task It_is_saved_again_when_something_was_written_and_a_day_has_passed_and_the_former_one_goes()
    {
        await MakeLargeAsync();
        await service.RunTimersAsync();
        SearchSnapshot first = (await Snapshots.FindAsync(Cancellation))!;
        clock.Advance(TimeSpan.FromDays(2));
        await newsroom.PublishNewAsync("Mieszkania po dwóch dniach");
        await Task.WhenAll(service.RunTimersAsync(), service.RunTimersAsync());
        SearchSnapshot second = (await Snapshots.FindAsync(Cancellation))!;
        Assert.NotEqual(first.Id, second.Id);
        Assert.True(second.Version > first.Version);
        Assert.Null(await Snapshots.ReadAsync(first, Cancellation));
        Assert.NotNull(await Snapshots.ReadAsync(second, Cancellation));

        clock.Advance(TimeSpan.FromHours(1));
        await newsroom.PublishNewAsync("Mieszkania godzinę później");
        await service.RunTimersAsync();
        Assert.Equal(second.Id, (await Snapshots.FindAsync(Cancellation))!.Id);
    }

    [Fact]
    public async Task An_index_that_is_filled_anew_meanwhile_finds_no_less_than_before()
    {
        await MakeLargeAsync();
        await service.RunTimersAsync();
        var storage = new BeforeStorage();
        await using Service instance = await Service.StartAsync(azurite, clock: clock, table: table, observer: storage);
        using var reader = Newsroom.At(instance);
        Answer later = await newsroom.PublishNewAsync("Woda po zapisie");
        Assert.Equal([later.Id], (await reader.ReadAsync("/api/search?q=woda")).Ids);

        // The change log has a gap, so the index cannot continue from its version; nor can the saved one, which is older.
        await newsroom.PublishNewAsync("Inne");
        await ForgetLastChangeAsync();
        clock.Advance(TimeSpan.FromSeconds(10));
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        storage.Happens = (request, _) =>
        {
            if (!IsRange(request.Uri.ToString()))
            {
                return Task.CompletedTask;
            }

            held.TrySetResult();
            return released.Task;
        };
        Task<Answer> search = reader.ReadAsync("/api/search?q=woda&limit=11");
        await held.Task.WaitAsync(Cancellation);
        // Longer than a search waits for storage.
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([later.Id], (await search).Ids);

        released.SetResult();
        Assert.Equal(Many + 1, (await reader.ListAsync("q=mieszkanie", path: "/api/editor/announcements")).Count);
    }

    [Fact]
    public async Task A_saved_index_that_the_change_log_no_longer_reaches_is_not_used()
    {
        await MakeLargeAsync();
        await service.RunTimersAsync();
        await newsroom.PublishNewAsync("Woda po zapisie");
        await ForgetLastChangeAsync();
        await newsroom.PublishNewAsync("Inne");
        await ExpectAllFoundByFillingAsync();
    }

    [Fact]
    public async Task A_saved_index_that_is_replaced_while_it_is_read_is_read_again()
    {
        await MakeLargeAsync();
        await service.RunTimersAsync();
        SearchSnapshot first = (await Snapshots.FindAsync(Cancellation))!;
        byte[] bytes = (await Snapshots.ReadAsync(first, Cancellation))!;
        int parts = 0;
        var storage = new BeforeStorage
        {
            Happens = (request, _) => IsPart(request.Uri.ToString()) && Interlocked.Increment(ref parts) == 1
                ? Snapshots.SaveAsync(bytes, first.Epoch, first.Version, clock.GetUtcNow(), CancellationToken.None)
                : Task.CompletedTask,
        };
        await using Service started = await Service.StartAsync(azurite, clock: clock, table: table, observer: storage);
        using var reader = Newsroom.At(started);
        Assert.Equal(Many + 1, (await reader.ListAsync("q=mieszkanie", path: "/api/search")).Count);
        Assert.Equal(0, RangesOf(storage));
        Assert.NotEqual(first.Id, (await Snapshots.FindAsync(Cancellation))!.Id);
    }

    [Fact]
    public async Task A_saved_index_of_another_release_is_not_used_and_is_replaced()
    {
        await MakeLargeAsync();
        await service.RunTimersAsync();
        TableClient rows = new SiteRows(service).Table;
        TableEntity head = await rows.GetEntityAsync<TableEntity>(SearchSnapshots.PartitionOf("main"), "head", cancellationToken: Cancellation);
        head[nameof(SearchIndexFile.Rules)] = SearchIndexFile.Rules + 1;
        await rows.UpdateEntityAsync(head, head.ETag, TableUpdateMode.Replace, Cancellation);
        await ExpectAllFoundByFillingAsync();

        await service.RunTimersAsync();
        Assert.NotEqual(head.GetString("Id"), (await Snapshots.FindAsync(Cancellation))!.Id);
    }

    [Fact]
    public async Task A_saved_index_is_no_part_of_the_site()
    {
        await Snapshots.SaveAsync([1, 2, 3], "epoch", 1, clock.GetUtcNow(), Cancellation);
        Assert.Empty(await service.VerifyAsync());
        Assert.Single(await newsroom.ListAsync());
        Assert.Single((await newsroom.ReadAsync("/api/search?q=mieszkanie")).Ids);
    }

    // A request that reads all announcements.
    private static bool IsRange(string address) => Uri.UnescapeDataString(address).Contains("RowKey ge 'a:'", StringComparison.Ordinal);

    // A request that reads a part of a saved index.
    private static bool IsPart(string address) => Uri.UnescapeDataString(address).Contains("RowKey='part:", StringComparison.Ordinal);

    private static int RangesOf(BeforeStorage storage) => storage.Addresses.Count(IsRange);

    private async Task ForgetLastChangeAsync()
    {
        var rows = new SiteRows(service);
        await rows.DeleteAsync((await rows.ReadAsync("u:"))[^1]);
    }

    private async Task ExpectAllFoundByFillingAsync()
    {
        var reads = new BeforeStorage();
        await using Service started = await Service.StartAsync(azurite, clock: clock, table: table, observer: reads);
        using var reader = Newsroom.At(started);
        Assert.Equal(Many + 1, (await reader.ListAsync("q=mieszkanie", path: "/api/search")).Count);
        Assert.Equal(1, RangesOf(reads));
    }

    // The announcements alone, without their other rows: as quickly as can be.
    private async Task MakeLargeAsync()
    {
        SiteTable rows = service.Services.GetRequiredService<SiteTable>();
        DateTimeOffset now = clock.GetUtcNow();
        IEnumerable<Announcement> many = Enumerable.Range(1, Many).Select(number => AnnouncementChange.Blank(Guid.CreateVersion7(now), "pl", now, new Actor("test", Role.Editor)) with
        {
            Slug = $"mieszkania-{number}",
            Title = $"Mieszkania {number}",
            Status = AnnouncementStatus.Published,
            PublishedAt = now.AddMinutes(-number),
            Format = BodyFormat.Markdown,
            Revision = 1,
        });
        foreach (Announcement[] some in many.Chunk(90))
        {
            await rows.SubmitAsync(
                some.Select(one => new TableTransactionAction(TableTransactionActionType.Add, one.ToRow(rows, RowKeys.Announcement(one.Id)))).ToList(), Cancellation);
        }
    }
}
