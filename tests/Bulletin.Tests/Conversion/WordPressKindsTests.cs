using System.Text;

namespace Bulletin.Tests.Conversion;

/// <summary>Tests exports of other versions and sites, and edited ones.</summary>
public sealed class WordPressKindsTests
{
    [Theory]
    [InlineData("http://wordpress.org/export/1.2/")]
    [InlineData("https://wordpress.org/export/1.2/")]
    [InlineData("https://www.wordpress.org/export/1.1")]
    [InlineData("http://wordpress.org/export/1.0/")]
    [InlineData("HTTPS://WordPress.org/export/2.0/")]
    public void An_export_is_known_without_scheme_version_and_slash(string vocabulary)
    {
        string export = Encoding.UTF8.GetString(Fixture.Bytes("wxr-https-namespace.xml"))
            .Replace("https://wordpress.org/export/1.2/", vocabulary, StringComparison.Ordinal);

        ConvertedAnnouncement announcement = Assert.Single(Converted.WordPress(Encoding.UTF8.GetBytes(export)).Announcements);

        Assert.Equal(("wpis", "<p>Treść</p>"), (announcement["slug"], announcement.Body));
    }

    [Fact]
    public void Line_breaks_within_blocks_stay()
    {
        string body = Assert.Single(Converted.WordPress(Fixture.Bytes("wxr-line-breaks.xml")).Announcements).Body!;

        Assert.Contains("<li>pn 8:00-16:00<br>wt 8:00-18:00</li>", body, StringComparison.Ordinal);
        Assert.Contains("<td>ul. Rynek 1<br>00-001 Miasto</td>", body, StringComparison.Ordinal);
        Assert.Contains("<h3>Wydział<br>Architektury</h3>", body, StringComparison.Ordinal);
        Assert.Contains("ul. Długa 2<br>00-002 Miasto", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<table><tr><td>raz\n\ndwa</td></tr></table>", "<td><p>raz</p><p>dwa</p></td>")]
    [InlineData("<ul><li>raz\n\ndwa\ntrzy</li></ul>", "<li><p>raz</p><p>dwa<br>trzy</p></li>")]
    [InlineData("<dl><dt>raz\ndwa</dt><dd>trzy\ncztery</dd></dl>", "<dt>raz<br>dwa</dt><dd>trzy<br>cztery</dd>")]
    [InlineData("<figure><figcaption>raz\ndwa</figcaption></figure>", "<figcaption>raz<br>dwa</figcaption>")]
    [InlineData("<table><tr><th>raz\ndwa</th></tr></table>", "<th>raz<br>dwa</th>")]
    [InlineData("<ul>\n<li>raz</li>\n\n<li>dwa</li>\n</ul>", "<li>raz</li>\n\n<li>dwa</li>")]
    [InlineData("<pre>raz\n\ndwa</pre>", "<pre>raz\n\ndwa</pre>")]
    public void Lines_and_empty_lines_mean_the_same_in_every_block(string text, string html) =>
        Assert.Contains(html, Bulletin.Conversion.Text.Paragraphs.Of(text), StringComparison.Ordinal);

    [Fact]
    public void Two_categories_of_one_name_stay_two()
    {
        Converted converted = Converted.WordPress(Fixture.Bytes("wxr-same-name-categories.xml"));

        Assert.Equal(
            ["aktualnosci-szkola:Aktualności", "aktualnosci-basen:Aktualności (aktualnosci-basen)"],
            converted.Announcements.SelectMany(announcement => announcement.Categories));
        Assert.Contains(
            "0: has a category 'aktualnosci-basen' of the same name as 'aktualnosci-szkola': here it is called 'Aktualności (aktualnosci-basen)'",
            converted.Remarks);
    }
}
