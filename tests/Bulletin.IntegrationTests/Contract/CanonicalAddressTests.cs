using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>
/// Tests that each resource has one address: another spelling is not found or redirects, and never has its own
/// response.
/// </summary>
public sealed class CanonicalAddressTests(ContractFixture service) : ContractTests(service)
{
    [Theory]
    [InlineData("/API/announcements")]
    [InlineData("/api/Announcements?limit=1")]
    [InlineData("/api/announcements%3Flimit=1")]
    [InlineData("/api/announcements%20")]
    [InlineData("/api%2Fannouncements")]
    [InlineData("/api/categories/..%2Fannouncements")]
    [InlineData("/api/categories/..%5Cannouncements")]
    [InlineData("/api//announcements")]
    [InlineData("//api/announcements")]
    [InlineData("/api/announcements//")]
    [InlineData("/API/announcements/")]
    [InlineData("/Feed.atom")]
    [InlineData("/feed.atom//")]
    [InlineData("/Health/live")]
    [InlineData("/sitemaps/01")]
    [InlineData("/sitemaps/+1")]
    [InlineData("/problems/Gone")]
    [InlineData("/openapi/V1.json")]
    public Task What_is_spelt_in_another_way_is_404(string address) => ExpectNoAddressAsync(address);

    [Theory]
    [InlineData("/api/%61nnouncements")]
    [InlineData("/api/categories/../announcements")]
    [InlineData("/api/categories/%2e%2e/announcements")]
    [InlineData("/api/./announcements")]
    [InlineData("/api/announcements/.")]
    [InlineData("/feed%2Eatom")]
    [InlineData("/problems/%67one")]
    [InlineData("/sitemaps/%31")]
    public Task Letters_in_escapes_and_dot_segments_are_404_too(string address)
    {
        Assert.SkipWhen(ContractFixture.IsFunctions, "The Functions host has resolved them before it forwards a request.");
        return ExpectNoAddressAsync(address);
    }

    [Fact]
    public async Task An_id_in_another_form_is_404_and_one_in_capital_letters_leads_a_reader_to_its_address()
    {
        Announcement made = await Editor.PublishedAsync();
        string capitals = $"{made.Id:D}".ToUpperInvariant();
        foreach (string form in (string[])[$"{made.Id:N}", $"%7B{made.Id:D}%7D", $"%28{made.Id:D}%29", $"{made.Id:D}%20", $"%20{capitals}"])
        {
            (await Editor.Get($"/api/announcements/{form}/history").AsWritten().SendAsync()).Is(HttpStatusCode.NotFound);
            (await Editor.Get($"/api/editor/announcements/{form}").AsWritten().SendAsync()).Is(HttpStatusCode.NotFound);
        }

        foreach (string path in (string[])["/api/announcements/{0}", "/api/announcements/{0}/history", "/api/editor/announcements/{0}", "/api/announcements/{0}/revisions?limit=1"])
        {
            string right = string.Format(null, path, made.Id);
            foreach (Answer answer in (Answer[])[await Editor.GetAsync(string.Format(null, path, capitals)), await Editor.Head(string.Format(null, path, capitals)).SendAsync()])
            {
                Assert.Equal(right, answer.Is(HttpStatusCode.MovedPermanently).Header("Location"));
            }

            (await Editor.GetAsync(right)).Is(HttpStatusCode.OK);
        }
    }

    [Theory]
    [InlineData("/api/announcements/?limit=1&category=", "/api/announcements?limit=1&category=")]
    [InlineData("/api/categories/", "/api/categories")]
    [InlineData("/feed.rss/?utm_source=x", "/feed.rss?utm_source=x")]
    [InlineData("/api/editor/announcements/", "/api/editor/announcements")]
    public async Task A_slash_at_the_end_leads_a_reader_to_the_address_without_it(string address, string right)
    {
        Answer answer = (await Reader.GetAsync(address)).Is(HttpStatusCode.MovedPermanently);
        Assert.Equal((right, "public, max-age=10", 0), (answer.Header("Location"), answer.Header("Cache-Control"), answer.Body.Length));
        answer.IsHeadOf(await Reader.Head(address).SendAsync());
    }

    [Fact]
    public async Task A_change_is_never_led_elsewhere()
    {
        Announcement made = await Editor.PublishedAsync();
        string capitals = $"/api/announcements/{made.Id}".ToUpperInvariant().Replace("/API/ANNOUNCEMENTS", "/api/announcements", StringComparison.Ordinal);
        foreach (string address in (string[])[capitals, made.Address + "/", made.Address.Replace("/api", "/Api", StringComparison.Ordinal)])
        {
            (await Editor.Patch(address).IfMatch("*").Json(new { title = "Nowy" }).SendAsync()).IsProblem(HttpStatusCode.NotFound, "not-found");
            (await Editor.Delete(address).IfMatch("*").SendAsync()).IsProblem(HttpStatusCode.NotFound, "not-found");
        }

        (await Editor.Post("/api/announcements/").Json(new { title = "Nowy" }).SendAsync()).IsProblem(HttpStatusCode.NotFound, "not-found");
        Assert.Equal(made.Revision, (await Editor.ReadAsync(made)).Revision);
    }

    [Fact]
    public async Task A_proxy_may_send_the_whole_address()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Address.Host, Address.Port, TestContext.Current.CancellationToken);
        await using NetworkStream stream = client.GetStream();
        byte[] request = Encoding.ASCII.GetBytes($"GET {Address.GetLeftPart(UriPartial.Authority)}/api/categories HTTP/1.1\r\nHost: {Address.Authority}\r\nConnection: close\r\n\r\n");
        await stream.WriteAsync(request, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        Assert.StartsWith("HTTP/1.1 200", await reader.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task ExpectNoAddressAsync(string address)
    {
        // A cached response for the right address must not be found under this one either.
        (await Reader.GetAsync("/api/announcements?limit=1")).Is(HttpStatusCode.OK);
        foreach (HttpMethod method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head])
        {
            for (int time = 0; time < 2; time++)
            {
                (await Editor.Request(method, address).AsWritten().SendAsync()).Is(HttpStatusCode.NotFound);
            }
        }
    }
}
