using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Bulletin.IntegrationTests;

/// <summary>
/// Tests that no log line contains a preview token, which gives access to a draft, whatever the result of the request.
/// </summary>
public sealed class PreviewLogTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task No_line_of_the_log_has_the_token_of_a_preview()
    {
        using var logs = new FakeLoggerProvider();
        var storage = new BeforeStorage();
        await using Service service = await Service.StartAsync(azurite, observer: storage, logs: logs);
        using Newsroom newsroom = Newsroom.At(service);
        Answer draft = await newsroom.CreateAsync(new { title = "Szkic" });
        Answer link = (await newsroom.SendAsync(HttpMethod.Post, $"/api/announcements/{draft.Id}/preview")).Expect(HttpStatusCode.Created);
        string token = (string)link.Body!["token"]!;
        string path = $"/api/previews/{token}";

        (await newsroom.ReadAsync(path)).Expect(HttpStatusCode.OK);
        (await newsroom.ReadAsync($"{path}A")).Expect(HttpStatusCode.NotFound);
        (await newsroom.ReadAsync($"{path}?a=1")).Expect(HttpStatusCode.BadRequest);
        storage.Happens = (_, _) => throw new IOException("Storage is away.");
        (await newsroom.ReadAsync(path)).Expect(HttpStatusCode.ServiceUnavailable);
        storage.Happens = (_, _) => throw new InvalidOperationException("A defect.");
        (await newsroom.ReadAsync(path)).Expect(HttpStatusCode.InternalServerError);
        storage.Happens = null;
        service.Clock.Advance(TimeSpan.FromDays(8));
        (await newsroom.ReadAsync(path)).Expect(HttpStatusCode.Gone);

        // The hosts keep the lines of the server for each request, which have its address, out of the log (AddFilter).
        IEnumerable<FakeLogRecord> records = logs.Collector.GetSnapshot()
            .Where(record => record.Level >= LogLevel.Warning || record.Category?.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) != true);
        Assert.Contains(records, record => record.Level == LogLevel.Error);
        Assert.All(records, record => Assert.DoesNotContain(token, $"{record.Message} {record.Exception}", StringComparison.Ordinal));
    }
}
