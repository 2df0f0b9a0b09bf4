using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Bulletin.Announcements;
using Bulletin.Content;
using Bulletin.Search;
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

        var reads = new AnnouncementReads();
        await using Service started = await Service.StartAsync(azurite, clock: clock, table: table, observer: reads);
        using var reader = Newsroom.At(started);
        Assert.Equal(Many + 2, (await reader.ListAsync("q=mieszkanie", path: "/api/search")).Count);
        Assert.Equal([later.Id], (await reader.ReadAsync("/api/search?q=%22po+zapisie%22")).Ids);
        Assert.Equal(0, reads.Ranges);
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

    private async Task ExpectAllFoundByFillingAsync()
    {
        var reads = new AnnouncementReads();
        await using Service started = await Service.StartAsync(azurite, clock: clock, table: table, observer: reads);
        using var reader = Newsroom.At(started);
        Assert.Equal(Many + 1, (await reader.ListAsync("q=mieszkanie", path: "/api/search")).Count);
        Assert.Equal(1, reads.Ranges);
    }

    // The announcements alone, without their other rows: as quickly as can be.
    private async Task MakeLargeAsync()
    {
        SiteTable rows = service.Services.GetRequiredService<SiteTable>();
        DateTimeOffset now = clock.GetUtcNow();
        IEnumerable<Announcement> many = Enumerable.Range(1, Many).Select(number => AnnouncementChange.Blank(Guid.CreateVersion7(now), now, "test") with
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

    /// <summary>Counts how often all announcements were read.</summary>
    private sealed class AnnouncementReads : HttpPipelinePolicy
    {
        public int Ranges { get; private set; }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => ProcessNext(message, pipeline);

        public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            if (Uri.UnescapeDataString(message.Request.Uri.ToString()).Contains("RowKey ge 'a:'", StringComparison.Ordinal))
            {
                Ranges++;
            }

            return ProcessNextAsync(message, pipeline);
        }
    }
}
