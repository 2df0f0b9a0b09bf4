using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Bulletin.Storage;

namespace Bulletin.IntegrationTests.Storage;

public sealed class BlobStoreTests : IDisposable
{
    private const string Name = "main/0a1b";

    private readonly BlobContainerClient container;
    private readonly BlobStore store;
    private readonly HttpClient anybody = new();

    public BlobStoreTests(AzuriteFixture azurite)
    {
        container = new BlobContainerClient(azurite.ConnectionString, AzuriteFixture.NewContainerName());
        store = new BlobStore(container, new BlobAddresses(container, TimeProvider.System), new BlobPatience());
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => anybody.Dispose();

    [Fact]
    public async Task The_first_write_makes_the_container_which_is_closed_to_the_public()
    {
        Assert.True(await WriteAsync(Name, "zażółć"));

        BlobContainerProperties properties = await container.GetPropertiesAsync(cancellationToken: Cancellation);
        Assert.Equal(PublicAccessType.None, properties.PublicAccess ?? PublicAccessType.None);
        using HttpResponseMessage answer = await anybody.GetAsync(container.GetBlobClient(Name).Uri, Cancellation);
        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
        await store.CreateAsync(Cancellation);
    }

    [Fact]
    public async Task What_was_written_is_read_wholly_or_in_part()
    {
        await WriteAsync(Name, "0123456789");

        Assert.Equal(("0123456789", 10, 10), await ReadAsync(await store.OpenAsync(Name, Cancellation)));
        Assert.Equal(("345", 3, 10), await ReadAsync(await store.OpenAsync(Name, 3, 3, Cancellation)));
        Assert.Equal(("89", 2, 10), await ReadAsync(await store.OpenAsync(Name, 8, 100, Cancellation)));
        Assert.Equal(10, await store.LengthAsync(Name, Cancellation));
        using StoredBlob blob = (await store.OpenAsync(Name, Cancellation))!;
        Assert.Equal("0123456789"u8.ToArray(), await blob.ReadAllAsync(Cancellation));
        BlobProperties properties = await container.GetBlobClient(Name).GetPropertiesAsync(cancellationToken: Cancellation);
        Assert.Equal("text/csv", properties.ContentType);
    }

    [Fact]
    public async Task A_name_is_written_once()
    {
        Assert.True(await WriteAsync(Name, "first"));
        Assert.False(await WriteAsync(Name, "second"));
        Assert.Equal("first", (await ReadAsync(await store.OpenAsync(Name, Cancellation))).Text);

        bool[] both = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => WriteAsync("main/together", "the same")));
        Assert.Single(both, written => written);
    }

    [Fact]
    public async Task A_large_one_is_written_by_one_request()
    {
        byte[] large = new byte[15 * 1024 * 1024];
        Random.Shared.NextBytes(large);

        Assert.True(await store.WriteAsync(Name, new MemoryStream(large), "application/pdf", Cancellation));

        using StoredBlob blob = (await store.OpenAsync(Name, Cancellation))!;
        Assert.Equal(large, await blob.ReadAllAsync(Cancellation));
        BlobItem item = Assert.Single(await container.GetBlobsAsync(new GetBlobsOptions { Prefix = "main/" }, Cancellation).ToListAsync(Cancellation));
        Assert.Equal(large.Length, item.Properties.ContentLength);
    }

    [Fact]
    public async Task What_does_not_exist_is_nothing_with_and_without_the_container()
    {
        for (int round = 0; round < 2; round++)
        {
            Assert.Null(await store.OpenAsync(Name, Cancellation));
            Assert.Null(await store.OpenAsync(Name, 1, 2, Cancellation));
            Assert.Null(await store.LengthAsync(Name, Cancellation));
            await store.DeleteAsync(Name, Cancellation);
            Assert.Empty(await store.ListAsync("main/", Cancellation).ToListAsync(Cancellation));
            await store.CreateAsync(Cancellation);
        }
    }

    [Fact]
    public async Task They_are_listed_by_prefix_and_deleted_one_by_one()
    {
        foreach (string name in (string[])["main/a", "main/b/400.webp", "other/c"])
        {
            await WriteAsync(name, name);
        }

        List<BlobEntry> listed = await store.ListAsync("main/", Cancellation).ToListAsync(Cancellation);
        Assert.Equal([("main/a", 6L), ("main/b/400.webp", 15L)], listed.Select(entry => (entry.Name, entry.Bytes)));
        Assert.All(listed, entry => Assert.InRange(entry.WrittenAt, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5)));

        await store.DeleteAsync("main/a", Cancellation);
        await store.DeleteAsync("main/a", Cancellation);
        Assert.Equal(["main/b/400.webp"], (await store.ListAsync("main/", Cancellation).ToListAsync(Cancellation)).Select(entry => entry.Name));
        Assert.Null(await store.OpenAsync("main/a", Cancellation));
    }

    [Fact]
    public async Task An_address_lets_anybody_read_one_blob_under_the_given_name_until_its_end()
    {
        await WriteAsync(Name, "zażółć");
        await WriteAsync("main/other", "secret");
        const string disposition = "attachment; filename=\"uchwala.pdf\"; filename*=UTF-8''uchwa%C5%82a.pdf";

        Uri address = await store.ReadAddressAsync(Name, DateTimeOffset.UtcNow.AddSeconds(60), "application/pdf", disposition, Cancellation);

        using HttpResponseMessage answer = await anybody.GetAsync(address, Cancellation);
        Assert.Equal("zażółć", await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("application/pdf", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal(disposition, answer.Content.Headers.NonValidated["Content-Disposition"].ToString());
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Get, new UriBuilder(address) { Path = address.AbsolutePath.Replace("0a1b", "other", StringComparison.Ordinal) }.Uri));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Delete, address));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Put, address));
        Uri over = await store.ReadAddressAsync(Name, DateTimeOffset.UtcNow.AddSeconds(-1), "application/pdf", "inline", Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Get, over));
    }

    [Fact]
    public async Task An_address_lets_anybody_write_one_blob_once_and_not_read_it()
    {
        await store.CreateAsync(Cancellation);

        Uri address = await store.WriteAddressAsync(Name, DateTimeOffset.UtcNow.AddMinutes(1), Cancellation);

        Assert.Equal(HttpStatusCode.Created, await StatusAsync(HttpMethod.Put, address));
        Assert.Equal(4, await store.LengthAsync(Name, Cancellation));
        Assert.NotEqual(HttpStatusCode.Created, await StatusAsync(HttpMethod.Put, address));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Get, address));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Delete, address));
        Assert.Equal("text", (await ReadAsync(await store.OpenAsync(Name, Cancellation))).Text);
    }

    private async Task<bool> WriteAsync(string name, string text) =>
        await store.WriteAsync(name, new MemoryStream(Encoding.UTF8.GetBytes(text)), "text/csv", Cancellation);

    private static async Task<(string Text, long Length, long WholeLength)> ReadAsync(StoredBlob? blob)
    {
        using StoredBlob opened = blob!;
        using var copy = new MemoryStream();
        await opened.CopyToAsync(copy, Cancellation);
        return (Encoding.UTF8.GetString(copy.ToArray()), opened.Length, opened.WholeLength);
    }

    private async Task<HttpStatusCode> StatusAsync(HttpMethod method, Uri address)
    {
        using var request = new HttpRequestMessage(method, address);
        if (method == HttpMethod.Put)
        {
            request.Content = new StringContent("text", MediaTypeHeaderValue.Parse("text/plain"));
            request.Headers.Add("x-ms-blob-type", "BlockBlob");
        }

        using HttpResponseMessage answer = await anybody.SendAsync(request, Cancellation);
        return answer.StatusCode;
    }
}
