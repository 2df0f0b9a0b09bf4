using System.Net;
using System.Xml.Linq;

namespace Bulletin.IntegrationTests.Feeds;

/// <summary>Tests the pages in the site map and their dates, with a clock that the test moves. No timer runs.</summary>
public sealed class SitemapContentTests(AzuriteFixture azurite) : ClockedTests(
    azurite, [new("Bulletin:AnnouncementUrl", "https://www.example.org/?p={slug}&id={id}")])
{
    private static readonly XNamespace Sitemaps = "http://www.sitemaps.org/schemas/sitemap/0.9";


    [Fact]
    public async Task It_has_every_page_that_readers_have_with_its_last_change()
    {
        Answer published = await PublishAsync("ważne");
        Answer pinned = await Newsroom.CreateAsync(new { title = "przypięte", pinned = true, status = "published" });
        Answer dated = await PublishAsync("z dawną datą", new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Answer changed = await PublishAsync("zmienione");
        Answer archived = await PublishAsync("archiwalne");
        Answer expiring = await Newsroom.CreateAsync(new { title = "wygasa", status = "published", expiresAt = Start.AddMinutes(90) });
        Answer scheduled = await PublishAsync("zaplanowane", Start.AddMinutes(90));
        await Newsroom.CreateAsync(new { title = "szkic" });
        await PublishAsync("kiedyś", Start.AddYears(1));
        await Newsroom.DeleteAsync((await PublishAsync("usunięte")).Id);
        await Newsroom.ActAsync((await PublishAsync("wycofane")).Id, "unpublish");
        Clock.Advance(TimeSpan.FromHours(1));
        await Newsroom.PatchAsync(changed.Id, new { title = "Zmienione" });
        await Newsroom.PatchAsync(published.Id, new { author = "drobna zmiana", minor = true });
        await Newsroom.ActAsync(archived.Id, "archive");
        Clock.Advance(TimeSpan.FromHours(1));

        Dictionary<string, string> expected = new()
        {
            [AddressOf(published)] = "2026-03-02T09:00:00Z",
            [AddressOf(pinned)] = "2026-03-02T09:00:00Z",
            [AddressOf(dated)] = "2020-01-01T00:00:00Z",
            [AddressOf(changed)] = "2026-03-02T10:00:00Z",
            [AddressOf(archived)] = "2026-03-02T10:00:00Z",
            [AddressOf(expiring)] = "2026-03-02T10:30:00Z",
            [AddressOf(scheduled)] = "2026-03-02T10:30:00Z",
        };
        Assert.Equivalent(expected, await ReadAsync("/sitemap.xml"), strict: true);
        Assert.Equivalent(expected, await ReadAsync("/sitemaps/1"), strict: true);
    }

    [Fact]
    public async Task It_is_made_anew_after_a_minute()
    {
        Answer first = await PublishAsync("pierwsze");
        Assert.Equal([AddressOf(first)], (await ReadAsync("/sitemap.xml")).Keys);
        Answer second = await PublishAsync("drugie");
        await Newsroom.DeleteAsync(first.Id);
        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([AddressOf(second)], (await ReadAsync("/sitemap.xml")).Keys);
    }

    [Fact]
    public async Task A_site_without_anything_has_an_empty_one()
    {
        Assert.Empty(await ReadAsync("/sitemap.xml"));
        (await Newsroom.ReadAsync("/sitemaps/1")).Expect(HttpStatusCode.NotFound);
    }

    private static string AddressOf(Answer announcement) => (string)announcement.Body!["url"]!;

    private Task<Answer> PublishAsync(string title, DateTimeOffset? publishedAt = null) =>
        Newsroom.CreateAsync(new { title, status = "published", publishedAt = publishedAt ?? Start });

    private async Task<Dictionary<string, string>> ReadAsync(string address) =>
        XDocument.Parse((await Newsroom.ReadAsync(address)).Expect(HttpStatusCode.OK).Text).Root!.Elements(Sitemaps + "url")
            .ToDictionary(url => (string)url.Element(Sitemaps + "loc")!, url => (string)url.Element(Sitemaps + "lastmod")!);
}
