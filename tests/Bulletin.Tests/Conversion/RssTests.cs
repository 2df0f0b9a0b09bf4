namespace Bulletin.Tests.Conversion;

public sealed class RssTests
{
    [Theory]
    [InlineData("<rss version=\"0.91\"><channel><title>t</title><link>https://gmina.example/</link>{0}</channel></rss>")]
    [InlineData("<rss version=\"2.0\" xmlns=\"http://backend.userland.com/rss2\"><channel><title>t</title><link>https://gmina.example/</link>{0}</channel></rss>")]
    [InlineData("<rss version=\"2.0\" xmlns=\"http://example.com/unknown\"><channel><title>t</title><link>https://gmina.example/</link>{0}</channel></rss>")]
    [InlineData("<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\"><channel rdf:about=\"x\"><title>t</title>"
        + "<link>https://gmina.example/</link><items><rdf:Seq><rdf:li rdf:resource=\"https://gmina.example/1\"/></rdf:Seq></items></channel>{0}</rdf:RDF>")]
    [InlineData("<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://my.netscape.com/rdf/simple/0.9/\"><channel><title>t</title>"
        + "<link>https://gmina.example/</link></channel>{0}</rdf:RDF>")]
    public void Every_version_is_read(string feed)
    {
        ConvertedAnnouncement announcement = Assert.Single(Converted.Feed(
            feed.Replace("{0}", "<item><title>a</title><link>https://gmina.example/1</link><description>b</description></item>", StringComparison.Ordinal)).Announcements);

        Assert.Equal(("a", "<p>b</p>", "https://gmina.example/1"), (announcement.Title, announcement.Body, announcement["sourceUrl"]));
    }

    [Fact]
    public void The_whole_text_may_stand_as_xhtml()
    {
        ConvertedAnnouncement announcement = Assert.Single(Converted.FeedFile("rss-xhtml-body.xml").Announcements);

        Assert.Equal(("<p>Pełna <b>treść</b></p>", "Skrót"), (announcement.Body, announcement["lead"]));
    }

    [Fact]
    public void What_is_not_read_is_counted_and_named()
    {
        Converted converted = Converted.Item("<title>a</title><description>b</description><fulltext>c</fulltext>");

        Assert.Equal(1, converted.Report.Counts["elements <fulltext> of entries, left out"]);
    }

    [Fact]
    public void Zones_are_understood_or_reported()
    {
        Converted converted = Converted.FeedFile("zones.xml");

        Assert.Equal(
            ["2024-04-23T22:00:00Z", "2024-04-24T12:30:00Z", "2024-04-24T01:00:00Z", null, "2024-04-24T00:00:00Z", "2004-01-26T21:31:00Z"],
            converted.Announcements.Select(announcement => announcement["publishedAt"]));
        Assert.Contains("4: has a date that is none ('Wed, 24 Apr 2024 10:00:00 +1500')", converted.Remarks);
    }

    [Fact]
    public void Common_forms_of_dates_are_understood() => Assert.Equal(
        ["2020-05-25T04:45:26Z", "2004-01-04T15:29:06Z", "2020-05-25T02:45:26Z", "2020-05-25T12:30:00Z", "2020-04-30T22:00:00Z", "2020-05-24T22:00:00Z"],
        Converted.FeedFile("month-first.xml").Announcements.Select(announcement => announcement["publishedAt"]));

    [Theory]
    [InlineData("<dcterms:issued>2024-04-01T10:00:00Z</dcterms:issued>")]
    [InlineData("<dcterms:created>2024-04-01T10:00:00Z</dcterms:created>")]
    [InlineData("<atom:updated>2024-04-01T10:00:00Z</atom:updated>")]
    [InlineData("<pubdate>2024-04-01T10:00:00Z</pubdate>")]
    [InlineData("<pubDate>wczoraj</pubDate><dc:date>2024-04-01T10:00:00Z</dc:date>")]
    public void The_date_may_stand_in_other_elements(string date) =>
        Assert.Equal("2024-04-01T10:00:00Z", Assert.Single(Converted.Item("<title>a</title>" + date).Announcements)["publishedAt"]);

    [Fact]
    public void Entries_with_one_link_and_different_ids_are_different_and_keep_their_addresses()
    {
        Assert.Equal(2, Converted.FeedFile("same-link-other-guid.xml").Announcements.Count);
        string Item(string id) => $"<item><title>{id}</title><link>https://gmina.example/news.php</link><guid isPermaLink=\"false\">{id}</guid></item>";
        string?[] Addresses(params string[] ids) =>
            [.. Converted.Feed(Converted.Rss(string.Concat(ids.Select(Item)))).Announcements.Select(announcement => announcement["sourceUrl"])];

        string?[] addresses = Addresses("1", "2", "3");

        Assert.Equal(3, addresses.Distinct().Count());
        Assert.All(addresses, address => Assert.StartsWith("https://gmina.example/news.php#entry-", address, StringComparison.Ordinal));
        Assert.Equal(addresses[1..], Addresses("2", "3", "4")[..2]);
        Assert.Equal(["https://gmina.example/news.php"], Addresses("1", "1"));
    }
}
