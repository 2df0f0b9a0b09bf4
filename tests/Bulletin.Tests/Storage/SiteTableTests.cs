using Azure;
using Azure.Data.Tables;
using Bulletin.Storage;

namespace Bulletin.Tests.Storage;

public sealed class SiteTableTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_read_that_is_stopped_between_the_tries_of_the_SDK_is_a_stopped_read()
    {
        using var deadline = new CancellationTokenSource();
        int tries = 0;
        using var storage = new RecordingStorage(async (_, stop) =>
        {
            if (++tries == 1)
            {
                throw new HttpRequestException("Connection refused.");
            }

            await deadline.CancelAsync();
            await Task.Delay(Timeout.Infinite, stop);
            throw new InvalidOperationException();
        });
        TableClient client = storage.Client(retries: 2);
        var table = new SiteTable("main", client, client);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => table.ReadAsync("v", deadline.Token));
    }

    [Fact]
    public async Task A_read_that_the_SDK_gives_up_says_that_storage_is_away()
    {
        using var storage = new RecordingStorage((_, _) => throw new HttpRequestException("Connection refused."));
        TableClient client = storage.Client(retries: 1);
        var table = new SiteTable("main", client, client);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => table.ReadAsync("v", Stop));
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await table.RowsAsync(RowRange.Of("k:"), null, Stop).CountAsync(Stop));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => table.CreateAsync(Stop));
    }

    [Fact]
    public async Task A_read_that_is_wrong_is_not_taken_for_storage_being_away()
    {
        var fake = new FakeTable();
        fake.OnRead(_ => throw FakeTable.Failure(400, "InvalidInput"));
        await Assert.ThrowsAsync<RequestFailedException>(() => fake.Table.ReadAsync("v", Stop));
    }

    [Theory]
    [InlineData(403, "AuthorizationFailure", StorageFault.AccessRefused)]
    [InlineData(401, "InvalidAuthenticationInfo", StorageFault.AccessRefused)]
    [InlineData(409, "TableBeingDeleted", StorageFault.TableGone)]
    [InlineData(503, "ServerBusy", StorageFault.Overloaded)]
    [InlineData(500, "InternalError", StorageFault.NoAnswer)]
    public async Task A_read_tells_what_is_the_matter_with_storage(int status, string code, StorageFault fault)
    {
        var fake = new FakeTable();
        fake.OnRead(_ => throw FakeTable.Failure(status, code)).OnRead(_ => throw FakeTable.Failure(status, code));
        Assert.Equal(fault, (await Assert.ThrowsAsync<StorageUnavailableException>(() => fake.Table.ReadAsync("v", Stop))).Fault);
        Assert.Equal(
            fault,
            (await Assert.ThrowsAsync<StorageUnavailableException>(async () => await fake.Table.RowsAsync(RowRange.Of("k:"), null, Stop).CountAsync(Stop))).Fault);
    }

    [Fact]
    public async Task A_read_that_is_stopped_says_that_it_waited_for_storage()
    {
        var fake = new FakeTable();
        using var stop = new CancellationTokenSource();
        fake.OnRead(async token =>
        {
            await stop.CancelAsync();
            token.ThrowIfCancellationRequested();
        });
        await Assert.ThrowsAsync<StorageWaitStoppedException>(() => fake.Table.ReadAsync("v", stop.Token));
    }

    [Fact]
    public async Task A_range_is_read_in_the_order_of_its_keys_and_across_pages()
    {
        var fake = new FakeTable();
        foreach (string key in (string[])["s:b", "t:1", "t:3", "t:2", "u:1", "t;"])
        {
            fake.Put(fake.Table.NewRow(key));
        }

        Assert.Equal(["t:1", "t:2", "t:3"], await fake.Table.RowsAsync(RowRange.Of("t:"), null, Stop, pageSize: 2).Select(row => row.RowKey).ToListAsync(Stop));
    }

    [Fact]
    public async Task A_quote_in_a_key_cannot_change_the_question()
    {
        string? asked = null;
        using var storage = new RecordingStorage((request, _) =>
        {
            asked = Uri.UnescapeDataString(request.RequestUri!.Query);
            throw new HttpRequestException("Seen.");
        });
        TableClient client = storage.Client();
        var table = new SiteTable("main", client, client);
        await Assert.ThrowsAsync<StorageUnavailableException>(
            async () => await table.RowsAsync(RowRange.Of("t:").After("t:' or RowKey ge '"), null, Stop).CountAsync(Stop));
        Assert.Contains("t:'' or RowKey ge ''", asked);
    }
}
