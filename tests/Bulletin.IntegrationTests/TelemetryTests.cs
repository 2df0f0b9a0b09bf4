using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Bulletin.IntegrationTests.FunctionsHost;
using Microsoft.AspNetCore.Builder;

namespace Bulletin.IntegrationTests;

/// <summary>The program, as it exports to a receiver that the settings name, and as it does without one.</summary>
public sealed class TelemetryTests(AzuriteFixture azurite)
{
    private const string Token = "tajemnica";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_host_exports_spans_and_metrics_where_the_setting_says()
    {
        await using Receiver receiver = await Receiver.StartAsync();
        await using HandlerProcess host = await HandlerProcess.StartAsync(
            azurite.ConnectionString, Settings(receiver.Address), isHandler: false);
        using HttpClient client = host.Client(TestKeys.Editor);

        (await client.GetAsync($"/api/search?q={Token}", Stop)).EnsureSuccessStatusCode();
        using var body = new StringContent($$"""{"title":"{{Token}}","body":"x"}""", Encoding.UTF8, "application/json");
        (await client.PostAsync("/api/announcements", body, Stop)).EnsureSuccessStatusCode();

        await receiver.SeenAsync(
            "/v1/traces", "Search", "CreateAnnouncement", "transaction", "write", "search fill", "ArchiveOldAnnouncements", "publish-due");
        await receiver.SeenAsync(
            "/v1/metrics", "http.server.request.duration", "db.client.operation.duration", "bulletin.write.duration", "bulletin.write.wait",
            "bulletin.chore.duration", "bulletin.overdue", "bulletin.search.fill.duration", "bulletin.search.documents", "bulletin");
        Assert.DoesNotContain(Token, receiver.All, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(TestKeys.Editor, receiver.All, StringComparison.Ordinal);
        Assert.DoesNotContain(host.Address.Authority, receiver.All, StringComparison.Ordinal);
        // Not the log, whose lines name announcements.
        Assert.Equal(["/v1/metrics", "/v1/traces"], receiver.Paths);
    }

    [Fact]
    public async Task The_isolated_worker_exports_in_the_telemetry_mode_of_its_host()
    {
        await using Receiver receiver = await Receiver.StartAsync();
        await using StandInHost host = await StartIsolatedAsync(
            [.. Settings(receiver.Address), new("AzureFunctionsJobHost:telemetryMode", "OpenTelemetry")]);
        using HttpClient client = host.Client(TestKeys.Editor);

        (await client.GetAsync($"/api/announcements?q={Token}", Stop)).EnsureSuccessStatusCode();
        (await client.GetAsync($"/api/announcements?q={Token}", Stop)).EnsureSuccessStatusCode();
        (await client.GetAsync($"/api/editor/announcements?q={Token}", Stop)).EnsureSuccessStatusCode();
        Assert.True(await host.TickAsync("PublishDueAnnouncements", Stop));

        await receiver.SeenAsync(
            "/v1/traces", "ListAnnouncements", "bulletin.cache.hit", "search fill", "PublishDueAnnouncements", "publish-due");
        await receiver.SeenAsync("/v1/metrics", "http.server.request.duration", "bulletin.cache.hits", "bulletin.chore.duration");
        Assert.DoesNotContain(Token, receiver.All, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(TestKeys.Editor, receiver.All, StringComparison.Ordinal);
        Assert.Equal(["/v1/metrics", "/v1/traces"], receiver.Paths);
    }

    [Fact]
    public async Task Without_that_mode_the_isolated_worker_exports_nothing()
    {
        await using Receiver receiver = await Receiver.StartAsync();
        await using StandInHost host = await StartIsolatedAsync(Settings(receiver.Address));
        using HttpClient client = host.Client();
        (await client.GetAsync("/api/announcements", Stop)).EnsureSuccessStatusCode();
        await Task.Delay(TimeSpan.FromSeconds(2), Stop);
        Assert.Empty(receiver.All);
    }

    [Fact]
    public async Task Without_the_setting_the_host_exports_nothing()
    {
        await using Receiver receiver = await Receiver.StartAsync();
        IEnumerable<KeyValuePair<string, string?>> settings = Settings(receiver.Address)
            .Where(setting => setting.Key != "OTEL_EXPORTER_OTLP_ENDPOINT");
        await using HandlerProcess host = await HandlerProcess.StartAsync(azurite.ConnectionString, settings, isHandler: false);
        using HttpClient client = host.Client();
        (await client.GetAsync("/api/announcements", Stop)).EnsureSuccessStatusCode();

        // Several times the interval of the settings.
        await Task.Delay(TimeSpan.FromSeconds(2), Stop);

        Assert.Empty(receiver.All);
    }

    private Task<StandInHost> StartIsolatedAsync(IEnumerable<KeyValuePair<string, string?>> settings) =>
        StandInHost.StartIsolatedAsync([.. TestKeys.Settings(azurite.ConnectionString), .. settings]);

    private static IEnumerable<KeyValuePair<string, string?>> Settings(Uri receiver) =>
    [
        new("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.ToString()),
        new("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        new("OTEL_METRIC_EXPORT_INTERVAL", "300"),
        new("OTEL_BSP_SCHEDULE_DELAY", "200"),
    ];

    /// <summary>A receiver of OTLP over HTTP. Names and tags are plain text within Protocol Buffers: it looks for them as they are.</summary>
    private sealed class Receiver : IAsyncDisposable
    {
        private readonly WebApplication app;
        private readonly ConcurrentQueue<(string Path, string Text)> received = [];

        private Receiver()
        {
            app = Loopback.CreateBuilder().Build();
            app.Run(async context =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                received.Enqueue((context.Request.Path, Encoding.Latin1.GetString(body.ToArray())));
                context.Response.StatusCode = (int)HttpStatusCode.OK;
            });
        }

        public Uri Address => new(app.Urls.Single());

        public string All => string.Concat(received.Select(one => one.Text));

        public IEnumerable<string> Paths => received.Select(one => one.Path).Distinct().Order(StringComparer.Ordinal);

        public static async Task<Receiver> StartAsync()
        {
            var receiver = new Receiver();
            await receiver.app.StartAsync();
            return receiver;
        }

        /// <summary>Waits until all of these words have come to a path.</summary>
        public async Task SeenAsync(string path, params string[] words)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (words.Except(words.Where(IsSeen)).ToList() is { Count: > 0 } missing)
            {
                Assert.False(patience.IsCancellationRequested, $"{path} has no {string.Join(", ", missing)}");
                await Task.Delay(50);
            }

            bool IsSeen(string word) => received.Any(one => one.Path == path && one.Text.Contains(word, StringComparison.Ordinal));
        }

        public async ValueTask DisposeAsync() => await app.DisposeAsync();
    }
}
