using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bulletin.IntegrationTests.FunctionsHost;

/// <summary>Both kinds of function app behind the Functions host's part: what is not the contract of a single request.</summary>
public sealed class StandInHostTests(BothWorkers workers) : IClassFixture<BothWorkers>
{
    private const string Archive = "ArchiveOldAnnouncements";
    private const string Publish = "PublishDueAnnouncements";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("isolated")]
    [InlineData("native")]
    public async Task Every_function_is_there_and_the_catch_all_is_asked_last(string kind)
    {
        StandInHost host = await workers.OfAsync(kind);
        Assert.True(host.FunctionNames.Count > 50);
        Assert.Contains(Archive, host.FunctionNames);
        Assert.Contains(Publish, host.FunctionNames);
        Assert.Equal("ZzzEverythingElse", host.FunctionNames[^1]);
    }

    [Theory]
    [InlineData("isolated", "GET", "/nothing", 404)]
    [InlineData("isolated", "GET", "/api", 404)]
    [InlineData("isolated", "GET", "/api/nothing/here", 404)]
    [InlineData("isolated", "POST", "/", 405)]
    [InlineData("isolated", "POST", "/feed.atom", 405)]
    [InlineData("isolated", "DELETE", "/health/live", 405)]
    [InlineData("isolated", "PROPFIND", "/feed.atom", 405)]
    [InlineData("isolated", "BREW", "/nothing", 404)]
    [InlineData("isolated", "POST", "/ArchiveOldAnnouncements", 404)]
    [InlineData("native", "GET", "/nothing", 404)]
    [InlineData("native", "GET", "/api", 404)]
    [InlineData("native", "GET", "/api/nothing/here", 404)]
    [InlineData("native", "POST", "/", 405)]
    [InlineData("native", "POST", "/feed.atom", 405)]
    [InlineData("native", "DELETE", "/health/live", 405)]
    [InlineData("native", "PROPFIND", "/feed.atom", 405)]
    [InlineData("native", "BREW", "/nothing", 404)]
    [InlineData("native", "POST", "/ArchiveOldAnnouncements", 404)]
    public async Task What_no_operation_takes_gets_our_own_answer(string kind, string method, string path, int status)
    {
        using HttpClient client = (await workers.OfAsync(kind)).Client();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using HttpResponseMessage answer = await client.SendAsync(request, Stop);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal(status, (int)(await answer.Content.ReadFromJsonAsync<JsonNode>(Stop))!["status"]!);
    }

    [Theory]
    [InlineData("isolated", "/feed.atom")]
    [InlineData("isolated", "/api/announcements")]
    [InlineData("native", "/feed.atom")]
    [InlineData("native", "/api/announcements")]
    public async Task A_preflight_of_a_public_read_is_answered_by_the_pipeline(string kind, string path)
    {
        using HttpClient client = (await workers.OfAsync(kind)).Client();
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.Add("Origin", "https://anybody.example");
        request.Headers.Add("Access-Control-Request-Method", "GET");
        request.Headers.Add("Access-Control-Request-Headers", "If-None-Match");
        using HttpResponseMessage answer = await client.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
    }

    [Theory]
    [InlineData("isolated")]
    [InlineData("native")]
    public async Task Timers_run_and_settle_what_is_due(string kind)
    {
        StandInHost host = await workers.OfAsync(kind);
        using HttpClient editor = host.Client(TestKeys.Admin);
        string slug = $"terminy-{Guid.NewGuid():N}"[..20];
        using HttpResponseMessage category = await PostAsync(editor, "/api/categories", new { name = slug });
        category.EnsureSuccessStatusCode();
        using HttpResponseMessage created = await PostAsync(
            editor,
            "/api/announcements",
            new { title = "Za chwilę", status = "published", publishedAt = DateTimeOffset.UtcNow.AddSeconds(1), categories = (string[])[slug] });
        string id = (string)(await created.Content.ReadFromJsonAsync<JsonNode>(Stop))!["id"]!;
        // It is due a second from now, by the process's own clock.
        while ((string?)(await editor.GetFromJsonAsync<JsonNode>($"/api/editor/announcements/{id}", Stop))!["status"] != "published")
        {
            await Task.Delay(50, Stop);
        }

        Assert.True(await host.TickAsync(Publish, Stop));
        Assert.True(await host.TickAsync(Archive, Stop));
        // The count of a category is what the timer settles.
        Assert.Equal(1, (int)(await editor.GetFromJsonAsync<JsonNode>($"/api/categories/{slug}", Stop))!["count"]!);
    }

    [Theory]
    [InlineData("isolated")]
    [InlineData("native")]
    public async Task A_timer_that_cannot_reach_storage_fails_for_the_host(string kind)
    {
        await using StandInHost host = await workers.StartAsync(
            kind, [new("BulletinStorage", Bulletin.LocalRun.Emulator.Azurite.ConnectionStringOf(Bulletin.LocalRun.Emulator.Azurite.EndpointOf(1), Bulletin.LocalRun.Emulator.Azurite.EndpointOf(1)))]);
        Assert.False(await host.TickAsync(Archive, Stop));
    }

    [Theory]
    [InlineData("isolated")]
    [InlineData("native")]
    public async Task A_worker_that_was_killed_is_started_anew_and_what_was_acknowledged_is_there(string kind)
    {
        await using StandInHost host = await workers.StartAsync(kind, []);
        using HttpClient editor = host.Client(TestKeys.Editor);
        using HttpResponseMessage created = await PostAsync(editor, "/api/announcements", new { title = "Zapisane" });
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        string id = (string)(await created.Content.ReadFromJsonAsync<JsonNode>(Stop))!["id"]!;

        await host.KillWorkerAsync();

        Assert.Equal(2, host.Starts);
        Assert.Equal("Zapisane", (string?)(await editor.GetFromJsonAsync<JsonNode>($"/api/editor/announcements/{id}", Stop))!["title"]);
    }

    [Theory]
    [InlineData("isolated")]
    [InlineData("native")]
    public async Task A_client_that_leaves_stops_neither_the_worker_nor_the_next_request(string kind)
    {
        StandInHost host = await workers.OfAsync(kind);
        byte[] head = Encoding.ASCII.GetBytes(
            $"POST /api/announcements HTTP/1.1\r\nHost: {host.Address.Authority}\r\nAuthorization: Bearer {TestKeys.Editor}\r\n"
            + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"title\"");
        for (int number = 0; number < 5; number++)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, host.Address.Port, Stop);
            await client.GetStream().WriteAsync(head, Stop);
        }

        using HttpClient reader = host.Client();
        Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync("/health/live", Stop)).StatusCode);
        Assert.Equal(1, host.Starts);
    }

    // The platform's front end wrote the last entry of X-Forwarded-For; earlier entries came with the request.
    [Theory]
    [InlineData("isolated")]
    [InlineData("native")]
    public async Task The_client_address_is_the_one_that_the_front_end_wrote(string kind)
    {
        (string Header, string Network)[] cases =
        [
            ("203.0.113.7:4711", "203.0.113.0/24"), ("192.0.2.1, 198.51.100.7:4711", "198.51.100.0/24"),
            ("192.0.2.1, 100.64.7.7, 127.0.0.1", "100.64.7.0/24"), ("[2001:db8:1:2::3]:4711", "2001:db8:1::/48"), ("nonsense", "127.0.0.0/24"),
        ];
        StandInHost host = await workers.OfAsync(kind);
        using HttpClient client = host.Client();
        foreach ((string header, _) in cases)
        {
            using var guess = new HttpRequestMessage(HttpMethod.Get, "/api/audit");
            guess.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "bk_guess");
            guess.Headers.TryAddWithoutValidation("X-Forwarded-For", header);
            using HttpResponseMessage refused = await client.SendAsync(guess, Stop);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        using HttpClient admin = host.Client(TestKeys.Admin);
        HashSet<string?> noted;
        do
        {
            // Refused requests are written some seconds later.
            await Task.Delay(100, Stop);
            noted = [.. (await admin.GetFromJsonAsync<JsonNode>("/api/audit?outcome=401", Stop))!["items"]!.AsArray().Select(item => (string?)item!["address"])];
        }
        while (noted.Count < cases.Length);

        Assert.Equal(cases.Select(one => one.Network).Order(StringComparer.Ordinal), noted.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("isolated", 3_000_000, false)]
    [InlineData("isolated", 29_000_000, false)]
    [InlineData("isolated", 40_000_000, false)]
    [InlineData("isolated", 5_000_000, true)]
    [InlineData("native", 3_000_000, false)]
    [InlineData("native", 19_000_000, false)]
    [InlineData("native", 40_000_000, false)]
    public async Task A_body_that_is_too_large_is_our_413(string kind, int bytes, bool isChunked)
    {
        using HttpClient editor = (await workers.OfAsync(kind)).Client(TestKeys.Editor);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/announcements") { Content = new ByteArrayContent(new byte[bytes]) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TransferEncodingChunked = isChunked ? true : null;
        using HttpResponseMessage answer = await editor.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    // Inside the host: docs/hosting.md says so, and that the alert does not count them.
    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Type: application/json", "2\r\n{}\r\n0\r\n\r\n")]
    [InlineData("Content-Length: 2\r\nContent-Type: nonsense", "{}")]
    public async Task What_a_native_host_cannot_forward_is_an_empty_500_of_its_own(string headers, string body)
    {
        StandInHost host = await workers.OfAsync("native");
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, host.Address.Port, Stop);
        await using NetworkStream stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"POST /api/announcements HTTP/1.1\r\nHost: {host.Address.Authority}\r\nConnection: close\r\n{headers}\r\n\r\n{body}"), Stop);
        using var reader = new StreamReader(stream);
        string answer = await reader.ReadToEndAsync(Stop);
        Assert.StartsWith("HTTP/1.1 500", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
    }

    // With a length: the host cannot forward a body without one to a custom handler.
    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string path, object body) => client.PostAsync(
        path, new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"), Stop);
}
