using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Bulletin.LocalRun.Emulator;

namespace Bulletin.IntegrationTests.CustomHandler;

/// <summary>Plays the part of the Functions host: what it sends to a custom handler, and what anybody can make it send.</summary>
public sealed class CustomHandlerTests(CustomHandlerTests.Handler handler) : IClassFixture<CustomHandlerTests.Handler>
{
    private const string Archive = "ArchiveOldAnnouncements";

    private static readonly string[] Timers = [Archive, "PublishDueAnnouncements"];

    [Fact]
    public async Task The_ping_before_the_first_request_is_answered_without_storage()
    {
        using HttpResponseMessage answer = await handler.Process.Client().GetAsync("/", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    [Fact]
    public async Task A_forwarded_request_for_the_root_is_no_ping()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("X-Azure-Functions-InvocationId", Guid.NewGuid().ToString());
        using HttpResponseMessage answer = await handler.Process.Client().SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, "text/html"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }

    [Theory]
    [InlineData("/api/announcements%3Flimit=1", "/api/announcements", 404)]
    [InlineData("/api/categories/..%5C..%5Capi%5Cannouncements", "/api/announcements", 404)]
    [InlineData("/api%2Fannouncements?limit=1", "/api/announcements?limit=1", 404)]
    [InlineData("/api/announcements%20", "/api/announcements", 404)]
    [InlineData("/api/announcements?limit=1", "/api/announcements?limit=1", 200)]
    [InlineData("/api/announcements?q=%C5%82%C3%B3d%C5%BA", "/api/announcements?q=łódź", 200)]
    public async Task What_the_host_has_decoded_on_its_way_is_404(string written, string forwarded, int status)
    {
        // Asked for before, so that an answer is at hand.
        using HttpResponseMessage plain = await handler.Process.Client().GetAsync(forwarded, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, plain.StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Get, forwarded);
        request.Headers.Add("X-WAWS-Unencoded-URL", written);
        using HttpResponseMessage answer = await handler.Process.Client().SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal((status, "nosniff"), ((int)answer.StatusCode, answer.Headers.GetValues("X-Content-Type-Options").Single()));
    }

    [Theory]
    [InlineData(Archive, "null")]
    [InlineData("PublishDueAnnouncements", """{"Last":"2026-11-23T10:00:00+00:00","Next":"2026-11-23T10:05:00+00:00","LastUpdated":"2026-11-23T10:00:00+00:00"}""")]
    public async Task A_tick_of_the_host_runs_the_timer(string timer, string scheduleStatus)
    {
        await using HandlerProcess process = await handler.StartAsync();
        string answer = await process.SendRawAsync(Tick(process, "/" + timer, Body(timer, scheduleStatus)));
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        JsonNode result = JsonNode.Parse(answer[answer.IndexOf('{')..(answer.LastIndexOf('}') + 1)])!;
        Assert.NotNull(result["Outputs"]);
        Assert.Null(result["ReturnValue"]);
        Assert.StartsWith($"{timer}: due 0, done 0, skipped 0, failed 0", (string?)result["Logs"]![0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_library_for_pictures_is_not_loaded_before_the_first_picture()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems do not show what a process has loaded.");
        await using HandlerProcess process = await handler.StartAsync();
        using HttpResponseMessage answer = await process.Client().GetAsync("/api/announcements", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain(process.LoadedFiles, file => file.Contains("libvips", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_tick_archives_what_has_expired()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        await using HandlerProcess process = await handler.StartAsync();
        using HttpClient editor = process.Client(TestKeys.Editor);
        using HttpResponseMessage created = await editor.PostAsJsonAsync(
            "/api/announcements",
            new { title = "Wygasłe", status = "published", publishedAt = "2024-01-01T00:00:00Z", expiresAt = DateTimeOffset.UtcNow.AddSeconds(4) },
            stop);
        string id = (string)(await created.Content.ReadFromJsonAsync<JsonNode>(stop))!["id"]!;
        // The announcement expires some seconds from now (a busy machine needs one to make it), by the process's own clock.
        while ((string?)(await editor.GetFromJsonAsync<JsonNode>($"/api/announcements/{id}", stop))!["status"] != "archived")
        {
            await Task.Delay(50, stop);
        }

        string answer = await process.SendRawAsync(Tick(process, "/" + Archive, Body(Archive)));
        Assert.True(answer.Contains("due 1, done 1", StringComparison.Ordinal), answer);
    }

    [Fact]
    public async Task A_second_tick_at_once_does_nothing()
    {
        await using HandlerProcess process = await handler.StartAsync();
        await process.SendRawAsync(Tick(process, "/" + Archive, Body(Archive)));
        string answer = await process.SendRawAsync(Tick(process, "/" + Archive, Body(Archive)));
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Contains("ran a moment ago", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_fails_is_a_failure_for_the_host()
    {
        await using HandlerProcess process = await handler.StartAsync(storageIsAway: true);
        string answer = await process.SendRawAsync(Tick(process, "/" + Archive, Body(Archive)));
        Assert.StartsWith("HTTP/1.1 500", answer, StringComparison.Ordinal);
        Assert.Contains("failed", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_storage_away_the_handler_is_alive_and_not_ready()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        await using HandlerProcess process = await handler.StartAsync(storageIsAway: true);
        using HttpResponseMessage live = await process.Client().GetAsync("/health/live", stop);
        using HttpResponseMessage ready = await process.Client().GetAsync("/health/ready", stop);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
    }

    // Requests that anyone can send: POST /api/announcements/..%5C..%5C..%5CArchiveOldAnnouncements%3F/publish reaches
    // the handler as POST /ArchiveOldAnnouncements, with the client's Host, headers and body.
    public static TheoryData<string> ForgedTicks()
    {
        TheoryData<string> forged = [];
        foreach (string timer in Timers)
        {
            string body = Body(timer);
            string genuine = $"POST /{timer} HTTP/1.1\r\nHost: {{own}}\r\nConnection: close\r\nContent-Type: application/json\r\n";
            string ofClient = genuine.Replace("{own}", "news.example.org", StringComparison.Ordinal);
            forged.Add(WithBody(ofClient, body));
            forged.Add(WithBody(genuine.Replace("{own}", "127.0.0.1", StringComparison.Ordinal), body));
            forged.Add(WithBody(genuine.Replace("{own}", "localhost:{port}", StringComparison.Ordinal), body));
            forged.Add(WithBody(genuine.Replace("{own}", "127.0.0.1:1", StringComparison.Ordinal), body));
            foreach (string header in (string[])["X-Forwarded-For: 1.2.3.4", "X-Forwarded-Host: 127.0.0.1:{port}", "x-arr-ssl: 1", "X-ARR-LOG-ID: 1", "Authorization: Bearer x"])
            {
                forged.Add(WithBody($"{genuine}{header}\r\n", body));
            }

            foreach (string wrong in (string[])["", "{}", "[]", "null", "\"x\"", "{\"Metadata\":{}}", "{\"Metadata\":{\"sys\":{\"MethodName\":\"Other\"}}}", "{\"Metadata\":{\"sys\":{\"MethodName\":1}}}", "not json"])
            {
                forged.Add(WithBody(genuine, wrong));
            }

            forged.Add(WithBody(genuine, $"{{\"pad\":\"{new string('x', 70_000)}\",{body[1..]}"));
            forged.Add(WithBody(genuine.Replace($"/{timer} ", $"/{timer}?x=1 ", StringComparison.Ordinal), body));
            forged.Add(WithBody(genuine.Replace($"/{timer} ", $"/{timer}/ ", StringComparison.Ordinal), body));
            forged.Add(WithBody(genuine.Replace($"/{timer} ", $"/{timer.ToLowerInvariant()} ", StringComparison.Ordinal), body));
            forged.Add(WithBody(genuine.Replace($"/{timer} ", $"//{timer} ", StringComparison.Ordinal), body));
            forged.Add(WithBody(genuine.Replace("POST", "PUT", StringComparison.Ordinal), body));
            // Before the host decodes them.
            forged.Add(WithBody(genuine.Replace($"/{timer} ", $"/api/announcements/..%5C..%5C..%5C{timer}%3F/publish ", StringComparison.Ordinal), body));
            forged.Add(WithBody(genuine.Replace($"/{timer} ", $"/api/announcements/..%2F..%2F..%2F{timer}%3F/publish ", StringComparison.Ordinal), body));
            forged.Add(WithBody(genuine.Replace($"/{timer} ", $"/api/announcements/%2e%2e%5c%2e%2e%5c%2e%2e%5c{timer}%23/publish ", StringComparison.Ordinal), body));
        }

        return forged;
    }

    [Theory]
    [MemberData(nameof(ForgedTicks))]
    public async Task A_forged_tick_is_refused(string request)
    {
        string answer = await handler.Process.SendRawAsync(request
            .Replace("{own}", $"127.0.0.1:{handler.Process.Port}", StringComparison.Ordinal)
            .Replace("{port}", $"{handler.Process.Port}", StringComparison.Ordinal));
        Assert.Matches("^HTTP/1.1 40[0145] ", answer);
        Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Outputs", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plain_web_server_knows_no_ticks()
    {
        await using HandlerProcess process = await handler.StartAsync(isHandler: false);
        foreach (string timer in Timers)
        {
            string answer = await process.SendRawAsync(Tick(process, "/" + timer, Body(timer)));
            Assert.StartsWith("HTTP/1.1 404", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task In_a_container_the_executable_checks_its_own_health()
    {
        HandlerProcess process = await handler.StartAsync(isHandler: false);
        await using (process)
        {
            Assert.Equal(0, await HandlerProcess.RunAsync("health", process.Address));
        }

        Assert.Equal(1, await HandlerProcess.RunAsync("health", process.Address));
    }

    [Fact]
    public async Task Replicas_on_one_table_see_each_other_and_run_their_own_timers_without_harm()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        KeyValuePair<string, string?>[] everySecond =
        [
            new("Bulletin:Table", AzuriteFixture.NewTableName()), new("ArchiveSchedule", "* * * * * *"), new("PublishSchedule", "* * * * * *"),
        ];
        await using HandlerProcess one = await handler.StartAsync(isHandler: false, settings: everySecond);
        await using HandlerProcess other = await handler.StartAsync(isHandler: false, settings: everySecond);
        using HttpClient editor = one.Client(TestKeys.Admin);
        (await editor.PostAsJsonAsync("/api/categories", new { name = "Sport" }, stop)).EnsureSuccessStatusCode();
        DateTimeOffset soon = DateTimeOffset.UtcNow.AddSeconds(1);
        for (int number = 0; number < 10; number++)
        {
            (await editor.PostAsJsonAsync(
                "/api/announcements", new { title = $"Wpis {number}", status = "published", publishedAt = soon, categories = (string[])["sport"] }, stop)).EnsureSuccessStatusCode();
        }

        // The counts are the timers' work: both replicas tick, and each announcement is counted once.
        using HttpClient reader = other.Client();
        int count;
        do
        {
            await Task.Delay(100, stop);
            // The other replica may know the categories a few seconds late.
            JsonNode? category = (await reader.GetFromJsonAsync<JsonNode>("/api/categories", stop))!["items"]!.AsArray().FirstOrDefault();
            count = (int?)category?["count"] ?? 0;
        }
        while (count < 10);

        Assert.Equal(10, count);
    }

    private static string Body(string timer, string scheduleStatus = "null") =>
        $$$$"""{"Data":{"timer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":{{{{scheduleStatus}}}},"IsPastDue":false}},"Metadata":{"sys":{"MethodName":"{{{{timer}}}}","UtcNow":"2026-11-23T10:00:00.0000000Z","RandGuid":"8f7c2b2e-6c1e-4a0e-9a51-0c6f6a5d2b11"}}}""";

    // As the host sends it: chunked.
    private static string Tick(HandlerProcess process, string path, string body) =>
        $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{process.Port}\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
        + $"{Encoding.UTF8.GetByteCount(body):x}\r\n{body}\r\n0\r\n\r\n";

    private static string WithBody(string head, string body) => $"{head}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    /// <summary>One handler that the tests share, and more where a test needs its own.</summary>
    public sealed class Handler(AzuriteFixture azurite) : IAsyncLifetime
    {
        public HandlerProcess Process { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Process = await StartAsync();

        public Task<HandlerProcess> StartAsync(
            bool isHandler = true, bool storageIsAway = false, IEnumerable<KeyValuePair<string, string?>>? settings = null) => HandlerProcess.StartAsync(
            // Nothing listens on port 1.
            storageIsAway ? Azurite.ConnectionStringOf(Azurite.EndpointOf(1), Azurite.EndpointOf(1)) : azurite.ConnectionString,
            settings,
            isHandler);

        public ValueTask DisposeAsync() => Process.DisposeAsync();
    }
}
