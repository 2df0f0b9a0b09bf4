using System.Text;
using Bulletin.Conversion;
using Bulletin.Conversion.Feeds;
using Bulletin.Conversion.Lines;
using NodaTime;

namespace Bulletin.Tests.Conversion;

public sealed class FeedConversionTests
{
    private static readonly DateTimeZone Warsaw = DateTimeZoneProviders.Tzdb["Europe/Warsaw"];

    [Fact]
    public void Rss_in_a_polish_encoding_with_everything_that_is_wrong_in_it()
    {
        (IReadOnlyList<ConvertedAnnouncement> announcements, ConversionReport report) = Read(Fixture.Bytes("miasto-rss-windows-1250.xml"));
        ConvertedAnnouncement concert = announcements[0];

        Assert.Equal("Zażółć gęślą jaźń – koncert w parku", concert.Title);
        Assert.Equal("Koncert w sobotę.", concert["lead"]);
        Assert.Equal("2024-04-23T09:33:00Z", concert["publishedAt"]);
        Assert.Equal("Jan Żak", concert["author"]);
        Assert.Equal("pl", concert["language"]);
        Assert.Equal("https://legowiec.example/aktualnosci?id=1&dzial=2", concert["sourceUrl"]);
        Assert.Equal([":Kultura & sztuka"], concert.Categories);
        Assert.Equal(
            "<p>W sobotę gra orkiestra. <a href=\"https://legowiec.example/mapa\" rel=\"noopener noreferrer\">Mapa</a> "
                + "<img src=\"https://legowiec.example/zdjecie.jpg\" alt=\"Orkiestra\"></p>",
            concert.Body);
        Assert.Equal(["has a date that is none ('wczoraj'): it gets the feed's", "has the address of an earlier entry: https://legowiec.example/aktualnosci?id=1&dzial=2"],
            report.Remarks.Where(remark => !remark.Text.StartsWith("has no date", StringComparison.Ordinal) && !remark.Text.StartsWith("has &", StringComparison.Ordinal)).Select(remark => remark.Text));
    }

    [Fact]
    public void An_entry_without_an_address_of_its_own_gets_one_that_stays_the_same()
    {
        ConvertedAnnouncement first = Read(Fixture.Bytes("miasto-rss-windows-1250.xml")).Announcements[1];
        ConvertedAnnouncement second = Read(Fixture.Bytes("miasto-rss-windows-1250.xml")).Announcements[1];

        Assert.Matches("^https://legowiec\\.example/#entry-[0-9a-f]{16}$", first["sourceUrl"]);
        Assert.Equal(first.Text, second.Text);
        Assert.Equal("2024-05-01T08:00:00Z", first["publishedAt"]);
        Assert.StartsWith("<p>Pierwszy akapit.</p>\n<p>Drugi akapit", first.Body, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_and_passwords_are_not_taken_over()
    {
        ConvertedAnnouncement entry = Read(Fixture.Bytes("miasto-rss-windows-1250.xml")).Announcements[2];

        Assert.Equal("https://legowiec.example/3", entry["sourceUrl"]);
        Assert.Null(entry["author"]);
        Assert.Equal("2024-04-24T06:00:00Z", entry["publishedAt"]);
    }

    [Fact]
    public void Atom_with_html_xhtml_and_text()
    {
        IReadOnlyList<ConvertedAnnouncement> announcements = Read(Fixture.Bytes("powiat-atom.xml")).Announcements;
        (ConvertedAnnouncement road, ConvertedAnnouncement buses) = (announcements[0], announcements[1]);

        Assert.Equal("Droga & most zamknięte", road.Title);
        Assert.Equal("Objazd potrwa do lipca.", road["lead"]);
        Assert.Equal("https://powiat.example/wiadomosci/droga-1", road["sourceUrl"]);
        Assert.Equal("2024-04-23T08:33:00Z", road["publishedAt"]);
        Assert.Equal("Zarząd Dróg", road["author"]);
        Assert.Equal(["drogi:Drogi i mosty", ":Objazdy"], road.Categories);
        Assert.Contains(
            "<p>Zamykamy <strong>most</strong>.<br>Objazd: <a href=\"https://powiat.example/wiadomosci/mapa\" rel=\"noopener noreferrer\">mapa</a></p>",
            road.Body, StringComparison.Ordinal);
        Assert.Equal("Автобуси < вчасно", buses.Title);
        Assert.Equal("uk", buses["language"]);
        Assert.Equal("2024-04-24T22:00:00Z", buses["publishedAt"]);
        Assert.Equal("<p>Перший рядок<br>другий</p>\n<p>абзац</p>", buses.Body);
    }

    [Fact]
    public void Entities_are_never_expanded_and_nothing_outside_the_file_is_read()
    {
        string secret = Path.GetTempFileName();
        try
        {
            File.WriteAllText(secret, "tajne");
            string bomb = "<!ENTITY a0 \"ha\">" + string.Concat(Enumerable.Range(1, 30).Select(level =>
                $"<!ENTITY a{level} \"{string.Concat(Enumerable.Repeat($"&a{level - 1};", 10))}\">"));
            string feed = $"<!DOCTYPE rss [{bomb}<!ENTITY file SYSTEM \"file://{secret}\"> <!ENTITY % more SYSTEM \"file://{secret}\"> %more;]>"
                + "<rss><channel><link>https://a.example</link><item><title>x &a30; &file; y</title><link>https://a.example/1</link></item></channel></rss>";

            ConvertedAnnouncement entry = Assert.Single(Read(Encoding.UTF8.GetBytes(feed)).Announcements);

            Assert.Equal("x &a30; &file; y", entry.Title);
        }
        finally
        {
            File.Delete(secret);
        }
    }

    [Theory]
    [InlineData("<html><body><p>404</p></body></html>", "its outermost element is <html>")]
    [InlineData("Not found", "The file is no XML")]
    [InlineData("", "The file is no XML")]
    [InlineData("<?xml version=\"1.0\" encoding=\"klingon\"?><rss/>", "The encoding 'klingon' of the file is not known.")]
    [InlineData("<rss><channel><link>https://a.example</link><item><title>a</title></item>", "breaks off after 1 entries")]
    public void What_is_no_feed_gets_a_clear_error(string text, string message)
    {
        ConversionException error = Assert.Throws<ConversionException>(() => Read(Encoding.UTF8.GetBytes(text)));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static (IReadOnlyList<ConvertedAnnouncement> Announcements, ConversionReport Report) Read(byte[] feed)
    {
        using var stream = new MemoryStream(feed);
        var conversion = new FeedConversion(Warsaw);
        return ([.. conversion.Read(stream).Select(line => new ConvertedAnnouncement(line))], conversion.Report);
    }
}
