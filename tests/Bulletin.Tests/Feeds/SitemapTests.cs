using System.Xml.Linq;
using Bulletin.Feeds;

namespace Bulletin.Tests.Feeds;

public sealed class SitemapTests
{
    private static readonly XNamespace Sitemaps = "http://www.sitemaps.org/schemas/sitemap/0.9";

    [Fact]
    public void Above_fifty_thousand_addresses_an_index_names_the_parts_with_the_last_change_in_each()
    {
        List<SitemapAddress> addresses = Addresses(Sitemap.MaximumAddresses + 1);
        XElement index = Read(Sitemap.WriteIndex(addresses, "https://news.example.org"));
        Assert.Equal(Sitemaps + "sitemapindex", index.Name);
        Assert.Equal(
            [("https://news.example.org/sitemaps/1", "2024-05-28T01:52:00Z"), ("https://news.example.org/sitemaps/2", "2024-05-28T01:53:00Z")],
            index.Elements(Sitemaps + "sitemap").Select(part => ((string?)part.Element(Sitemaps + "loc"), (string?)part.Element(Sitemaps + "lastmod"))));
    }

    [Fact]
    public void The_longest_part_is_within_what_search_engines_take()
    {
        byte[] part = Sitemap.Write(Addresses(Sitemap.MaximumAddresses));
        // 50 MB and 50,000 addresses (www.sitemaps.org/protocol.html).
        Assert.InRange(part.Length, 1, 50_000_000);
        XElement root = Read(part);
        Assert.Equal(Sitemaps + "urlset", root.Name);
        Assert.Equal(50_000, root.Elements(Sitemaps + "url").Select(url => (string?)url.Element(Sitemaps + "loc")).Distinct().Count());
    }

    [Fact]
    public void An_address_with_an_ampersand_stays_what_it_is()
    {
        var address = new SitemapAddress(Guid.Empty, "https://www.example.org/?p=a&id='<1>'", A.Moment);
        Assert.Equal(address.Url, (string?)Read(Sitemap.Write([address])).Element(Sitemaps + "url")!.Element(Sitemaps + "loc"));
    }

    private static XElement Read(byte[] xml) => XDocument.Load(new MemoryStream(xml)).Root!;

    // Each changed a minute after the one before; the addresses are about as long as they get.
    private static List<SitemapAddress> Addresses(int count) => Enumerable.Range(0, count)
        .Select(number => new SitemapAddress(Guid.NewGuid(), $"https://news.example.org/news/{new string('x', 200)}-{number}", A.Moment.AddMinutes(number)))
        .ToList();
}
