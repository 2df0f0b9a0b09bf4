using System.Text;
using Bulletin.Conversion;
using Bulletin.Conversion.Lines;
using Bulletin.Conversion.WordPress;
using NodaTime;

namespace Bulletin.Tests.Conversion;

[Collection(Alone.Name)]
public sealed class WordPressConversionTests
{
    private static readonly DateTimeZone Warsaw = DateTimeZoneProviders.Tzdb["Europe/Warsaw"];

    [Fact]
    public void A_post_comes_over_with_everything_it_has()
    {
        ConvertedAnnouncement post = Export().Announcements.Single(announcement => announcement["slug"] == "dzien-ziemi");

        Assert.Equal("Dzień Ziemi & sprzątanie brzegów Żabianki", post.Title);
        Assert.Equal("Wspólne sprzątanie brzegów rzeki.", post["lead"]);
        Assert.Equal("published", post["status"]);
        Assert.Equal("2024-04-22T08:00:00Z", post["publishedAt"]);
        Assert.Equal("pl-PL", post["language"]);
        Assert.Equal("Anna Wójcik", post["author"]);
        Assert.Equal("https://zabimlyn.example/dzien-ziemi/", post["sourceUrl"]);
        Assert.Equal("https://zabimlyn.example/wp-content/uploads/most.jpg Most nad Żabianką o świcie", post.Image);
        Assert.Equal(["aktualnosci:Aktualności", "srodowisko-i-przyroda:Środowisko & przyroda"], post.Categories);
        Assert.True(post.Pinned);
    }

    [Fact]
    public void Paragraphs_captions_lists_and_addresses_of_the_classic_editor_become_html()
    {
        string body = Export().Announcements[0].Body!;

        Assert.Contains("<p>Zapraszamy na wspólne sprzątanie.<br>Zbiórka przy moście.</p>", body, StringComparison.Ordinal);
        Assert.Contains(
            "<figure><img src=\"https://zabimlyn.example/wp-content/uploads/most.jpg\" alt=\"Most\" width=\"300\"><figcaption>Most na Żabiance</figcaption></figure>",
            body,
            StringComparison.Ordinal);
        Assert.Contains("href=\"https://zabimlyn.example/regulamin.pdf\"", body, StringComparison.Ordinal);
        Assert.Contains("[PDF]", body, StringComparison.Ordinal);
        Assert.Contains("<li>rękawice</li>", body, StringComparison.Ordinal);
        Assert.Contains("<p><a href=\"https://film.example/watch?v=1\" rel=\"noopener noreferrer\">https://film.example/watch?v=1</a></p>", body, StringComparison.Ordinal);
        Assert.DoesNotContain("gallery", body, StringComparison.Ordinal);
    }

    [Fact]
    public void Blocks_lose_their_comments_and_what_is_embedded_becomes_a_link()
    {
        ConvertedAnnouncement post = Export().Announcements[1];

        Assert.StartsWith("<p>Nabór trwa do piątku.</p>", post.Body, StringComparison.Ordinal);
        Assert.Contains("<a href=\"https://film.example/2\"", post.Body, StringComparison.Ordinal);
        Assert.Contains("<a href=\"https://mapa.example/rynek\" rel=\"noopener noreferrer\">Mapa rynku</a>", post.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("wp:", post.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("alert", post.Body, StringComparison.Ordinal);
        Assert.Equal("nabor-wnioskow", post["slug"]);
        // Without a universal date, the site's zone counts: winter in Warsaw.
        Assert.Equal("2024-01-15T11:30:00Z", post["publishedAt"]);
    }

    [Fact]
    public void A_draft_stays_one_and_a_post_of_the_future_keeps_its_date()
    {
        (IReadOnlyList<ConvertedAnnouncement> announcements, _) = Export();
        ConvertedAnnouncement draft = announcements.Single(announcement => announcement.Title == "Szkic uchwały");
        ConvertedAnnouncement future = announcements.Single(announcement => announcement.Title == "Dożynki 2099");

        Assert.Equal(("draft", null, null), (draft["status"], draft["publishedAt"], draft["slug"]));
        Assert.False(draft.Pinned);
        Assert.Equal("<p>Jeszcze nie [gallery] dla wszystkich.</p>", draft.Body);
        Assert.Equal(("published", "2099-08-20T10:00:00Z"), (future["status"], future["publishedAt"]));
        // An earlier post has its slug.
        Assert.Null(future["slug"]);
    }

    [Fact]
    public void Missing_dates_and_titles_and_forbidden_characters_do_no_harm()
    {
        (IReadOnlyList<ConvertedAnnouncement> announcements, _) = Export();
        ConvertedAnnouncement dateless = announcements.Single(announcement => announcement["slug"] == "bez-daty");

        Assert.Null(dateless["publishedAt"]);
        Assert.Equal("<p>Tekst z sterującym znakiem.</p>", dateless.Body);
        Assert.Equal("Awaria wodociągu na ulicy Młyńskiej.", announcements[5].Title);
        Assert.Equal(6, announcements.Count);
    }

    [Fact]
    public void The_report_says_what_was_skipped_and_why()
    {
        ConversionReport report = Export().Report;

        Assert.Equal(6, report.Converted);
        Assert.Equal(
            ["has neither a title nor a text", "is protected by a password", "is in the bin", "is a page, no post",
                "has the address of an earlier entry: https://zabimlyn.example/nabor-wnioskow/"],
            report.Remarks.Where(remark => remark.IsSkipped).Select(remark => remark.Text));
        Assert.Equal(6, report.Skipped);
        Assert.Equal(1, report.Counts["items of the kind attachment, skipped"]);
        Assert.Equal(1, report.Counts["short code [gallery], left out"]);
        Assert.Equal(1, report.Counts["short code [oczy], left out"]);
        Assert.Equal(1, report.Counts["block latest-posts without content of its own, left out"]);
        Assert.Equal(1, report.Counts["tags, left out"]);
        Assert.Contains(report.Remarks, remark => remark.Entry == 5 && remark.Text.StartsWith("has no date", StringComparison.Ordinal));
        using var text = new StringWriter();
        report.WriteTo(text);
        Assert.EndsWith("6 announcements, 6 entries skipped" + Environment.NewLine, text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_runs_give_the_same_lines() =>
        Assert.Equal(Export().Announcements.Select(line => line.Text), Export().Announcements.Select(line => line.Text));

    [Fact]
    public void A_truncated_file_gives_what_came_before_and_a_clear_error()
    {
        byte[] whole = Fixture.Bytes("gmina-wordpress.xml");
        string text = Encoding.UTF8.GetString(whole);
        using var cut = new MemoryStream(Encoding.UTF8.GetBytes(text[..text.IndexOf("Szkic uchwały", StringComparison.Ordinal)]));
        using IEnumerator<ConvertedLine> lines = new WordPressConversion(Warsaw).Read(cut).GetEnumerator();

        Assert.True(lines.MoveNext());
        Assert.True(lines.MoveNext());
        ConversionException error = Assert.Throws<ConversionException>(() => lines.MoveNext());

        Assert.Contains("breaks off after ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_feed_is_no_export()
    {
        using var feed = new MemoryStream(Fixture.Bytes("powiat-atom.xml"));

        ConversionException error = Assert.Throws<ConversionException>(() => new WordPressConversion(Warsaw).Read(feed).ToList());

        Assert.Contains("import-feed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_that_is_too_long_is_refused_by_name_and_the_next_goes_on()
    {
        string items = Item(1, new string('a', 300_000)) + Item(2, "Tekst");
        using var export = new MemoryStream(Encoding.UTF8.GetBytes(Envelope(items)));
        var conversion = new WordPressConversion(Warsaw);

        ConvertedLine line = Assert.Single(conversion.Read(export));

        Assert.Equal("Wpis 2", line.Title);
        ConversionRemark skipped = Assert.Single(conversion.Report.Remarks, remark => remark.IsSkipped);
        Assert.Equal("Wpis 1", skipped.Title);
        Assert.Contains("256 KiB", skipped.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_export_needs_no_more_memory_than_a_short_one()
    {
        using var export = new FileStream(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 4096, FileOptions.DeleteOnClose);
        using (var writer = new StreamWriter(export, leaveOpen: true))
        {
            writer.Write(Envelope(string.Empty).Replace("</channel></rss>", string.Empty, StringComparison.Ordinal));
            for (int number = 1; number <= 2_000; number++)
            {
                writer.Write(Item(number, "Tekst z polskimi znakami: zażółć gęślą jaźń. " + new string('x', 3000)));
            }

            writer.Write("</channel></rss>");
        }

        int lines = 0;
        long most = 0;
        long before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (ConvertedLine _ in new WordPressConversion(Warsaw).Read(export))
        {
            if (++lines % 500 == 0)
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }

        Assert.Equal(2_000, lines);
        // The file has more than 6 MB.
        Assert.True(most < 3_000_000, $"{most} bytes are held");
    }

    private static (IReadOnlyList<ConvertedAnnouncement> Announcements, ConversionReport Report) Export()
    {
        using var export = new MemoryStream(Fixture.Bytes("gmina-wordpress.xml"));
        var conversion = new WordPressConversion(Warsaw);
        return ([.. conversion.Read(export).Select(line => new ConvertedAnnouncement(line))], conversion.Report);
    }

    private static string Envelope(string items) =>
        "<rss xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel>"
        + $"<link>https://a.example</link><wp:wxr_version>1.2</wp:wxr_version>{items}</channel></rss>";

    private static string Item(int number, string text) =>
        $"<item><title>Wpis {number}</title><link>https://a.example/{number}</link><content:encoded><![CDATA[{text}]]></content:encoded>"
        + "<wp:post_date_gmt>2024-01-16 10:00:00</wp:post_date_gmt><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>";
}
