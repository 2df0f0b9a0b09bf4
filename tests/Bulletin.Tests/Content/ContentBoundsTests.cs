using System.Text;
using Bulletin.Content;

namespace Bulletin.Tests.Content;

/// <summary>Bodies that are made to cost much. A stack overflow would end the test process: running through is the proof.</summary>
public sealed class ContentBoundsTests
{
    private static string Repeat(string unit, int length = ContentLimits.MaximumBodyLength) =>
        new StringBuilder(length).Insert(0, unit, length / unit.Length).ToString();

    public static TheoryData<string> Units => new(
        "[", "![", "[a](", "![](", "[a](b (x ", "*", "*a ", "*a_ ", "*a* ", "_a_", "a**b", "**www.|-", "`", "`` a ` ", "<!--", "x <!-- ", "x <? ", "x <!A ",
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
                        SafeOrRefused(Repeat(unit), BodyFormat.Html);
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
    [InlineData("[")]
    [InlineData("*a ")]
    public void Deep_Markdown_is_refused(string unit) => Assert.Contains("nested too deeply", Refusal(Repeat(unit, 100_000), BodyFormat.Markdown));

    [Fact]
    public void Ninety_levels_are_fine_and_a_hundred_and_ten_are_not()
    {
        static string Nested(int levels) => Repeat("<div>", 5 * levels) + "x" + Repeat("</div>", 6 * levels);
        Assert.Equal(Nested(90), BodyRenderer.ToSafeHtml(Nested(90), BodyFormat.Html));
        Assert.Contains("nested too deeply", Refusal(Nested(110), BodyFormat.Html));
        Assert.Contains("<p>x</p>", BodyRenderer.ToSafeHtml(Repeat("> ", 160) + "x", BodyFormat.Markdown));
    }

    [Fact]
    public void A_table_has_at_most_50_columns()
    {
        static string Table(int columns) => $"{Repeat("a|", 2 * columns)}\n{Repeat("-|", 2 * columns)}\nx\n";
        Assert.Equal(50, SafeHtmlAssert.IsSafe(BodyRenderer.ToSafeHtml(Table(50), BodyFormat.Markdown)).QuerySelectorAll("td").Length);
        Assert.Equal("a table may have at most 50 columns", Refusal(Table(51), BodyFormat.Markdown));
        Assert.Equal("a table may have at most 50 columns", Refusal("> " + Table(51).Replace("\n", "\n> "), BodyFormat.Markdown));
        Assert.Equal("a table may have at most 50 columns", Refusal("<table><tr>" + Repeat("<td>", 4 * 51), BodyFormat.Html));
    }

    [Fact]
    public void Tables_have_at_most_5000_cells_as_rendered()
    {
        static string Table(int rows) => $"{Repeat("a|", 100)}\n{Repeat("-|", 100)}\n{Repeat("x\n", 2 * rows)}\n";
        Assert.NotEmpty(BodyRenderer.ToSafeHtml(Table(99), BodyFormat.Markdown));
        Assert.Contains("at most 5,000 cells", Refusal(Table(100), BodyFormat.Markdown));
        Assert.Contains("at most 5,000 cells", Refusal(Table(8_000), BodyFormat.Markdown));
        Assert.Contains("at most 5,000 cells", Refusal(Table(60) + Table(60), BodyFormat.Markdown));
        Assert.Contains("at most 5,000 cells", Refusal("<table>" + Repeat("<tr><td>", 8 * 5_001), BodyFormat.Html));
    }

    [Fact]
    public void A_long_text_with_pipes_that_is_no_table_is_fine() =>
        Assert.NotEmpty(BodyRenderer.ToSafeHtml(Repeat("a | b | c\n", 100_000), BodyFormat.Markdown));

    [Fact]
    public void Html_over_a_megabyte_is_refused()
    {
        Assert.Contains("1 MiB", Refusal("[a]: /" + new string('x', 2_000) + "\n\n" + Repeat("[a] ", 100_000), BodyFormat.Markdown));
        Assert.Contains("1 MiB", Refusal(Repeat("\"", 250_000), BodyFormat.Html));
    }

    [Fact]
    public void Elements_that_the_parser_copies_without_end_are_refused()
    {
        var formatting = string.Concat(Enumerable.Range(0, 90).Select(number => $"<b title={number}>"));
        SafeOrRefused("<p>" + formatting + Repeat("<p>x", 200_000), BodyFormat.Html);
        SafeOrRefused("<p>" + formatting + Repeat("<button><p>x</button>", 200_000), BodyFormat.Html);
    }

    [Fact]
    public void A_body_over_the_longest_is_refused() =>
        Assert.Contains("262,144", Refusal(new string('a', ContentLimits.MaximumBodyLength + 1), BodyFormat.Markdown));

    [Fact]
    public void A_long_list_of_links_is_fine()
    {
        var list = string.Concat(Enumerable.Range(0, 2_000).Select(number => $"- [Uchwała nr {number}](https://bip.example/uchwaly/{number}) z dnia 23.04.2024 r.\n"));
        Assert.Equal(2_000, SafeHtmlAssert.IsSafe(BodyRenderer.ToSafeHtml(list, BodyFormat.Markdown)).QuerySelectorAll("a").Length);
    }
}
