using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Bulletin.BrowserTests;

/// <summary>The bytes of a first visit, pictures apart.</summary>
public sealed partial class WeightTests(Sites sites) : PageTests(sites)
{
    [Theory]
    [InlineData("article", 20)]
    [InlineData("changed", 20)]
    [InlineData("list", 25)]
    public async Task A_first_visit_is_light(string page, int kilobytes)
    {
        FilledSite site = await SiteAsync();
        using var client = new HttpClient { BaseAddress = site.Address };
        client.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("br"));
        (int weight, _) = await WeightAsync(client, site.Paths[page]);
        using var plain = new HttpClient();
        string html = await plain.GetStringAsync(site.Of(page), Cancellation);
        foreach (Match file in File().Matches(html))
        {
            weight += (await WeightAsync(client, file.Groups[1].Value)).Bytes;
        }

        Assert.InRange(weight, 1, kilobytes * 1024);
        TestContext.Current.TestOutputHelper?.WriteLine($"{page}: {weight} bytes");
    }

    [Theory]
    [InlineData("list")]
    [InlineData("article")]
    public async Task A_page_asks_for_its_stylesheet_its_icon_and_pictures_and_for_nothing_else(string page)
    {
        List<string> requests = [];
        IPage opened = await OpenAsync(page, before: window =>
        {
            window.Request += (_, request) => requests.Add(
                new Uri(request.Url) is { Host: "127.0.0.1" } own ? own.AbsolutePath : request.ResourceType);
            return Task.CompletedTask;
        });
        string? stylesheet = await opened.Locator("link[rel=stylesheet]").GetAttributeAsync("href");
        string? icon = await opened.Locator("link[rel=icon]").GetAttributeAsync("href");
        FilledSite site = await SiteAsync();
        AssertNone(requests.Except([site.Paths[page], stylesheet!, icon!, "image"])
            .Where(path => !path.StartsWith("/media/", StringComparison.Ordinal)));
    }

    // With the headers as they go over HTTP/1.1.
    private static async Task<(int Bytes, string Address)> WeightAsync(HttpClient client, string address)
    {
        using HttpResponseMessage response = await client.GetAsync(new Uri(address, UriKind.Relative), Cancellation);
        response.EnsureSuccessStatusCode();
        int headers = response.Headers.Concat(response.Content.Headers)
            .Sum(header => header.Value.Sum(value => header.Key.Length + value.Length + ": \r\n".Length));
        byte[] body = await response.Content.ReadAsByteArrayAsync(Cancellation);
        Assert.Contains(body.Length < 200 ? null : "br", response.Content.Headers.ContentEncoding.DefaultIfEmpty(null));
        return (headers + body.Length, address);
    }

    [GeneratedRegex("<link rel=\"(?:stylesheet|icon)\" href=\"([^\"]+)\"")]
    private static partial Regex File();
}
