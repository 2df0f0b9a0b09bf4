using System.Net;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Bulletin.IntegrationTests.Feeds;

/// <summary>Feeds by a clock that the test moves, without any timer, on a site with settings of its own.</summary>
public sealed class FeedVisibilityTests(AzuriteFixture azurite) : ClockedTests(
    azurite,
    [
        new("Bulletin:Title", "Aktualności <miasta> & gmin"), new("Bulletin:Language", "en-GB"),
        new("Bulletin:AnnouncementUrl", "https://www.example.org/?p={slug}&id={id}"),
    ],
    "Sport")
{
    [Fact]
    public async Task A_scheduled_announcement_is_in_the_feeds_at_its_instant_and_an_expired_one_is_gone_at_its_instant()
    {
        Answer made = await Newsroom.CreateAsync(new
        {
            title = "Otwarcie basenu",
            status = "published",
            publishedAt = Start.AddSeconds(3),
            expiresAt = Start.AddSeconds(60),
            categories = (string[])["sport"],
        });
        await ExpectAsync(isThere: false);
        Clock.Advance(TimeSpan.FromSeconds(3) - Instant);
        await ExpectAsync(isThere: false);
        Clock.Advance(Instant);
        await ExpectAsync(isThere: true);
        Clock.Advance(TimeSpan.FromSeconds(57) - Instant);
        await ExpectAsync(isThere: true);
        Clock.Advance(Instant);
        await ExpectAsync(isThere: false);

        async Task ExpectAsync(bool isThere)
        {
            foreach (string address in (string[])["/feed", "/categories/sport/feed"])
            {
                foreach (string format in (string[])[".atom", ".rss", ".json"])
                {
                    Answer feed = (await Newsroom.ReadAsync(address + format)).Expect(HttpStatusCode.OK);
                    Assert.Equal((address, format, isThere), (address, format, feed.Text.Contains($"urn:uuid:{made.Id}", StringComparison.Ordinal)));
                }
            }
        }
    }

    [Fact]
    public async Task Feeds_have_the_title_the_language_and_the_addresses_of_the_settings()
    {
        Answer made = await Newsroom.CreateAsync(new { title = "Wpis", body = "[obok](inny)", status = "published" });
        string url = $"https://www.example.org/?p=wpis&id={made.Id}";
        XNamespace atom = "http://www.w3.org/2005/Atom";
        XElement feed = XDocument.Parse((await Newsroom.ReadAsync("/feed.atom")).Text).Root!;
        Assert.Equal(
            ("Aktualności <miasta> & gmin", "en-GB", url),
            ((string?)feed.Element(atom + "title"), (string?)feed.Attribute(XNamespace.Xml + "lang"), (string?)feed.Element(atom + "entry")!.Element(atom + "link")!.Attribute("href")));
        XElement channel = XDocument.Parse((await Newsroom.ReadAsync("/categories/sport/feed.rss")).Text).Root!.Element("channel")!;
        Assert.Equal(("Sport – Aktualności <miasta> & gmin", "en-GB"), ((string?)channel.Element("title"), (string?)channel.Element("language")));
        JsonNode json = (await Newsroom.ReadAsync("/feed.json")).Body!;
        Assert.Equal(
            ("Aktualności <miasta> & gmin", "en-GB", url),
            ((string?)json["title"], (string?)json["language"], (string?)json["items"]![0]!["url"]));
        Assert.Contains("https://www.example.org/inny", (string?)json["items"]![0]!["content_html"], StringComparison.Ordinal);
    }
}
