using System.Text.RegularExpressions;
using Bulletin.Conversion.Lines;
using Bulletin.Conversion.Text;

namespace Bulletin.Conversion.WordPress;

/// <summary>
/// Makes HTML of what WordPress stores: text whose empty lines are paragraphs, or the blocks of its newer editor between comments, and in
/// both of them short codes and addresses on lines of their own, which it shows as embedded pages.
/// </summary>
internal sealed partial class WordPressBody(ConversionReport report)
{
    private readonly Shortcodes shortcodes = new(report);

    /// <summary>The body as HTML, not yet cleaned.</summary>
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

    // A block without content is made anew for each reader: the latest posts, a search form.
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
