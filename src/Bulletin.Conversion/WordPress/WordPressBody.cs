using System.Text.RegularExpressions;
using Bulletin.Conversion.Lines;
using Bulletin.Conversion.Text;

namespace Bulletin.Conversion.WordPress;

/// <summary>
/// Converts stored WordPress bodies to HTML. They are text with empty lines between paragraphs, or the newer editor's
/// blocks, delimited by comments. Both may contain shortcodes and addresses on their own lines, which WordPress shows
/// as embedded pages.
/// </summary>
internal sealed partial class WordPressBody(ConversionReport report)
{
    private readonly Shortcodes shortcodes = new(report);

    /// <summary>Returns the body as HTML, not yet cleaned.</summary>
    public string ToHtml(string stored)
    {
        bool hasBlocks = stored.Contains("<!-- wp:", StringComparison.Ordinal);
        string html = Comment().Replace(stored, match =>
        {
            CountBlock(match.Groups["content"].ValueSpan.Trim());
            return string.Empty;
        });
        html = AddressLine().Replace(shortcodes.Replace(html), "<a href=\"${address}\">${address}</a>");
        return hasBlocks ? html : Paragraphs.Of(html);
    }

    // A block without content is generated for each reader: the latest posts, a search form.
    private void CountBlock(ReadOnlySpan<char> comment)
    {
        if (comment is not ['w', 'p', ':', .. var block, '/'])
        {
            return;
        }

        int end = block.IndexOfAny(' ', '{');
        ReadOnlySpan<char> name = end < 0 ? block : block[..end];
        report.Count($"block {name[..Math.Min(name.Length, 100)]} without content of its own, left out");
    }

    [GeneratedRegex(@"<!--(?<content>((?!-->|<!--).)*)-->", RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^[ \t]*(?<address>https?://[^\s<>""\[\]]{1,2000})[ \t]*\r?$", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex AddressLine();
}
