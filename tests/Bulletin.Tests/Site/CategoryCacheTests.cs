using Azure.Data.Tables;
using Bulletin.Site;
using Bulletin.Storage;
using Bulletin.Tests.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Bulletin.Tests.Site;

public sealed class CategoryCacheTests
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly FakeTable fake = new();
    private readonly FakeTimeProvider clock = new(A.Moment);
    private readonly CategoryCache cache;

    public CategoryCacheTests()
    {
        cache = new CategoryCache(fake.Table, clock, new RefillLimits { Fresh = Fresh, Stale = TimeSpan.FromMinutes(10) });
        PutVersion(3, stamp: 3);
        fake.Put(A.Category(slug: "kultura").ToRow(fake.Table));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task For_a_few_seconds_readers_cost_storage_nothing()
    {
        await cache.ReadAsync(Stop);
        fake.OnRead(_ => throw new InvalidOperationException("A storage request."));
        clock.Advance(Fresh - TimeSpan.FromMilliseconds(1));
        Assert.NotNull((await cache.ReadAsync(Stop)).Find("kultura"));
    }

    [Fact]
    public async Task Afterwards_a_change_of_another_instance_is_seen()
    {
        await cache.ReadAsync(Stop);
        fake.Put(A.Category(slug: "sport").ToRow(fake.Table));
        PutVersion(4, stamp: 4);
        clock.Advance(Fresh);
        Assert.NotNull((await cache.ReadAsync(Stop)).Find("sport"));
    }

    [Fact]
    public async Task Without_a_change_of_categories_they_are_not_read_again()
    {
        await cache.ReadAsync(Stop);
        PutVersion(9, stamp: 3);
        clock.Advance(Fresh);
        await cache.ReadAsync(Stop);
        await cache.ReadPresentAsync(Stop);
        Assert.Equal(1, fake.Queries);
    }

    [Fact]
    public async Task However_many_wait_one_refill_is_made()
    {
        var answer = new TaskCompletionSource();
        int asked = 0;
        fake.OnRead(_ =>
        {
            asked++;
            return answer.Task;
        });
        Task<CategorySet>[] readers = Enumerable.Range(0, 20).Select(_ => cache.ReadAsync(Stop).AsTask()).ToArray();
        answer.SetResult();
        CategorySet[] sets = await Task.WhenAll(readers);

        Assert.All(sets, set => Assert.Same(sets[0], set));
        Assert.Equal((1, 1), (asked, fake.Queries));
    }

    [Fact]
    public async Task A_reader_that_goes_away_while_it_waits_does_not_stop_the_others()
    {
        var answer = new TaskCompletionSource();
        fake.OnRead(_ => answer.Task);
        Task<CategorySet> first = cache.ReadAsync(Stop).AsTask();
        using var impatient = new CancellationTokenSource();
        Task<CategorySet> second = cache.ReadAsync(impatient.Token).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        answer.SetResult();
        Assert.NotNull((await first).Find("kultura"));
    }

    [Fact]
    public async Task A_refill_that_fails_is_told_and_the_next_reader_tries_again()
    {
        fake.OnRead(_ => throw FakeTable.Failure(503, "ServerBusy"));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => cache.ReadAsync(Stop).AsTask());
        Assert.NotNull((await cache.ReadAsync(Stop)).Find("kultura"));
    }

    [Fact]
    public async Task A_write_of_this_instance_is_seen_at_once()
    {
        CategorySet before = await cache.ReadAsync(Stop);
        SiteWrite write = Write(version: 3, before);
        write.Set(A.Category(slug: "sport"));
        cache.Keep(write);

        CategorySet after = await cache.ReadAsync(Stop);
        Assert.NotNull(after.Find("sport"));
        Assert.Equal(4, after.Stamp);
    }

    [Fact]
    public async Task A_write_that_leaves_categories_alone_leaves_the_cache_alone()
    {
        CategorySet before = await cache.ReadAsync(Stop);
        cache.Keep(Write(version: 3, before));
        Assert.Same(before, await cache.ReadAsync(Stop));
    }

    [Fact]
    public async Task A_slow_reader_does_not_bring_back_what_was_replaced_meanwhile()
    {
        CategorySet before = await cache.ReadAsync(Stop);
        // Another instance changed a category, and a reader begins to read it.
        PutVersion(4, stamp: 4);
        SiteVersion version = await SiteVersion.ReadAsync(fake.Table, Stop);
        var answer = new TaskCompletionSource();
        fake.OnRead(_ => answer.Task);
        Task<CategorySet> slow = cache.AtAsync(version, Stop).AsTask();
        // A write of this instance overtakes it.
        SiteWrite write = Write(version: 4, before.At(4));
        write.Set(A.Category(slug: "sport"));
        cache.Keep(write);
        answer.SetResult();
        await slow;

        CategorySet now = await cache.ReadAsync(Stop);
        Assert.Equal(5, now.Stamp);
        Assert.NotNull(now.Find("sport"));
    }

    [Fact]
    public async Task A_site_that_was_made_anew_replaces_the_old_one_though_it_counts_from_zero()
    {
        await cache.ReadAsync(Stop);
        fake.Put(A.Category(slug: "nowa").ToRow(fake.Table));
        PutVersion(1, stamp: 1, epoch: "another");
        clock.Advance(Fresh);
        CategorySet now = await cache.ReadAsync(Stop);
        Assert.Equal(1, now.Stamp);
        Assert.NotNull(now.Find("nowa"));
    }

    [Fact]
    public async Task A_site_that_was_made_anew_is_told_apart_also_at_the_same_stamp()
    {
        await cache.ReadAsync(Stop);
        fake.Put(A.Category(slug: "nowa").ToRow(fake.Table));
        PutVersion(3, stamp: 3, epoch: "another");
        Assert.NotNull((await cache.ReadPresentAsync(Stop)).Find("nowa"));
    }

    private SiteWrite Write(long version, CategorySet categories) => new(
        fake.Table, new SiteVersion(version, "epoch", 3, null), categories, A.Moment, Actor.Service, "test", new HashSet<string>());

    private void PutVersion(long version, long stamp, string epoch = "epoch")
    {
        TableEntity row = fake.Table.NewRow(RowKeys.Version);
        row["Version"] = version;
        row["Epoch"] = epoch;
        row["CategoryStamp"] = stamp;
        fake.Put(row);
    }
}
