using System.Collections.Specialized;
using System.Net;
using System.Text;
using System.Web;
using Azure;
using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using Bulletin.Http;
using Bulletin.Problems;
using Bulletin.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace Bulletin.Tests.Storage;

public sealed class BlobStoreTests
{
    private static readonly DateTimeOffset Now = new(2026, 4, 23, 10, 33, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider clock = new(Now);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(403, "AuthorizationPermissionMismatch", StorageFault.AccessRefused)]
    [InlineData(401, "InvalidAuthenticationInfo", StorageFault.AccessRefused)]
    [InlineData(409, "ContainerBeingDeleted", StorageFault.TableGone)]
    [InlineData(503, "ServerBusy", StorageFault.Overloaded)]
    [InlineData(500, "InternalError", StorageFault.NoAnswer)]
    public async Task Every_operation_tells_what_is_the_matter_with_the_storage_of_media(int status, string code, StorageFault fault)
    {
        using var storage = new RecordingStorage((_, _) => Task.FromResult(Failure(status, code)));
        BlobStore store = StoreOn(storage);

        foreach (Func<Task> operation in Operations(store))
        {
            StorageUnavailableException away = await Assert.ThrowsAsync<StorageUnavailableException>(operation);
            Assert.Equal((fault, true), (away.Fault, away.IsMedia));
            Problem problem = UnavailableProblem.Of(away);
            Assert.Equal((ProblemKind.MediaUnavailable, 503), (problem.Kind, problem.Kind.Status));
            Assert.Contains("media", problem.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_connection_that_is_refused_is_tried_once_more()
    {
        int tries = 0;
        using var storage = new RecordingStorage((_, _) =>
        {
            tries++;
            throw new HttpRequestException("Connection refused.");
        });

        foreach (Func<Task> operation in Operations(StoreOn(storage, retries: 1)))
        {
            tries = 0;
            Assert.True((await Assert.ThrowsAsync<StorageUnavailableException>(operation)).IsMedia);
            Assert.Equal(2, tries);
        }
    }

    [Fact]
    public async Task A_storage_that_says_nothing_is_waited_for_only_so_long()
    {
        using var storage = new RecordingStorage(async (_, stop) =>
        {
            await Task.Delay(Timeout.Infinite, stop);
            throw new InvalidOperationException();
        });
        var patience = new BlobPatience { Short = TimeSpan.FromMilliseconds(20), Content = TimeSpan.FromMilliseconds(20) };

        foreach (Func<Task> operation in Operations(StoreOn(storage, patience: patience)))
        {
            StorageUnavailableException away = await Assert.ThrowsAsync<StorageUnavailableException>(operation);
            Assert.Equal(StorageFault.NoAnswer, away.Fault);
        }
    }

    [Fact]
    public async Task A_caller_who_stops_waiting_is_no_failure_of_storage()
    {
        using var caller = new CancellationTokenSource();
        using var storage = new RecordingStorage(async (_, stop) =>
        {
            await caller.CancelAsync();
            await Task.Delay(Timeout.Infinite, stop);
            throw new InvalidOperationException();
        });

        await Assert.ThrowsAsync<StorageWaitStoppedException>(() => StoreOn(storage).LengthAsync("main/a", caller.Token));
    }

    [Fact]
    public async Task A_request_that_is_wrong_is_not_taken_for_storage_being_away()
    {
        using var storage = new RecordingStorage((_, _) => Task.FromResult(Failure(400, "InvalidUri")));

        await Assert.ThrowsAsync<RequestFailedException>(() => StoreOn(storage).LengthAsync("main/a", Stop));
    }

    [Fact]
    public async Task No_token_for_the_managed_identity_is_told()
    {
        var identity = new Mock<TokenCredential>();
        identity.Setup(one => one.GetTokenAsync(It.IsAny<TokenRequestContext>(), It.IsAny<CancellationToken>()))
            .Throws(new CredentialUnavailableException("No identity."));
        using var storage = new RecordingStorage((_, _) => throw new InvalidOperationException());

        StorageUnavailableException away = await Assert.ThrowsAsync<StorageUnavailableException>(
            () => StoreOn(storage, identity: identity.Object).ReadAddressAsync("main/a", Now, "application/pdf", "inline", Stop));

        Assert.Equal((StorageFault.NoCredential, LogLevel.Error), (away.Fault, UnavailableProblem.LevelOf(away)));
    }

    [Fact]
    public async Task A_content_that_breaks_off_is_read_on_and_told_if_storage_stays_away()
    {
        int requests = 0;
        using var storage = new RecordingStorage((request, _) => ++requests == 1
            ? Task.FromResult(Content(new BreakingStream(Encoding.ASCII.GetBytes("abc")), length: 6))
            : throw new HttpRequestException("Connection refused."));
        using StoredBlob blob = (await StoreOn(storage).OpenAsync("main/a", Stop))!;
        using var destination = new MemoryStream();

        Assert.True((await Assert.ThrowsAsync<StorageUnavailableException>(() => blob.CopyToAsync(destination, Stop))).IsMedia);
        Assert.Equal(("abc", 2), (Encoding.ASCII.GetString(destination.ToArray()), requests));
    }

    [Fact]
    public async Task A_destination_that_fails_is_no_failure_of_storage()
    {
        using var storage = new RecordingStorage((_, _) => Task.FromResult(Content(new MemoryStream("abc"u8.ToArray()), length: 3)));
        using StoredBlob blob = (await StoreOn(storage).OpenAsync("main/a", Stop))!;
        var full = new Mock<Stream>();
        full.Setup(stream => stream.WriteAsync(It.IsAny<ReadOnlyMemory<byte>>(), It.IsAny<CancellationToken>())).Throws(new IOException("Disk full."));

        await Assert.ThrowsAsync<IOException>(() => blob.CopyToAsync(full.Object, Stop));
    }

    [Fact]
    public async Task With_a_managed_identity_addresses_are_signed_by_a_key_that_is_kept_and_renewed()
    {
        int keys = 0;
        using var storage = new RecordingStorage(async (request, stop) =>
        {
            keys++;
            Assert.Contains("comp=userdelegationkey", request.RequestUri!.Query, StringComparison.Ordinal);
            string asked = await request.Content!.ReadAsStringAsync(stop);
            return Key(asked.Split("<Expiry>")[1].Split('<')[0]);
        });
        BlobStore store = StoreOn(storage, identity: Identity());

        Uri first = await store.ReadAddressAsync("main/a b", Now.AddSeconds(60), "application/pdf", "attachment; filename=\"a.pdf\"", Stop);
        clock.Advance(TimeSpan.FromHours(5));
        await store.ReadAddressAsync("main/a", clock.GetUtcNow().AddSeconds(60), "application/pdf", "inline", Stop);
        Assert.Equal(1, keys);
        clock.Advance(TimeSpan.FromHours(1));
        await store.ReadAddressAsync("main/a", clock.GetUtcNow().AddSeconds(60), "application/pdf", "inline", Stop);
        Assert.Equal(2, keys);

        Assert.Equal("https://ourcity.blob.core.windows.net/media/main/a%20b", first.GetLeftPart(UriPartial.Path));
        NameValueCollection query = HttpUtility.ParseQueryString(first.Query);
        Assert.Equal(
            ("r", "b", "https", "2026-04-23T10:34:00Z", "application/pdf", "attachment; filename=\"a.pdf\"", "object-id"),
            (query["sp"], query["sr"], query["spr"], query["se"], query["rsct"], query["rscd"], query["skoid"]));
        Assert.NotEmpty(query["sig"]!);
    }

    [Fact]
    public async Task An_address_for_writing_creates_only()
    {
        using var storage = new RecordingStorage((_, _) => Task.FromResult(Key("2026-04-24T10:33:00Z")));

        Uri address = await StoreOn(storage, identity: Identity()).WriteAddressAsync("main/a", Now.AddMinutes(10), Stop);

        Assert.Equal("c", HttpUtility.ParseQueryString(address.Query)["sp"]);
    }

    private static IEnumerable<Func<Task>> Operations(BlobStore store)
    {
        yield return () => store.CreateAsync(Stop);
        yield return () => store.WriteAsync("main/a", new MemoryStream([1, 2, 3]), "image/png", Stop);
        yield return () => store.OpenAsync("main/a", Stop);
        yield return () => store.OpenAsync("main/a", 1, 2, Stop);
        yield return () => store.LengthAsync("main/a", Stop);
        yield return () => store.DeleteAsync("main/a", Stop);
        yield return () => store.ListAsync("main/", Stop).ToListAsync(Stop).AsTask();
    }

    private BlobStore StoreOn(RecordingStorage storage, int retries = 0, BlobPatience? patience = null, TokenCredential? identity = null)
    {
        BlobContainerClient container = storage.Blobs(retries, identity);
        return new BlobStore(container, new BlobAddresses(container, clock), patience ?? new BlobPatience());
    }

    private static TokenCredential Identity()
    {
        var identity = new Mock<TokenCredential>();
        identity.Setup(one => one.GetTokenAsync(It.IsAny<TokenRequestContext>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new AccessToken("token", DateTimeOffset.MaxValue));
        return identity.Object;
    }

    private static HttpResponseMessage Failure(int status, string code)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status);
        response.Headers.Add("x-ms-error-code", code);
        return response;
    }

    private static HttpResponseMessage Content(Stream content, long length)
    {
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(content) };
        response.Content.Headers.ContentLength = length;
        response.Headers.ETag = new("\"1\"");
        return response;
    }

    private static HttpResponseMessage Key(string expiry) => new(HttpStatusCode.OK)
    {
        Content = new StringContent(
            $"""
            <?xml version="1.0" encoding="utf-8"?><UserDelegationKey><SignedOid>object-id</SignedOid><SignedTid>tenant-id</SignedTid>
            <SignedStart>2026-04-23T10:33:00Z</SignedStart><SignedExpiry>{expiry}</SignedExpiry><SignedService>b</SignedService>
            <SignedVersion>2024-11-04</SignedVersion><Value>c2VjcmV0</Value></UserDelegationKey>
            """,
            Encoding.UTF8,
            "application/xml"),
    };

    // Sends its bytes, then the connection breaks.
    private sealed class BreakingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Position < Length
            ? base.ReadAsync(buffer, cancellationToken)
            : throw new IOException("The connection was reset.");

        public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            await ReadAsync(buffer.AsMemory(offset, count), cancellationToken);
    }
}
