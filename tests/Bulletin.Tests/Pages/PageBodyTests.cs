using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Bulletin.Content;
using Bulletin.Pages;

namespace Bulletin.Tests.Pages;

/// <summary>Tests how a body is fitted into a page whose h1 is the title.</summary>
public sealed class PageBodyTests
{
    [Theory]
    [InlineData("<h2>a</h2><h3>b</h3>", "h2 h3")]
    [InlineData("<h3>a</h3><h5>b</h5>", "h2 h3")]
    [InlineData("<h5>a</h5><h2>b</h2><h4>c</h4><h3>d</h3>", "h2 h2 h3 h3")]
    [InlineData("<h2>a</h2><h6>b</h6><h4>c</h4><h5>d</h5><h2>e</h2>", "h2 h3 h3 h4 h2")]
    [InlineData("<h1>a</h1><h2>b</h2><h3>c</h3><h4>d</h4><h5>e</h5><h6>f</h6>", "h2 h3 h4 h5 h6 h6")]
    public void Headings_begin_below_the_title_and_skip_no_level(string html, string expected) =>
        Assert.Equal(expected, string.Join(' ', Fitted(html).QuerySelectorAll("h1, h2, h3, h4, h5, h6").Select(heading => heading.LocalName)));

    [Theory]
    [InlineData("# a\n\n### b\n\n###### c", BodyFormat.Markdown)]
    [InlineData("<h4 id=\"x\" lang=\"de\">a &lt;h1&gt; b</h4><blockquote><h2>c</h2></blockquote>", BodyFormat.Html)]
    public void Whatever_an_editor_wrote_no_level_is_skipped(string body, BodyFormat format)
    {
        int above = 1;
        foreach (string name in Fitted(BodyRenderer.ToSafeHtml(body, format, cancellation: TestContext.Current.CancellationToken)).QuerySelectorAll("h1, h2, h3, h4, h5, h6").Select(one => one.LocalName))
        {
            int level = name[1] - '0';
            Assert.InRange(level, 2, above + 1);
            above = level;
        }
    }

    [Fact]
    public void A_heading_keeps_its_attributes_and_its_text() => Assert.Equal(
        "<h2 lang=\"de\" id=\"x\">a &lt;h5&gt; b</h2><p>c</p>", PageBody.Fit("<h4 lang=\"de\" id=\"x\">a &lt;h5&gt; b</h4><p>c</p>", "Table {0}"));

    [Fact]
    public void Each_outermost_table_is_a_labelled_region_that_takes_the_focus()
    {
        IHtmlDocument page = Fitted("<table><tr><td><table><tr><td>1</td></tr></table></td></tr></table><p>x</p><table><tr><td>2</td></tr></table>");
        Assert.Equal(
            ["Table 1", "Table 2"],
            page.QuerySelectorAll("div[role=region][tabindex='0']").Select(region => region.GetAttribute("aria-label")));
        Assert.Equal(3, page.QuerySelectorAll("div.table table").Length);
        Assert.Equal(2, page.QuerySelectorAll("div.table > table").Length);
    }

    [Theory]
    [InlineData("<p><img src=\"/a.png\" alt=\"A\"></p>", "wide")]
    [InlineData("<p>\n<a href=\"/b\"><img src=\"/a.png\" alt=\"A\"></a><br>\n<img src=\"/b.png\" alt=\"\"></p>", "wide wide")]
    [InlineData("<figure><img src=\"/a.png\" alt=\"A\"><figcaption>Podpis</figcaption></figure>", "wide")]
    [InlineData("<table><tr><td><img src=\"/a.png\" alt=\"A\"></td><td>x</td></tr></table>", "wide")]
    [InlineData("<p>Znak <img src=\"/a.png\" alt=\"A\"> w zdaniu</p>", "small")]
    [InlineData("<p><img src=\"/a.png\" alt=\"A\"> na początku</p><p>na końcu <img src=\"/a.png\" alt=\"A\"></p>", "small small")]
    [InlineData("<p><img src=\"/a.png\" alt=\"A\" width=\"3\" height=\"4\"></p>", "")]
    [InlineData("<p><img src=\"/a.png\" alt=\" width= height= \" width=\"3\"></p>", "wide")]
    public void A_picture_has_a_place_before_it_is_there(string html, string places)
    {
        IHtmlDocument page = Fitted(html);
        Assert.Equal(places, string.Join(' ', page.QuerySelectorAll("img").Select(image => image.ClassName)).Trim());
        Assert.All(page.QuerySelectorAll("img"), image => Assert.Equal("lazy", image.GetAttribute("loading")));
        Assert.All(page.QuerySelectorAll("img"), image => Assert.NotNull(image.GetAttribute("alt")));
    }

    [Theory]
    [InlineData("http://example.org/a.png")]
    [InlineData("HTTP://example.org/a.png")]
    public void A_picture_of_an_old_address_is_asked_for_by_https(string address) => Assert.Equal(
        "https://example.org/a.png", Fitted($"<p><img src=\"{address}\" alt=\"http://\"></p>").QuerySelector("img")!.GetAttribute("src"));

    [Fact]
    public void Headings_within_headings_are_closed_as_they_were_opened() => Assert.Equal(
        "<h2><div>A<h3>B</h3>C</div>D</h2>", PageBody.Fit("<h2><div>A<h3>B</h3>C</div>D</h2>", "Table {0}"));

    [Fact]
    public void Thousands_of_pictures_take_a_moment()
    {
        string html = string.Concat(Enumerable.Repeat("<p>" + string.Concat(Enumerable.Repeat("<img src=\"/a.png\" alt=\"\"> ", 50)) + "x</p>", 200));
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        PageBody.Fit(html, "Table {0}");
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Theory]
    [InlineData("")]
    [InlineData("tekst")]
    [InlineData("<p>a &lt;table&gt; &lt;/h2&gt; b</p><hr><p title=\"&lt;img src=x&gt;\">c</p>")]
    public void What_has_none_of_these_stays_as_it_is(string html) => Assert.Equal(html, PageBody.Fit(html, "Table {0}"));

    [Fact]
    public void The_label_of_a_table_in_another_language_has_its_own()
    {
        IHtmlDocument document = new HtmlParser().ParseDocument(PageBody.Fit("<table></table>", "Table {0}", "en"));
        IElement region = document.QuerySelector(".table")!;
        IElement label = document.GetElementById(region.GetAttribute("aria-labelledby")!)!;
        Assert.Equal(("Table 1", "en", null), (label.TextContent, label.GetAttribute("lang"), region.GetAttribute("aria-label")));
    }

    private static IHtmlDocument Fitted(string html) => new HtmlParser().ParseDocument(PageBody.Fit(html, "Table {0}"));
}
