using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Bulletin.Conversion.Lines;

namespace Bulletin.Conversion.WordPress;

/// <summary>
/// Replaces WordPress's shortcodes, <c>[name attribute="value"]...[/name]</c>. A site's plug-ins determine the codes
/// that it knows: the content of an unknown code stays, and a code without content is removed. Text that only resembles
/// a code, such as <c>[PDF]</c>, stays.
/// </summary>
internal sealed partial class Shortcodes(ConversionReport report)
{
    private static readonly HashSet<string> WithoutContent = new(StringComparer.OrdinalIgnoreCase)
    {
        "gallery", "playlist", "contact-form-7", "recent_posts", "sitemap", "ngg", "nggallery", "wpforms", "rev_slider",
    };

    /// <summary>Returns the text with its shortcodes replaced.</summary>
    public string Replace(string text)
    {
        if (!text.Contains('[', StringComparison.Ordinal))
        {
            return text;
        }

        text = Embed().Replace(text, match => Link(match.Groups["address"].Value, "embed"));
        text = Caption().Replace(text, Figure);
        var closed = Code().Matches(text).Where(match => match.Groups["closing"].Success)
            .Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Code().Replace(text, match => Code(match, closed));
    }

    private string Code(Match match, HashSet<string> closed)
    {
        string name = match.Groups["name"].Value;
        if (match.Groups["escaped"].Success && match.Value.EndsWith("]]", StringComparison.Ordinal))
        {
            return match.Value[1..^1];
        }

        string attributes = match.Groups["attributes"].Value;
        bool isCode = closed.Contains(name) || WithoutContent.Contains(name) || name.ContainsAny('_', '-')
            || attributes.EndsWith('/') || Attribute().IsMatch(attributes);
        if (!isCode)
        {
            return match.Value;
        }

        // Extra brackets around a code that is not escaped are text.
        string before = match.Groups["escaped"].Success ? "[" : string.Empty;
        string after = match.Value.EndsWith("]]", StringComparison.Ordinal) ? "]" : string.Empty;
        return before + Meaning(name.ToLowerInvariant(), attributes, match.Groups["closing"].Success) + after;
    }

    private string Meaning(string name, string attributes, bool isClosing)
    {
        if (name is "audio" or "video" or "embed" && !isClosing && MediaAddress().Match(attributes) is { Success: true } media)
        {
            return Link(media.Groups["address"].Value, name);
        }

        if (!isClosing)
        {
            report.Count($"short code [{name}], left out");
        }

        return string.Empty;
    }

    private string Link(string address, string name)
    {
        report.Count($"short code [{name}] that became a link");
        string encoded = WebUtility.HtmlEncode(WebUtility.HtmlDecode(address.Trim()));
        return $"<p><a href=\"{encoded}\">{encoded}</a></p>";
    }

    private string Figure(Match match)
    {
        report.Count("short code [caption] that became a figure");
        string content = match.Groups["content"].Value.Trim();
        Match image = Image().Match(content);
        string caption = image.Success ? content[image.Length..].Trim() : content;
        if (caption.Length == 0 && CaptionAttribute().Match(match.Groups["attributes"].Value) is { Success: true } attribute)
        {
            caption = attribute.Groups["text"].Value;
        }

        StringBuilder figure = new StringBuilder("<figure>").Append(image.Value.Trim());
        if (caption.Length > 0)
        {
            figure.Append("<figcaption>").Append(caption).Append("</figcaption>");
        }

        return figure.Append("</figure>").ToString();
    }

    [GeneratedRegex(
        @"\[embed(\s[^\[\]<>]{0,500})?\]\s*(?<address>https?://[^\s\[\]<>""]{1,2000})\s*\[/embed\]",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Embed();

    [GeneratedRegex(
        @"\[(?<name>caption|wp_caption)(?<attributes>(\s([^\[\]""]|""[^""\[\]]{0,2000}"")*)?)\](?<content>[^\[]*)\[/\k<name>\]",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Caption();

    [GeneratedRegex(@"\A(<a\s[^<>]*>)?\s*<img\s[^<>]*>\s*(</a>)?", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Image();

    [GeneratedRegex(@"caption=""(?<text>[^""]*)""", RegexOptions.ExplicitCapture)]
    private static partial Regex CaptionAttribute();

    [GeneratedRegex(
        @"(?<escaped>\[)?\[(?<closing>/)?(?<name>[A-Za-z][A-Za-z0-9_-]{0,60})" +
        @"(?<attributes>([\s/]([^\[\]""]|""[^""\[\]]{0,2000}"")*)?)\]\]?",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Code();

    [GeneratedRegex(@"[\w-]\s*=\s*[""'\w]")]
    private static partial Regex Attribute();

    [GeneratedRegex(
        @"\b(src|url|mp3|mp4|m4a|m4v|webm|ogg|ogv|wav)\s*=\s*[""']?(?<address>https?://[^\s""'\]]+)",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex MediaAddress();
}
