using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Bulletin.IntegrationTests;

/// <summary>A body that is refused is nothing for the log, however it was sent.</summary>
public sealed class RequestBodyLogTests(AzuriteFixture azurite) : IDisposable
{
    private readonly FakeLoggerProvider log = new();

    public void Dispose() => log.Dispose();

    [Theory]
    [InlineData(3)]
    [InlineData(20)]
    public async Task A_body_without_a_length_that_is_too_large_logs_no_failure(int megabytes)
    {
        await using Service service = await Service.StartAsync(azurite, logs: log);
        using HttpClient admin = service.Client(TestKeys.Admin);
        using var content = new StreamContent(new MemoryStream(new byte[megabytes * 1024 * 1024]));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/announcements") { Content = content };
        request.Headers.TransferEncodingChunked = true;
        try
        {
            using HttpResponseMessage answer = await admin.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        }
        catch (HttpRequestException)
        {
            // The service has answered and closed the connection while the client was still sending.
        }

        // Any message of the server about the rest of the body comes before it has stopped.
        await service.DisposeAsync();
        Assert.Empty(log.Collector.GetSnapshot()
            .Where(record => record.Exception is not null || record.Level >= LogLevel.Error)
            .Select(record => $"{record.Message} {record.Exception}"));
    }
}
