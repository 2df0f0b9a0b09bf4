using AngleSharp.Dom;
using Bulletin.Content;

namespace Bulletin.Tests.Content;

public sealed class BodyRendererTests
{
    private static string Markdown(string body) => BodyRenderer.ToSafeHtml(body, BodyFormat.Markdown).Trim();

    private static string Html(string body) => BodyRenderer.ToSafeHtml(body, BodyFormat.Html);

    [Fact]
    public void An_empty_body_renders_to_nothing()
    {
        Assert.Equal("", Markdown(""));
        Assert.Equal("", Html(""));
    }

    [Fact]
    public void Polish_text_and_emoji_are_kept_to_the_letter()
    {
        const string Text = "Zażółć gęślą jaźń – „ZAŻÓŁĆ”, 50\u00A0% 👩‍👩‍👧 🇵🇱 e\u0301";
        Assert.Equal($"<p>{Text}</p>", Markdown(Text));
        Assert.Equal($"<p>{Text}</p>", Html($"<p>{Text}</p>"));
    }

    [Fact]
    public void Forty_thousand_letters_are_kept_to_the_letter()
    {
        string text = string.Concat(Enumerable.Repeat("ąćęłńóśźż😀", 4_000));
        Assert.Equal($"<p>{text}</p>", Markdown(text));
    }

    [Fact]
    public void Headings_start_at_h2_and_keep_their_order()
    {
        Assert.Equal("<h2>A</h2>\n<h3>B</h3>\n<h6>C</h6>", Markdown("# A\n## B\n###### C"));
        Assert.Equal("<h2>B</h2>\n<h3>C</h3>", Markdown("## B\n### C"));
    }

    [Fact]
    public void A_table_keeps_its_alignment_without_a_style()
    {
        Assert.Equal(
            "<table>\n<thead>\n<tr>\n<th>a</th>\n<th align=\"right\">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td align=\"right\">2</td>\n</tr>\n</tbody>\n</table>",
            Markdown("a | b\n--|--:\n1 | 2"));
        Assert.Equal(
            "<table><tbody><tr><td align=\"center\" colspan=\"2\">x</td></tr></tbody></table>",
            Html("<table><tr><td style='color: red; TEXT-ALIGN: Center' colspan=2>x</table>"));
    }

    [Fact]
    public void Footnotes_lead_there_and_back()
    {
        IElement body = SafeHtmlAssert.IsSafe(Markdown("Text[^a] and[^b].\n\n[^a]: First\n[^b]: Second"));
        Assert.Equal(2, body.QuerySelectorAll("div.footnotes li").Length);
        foreach (IElement link in body.QuerySelectorAll("a"))
        {
            Assert.NotNull(body.QuerySelector("[id='" + link.GetAttribute("href")![1..] + "']"));
        }

        Assert.Equal(["#fn-1", "#fn-2", "#fnref-1", "#fnref-2"], body.QuerySelectorAll("a").Select(link => link.GetAttribute("href")));
    }

    [Theory]
    [InlineData("https://krakow.example/ścieżka?q=ą&x=1#ż", "https://krakow.example/ścieżka?q=ą&x=1#ż")]
    [InlineData("https://łódź.example", "https://łódź.example")]
    [InlineData("HTTPS://A.example", "HTTPS://A.example")]
    [InlineData("//a.example/x", "https://a.example/x")]
    [InlineData(" https://a.example/a b ", "https://a.example/a%20b")]
    [InlineData("https://a.example/%C5%82?a=%26", "https://a.example/%C5%82?a=%26")]
    public void A_link_to_a_web_site_tells_it_nothing_about_the_page(string address, string expected)
    {
        IElement link = SafeHtmlAssert.IsSafe(Html($"<a href=\"{address}\">x</a>")).QuerySelector("a")!;
        Assert.Equal(expected, link.GetAttribute("href"));
        Assert.Equal("noopener noreferrer", link.GetAttribute("rel"));
    }

    [Theory]
    [InlineData("mailto:a@b.example?subject=Zg%C5%82oszenie")]
    [InlineData("tel:+48123456789")]
    [InlineData("/news/x?a=1#b")]
    [InlineData("news/x")]
    [InlineData("?page=2")]
    [InlineData("#kontakt")]
    public void Other_links_are_kept_without_rel(string address) =>
        Assert.Equal($"<a href=\"{address}\">x</a>", Html($"<a href=\"{address}\" rel=\"me\" target=\"blank\">x</a>"));

    [Theory]
    [InlineData("https://a.example/x", "https://a.example/x")]
    [InlineData("www.a.example", "https://www.a.example")]
    [InlineData("<https://a.example>", "https://a.example")]
    [InlineData("<a@b.example>", "mailto:a@b.example")]
    [InlineData("[x](https://a.example)", "https://a.example")]
    public void Addresses_in_Markdown_become_links(string body, string address) =>
        Assert.Equal(address, SafeHtmlAssert.IsSafe(Markdown(body)).QuerySelector("a")!.GetAttribute("href"));

    [Fact]
    public void An_image_keeps_its_address_description_and_size()
    {
        Assert.Equal("<p><img src=\"https://a.example/x.png\" alt=\"Rynek\" title=\"T\"></p>", Markdown("![Rynek](https://a.example/x.png \"T\")"));
        Assert.Equal(
            "<figure><img src=\"https://a.example/x.png\" alt=\"\" width=\"10\"><figcaption>Fot.</figcaption></figure>",
            Html("<figure><img src=https://a.example/x.png width=10 height=100% loading=lazy><figcaption>Fot.</figcaption></figure>"));
    }

    [Theory]
    [InlineData("data:image/png;base64,AAAA")]
    [InlineData("/x.png")]
    [InlineData("")]
    public void An_image_that_cannot_be_shown_leaves_its_description(string address) =>
        Assert.Equal("<p>Rynek</p>", Html($"<p><img src=\"{address}\" alt=\"Rynek\"></p>"));

    [Theory]
    [InlineData("<details open=\"\"><summary>S</summary>T</details>")]
    [InlineData("<p>H<sub>2</sub>O<sup>2</sup> <abbr title=\"x\">y</abbr> <bdi>z</bdi> <mark>m</mark></p>")]
    [InlineData("<ol start=\"3\" type=\"a\"><li>x</li></ol>")]
    [InlineData("<p dir=\"ltr\" lang=\"uk\">Київ</p>")]
    [InlineData("<pre><code>a\n  b</code></pre>")]
    [InlineData("<pre>\n\na</pre>")]
    [InlineData("<dl><dt>a</dt><dd>b</dd></dl>")]
    [InlineData("<p><time datetime=\"2024-04-23T10:33\">today</time></p>")]
    public void Allowed_markup_is_kept_as_it_is(string html) => Assert.Equal(html, Html(html));

    [Theory]
    [InlineData("<section>a</section><section>b</section>", "<div>a</div><div>b</div>")]
    [InlineData("<font color=red>a</font> <blink>b</blink>", "a b")]
    [InlineData("<strike>a</strike> <tt>b</tt>", "<s>a</s> <code>b</code>")]
    [InlineData("<p class=MsoNormal style='margin:0'>a<o:p></o:p></p>", "<p>a</p>")]
    [InlineData("a<!-- b -->c", "ac")]
    [InlineData("1 < 2 & 3 > 2", "1 &lt; 2 &amp; 3 &gt; 2")]
    public void Pasted_markup_keeps_its_words(string html, string expected) => Assert.Equal(expected, Html(html));

    [Fact]
    public void Markdown_has_lists_quotes_code_and_strikethrough()
    {
        Assert.Equal("<ul>\n<li>a</li>\n<li>b</li>\n</ul>", Markdown("- a\n- b"));
        Assert.Equal("<blockquote>\n<p>a</p>\n</blockquote>", Markdown("> a"));
        Assert.Equal("<pre><code>a &lt; b\n</code></pre>", Markdown("```csharp\na < b\n```"));
        Assert.Equal("<p><del>a</del></p>", Markdown("~~a~~"));
        Assert.Equal("<p><b>a</b> {.x}</p>", Markdown("<b onclick=x>a</b> {.x}"));
    }

    [Fact]
    public void Many_threads_get_the_same_result()
    {
        const string Body = "# A\n\ntext[^1] <b onclick=x>b</b>\n\na|b\n-|-\n1|2\n\n[^1]: note";
        string expected = Markdown(Body);
        Parallel.For(0, 200, _ => Assert.Equal(expected, Markdown(Body)));
    }
}
