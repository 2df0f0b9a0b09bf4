using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Blobs;

namespace Bulletin.Tests.Storage;

/// <summary>A real client of tables or blobs over a transport that a test scripts, to see the SDK's behaviour.</summary>
internal sealed class RecordingStorage(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
{
    public TableClient Client(int retries = 0)
    {
        var options = new TableClientOptions { Transport = new HttpClientTransport(this) };
        options.Retry.MaxRetries = retries;
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        return new TableClient("UseDevelopmentStorage=true", "bulletin", options);
    }

    public BlobContainerClient Blobs(int retries = 0, TokenCredential? identity = null)
    {
        var options = new BlobClientOptions { Transport = new HttpClientTransport(this) };
        options.Retry.MaxRetries = retries;
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        return identity is null
            ? new BlobContainerClient("UseDevelopmentStorage=true", "media", options)
            : new BlobServiceClient(new Uri("https://ourcity.blob.core.windows.net"), identity, options).GetBlobContainerClient("media");
    }

    /// <summary>The bytes of the body that the SDK sends for a transaction.</summary>
    public static async Task<long> SizeAsync(IEnumerable<TableTransactionAction> actions)
    {
        long bytes = 0;
        using var storage = new RecordingStorage(async (request, stop) =>
        {
            bytes = (await request.Content!.ReadAsByteArrayAsync(stop)).LongLength;
            throw new HttpRequestException("Seen.");
        });
        await Assert.ThrowsAnyAsync<Exception>(() => storage.Client().SubmitTransactionAsync(actions));
        Assert.NotEqual(0, bytes);
        return bytes;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        answer(request, cancellationToken);
}
