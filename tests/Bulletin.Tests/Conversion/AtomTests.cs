namespace Bulletin.Tests.Conversion;

public sealed class AtomTests
{
    [Fact]
    public void Contents_are_read_by_their_types_and_what_is_no_text_is_named()
    {
        Converted converted = Converted.FeedFile("atom-content-types.xml");

        Assert.Equal(
            ["<p>Pełna *treść*</p>", "<p>Treść</p>", "", "<p>s</p>", "<p>a &lt;b&gt; c</p>\n<p>d</p>"],
            converted.Announcements.Select(announcement => announcement.Body));
        Assert.Equal("Tytuł xhtml", converted.Announcements[4].Title);
        Assert.Equal(["3: has a content of the type 'application/pdf', which is left out"], converted.Remarks);
    }

    [Theory]
    [InlineData("type=\"text/html\"", "&lt;p&gt;a&lt;/p&gt;", "<p>a</p>")]
    [InlineData("type=\"HTML\"", "&lt;p&gt;a&lt;/p&gt;", "<p>a</p>")]
    [InlineData("type=\"application/xhtml+xml\"", "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>a</p></div>", "<p>a</p>")]
    [InlineData("type=\"xhtml\"", "<p xmlns=\"http://www.w3.org/1999/xhtml\">a<br/>b</p>", "<p>a<br>b</p>")]
    [InlineData("type=\"html\"", "<p>a</p>", "<p>a</p>")]
    [InlineData("type=\"text/plain; charset=utf-8\"", "a &lt; b", "<p>a &lt; b</p>")]
    [InlineData("type=\"text/html\" mode=\"escaped\"", "&lt;p&gt;a&lt;/p&gt;", "<p>a</p>")]
    [InlineData("type=\"text/html\" mode=\"base64\"", "PHA+YTwvcD4=", "<p>a</p>")]
    public void Every_type_of_text_becomes_html(string attributes, string content, string body) =>
        Assert.Equal(body, Assert.Single(Entry($"<content {attributes}>{content}</content>").Announcements).Body);

    [Theory]
    [InlineData("<content type=\"image/svg+xml\"><svg xmlns=\"http://www.w3.org/2000/svg\"><text>a</text></svg></content>", "1: has a content of the type 'image/svg+xml', which is left out")]
    [InlineData("<content type=\"text/html\" src=\"https://gmina.example/x.html\"/>", "1: has its content at another address (https://gmina.example/x.html), which is left out")]
    public void What_is_left_out_is_named_and_the_summary_stands_for_it(string content, string remark)
    {
        Converted converted = Entry($"<summary>s</summary>{content}");

        Assert.Equal("<p>s</p>", Assert.Single(converted.Announcements).Body);
        Assert.Equal([remark], converted.Remarks);
    }

    [Fact]
    public void A_stated_base_holds_for_links_in_texts()
    {
        Converted converted = Converted.FeedFile("atom-xml-base.xml");

        Assert.Equal(
            ["https://gmina.example/2024/plik.pdf", "https://gmina.example/aktualnosci/plik.pdf", "https://gmina.example/aktualnosci/2024/05/plik.pdf",
                "https://cdn.example/x/plik.pdf", "https://gmina.example/s/s.pdf"],
            converted.Announcements.Select(announcement => announcement.Body!.Split("href=\"")[1].Split('"')[0]));
        Assert.Contains("src=\"https://gmina.example/2024/foto.jpg\"", converted.Announcements[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public void A_base_of_an_inner_element_holds_within_it()
    {
        Converted converted = Entry(
            "<content type=\"xhtml\" xml:base=\"https://a.example/x/\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p xml:base=\"../y/\"><a href=\"1\">1</a></p>"
            + "<p><a href=\"2\">2</a></p></div></content>");

        string body = Assert.Single(converted.Announcements).Body!;
        Assert.Contains("https://a.example/y/1", body, StringComparison.Ordinal);
        Assert.Contains("https://a.example/x/2", body, StringComparison.Ordinal);
    }

    [Fact]
    public void Atom_0_3_is_read()
    {
        Converted converted = Converted.FeedFile("atom03.xml");

        Assert.Equal(
            [
                ("Sesja & dyżur", "https://gmina.example/sesja", "2004-04-30T08:00:00Z",
                    "<p>Pierwsza <a href=\"https://gmina.example/x\" rel=\"noopener noreferrer\">treść</a></p>"),
                ("Drugi", "https://gmina.example/drugi", "2004-04-29T08:00:00Z",
                    "<p>Akapit <a href=\"https://gmina.example/y\" rel=\"noopener noreferrer\">z odnośnikiem</a>.</p><ul><li>raz</li><li>dwa</li></ul>"),
            ],
            converted.Announcements.Select(announcement => (announcement.Title, announcement["sourceUrl"], announcement["publishedAt"], announcement.Body)));
        Assert.Equal("Jan Nowak", converted.Announcements[0]["author"]);
    }

    [Theory]
    [InlineData("http://www.w3.org/2005/Atom")]
    [InlineData("https://www.w3.org/2005/Atom/")]
    [InlineData("http://purl.org/atom/ns#")]
    [InlineData("http://example.com/unknown")]
    [InlineData("")]
    public void The_vocabulary_may_be_misspelt(string vocabulary) =>
        Assert.Equal("<p>b</p>", Assert.Single(Entry("<content>b</content>", vocabulary).Announcements).Body);

    private static Converted Entry(string content, string vocabulary = "http://www.w3.org/2005/Atom") => Converted.Feed(
        $"<feed xmlns=\"{vocabulary}\"><title>t</title><link href=\"https://gmina.example/\"/><entry><title>a</title><id>urn:x:1</id>"
        + $"<link href=\"https://gmina.example/1\"/><updated>2024-01-02T00:00:00Z</updated>{content}</entry></feed>");
}
