using Bulletin.Content;
using CsCheck;

namespace Bulletin.Tests.Content;

public sealed class MarkdownTextTests
{
    private static readonly string[] Pieces =
    [
        "słowo", "drugie", " ", "\n", "\n\n", "# ", "## ", "- ", "1. ", "> ", "    ", "`kod`", "```\n", "*", "**", "~~", "[tekst](https://example.org/a)",
        "![obraz](https://example.org/b.png)", "https://example.org", "<https://example.org/c>", "|a|b|\n|-|-|\n|c|d|\n", "[^1]", "\n\n[^1]: przypis\n",
        "&amp;", "&oacute;", "\\*", "---\n", "[ref]", "\n\n[ref]: https://example.org\n", "  \n", "\t", "ąę", "💧", "www.example.org", "jan@example.org",
    ];

    [Fact]
    public void The_words_are_those_that_a_reader_sees() =>
        Gen.Int[0, Pieces.Length - 1].Array[0, 40].Select(indices => string.Concat(indices.Select(index => Pieces[index]))).Sample(
            markdown => Assert.Equal(WordsOf(PlainText.FromBody(markdown, BodyFormat.Markdown)), WordsOf(MarkdownText.Of(markdown) ?? "html")),
            iter: 3_000);

    [Theory]
    [InlineData("<b>tak</b>")]
    [InlineData("przed <script>x</script>")]
    [InlineData("<div>\nblok\n</div>")]
    public void Html_is_left_to_a_parser_of_html(string markdown) => Assert.Null(MarkdownText.Of(markdown));

    private static string[] WordsOf(string text) => text.Split((char[])[' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries);
}
