using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Bulletin.IntegrationTests.Pages;

/// <summary>Tests a site below a path of its host: a proxy leaves the path out before it asks the service.</summary>
public sealed class PagesBelowAPathTests(AzuriteFixture azurite) : ClockedTests(
    azurite, [new("Bulletin:PublicUrl", "https://www.example.org/aktualnosci")], "Sport")
{
    private const string Root = "/aktualnosci";

    [Fact]
    public async Task No_redirect_and_no_address_in_a_header_leaves_the_path()
    {
        Answer made = await Newsroom.CreateAsync(new { title = "Wpis", status = "published" });
        Assert.Equal($"{Root}/api/editor/announcements/{made.Id}", made.Headers.Location?.OriginalString);
        await Newsroom.PatchAsync(made.Id, new { slug = "nowy" });
        (await Newsroom.SendAsync(HttpMethod.Put, "/api/categories/sport", new { name = "Sport", slug = "ruch" }, "*")).Expect(HttpStatusCode.OK);
        using HttpClient reader = Service.Client();
        foreach (string path in (string[])
        [
            "/news/wpis", "/api/announcements/wpis", "/categories/sport", "/api/categories/sport", "/categories/sport/feed.atom", "/archive/", "/api/announcements/",
        ])
        {
            // The second time from the cache.
            for (int time = 0; time < 2; time++)
            {
                using HttpResponseMessage moved = await reader.GetAsync(path, TestContext.Current.CancellationToken);
                Assert.Equal(HttpStatusCode.MovedPermanently, moved.StatusCode);
                Assert.StartsWith(Root + "/", moved.Headers.Location!.OriginalString, StringComparison.Ordinal);
                Assert.DoesNotContain(Root + Root, moved.Headers.Location.OriginalString, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task No_link_of_any_page_leaves_the_path()
    {
        for (int number = 0; number < 45; number++)
        {
            await Newsroom.CreateAsync(new
            {
                title = $"Wpis {number}",
                status = "published",
                publishedAt = Start.AddDays(-number),
                categories = (string[])["sport"],
            });
        }

        using HttpClient browser = Service.Client();
        browser.DefaultRequestHeaders.Add("Accept", "text/html");
        Queue<string> left = new(["/", "/nie-ma", "/archive/", "/search?q=wpis"]);
        HashSet<string> seen = [.. left];
        while (left.TryDequeue(out string? path))
        {
            using HttpResponseMessage response = await browser.GetAsync(path, TestContext.Current.CancellationToken);
            if (response.StatusCode == HttpStatusCode.MovedPermanently)
            {
                Follow(path, response.Headers.Location!.OriginalString);
                continue;
            }

            Assert.True(path == "/nie-ma" || response.StatusCode == HttpStatusCode.OK, $"{path} answered {(int)response.StatusCode}");
            if (response.Content.Headers.ContentType?.MediaType == "text/html")
            {
                string html = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                IHtmlDocument page = new HtmlParser().ParseDocument(html);
                foreach (IElement element in page.QuerySelectorAll("[href]:not([rel=canonical]), [action]"))
                {
                    string link = element.GetAttribute("href") ?? element.GetAttribute("action")!;
                    if (link.StartsWith('/'))
                    {
                        Follow(path, link);
                    }
                }
            }
        }

        Assert.True(seen.Count > 60, $"Only {seen.Count} addresses were found.");

        void Follow(string path, string link)
        {
            Assert.True(link.StartsWith(Root + "/", StringComparison.Ordinal), $"{path} leads to {link}");
            if (seen.Add(link[Root.Length..]))
            {
                left.Enqueue(link[Root.Length..]);
            }
        }
    }
}
