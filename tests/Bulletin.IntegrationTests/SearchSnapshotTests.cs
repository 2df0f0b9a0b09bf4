using Azure.Data.Tables;
using Bulletin.Announcements;
using Bulletin.Content;
using Bulletin.Search;
using Bulletin.Site;
using Bulletin.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.IntegrationTests;

/// <summary>A large site's index is saved by a timer, and an instance that starts reads it instead of all announcements.</summary>
public sealed class SearchSnapshotTests(AzuriteFixture azurite) : ClockedTests(azurite)
{
    private const int Many = 500;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private SearchSnapshots Snapshots => Service.Services.GetRequiredService<SearchSnapshots>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Newsroom.PublishNewAsync("Pierwsze mieszkania");
    }

    [Fact]
    public async Task An_instance_that_starts_reads_what_was_saved_and_catches_up()
    {
        await MakeLargeAsync();
        await Service.RunTimersAsync();
        Answer later = await Newsroom.PublishNewAsync("Mieszkania po zapisie");

        var reads = new BeforeStorage();
        await using Service started = await Service.StartAsync(Azurite, clock: Clock, table: Table, observer: reads);
        using var reader = Newsroom.At(started);
        Assert.Equal(Many + 2, (await reader.ListAsync("q=mieszkanie", path: "/api/search")).Count);
        Assert.Equal([later.Id], (await reader.ReadAsync("/api/search?q=%22po+zapisie%22")).Ids);
        Assert.Equal(0, RangesOf(reads));
    }

    [Fact]
    public async Task A_saved_index_that_is_damaged_or_of_another_site_is_not_used()
    {
        await MakeLargeAsync();
        await Service.RunTimersAsync();
        SearchSnapshot saved = (await Snapshots.FindAsync(Cancellation))!;
        TableClient rows = Rows.Table;
        string partition = SearchSnapshots.PartitionOf("main");
        await foreach (TableEntity part in rows.QueryAsync<TableEntity>(row => row.PartitionKey == partition && row.RowKey.CompareTo("part:") >= 0, cancellationToken: Cancellation))
        {
            part["Bytes00"] = new byte[100];
            await rows.UpdateEntityAsync(part, part.ETag, TableUpdateMode.Replace, Cancellation);
        }

        await ExpectAllFoundByFillingAsync();

        await Snapshots.SaveAsync([1, 2, 3], saved.Epoch, saved.Version, Clock.GetUtcNow(), Cancellation);
        await ExpectAllFoundByFillingAsync();

        await Snapshots.SaveAsync([1, 2, 3], "another", saved.Version, Clock.GetUtcNow(), Cancellation);
        await ExpectAllFoundByFillingAsync();
    }

    [Fact]
    public async Task Many_megabytes_come_back_as_they_were()
    {
        byte[] bytes = new byte[5_000_001];
        new Random(1).NextBytes(bytes);
        await Snapshots.SaveAsync(bytes, "epoch", 1, Clock.GetUtcNow(), Cancellation);
        SearchSnapshot saved = (await Snapshots.FindAsync(Cancellation))!;
        Assert.InRange(saved.Parts, 5, 10);
        Assert.Equal(bytes, await Snapshots.ReadAsync(saved, Cancellation));
    }

    [Fact]
    public async Task A_small_site_saves_nothing()
    {
        await Service.RunTimersAsync();
        Assert.Null(await Snapshots.FindAsync(Cancellation));
    }

    [Fact]
    public async Task It_is_saved_again_when_something_was_written_and_a_day_has_passed_and_the_former_one_goes()
    {
        await MakeLargeAsync();
        await Service.RunTimersAsync();
        SearchSnapshot first = (await Snapshots.FindAsync(Cancellation))!;
        Clock.Advance(TimeSpan.FromDays(2));
        await Newsroom.PublishNewAsync("Mieszkania po dwóch dniach");
        await Task.WhenAll(Service.RunTimersAsync(), Service.RunTimersAsync());
        SearchSnapshot second = (await Snapshots.FindAsync(Cancellation))!;
        Assert.NotEqual(first.Id, second.Id);
        Assert.True(second.Version > first.Version);
        Assert.Null(await Snapshots.ReadAsync(first, Cancellation));
        Assert.NotNull(await Snapshots.ReadAsync(second, Cancellation));

        Clock.Advance(TimeSpan.FromHours(1));
        await Newsroom.PublishNewAsync("Mieszkania godzinę później");
        await Service.RunTimersAsync();
        Assert.Equal(second.Id, (await Snapshots.FindAsync(Cancellation))!.Id);
    }

    [Fact]
    public async Task An_index_that_is_filled_anew_meanwhile_finds_no_less_than_before()
    {
        await MakeLargeAsync();
        await Service.RunTimersAsync();
        var storage = new BeforeStorage();
        await using Service instance = await Service.StartAsync(Azurite, clock: Clock, table: Table, observer: storage);
        using var reader = Newsroom.At(instance);
        Answer later = await Newsroom.PublishNewAsync("Woda po zapisie");
        Assert.Equal([later.Id], (await reader.ReadAsync("/api/search?q=woda")).Ids);

        // The change log has a gap, so the index cannot continue from its version; nor can the saved one, which is older.
        await Newsroom.PublishNewAsync("Inne");
        await ForgetLastChangeAsync();
        Clock.Advance(TimeSpan.FromSeconds(10));
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
        Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([later.Id], (await search).Ids);

        released.SetResult();
        Assert.Equal(Many + 1, (await reader.ListAsync("q=mieszkanie", path: "/api/editor/announcements")).Count);
    }

    [Fact]
    public async Task A_saved_index_that_the_change_log_no_longer_reaches_is_not_used()
    {
        await MakeLargeAsync();
        await Service.RunTimersAsync();
        await Newsroom.PublishNewAsync("Woda po zapisie");
        await ForgetLastChangeAsync();
        await Newsroom.PublishNewAsync("Inne");
        await ExpectAllFoundByFillingAsync();
    }

    [Fact]
    public async Task A_saved_index_that_is_replaced_while_it_is_read_is_read_again()
    {
        await MakeLargeAsync();
        await Service.RunTimersAsync();
        SearchSnapshot first = (await Snapshots.FindAsync(Cancellation))!;
        byte[] bytes = (await Snapshots.ReadAsync(first, Cancellation))!;
        int parts = 0;
        var storage = new BeforeStorage
        {
            Happens = (request, _) => IsPart(request.Uri.ToString()) && Interlocked.Increment(ref parts) == 1
                ? Snapshots.SaveAsync(bytes, first.Epoch, first.Version, Clock.GetUtcNow(), CancellationToken.None)
                : Task.CompletedTask,
        };
        await using Service started = await Service.StartAsync(Azurite, clock: Clock, table: Table, observer: storage);
        using var reader = Newsroom.At(started);
        Assert.Equal(Many + 1, (await reader.ListAsync("q=mieszkanie", path: "/api/search")).Count);
        Assert.Equal(0, RangesOf(storage));
        Assert.NotEqual(first.Id, (await Snapshots.FindAsync(Cancellation))!.Id);
    }

    [Fact]
    public async Task A_saved_index_of_another_release_is_not_used_and_is_replaced()
    {
        await MakeLargeAsync();
        await Service.RunTimersAsync();
        TableClient rows = Rows.Table;
        TableEntity head = await rows.GetEntityAsync<TableEntity>(SearchSnapshots.PartitionOf("main"), "head", cancellationToken: Cancellation);
        head[nameof(SearchIndexFile.Rules)] = SearchIndexFile.Rules + 1;
        await rows.UpdateEntityAsync(head, head.ETag, TableUpdateMode.Replace, Cancellation);
        await ExpectAllFoundByFillingAsync();

        await Service.RunTimersAsync();
        Assert.NotEqual(head.GetString("Id"), (await Snapshots.FindAsync(Cancellation))!.Id);
    }

    [Fact]
    public async Task A_saved_index_is_no_part_of_the_site()
    {
        await Snapshots.SaveAsync([1, 2, 3], "epoch", 1, Clock.GetUtcNow(), Cancellation);
        Assert.Empty(await Service.VerifyAsync());
        Assert.Single(await Newsroom.ListAsync());
        Assert.Single((await Newsroom.ReadAsync("/api/search?q=mieszkanie")).Ids);
    }

    // A request that reads all announcements.
    private static bool IsRange(string address) => Uri.UnescapeDataString(address).Contains("RowKey ge 'a:'", StringComparison.Ordinal);

    // A request that reads a part of a saved index.
    private static bool IsPart(string address) => Uri.UnescapeDataString(address).Contains("RowKey='part:", StringComparison.Ordinal);

    private static int RangesOf(BeforeStorage storage) => storage.Addresses.Count(IsRange);

    private async Task ForgetLastChangeAsync()
    {
        await Rows.DeleteAsync((await Rows.ReadAsync("u:"))[^1]);
    }

    private async Task ExpectAllFoundByFillingAsync()
    {
        var reads = new BeforeStorage();
        await using Service started = await Service.StartAsync(Azurite, clock: Clock, table: Table, observer: reads);
        using var reader = Newsroom.At(started);
        Assert.Equal(Many + 1, (await reader.ListAsync("q=mieszkanie", path: "/api/search")).Count);
        Assert.Equal(1, RangesOf(reads));
    }

    // The announcements alone, without their other rows: as quickly as can be.
    private async Task MakeLargeAsync()
    {
        SiteTable rows = Service.Services.GetRequiredService<SiteTable>();
        DateTimeOffset now = Clock.GetUtcNow();
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
