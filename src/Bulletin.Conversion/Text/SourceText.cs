using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Bulletin.Content;

namespace Bulletin.Conversion.Text;

/// <summary>Texts of other systems as a line of plain text: names, titles, excerpts.</summary>
internal static partial class SourceText
{
    // A title or an excerpt that is longer is cut to a small part of this anyway.
    private const int MaximumMarkup = 100_000;

    private const int MaximumName = 1000;

    /// <summary>The text of a piece of HTML as one line, its entities decoded once and its tags gone.</summary>
    public static string FromHtml(string html) => OneLine(Lines(html).Replace('\n', ' '));

    /// <summary>The first line of text in a piece of HTML that shows something; empty when none does.</summary>
    public static string FirstLine(string html) =>
        Lines(html).Split('\n').Select(OneLine).FirstOrDefault(line => line.Length > 0) ?? string.Empty;

    /// <summary>Blanks collapsed, and without the characters that a title or a name may not have; empty when it shows nothing.</summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder(Math.Min(text.Length, MaximumMarkup));
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                line.Append(line.Length > 0 && line[^1] != ' ' ? " " : string.Empty);
            }
            else if (InputText.Problem(rune.ToString(), multiline: false) is null)
            {
                line.Append(rune);
            }
        }

        string shown = line.ToString().TrimEnd();
        return VisibleText.IsIn(shown) ? shown : string.Empty;
    }

    /// <summary>
    /// A name without a mail address: <c>a@b.pl (Jan Nowak)</c> and <c>Jan Nowak &lt;a@b.pl&gt;</c> are Jan Nowak; null when nothing is left.
    /// </summary>
    public static string? Name(string? text)
    {
        if (text is null)
        {
            return null;
        }

        string decoded = WebUtility.HtmlDecode(text.Length > MaximumName ? text[..MaximumName] : text);
        string name = OneLine(MailAddress().Replace(decoded, " ")).Trim(' ', '(', ')', '<', '>', ',', ';');
        return name.Length > 0 ? name : null;
    }

    /// <summary>HTML in which a less-than sign that begins a tag without an end stands for itself.</summary>
    public static string WithoutUnendedTag(string html) => UnendedTag().Replace(html, "&lt;");

    private static string Lines(string html)
    {
        try
        {
            return PlainText.FromBody(WithoutUnendedTag(html.Length > MaximumMarkup ? html[..MaximumMarkup] : html), BodyFormat.Html);
        }
        catch (ContentException)
        {
            // No title is nested a hundred levels deep; whatever it is, it is no text.
            return string.Empty;
        }
    }

    [GeneratedRegex(@"<(?=[A-Za-z/][^<>]*\z)")]
    private static partial Regex UnendedTag();

    [GeneratedRegex(@"(mailto:)?[^\s<>()@,;]{1,100}@[^\s<>()@,;]{1,200}", RegexOptions.ExplicitCapture)]
    private static partial Regex MailAddress();
}
