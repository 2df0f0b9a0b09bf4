using System.Text;
using Bulletin.Conversion;
using Bulletin.Conversion.Lines;

namespace Bulletin.Tests.Conversion;

/// <summary>Damage of a file is passed over as well as it goes, and said.</summary>
public sealed class RecoveryTests
{
    [Theory]
    [InlineData("<title>a</title><description>raz<br>dwa</description>", "raz<br>dwa", "has elements that are not ended: <br> or the like")]
    [InlineData("<title>a</title><description>raz<br/>dwa <b>trzy</b></description>", "raz<br>dwa <b>trzy</b>", null)]
    [InlineData("<title>a</title><description>raz ]]> dwa</description>", "<p>raz ]]&gt; dwa</p>", "has ]]> in its text, taken for itself")]
    [InlineData("<title>a</title><description>Jan & Ewa</description>", "<p>Jan &amp; Ewa</p>", "has & without a reference, taken for itself")]
    [InlineData("<title>a</title><description>5 < 6</description>", "5 &lt; 6", "has < without a tag, taken for itself")]
    [InlineData("<title>a</title><description>x<y i 7 > 3</description>", "x&lt;y i 7&gt; 3", "has < without a tag, taken for itself")]
    [InlineData("<title>a</title><description>a<b><i>c</b>d</description>", "a<b><i>c</i></b>d", "has elements that are not ended: <i>")]
    [InlineData("<title>a</title><description>a</i>b</description>", "<p>ab</p>", "has end tags without a beginning: </i>")]
    [InlineData("<title>a</title><description>a\u0001b</description>", "<p>ab</p>", "has control characters, which are left out")]
    [InlineData("<title>a</title><description>a \u0096 b</description>", "<p>a – b</p>", "has control characters, which were read as those of windows-1252")]
    [InlineData("<title>a</title><description>&nieznana;</description>", "<p>&amp;nieznana;</p>", "has & without a reference, taken for itself")]
    [InlineData("<title>a</title><description>&bdquo;&oacute;&hellip;&#x1F600;&#55357;&#56832;</description>", "<p>„ó…😀😀</p>", null)]
    [InlineData("<title>a</title><description x=1>b</description>", "<p>b</p>", "has tags with attributes that are not in quotation marks or not ended: <description>")]
    [InlineData("<title>a</title><description><![CDATA[<p>a <![CDATA[b]]> c</p>]]></description>", "<p>a b c</p>", "has end tags without a beginning: </p>")]
    [InlineData("<title>a</title><description>b", "<p>b</p>", "has elements that are not ended: <description>")]
    [InlineData("<title>a<description>b</description>", "<p>b</p>", "has elements that are not ended: <title>")]
    public void An_entry_with_damage_keeps_its_text(string content, string body, string? remark)
    {
        Converted converted = Converted.Item(content + "<pubDate>2024-04-24T10:00:00Z</pubDate>");

        ConvertedAnnouncement announcement = Assert.Single(converted.Announcements);
        Assert.Equal(("a", body), (announcement.Title, announcement.Body));
        Assert.Equal("2024-04-24T10:00:00Z", announcement["publishedAt"]);
        if (remark is null)
        {
            Assert.Empty(converted.Remarks);
        }
        else
        {
            Assert.Contains("1: " + remark, converted.Remarks);
        }
    }

    [Fact]
    public void An_undeclared_prefix_hinders_nothing_and_is_counted()
    {
        Converted feed = Converted.FeedFile("undeclared-prefix-feed.xml");

        Assert.Equal(["Pierwszy", "Drugi"], feed.Announcements.Select(announcement => announcement.Title));
        Assert.Equal(1, feed.Report.Counts["elements and attributes with the prefix media, which the file does not declare"]);
        Assert.Equal("<p>Treść</p>", Assert.Single(Converted.WordPress(Fixture.Bytes("wxr-undeclared-prefix.xml")).Announcements).Body);
    }

    [Fact]
    public void The_next_entry_ends_one_whose_end_is_missing()
    {
        Converted converted = Converted.Feed(Converted.Rss(
            "<item><title>Raz</title><link>https://gmina.example/1</link><description>a <b>b<item><title>Dwa</title><link>https://gmina.example/2</link></item>"));

        Assert.Equal(["Raz", "Dwa"], converted.Announcements.Select(announcement => announcement.Title));
        Assert.Contains("1: has elements that are not ended: <b>", converted.Remarks);
    }

    [Fact]
    public void Messages_of_a_program_before_the_feed_are_passed_over()
    {
        Converted converted = Converted.Feed(
            "<br />\n<b>Warning</b>: mysql_connect()\n<?xml version=\"1.0\"?>" + Converted.Rss("<item><title>a</title><link>https://gmina.example/1</link></item>"));

        Assert.Single(converted.Announcements);
        Assert.Equal(2, converted.Report.Counts["messages before the beginning of the file, left out"]);
    }

    [Fact]
    public void An_entry_that_the_file_ends_in_is_skipped_and_named()
    {
        string feed = Converted.Rss("<item><title>Cały</title><link>https://gmina.example/1</link></item><item><title>Ucięty</title><description>pocz");
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(feed[..^"</channel></rss>".Length]));
        var conversion = new Bulletin.Conversion.Feeds.FeedConversion(Converted.Warsaw);
        using IEnumerator<ConvertedLine> lines = conversion.Read(stream).GetEnumerator();

        Assert.True(lines.MoveNext());
        ConversionException error = Assert.Throws<ConversionException>(() => lines.MoveNext());

        Assert.StartsWith("The file breaks off after 2 entries (line 1)", error.Message, StringComparison.Ordinal);
        Assert.Contains(conversion.Report.Remarks, remark => remark is { Entry: 2, Title: "Ucięty", IsSkipped: true } && remark.Text.StartsWith("is cut off", StringComparison.Ordinal));
    }

    [Fact]
    public void Text_that_looks_like_a_tag_stays()
    {
        ConvertedAnnouncement announcement = Assert.Single(Converted.Item(
            "<title>5 &lt; 6 i a&lt;b</title><description>&lt;p&gt;Jan &lt;jan@gmina.example&gt; i x&lt;y</description>").Announcements);

        Assert.Equal("5 < 6 i a<b", announcement.Title);
        Assert.Contains("Jan &lt;jan@gmina.example&gt; i x&lt;y", announcement.Body, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_in_elements_that_cannot_be_shown_is_named()
    {
        Converted converted = Converted.Item("<title>a</title><description>&lt;p&gt;b&lt;object&gt;zgubione&lt;/object&gt;&lt;/p&gt;</description>");

        Assert.Contains(converted.Remarks, remark => remark.Contains("cannot be shown", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("&#x200B;&#x2060;")]
    [InlineData("&#x3164;")]
    [InlineData("&#x0301;")]
    [InlineData("  ")]
    public void A_title_that_shows_nothing_is_none(string title)
    {
        Converted converted = Converted.Item(
            $"<title>{title}</title><category>&#x200B;</category><description>&lt;p&gt;&#x200B;&lt;/p&gt;&lt;p&gt;Treść&lt;/p&gt;</description>");

        ConvertedAnnouncement announcement = Assert.Single(converted.Announcements);
        Assert.Equal("Treść", announcement.Title);
        Assert.Empty(announcement.Categories);
        Assert.Contains("1: has no title: the beginning of its text stands for it", converted.Remarks);
    }
}
