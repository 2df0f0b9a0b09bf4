using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Bulletin.Pages;

/// <summary>Fits the safe HTML of a body into a page whose h1 is the title.</summary>
/// <remarks>
/// The input is what <c>HtmlRewriter</c> writes: a "&lt;" that is not the beginning of a tag is escaped everywhere, also in
/// attributes, and all tags are in lower case. So the tags are found without parsing the text once more.
/// </remarks>
internal static partial class PageBody
{
    private const int Lowest = 6;

    /// <summary>
    /// Returns the HTML with headings from h2 on and without skipped levels, tables in labelled regions that can be scrolled
    /// by keyboard, and pictures that load when they come into view.
    /// </summary>
    /// <param name="html">The safe HTML of a body.</param>
    /// <param name="tableLabel">The label of a table, with <c>{0}</c> for its number.</param>
    /// <param name="labelLanguage">The language of the label, if it is not that of the body.</param>
    public static string Fit(string html, string tableLabel, string? labelLanguage = null)
    {
        if (!html.AsSpan().ContainsAny('<', '>'))
        {
            return html;
        }

        var output = new StringBuilder(html.Length + 200);
        // The levels of the headings that are open in the outline, as written by the author.
        Stack<int> outline = new();
        int shown = 0;
        int tables = 0;
        int depth = 0;
        int done = 0;
        foreach (ValueMatch tag in Tag().EnumerateMatches(html))
        {
            ReadOnlySpan<char> text = html.AsSpan(tag.Index, tag.Length);
            string? replacement = null;
            if (text is ['<', 'h', var opening, ..])
            {
                shown = LevelOf(outline, opening - '0');
                replacement = string.Create(CultureInfo.InvariantCulture, $"<h{shown}{text[3..]}");
            }
            else if (text is ['<', '/', 'h', ..])
            {
                replacement = string.Create(CultureInfo.InvariantCulture, $"</h{shown}>");
            }
            else if (text.StartsWith("<table") && depth++ == 0)
            {
                string label = string.Format(CultureInfo.InvariantCulture, tableLabel, ++tables);
                // An attribute has the language of its element; an element has its own. No id of a body is like this one.
                replacement = labelLanguage is null
                    ? $"<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"{label}\">{text}"
                    : $"<div class=\"table\" role=\"region\" tabindex=\"0\" aria-labelledby=\"table-{tables}\">"
                        + $"<span class=\"unseen\" id=\"table-{tables}\" lang=\"{labelLanguage}\">{label}</span>{text}";
            }
            else if (text.StartsWith("</table") && --depth == 0)
            {
                replacement = $"{text}</div>";
            }
            else if (text.StartsWith("<img"))
            {
                string alt = text.Contains(" alt=", StringComparison.Ordinal) ? string.Empty : " alt=\"\"";
                replacement = $"<img loading=\"lazy\" decoding=\"async\"{alt}{text[4..]}";
            }

            if (replacement is not null)
            {
                output.Append(html, done, tag.Index - done).Append(replacement);
                done = tag.Index + tag.Length;
            }
        }

        return output.Append(html, done, html.Length - done).ToString();
    }

    private static int LevelOf(Stack<int> outline, int level)
    {
        while (outline.TryPeek(out int above) && above >= level)
        {
            outline.Pop();
        }

        outline.Push(level);
        return Math.Min(Lowest, outline.Count + 1);
    }

    [GeneratedRegex("</?(h[1-6]|table|img)(?=[ >])[^>]*>", RegexOptions.ExplicitCapture)]
    private static partial Regex Tag();
}
