using System.Net;
using System.Xml.Linq;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>
/// Tests the site map over HTTP. <see cref="Feeds.SitemapContentTests"/> tests its content, because it is created once
/// a minute.
/// </summary>
public sealed class SitemapTests(ContractFixture service) : ContractTests(service)
{
    private static readonly XNamespace Sitemaps = "http://www.sitemaps.org/schemas/sitemap/0.9";

    [Fact]
    public async Task The_site_map_is_XML_of_addresses_and_nothing_else()
    {
        await Editor.PublishedAsync("Umowa <b>& \"spółka\"</b>");
        Answer answer = (await Reader.GetAsync("/sitemap.xml?utm_source=x&limit=abc")).Is(HttpStatusCode.OK);
        Assert.Equal("application/xml; charset=utf-8", answer.Header("Content-Type"));
        XElement root = XDocument.Parse(answer.Text).Root!;
        Assert.Equal(Sitemaps + "urlset", root.Name);
        Assert.All(root.Elements(), url =>
        {
            Assert.Equal((Sitemaps + "url", 2), (url.Name, url.Elements().Count()));
            Assert.Matches($"^{PublicUrl}/($|news/|categories/)", (string?)url.Element(Sitemaps + "loc"));
            Assert.InRange(DateTimeOffset.Parse((string)url.Element(Sitemaps + "lastmod")!), DateTimeOffset.UnixEpoch, DateTimeOffset.UtcNow.AddHours(1));
        });
    }

    [Fact]
    public async Task The_site_map_and_its_parts_are_cached_conditional_and_complete_without_their_bodies()
    {
        await Editor.PublishedAsync();
        foreach (string address in (string[])["/sitemap.xml", "/sitemaps/1"])
        {
            Answer full = (await Reader.GetAsync(address)).Is(HttpStatusCode.OK);
            Assert.Matches("^\"[^\"]{8,}\"$", full.ETag);
            Assert.Matches("^public, max-age=[0-9]{1,2}$", full.Header("Cache-Control"));
            Assert.Empty((await Reader.Get(address).With("If-None-Match", full.ETag!).SendAsync()).Is(HttpStatusCode.NotModified).Body);
            Answer head = (await Reader.Head(address).SendAsync()).Is(HttpStatusCode.OK);
            Assert.Empty(head.Body);
            Assert.Equal(full.Headers, head.Headers);
            (await Editor.Post(address).Json(new { }).SendAsync()).IsProblem(HttpStatusCode.MethodNotAllowed, "method-not-allowed");
        }
    }

    [Theory]
    [InlineData("/sitemaps/0")]
    [InlineData("/sitemaps/2")]
    [InlineData("/sitemaps/-1")]
    [InlineData("/sitemaps/2147483647")]
    [InlineData("/sitemaps/-2147483648")]
    [InlineData("/sitemaps/99999999999999999999")]
    [InlineData("/sitemaps/jeden")]
    [InlineData("/sitemaps/1.5")]
    [InlineData("/sitemaps")]
    public async Task A_part_that_there_is_not_is_not_found(string address)
    {
        // The addresses are cached for a minute, so this must work whichever test runs first.
        await Editor.PublishedAsync();
        (await Reader.GetAsync(address)).IsProblem(HttpStatusCode.NotFound, "not-found");
    }
}
