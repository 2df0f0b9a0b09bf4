using System.Text;
using Bulletin.Content;

namespace Bulletin.Benchmarks;

/// <summary>Bodies of about 256 KiB: documents as public bodies have them, and patterns that are hard to read.</summary>
internal static class LongBodies
{
    private const int MaximumBytes = 256 * 1024;

    /// <summary>Documents that must be accepted.</summary>
    public static IEnumerable<(string Name, string Body, BodyFormat Format)> Documents() =>
    [
        ("a resolution", Many(850, n => $"## § {n}\n\n1. Uchwala się, co następuje:\n    1. wykaz nieruchomości, o którym mowa w ust. {n}, stanowi załącznik;\n    2. traci moc uchwała nr {n}/2023;\n        - lit. a) działki **{n}/1**, **{n}/2**;\n        - lit. b) działki {n}/3.\n2. Wykonanie powierza się Prezydentowi Miasta.\n\n"), BodyFormat.Markdown),
        ("a list of names", Many(7_400, n => $"- Jan Kowalski, numer {n}, Kraków\n"), BodyFormat.Markdown),
        ("a list of links", Many(3_200, n => $"- [Uchwała nr {n}](https://bip.example/uchwaly/{n}) z dnia 23.04.2024 r.\n"), BodyFormat.Markdown),
        ("2,000 footnotes", Many(2_000, n => $"Zdanie z przypisem[^{n}] i dalszy ciąg zdania.\n\n") + Many(2_000, n => $"[^{n}]: Treść przypisu numer {n}, źródło.\n"), BodyFormat.Markdown),
        ("3,000 links by reference", Many(3_000, n => $"- [Uchwała nr {n}][{n}] Rady Miasta\n") + "\n" + Many(3_000, n => $"[{n}]: https://bip.example/uchwaly/{n}\n"), BodyFormat.Markdown),
        ("a table with links", "nr|uchwała|data|tekst\n-|-|-|-\n" + Many(1_230, n => $"{n}|Uchwała **{n}** w sprawie zmian w budżecie miasta i wieloletniej prognozie finansowej|23.04.2024|[tekst uchwały nr {n}](https://bip.example/uchwaly/2024/{n} \"Uchwała {n}\")\n"), BodyFormat.Markdown),
        ("a word processor's HTML", Many(1_600, n => $"<p class=\"MsoNormal\" style=\"margin-bottom:0cm;line-height:normal\"><span style=\"font-size:12.0pt\"><b>§ {n}.</b> Tekst uchwały<o:p></o:p></span></p>\n"), BodyFormat.Html),
    ];

    /// <summary>Patterns that parsers find hard, each repeated to the full length, and shorter where that is refused at once.</summary>
    public static IEnumerable<(string Name, string Body, BodyFormat Format)> Patterns()
    {
        string[] markdown =
        [
            "- a\n\n", "a\n=\n", "`", "` `` ```", "```\n", "a\n\n", "a\n", "#\n", "***\n", "a  \n", "> a\n\n", ">", "> ", "- ", "1. ", "  - a\n", "\t- a\n", "*a ", "*a **a ", "*a* ", "**a**b_c_ ",
            "[", "[a](", "[a](b \"", "[a] ", "[a][b] ", "![[", "![a](b) ", "[a]: b\n\n", "[a]: b\n", "[^1]: x\n\n", "[^1] ", "<a ", "<b>x</b>", "<!--", "x <? ", "&", "&amp;", "&#65;", "http://a.b ",
            "http://a.bc/", "www.a.b ", "**www.|-", "<http://a.b> ", "mailto:a@b.c ", "|", "a|b\n", "\\", "\\*", "\t", "    a\n\n", "<div>\na\n</div>\n\n", "<p>\n\n", "</p>\n\n",
        ];
        string[] html =
        [
            "<b>", "<p>", "<br>", "<li>", "<div>x</div>", "<a href=x>a</a>", "<img src=https://a>", "<ul><li>x</ul>", "<b><p>x</b>", "<b><i></b></i>", "<b><i><u><s><p>y</b></i></u></s>", "<a><p>", "<h1>a</h1>",
            "<table><tr><td>x</table>", "<table><b>", "<table>x<br>", "<svg><p>", "<select><option>", "<button><p>", "<template>", "</p>", "</br>", "</x>", "x</y>", "x<!-- -->", "<tr>", "<body a b c>", "<p a b c d e f>",
            "<", "&", "&amp;", "&notit;", "<!---->",
        ];
        foreach (int bytes in (int[])[MaximumBytes, MaximumBytes / 4, MaximumBytes / 16])
        {
            foreach (string unit in markdown)
            {
                yield return (NameOf(unit, bytes, BodyFormat.Markdown), Repeated(unit, bytes), BodyFormat.Markdown);
            }

            foreach (string unit in html)
            {
                yield return (NameOf(unit, bytes, BodyFormat.Html), Repeated(unit, bytes), BodyFormat.Html);
            }
        }

        yield return ("Html: `<b>` x 95, then `<p>`", string.Concat(Enumerable.Repeat("<b>", 95)) + Repeated("<p>", MaximumBytes - 300), BodyFormat.Html);
        yield return ("Html: `<br>` x 12,500, then `x</y>` in a table", Repeated("<br>", 50_000) + "<table>" + Repeated("x</y>", 190_000), BodyFormat.Html);
        yield return ("Html: 40,000 attributes", "<p " + Many(40_000, n => $"a{n} ")[..200_000] + ">", BodyFormat.Html);
        yield return ("Markdown: backticks in 700 lengths", string.Join(' ', Enumerable.Range(1, 700).Select(n => new string('`', n))), BodyFormat.Markdown);
        yield return ("Markdown: 40 lists in each other, then empty lines", string.Concat(Enumerable.Range(0, 40).Select(n => new string(' ', 2 * n) + "- a\n")) + new string('\n', 45_000), BodyFormat.Markdown);
        yield return ("Markdown: 45 lists in each other, again and again", string.Concat(Enumerable.Repeat(string.Concat(Enumerable.Range(0, 45).Select(n => new string(' ', 2 * n) + "- a\n")), 110)), BodyFormat.Markdown);
    }

    private static string NameOf(string unit, int bytes, BodyFormat format) =>
        $"{format}: `{unit.Replace("\n", "⏎", StringComparison.Ordinal).Replace("\t", "⇥", StringComparison.Ordinal).Replace("|", "¦", StringComparison.Ordinal).Replace("`", "ˋ", StringComparison.Ordinal)}` x {bytes / Encoding.UTF8.GetByteCount(unit)}";

    private static string Repeated(string unit, int bytes) => string.Concat(Enumerable.Repeat(unit, bytes / Encoding.UTF8.GetByteCount(unit)));

    private static string Many(int count, Func<int, string> text) => string.Concat(Enumerable.Range(1, count).Select(text));
}
