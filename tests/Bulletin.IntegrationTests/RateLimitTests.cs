using System.Net;
using Bulletin.IntegrationTests.Contract;

namespace Bulletin.IntegrationTests;

/// <summary>Tests the limits, and the address to which requests are attributed.</summary>
public sealed class RateLimitTests(AzuriteFixture azurite)
{
    private const string FailedSignIns = "Bulletin:RateLimits:FailedSignIns";
    private const string Searches = "Bulletin:RateLimits:Searches";
    private const string Client = "203.0.113.7";
    private const string OtherClient = "198.51.100.1";

    [Fact]
    public async Task Writes_beyond_the_limit_are_429_and_nobody_elses_are()
    {
        await using Service service = await StartAsync(("Bulletin:RateLimits:Writes", "2"));
        using HttpClient http = service.Client();
        var editor = new Caller(http, TestKeys.Editor);
        Contract.Announcement made = await editor.PublishedAsync();
        await editor.PublishedAsync();
        Contract.Answer refused = await editor.Post("/api/announcements").Json(new { title = "Za dużo" }).With("Origin", "https://editors.example.org").SendAsync();
        refused.IsProblem(HttpStatusCode.TooManyRequests, "too-many-requests");
        Assert.InRange(int.Parse(refused.Header("Retry-After")!), 1, 60);
        // The editors' page sees it too, and it looks like every other answer.
        Assert.Equal("https://editors.example.org", refused.Header("Access-Control-Allow-Origin"));
        Assert.Equal("nosniff", refused.Header("X-Content-Type-Options"));

        (await editor.GetAsync(made.EditorsAddress)).Is(HttpStatusCode.OK);
        (await new Caller(http, null).GetAsync(made.Address)).Is(HttpStatusCode.OK);
        await new Caller(http, TestKeys.SecondEditor).PublishedAsync();
        Assert.Equal(3, (await editor.GetAsync("/api/editor/announcements")).Items.Count);
    }

    [Fact]
    public async Task Failed_sign_ins_beyond_the_limit_are_429_and_a_valid_credential_passes()
    {
        await using Service service = await StartAsync((FailedSignIns, "2"));
        using HttpClient http = service.Client();
        Assert.Equal([401, 401, 429, 429], await GuessAsync(http, 4));
        (await new Caller(http, TestKeys.Author).GetAsync("/api/editor/announcements")).Is(HttpStatusCode.OK);
        (await new Caller(http, null).GetAsync("/api/editor/announcements")).Is(HttpStatusCode.Unauthorized);
        (await new Caller(http, "bk_wrong").GetAsync("/api/announcements")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_wrong_method_or_address_is_no_failed_sign_in()
    {
        await using Service service = await StartAsync((FailedSignIns, "1"));
        using HttpClient http = service.Client();
        var editor = new Caller(http, TestKeys.Editor);
        for (int time = 0; time < 3; time++)
        {
            (await editor.Delete("/api/editor/announcements").SendAsync()).Is(HttpStatusCode.MethodNotAllowed);
            (await editor.GetAsync("/api/nie-ma-tego")).Is(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task Who_is_no_trusted_proxy_cannot_say_for_whom_it_asks()
    {
        await using Service service = await StartAsync((FailedSignIns, "1"), ("Bulletin:TrustedProxies:0", "10.0.0.0/8"));
        using HttpClient http = service.Client();
        Assert.Equal([401, 429, 429], await GuessAsync(http, 1, Client, OtherClient, $"{OtherClient}, 10.0.0.1"));
    }

    [Fact]
    public async Task Without_trusted_proxies_nobody_can()
    {
        await using Service service = await StartAsync((FailedSignIns, "1"));
        using HttpClient http = service.Client();
        Assert.Equal([401, 429], await GuessAsync(http, 1, Client, OtherClient));
    }

    [Fact]
    public async Task Behind_a_trusted_proxy_the_address_that_it_wrote_counts_and_not_what_the_client_invented()
    {
        await using Service service = await StartAsync((FailedSignIns, "1"), ("Bulletin:TrustedProxies:0", "127.0.0.0/8"), ("Bulletin:TrustedProxies:1", "::1"));
        using HttpClient http = service.Client();
        Assert.Equal(
            [401, 429, 429, 429, 401, 401],
            await GuessAsync(http, 1, Client, $"{OtherClient}, {Client}", $"127.0.0.1, {OtherClient},{Client}", $"nonsense, {Client}:4711", OtherClient, "2001:db8::1"));
    }

    [Fact]
    public async Task Behind_two_trusted_proxies_it_is_the_one_that_the_outer_wrote()
    {
        await using Service service = await StartAsync((FailedSignIns, "1"), ("Bulletin:TrustedProxies:0", "127.0.0.0/8"), ("Bulletin:TrustedProxies:1", "10.0.0.0/8"));
        using HttpClient http = service.Client();
        Assert.Equal([401, 401, 429], await GuessAsync(http, 1, $"{Client}, 10.0.0.1", $"{Client}, {OtherClient}, 10.0.0.2", $"{OtherClient}, 10.0.0.3"));
    }

    [Fact]
    public async Task Searches_beyond_the_limit_are_429_and_answers_at_hand_and_other_reading_do_not_count()
    {
        await using Service service = await StartAsync((Searches, "3"));
        using HttpClient http = service.Client();
        var reader = new Caller(http, null);
        foreach (string address in (string[])["/api/search?q=woda", "/api/announcements?q=woda", "/api/search?q=woda", "/api/announcements?q=woda", "/api/search?q=inne"])
        {
            (await reader.GetAsync(address)).Is(HttpStatusCode.OK);
        }

        Contract.Answer refused = await reader.Get("/api/search?q=kolejne").With("Origin", "https://gazeta.example.org").SendAsync();
        refused.IsProblem(HttpStatusCode.TooManyRequests, "too-many-requests");
        Assert.InRange(int.Parse(refused.Header("Retry-After")!), 1, 60);
        Assert.Equal("*", refused.Header("Access-Control-Allow-Origin"));
        (await reader.GetAsync("/api/announcements?q=kolejne")).IsProblem(HttpStatusCode.TooManyRequests, "too-many-requests");

        // The same words in another spelling of the address are the same question.
        (await reader.GetAsync("/api/search?limit=20&q=inne")).Is(HttpStatusCode.OK);
        (await reader.GetAsync("/api/announcements?limit=7")).Is(HttpStatusCode.OK);
        (await reader.GetAsync("/api/search?q=")).Is(HttpStatusCode.BadRequest);
        (await new Caller(http, TestKeys.Editor).GetAsync("/api/editor/announcements?q=kolejne")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Searches_are_counted_by_the_client_and_not_when_a_trusted_proxy_asks_for_itself()
    {
        await using Service service = await StartAsync((Searches, "1"), ("Bulletin:TrustedProxies:0", "127.0.0.0/8"), ("Bulletin:TrustedProxies:1", "10.0.0.0/8"));
        using HttpClient http = service.Client();
        List<int> statuses = [];
        foreach (string? forwardedFor in (string?[])[Client, $"{OtherClient}, {Client}", OtherClient, OtherClient, null, null, "10.0.0.7", "10.0.0.7"])
        {
            Request request = new Caller(http, null).Get($"/api/search?q=pytanie{statuses.Count}");
            statuses.Add((int)(await (forwardedFor is null ? request : request.With("X-Forwarded-For", forwardedFor)).SendAsync()).Status);
        }

        Assert.Equal([200, 429, 200, 429, 200, 200, 200, 200], statuses);
    }

    private Task<Service> StartAsync(params (string Name, string Value)[] settings) =>
        Service.StartAsync(azurite, settings.Select(setting => new KeyValuePair<string, string?>(setting.Name, setting.Value)));

    private static Task<List<int>> GuessAsync(HttpClient http, int times) => GuessAsync(http, times, [null]);

    private static async Task<List<int>> GuessAsync(HttpClient http, int times, params string?[] forwardedFor)
    {
        List<int> statuses = [];
        foreach (string? addresses in forwardedFor)
        {
            for (int time = 0; time < times; time++)
            {
                Request request = new Caller(http, "bk_wrong").Get("/api/editor/announcements");
                statuses.Add((int)(await (addresses is null ? request : request.With("X-Forwarded-For", addresses)).SendAsync()).Status);
            }
        }

        return statuses;
    }
}
