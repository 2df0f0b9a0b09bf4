using System.Text;
using Bulletin.Content;

namespace Bulletin.Tests.Content;

/// <summary>
/// Tests bodies designed to be expensive. A stack overflow would end the test process, so completing is the proof.
/// </summary>
public sealed class ContentBoundsTests
{
    private static string Repeat(string unit, int length = ContentLimits.MaximumBodyLength) =>
        new StringBuilder(length).Insert(0, unit, length / unit.Length).ToString();

    public static TheoryData<string> Units => new(
        "- a\n\n", "# \n", "*** \n", "- ", "<b>x</b>", "[", "![", "[a](", "![](", "[a](b (x ", "*", "*a ", "*a_ ", "*a* ", "_a_", "a**b", "**www.|-", "`", "`` a ` ", "<!--", "x <!-- ", "x <? ", "x <!A ",
        "x <![CDATA[ ", "<?", ">", "> ", "- ", "1. ", "[a]:\n", "[a]: b\n(c\n", "[^1]: x\n", "[^1] ", "|", "a|b\n-|-\n", "www.a.b ", "http://a ", "&", "\\",
        "# a\n", "a\n=\n", "\n", " ", "\t", "\0", "<div>", "<b>", "<div>\n\n", "<p>", "</p>", "<br>", "<a href=x>", "<table>", "<table><td>", "<svg>",
        "<svg><g>", "<math><mi>", "<template>", "<select>", "<script>", "<ul><li>", "<b><p>x</b>", "<x>y</x>", "<p a b c d e f>", "\"");

    [Theory]
    [MemberData(nameof(Units))]
    public void A_quarter_megabyte_of_anything_is_rendered_or_refused(string unit)
    {
        // A quarter of the usual stack: a deep walk that only just fits is a failure too.
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    SafeOrRefused(Repeat(unit), BodyFormat.Markdown);
                    if (unit.Contains('<'))
                    {
                        SafeOrRefused(Repeat(unit), BodyFormat.Html);
                    }
                }
                catch (Exception exception)
                {
                    failure = exception;
                }
            },
            maxStackSize: 256 * 1024);
        thread.Start();
        Assert.True(thread.Join(TimeSpan.FromSeconds(30)), "it takes too long");
        Assert.Null(failure);
    }

    private static void SafeOrRefused(string body, BodyFormat format)
    {
        try
        {
            Assert.True(BodyRenderer.ToSafeHtml(body, format).Length <= ContentLimits.MaximumHtmlBytes);
        }
        catch (ContentException)
        {
        }
    }

    private static string Refusal(string body, BodyFormat format) =>
        Assert.Throws<ContentException>(() => BodyRenderer.ToSafeHtml(body, format)).Message;

    [Theory]
    [InlineData("<div>")]
    [InlineData("<b>")]
    [InlineData("<x>")]
    [InlineData("<svg>")]
    [InlineData("<template>")]
    [InlineData("<table><td>")]
    public void A_hundred_thousand_open_elements_are_refused(string tag)
    {
        Assert.Contains("nested too deeply", Refusal(Repeat(tag, 40_000), BodyFormat.Html));
        Assert.Contains("nested too deeply", Refusal("x " + Repeat(tag, 40_000), BodyFormat.Markdown));
    }

    [Theory]
    [InlineData(">")]
    [InlineData("1. ")]
    public void Deep_Markdown_is_refused(string unit) => Assert.Contains("nested too deeply", Refusal(Repeat(unit, 100_000), BodyFormat.Markdown));

    [Fact]
    public void Ninety_levels_are_fine_and_a_hundred_and_ten_are_not()
    {
        static string Nested(int levels) => Repeat("<div>", 5 * levels) + "x" + Repeat("</div>", 6 * levels);
        Assert.Equal(Nested(90), SafeHtmlAssert.Render(Nested(90), BodyFormat.Html));
        Assert.Contains("nested too deeply", Refusal(Nested(110), BodyFormat.Html));
        Assert.Contains("<p>x</p>", SafeHtmlAssert.Render(Repeat("> ", 160) + "x", BodyFormat.Markdown));
    }

    [Fact]
    public void A_table_has_at_most_50_columns()
    {
        static string Table(int columns) => $"{Repeat("a|", 2 * columns)}\n{Repeat("-|", 2 * columns)}\nx\n";
        Assert.Equal(50, SafeHtmlAssert.IsSafe(SafeHtmlAssert.Render(Table(50), BodyFormat.Markdown)).QuerySelectorAll("td").Length);
        Assert.Equal("a table may have at most 50 columns", Refusal(Table(51), BodyFormat.Markdown));
        Assert.Equal("a table may have at most 50 columns", Refusal("> " + Table(51).Replace("\n", "\n> "), BodyFormat.Markdown));
        Assert.Equal("a table may have at most 50 columns", Refusal("<table><tr>" + Repeat("<td>", 4 * 51), BodyFormat.Html));
    }

    [Fact]
    public void Tables_have_at_most_5000_cells_as_rendered()
    {
        static string Table(int rows) => $"{Repeat("a|", 100)}\n{Repeat("-|", 100)}\n{Repeat("x\n", 2 * rows)}\n";
        Assert.NotEmpty(SafeHtmlAssert.Render(Table(99), BodyFormat.Markdown));
        Assert.Contains("at most 5,000 cells", Refusal(Table(100), BodyFormat.Markdown));
        Assert.Contains("at most 5,000 cells", Refusal(Table(8_000), BodyFormat.Markdown));
        Assert.Contains("at most 5,000 cells", Refusal(Table(60) + Table(60), BodyFormat.Markdown));
        Assert.Contains("at most 5,000 cells", Refusal("<table>" + Repeat("<tr><td>", 8 * 5_001), BodyFormat.Html));
    }

    [Fact]
    public void A_long_text_with_pipes_that_is_no_table_is_fine() =>
        Assert.NotEmpty(SafeHtmlAssert.Render(Repeat("a | b | c\n", 100_000), BodyFormat.Markdown));

    [Fact]
    public void Html_over_a_megabyte_is_refused()
    {
        Assert.Contains("1 MiB", Refusal("[a]: /" + new string('x', 2_000) + "\n\n" + Repeat("[a] ", 100_000), BodyFormat.Markdown));
        Assert.Contains("1 MiB", Refusal(Repeat("\"", 250_000), BodyFormat.Html));
    }

    [Fact]
    public void Elements_that_the_parser_copies_without_end_are_refused()
    {
        string formatting = string.Concat(Enumerable.Range(0, 90).Select(number => $"<b title={number}>"));
        SafeOrRefused("<p>" + formatting + Repeat("<p>x", 200_000), BodyFormat.Html);
        SafeOrRefused("<p>" + formatting + Repeat("<button><p>x</button>", 200_000), BodyFormat.Html);
    }

    [Fact]
    public void A_body_over_the_longest_is_refused() =>
        Assert.Contains("262,144", Refusal(new string('a', ContentLimits.MaximumBodyLength + 1), BodyFormat.Markdown));

    [Fact]
    public void A_long_list_of_links_is_fine()
    {
        string list = string.Concat(Enumerable.Range(0, 2_000).Select(number => $"- [Uchwała nr {number}](https://bip.example/uchwaly/{number}) z dnia 23.04.2024 r.\n"));
        Assert.Equal(2_000, SafeHtmlAssert.IsSafe(SafeHtmlAssert.Render(list, BodyFormat.Markdown)).QuerySelectorAll("a").Length);
    }

    [Theory]
    [InlineData("- a\n\n", 52_000, "50,000 lines")]
    [InlineData("- a\n", 16_000, "12,500 HTML elements", "25,000 paragraphs")]
    [InlineData("- a\n\n", 20_000, "25,000 paragraphs")]
    [InlineData("a\n=\n", 20_000, "headings that are underlined")]
    [InlineData("[a]: b\n\n", 6_000, "5,000 link definitions")]
    [InlineData("[^1]: x\n", 6_000, "5,000 link definitions")]
    [InlineData("```\n```\n\n", 16_000, "12,500 HTML elements", "25,000 paragraphs")]
    [InlineData("`a` ", 16_000, "12,500 HTML elements")]
    [InlineData("*a ", 10_000, "a paragraph or table has too much markup")]
    [InlineData("http://a.b ", 20_000, "a paragraph or table has too much markup")]
    [InlineData("[a](b (x ", 20_000, "a paragraph or table has too much markup")]
    public void What_would_take_long_in_Markdown_is_refused_by_the_bound_that_was_passed(string unit, int times, params string[] bounds)
    {
        string refusal = Refusal(string.Concat(Enumerable.Repeat(unit, times)), BodyFormat.Markdown);
        Assert.Contains(bounds, bound => refusal.Contains(bound, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "<br>", 16_000, "12,500 HTML elements")]
    [InlineData("<b><i><u>", "<p>x", 16_000, "12,500 HTML elements")]
    [InlineData("", "x</y>", 40_000, "do not fit together")]
    [InlineData("<table>", "x<br>", 8_000, "do not fit together")]
    [InlineData("<br><br><br><br><br><table><tr><td><table></table></td></tr>", "x</y>", 40_000, "do not fit together")]
    public void What_would_take_long_in_HTML_is_refused_by_the_bound_that_was_passed(string start, string unit, int times, string bound) =>
        Assert.Contains(bound, Refusal(start + string.Concat(Enumerable.Repeat(unit, times)), BodyFormat.Html));

    [Fact]
    public void Many_children_that_are_moved_again_and_again_are_refused() => Assert.Contains(
        "do not fit together",
        Refusal("<b a><b b><b c><i d><i e><i f><p>" + Repeat("<br>x", 50_000) + Repeat("</b></i>", 1_000), BodyFormat.Html));

    [Fact]
    public void A_tag_has_at_most_a_hundred_attributes()
    {
        static string Tag(int attributes) => $"<p {string.Join(' ', Enumerable.Range(0, attributes).Select(number => $"a{number}"))}>x</p>";
        Assert.Equal("<p>x</p>", SafeHtmlAssert.Render(Tag(100), BodyFormat.Html));
        Assert.Equal("a tag may have at most 100 attributes", Refusal(Tag(101), BodyFormat.Html));
        Assert.Equal("a tag may have at most 100 attributes", Refusal("<body " + Tag(30_000)[3..], BodyFormat.Html));
    }

    [Fact]
    public void Many_lines_in_deep_lists_are_refused_as_that()
    {
        string lists = string.Concat(Enumerable.Range(0, 40).Select(level => $"{new string(' ', 2 * level)}- a\n"));
        Assert.Contains("lists and quotes in each other so deeply", Refusal(lists + new string('\n', 45_000), BodyFormat.Markdown));
        Assert.NotEmpty(SafeHtmlAssert.Render(lists + new string('\n', 1_000), BodyFormat.Markdown));
    }

    [Theory]
    [MemberData(nameof(LongDocuments))]
    public void Long_documents_as_public_bodies_have_them_are_accepted(string kind, string body, BodyFormat format)
    {
        Assert.InRange(Encoding.UTF8.GetByteCount(body), 150 * 1024, 256 * 1024);
        Assert.True(SafeHtmlAssert.Render(body, format).Length > body.Length / 4, kind);
    }

    public static TheoryData<string, string, BodyFormat> LongDocuments => new()
    {
        { "a resolution", Many(650, n => $"## § {n}\n\n1. Uchwala się, co następuje:\n    1. wykaz nieruchomości, o którym mowa w ust. {n}, stanowi załącznik;\n    2. traci moc uchwała nr {n}/2023;\n        - lit. a) działki **{n}/1**, **{n}/2**;\n        - lit. b) działki {n}/3.\n2. Wykonanie powierza się Prezydentowi Miasta.\n\n"), BodyFormat.Markdown },
        { "a list of names", Many(7_000, n => $"- Jan Kowalski, numer {n}, Kraków\n"), BodyFormat.Markdown },
        { "a list of links", Many(3_000, n => $"- [Uchwała nr {n}](https://bip.example/uchwaly/{n}) z dnia 23.04.2024 r.\n"), BodyFormat.Markdown },
        { "links by reference", Many(2_500, n => $"- [Uchwała nr {n}][{n}] Rady Miasta\n") + "\n" + Many(2_500, n => $"[{n}]: https://bip.example/uchwaly/{n}\n"), BodyFormat.Markdown },
        { "bare addresses", Many(2_000, n => $"Uchwała nr {n}, zob. https://bip.example/uchwaly/2024/kwiecien/{n} oraz www.example.org.\n\n"), BodyFormat.Markdown },
        { "paragraphs", Many(1_200, n => $"Rada miasta podjęła uchwałę {n} w *sprawie* budżetu, która **wejdzie** w życie po [ogłoszeniu](https://bip.example/a/{n}). Tekst dalszy jest długi, jak to w uchwałach.\n\n"), BodyFormat.Markdown },
        { "footnotes", Many(1_900, n => $"Zdanie z przypisem[^{n}] i dalszy ciąg zdania.\n\n") + Many(1_900, n => $"[^{n}]: Treść przypisu numer {n}, źródło.\n"), BodyFormat.Markdown },
        { "a table with links", "nr|uchwała|data|tekst\n-|-|-|-\n" + Many(1_200, n => $"{n}|Uchwała **{n}** w sprawie zmian w budżecie miasta i wieloletniej prognozie finansowej|23.04.2024|[tekst uchwały nr {n}](https://bip.example/uchwaly/2024/{n} \"Uchwała {n}\")\n"), BodyFormat.Markdown },
        { "quoted letters", Many(1_500, n => $"> Szanowni Państwo, w odpowiedzi na pismo nr {n} informuję, co następuje.\n>\n> - po pierwsze,\n> - po drugie.\n\n"), BodyFormat.Markdown },
        { "a word processor's HTML", Many(1_500, n => $"<p class=\"MsoNormal\" style=\"margin-bottom:0cm;line-height:normal\"><span style=\"font-size:12.0pt\"><b>§ {n}.</b> Tekst uchwały<o:p></o:p></span></p>\n"), BodyFormat.Html },
        { "an HTML table", "<table>" + Many(990, n => $"<tr><td>{n}</td><td style=\"text-align:right\">23.04.2024</td><td><a href=\"https://bip.example/{n}\">Uchwała numer {n}</a></td><td>w sprawie <b>budżetu</b> miasta</td><td>x</td></tr>\n") + "</table>", BodyFormat.Html },
    };

    private static string Many(int count, Func<int, string> text) => string.Concat(Enumerable.Range(1, count).Select(text));

    [Fact]
    public void What_the_Markdown_library_fails_at_is_not_told_as_deep_nesting()
    {
        Assert.Contains("nested too deeply", Thrown(() => throw new ArgumentException("Markdown elements in the input are too deeply nested - depth limit exceeded.")));
        Assert.Contains("cannot be read as Markdown", Thrown(() => throw new ArgumentException("An item with the same key has already been added.")));
        Assert.Contains("cannot be read as Markdown", Thrown(() => throw new InvalidOperationException("The parser is in an invalid infinite loop")));
        static string Thrown(Func<string> library) => Assert.Throws<ContentException>(() => MarkdownReader.Guarded(library)).Message;
    }

    [Fact]
    public void A_reading_stops_when_nobody_waits_for_it()
    {
        using var gone = new CancellationTokenSource();
        gone.Cancel();
        Assert.Throws<OperationCanceledException>(() => BodyRenderer.Checked("a\n\nb", BodyFormat.Markdown, gone.Token));
        Assert.Throws<OperationCanceledException>(() => BodyRenderer.Checked("<p>a</p>", BodyFormat.Html, gone.Token));
    }
}
