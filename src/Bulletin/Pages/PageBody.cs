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
    /// <param name="site">The site, whose own pictures get paths as addresses; null if there are none.</param>
    public static string Fit(string html, string tableLabel, string? labelLanguage = null, PageSite? site = null)
    {
        if (!html.AsSpan().ContainsAny('<', '>'))
        {
            return html;
        }

        html = WithWidePictures(html);
        var output = new StringBuilder(html.Length + 200);
        // The levels of the headings above the present place of the outline, as written by the author.
        Stack<int> outline = new();
        // The levels, as shown, of the headings whose end tags are still to come: an HTML body may nest them.
        Stack<int> open = new();
        int tables = 0;
        int depth = 0;
        int done = 0;
        foreach (ValueMatch tag in Tag().EnumerateMatches(html))
        {
            ReadOnlySpan<char> text = html.AsSpan(tag.Index, tag.Length);
            string? replacement = null;
            if (text is ['<', 'h', var opening, ..])
            {
                open.Push(LevelOf(outline, opening - '0'));
                replacement = string.Create(CultureInfo.InvariantCulture, $"<h{open.Peek()}{text[3..]}");
            }
            else if (text is ['<', '/', 'h', ..])
            {
                replacement = string.Create(CultureInfo.InvariantCulture, $"</h{open.Pop()}>");
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
                replacement = Picture(site is null ? text.ToString() : WithPaths(text.ToString(), site));
            }

            if (replacement is not null)
            {
                output.Append(html, done, tag.Index - done).Append(replacement);
                done = tag.Index + tag.Length;
            }
        }

        return output.Append(html, done, html.Length - done).ToString();
    }

    // Pictures with nothing else in their paragraph or cell get the width of the column, and a reserved height.
    private static string WithWidePictures(string html) => !html.Contains("<img", StringComparison.Ordinal)
        ? html
        : PictureRow().Replace(html, row => row.Value.Replace("<img ", "<img class=\"wide\" ", StringComparison.Ordinal));

    // Pages also show the site's own pictures where they are not asked for by the public URL.
    private static string WithPaths(string tag, PageSite site)
    {
        string own = $"{site.PublicUrl}/";
        string path = site.PathOf("/");
        return tag
            .Replace($" src=\"{own}", $" src=\"{path}", StringComparison.Ordinal)
            .Replace($" srcset=\"{own}", $" srcset=\"{path}", StringComparison.Ordinal)
            .Replace($"w, {own}", $"w, {path}", StringComparison.Ordinal);
    }

    // Other pictures without a size are as high as a line. A size that is known wins over both. The policy of pages allows https
    // only, and most servers of old addresses have it by now.
    private static string Picture(string tag)
    {
        bool isSized = tag.Contains(" width=\"", StringComparison.Ordinal) && tag.Contains(" height=\"", StringComparison.Ordinal);
        bool isWide = tag.StartsWith("<img class=\"wide\" ", StringComparison.Ordinal);
        string rest = isWide ? tag["<img class=\"wide\"".Length..] : tag["<img".Length..];
        string place = isSized ? string.Empty : isWide ? " class=\"wide\"" : " class=\"small\"";
        return $"<img{place} loading=\"lazy\" decoding=\"async\"{rest}"
            .Replace(" src=\"http:", " src=\"https:", StringComparison.OrdinalIgnoreCase);
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

    // The atomic group keeps the time linear in the length of the text.
    [GeneratedRegex(
        @"<(p|td|th|div|li|figure)(?: [^>]*)?>(?>(?:\s|<br>|</?a(?=[ >])[^>]*>|<img [^>]*>)+)(?=</\1>|<figcaption)")]
    private static partial Regex PictureRow();
}
