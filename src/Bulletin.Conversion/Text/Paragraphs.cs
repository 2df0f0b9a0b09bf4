using System.Text;
using System.Text.RegularExpressions;

namespace Bulletin.Conversion.Text;

/// <summary>
/// Marks up paragraphs and line breaks in text where an empty line starts a new paragraph, as WordPress stores the text
/// of its classic editor. Existing block elements stay as they are.
/// </summary>
internal static partial class Paragraphs
{
    private const int MaximumNesting = 200;

    /// <summary>Returns the text with its paragraphs as elements.</summary>
    public static string Of(string text)
    {
        string lines = text.ReplaceLineEndings("\n");
        var html = new StringBuilder(lines.Length + (lines.Length / 8));
        var open = new Stack<string>();
        int position = 0;
        foreach (Match tag in BlockTag().Matches(lines))
        {
            AppendText(html, lines[position..tag.Index], open);
            html.Append(tag.ValueSpan);
            Follow(open, tag);
            position = tag.Index + tag.Length;
        }

        AppendText(html, lines[position..], open);
        return html.ToString();
    }

    private static void AppendText(StringBuilder html, string text, Stack<string> open)
    {
        string block = open.TryPeek(out string? innermost) ? innermost : string.Empty;
        string[] paragraphs = [.. EmptyLines().Split(text).Where(part => !string.IsNullOrWhiteSpace(part)).Select(WithBreaks)];
        switch (block)
        {
            case "" or "div" or "blockquote" or "section" or "article" or "main" or "aside" or "header" or "footer" or "form" or "fieldset"
                or "details":
                html.AppendJoin(string.Empty, paragraphs.Select(paragraph => $"<p>{paragraph}</p>\n"));
                break;
            case "li" or "td" or "th" or "dd" when paragraphs.Length > 1:
                html.AppendJoin(string.Empty, paragraphs.Select(paragraph => $"<p>{paragraph}</p>"));
                break;
            case "li" or "td" or "th" or "dd" or "dt" or "p" or "h1" or "h2" or "h3" or "h4" or "h5" or "h6" or "address" or "caption"
                or "figcaption" or "summary":
                html.AppendJoin("<br><br>", paragraphs);
                break;
            default:
                html.Append(text);
                break;
        }
    }

    private static string WithBreaks(string paragraph) => string.Join("<br>", paragraph.Trim().Split('\n').Select(WithoutBreak));

    // A line that already ends with <br> needs no second break.
    private static string WithoutBreak(string line)
    {
        string trimmed = line.Trim();
        foreach (string mark in (string[])["<br>", "<br/>", "<br />"])
        {
            if (trimmed.EndsWith(mark, StringComparison.OrdinalIgnoreCase))
            {
                return trimmed[..^mark.Length];
            }
        }

        return trimmed;
    }

    private static void Follow(Stack<string> open, Match tag)
    {
        string name = tag.Groups["name"].Value.ToLowerInvariant();
        if (name is "hr" or "col")
        {
            return;
        }

        if (!tag.Groups["end"].Success)
        {
            // Deeper nesting is rejected when the body is cleaned.
            if (open.Count < MaximumNesting)
            {
                open.Push(name);
            }
        }
        else if (open.Contains(name))
        {
            while (open.Pop() != name)
            {
                // Elements left open inside end with it.
            }
        }
    }

    [GeneratedRegex(
        @"<(?<end>/)?(?<name>p|div|h[1-6]|ul|ol|li|dl|dt|dd|table|thead|tbody|tfoot|tr|td|th|caption|colgroup|col|blockquote|pre|form" +
        @"|address|figure|figcaption|section|article|aside|header|footer|main|nav|hr|details|summary|script|style|fieldset)" +
        @"(?=[\s/>])[^<>]*>",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex BlockTag();

    [GeneratedRegex(@"\n[ \t\u00A0]*(\n[ \t\u00A0]*)+", RegexOptions.ExplicitCapture)]
    private static partial Regex EmptyLines();
}
