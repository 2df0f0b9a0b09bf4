using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Bulletin.Content;

namespace Bulletin.Conversion.Text;

/// <summary>Converts texts of other systems (names, titles, excerpts) to one line of plain text.</summary>
internal static partial class SourceText
{
    // Titles and excerpts are cut to a small part of this length anyway.
    private const int MaximumMarkup = 100_000;

    private const int MaximumName = 1000;

    /// <summary>Returns the text of an HTML fragment as one line, with entities decoded once and without tags.</summary>
    public static string FromHtml(string html) => OneLine(Lines(html).Replace('\n', ' '));

    /// <summary>Returns the first visible line of text in an HTML fragment; empty if there is none.</summary>
    public static string FirstLine(string html) =>
        Lines(html).Split('\n').Select(OneLine).FirstOrDefault(line => line.Length > 0) ?? string.Empty;

    /// <summary>
    /// Collapses white space and removes characters that titles and names may not contain; empty if nothing visible
    /// remains.
    /// </summary>
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
    /// Returns a name without mail address: <c>a@b.pl (Jan Nowak)</c> and <c>Jan Nowak &lt;a@b.pl&gt;</c> become Jan
    /// Nowak; null if nothing remains.
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

    /// <summary>Escapes a less-than sign that starts a tag without an end.</summary>
    public static string WithoutUnendedTag(string html) => UnendedTag().Replace(html, "&lt;");

    private static string Lines(string html)
    {
        try
        {
            return PlainText.FromBody(WithoutUnendedTag(html.Length > MaximumMarkup ? html[..MaximumMarkup] : html), BodyFormat.Html);
        }
        catch (ContentException)
        {
            // No title is nested a hundred levels deep, so this is not text.
            return string.Empty;
        }
    }

    [GeneratedRegex(@"<(?=[A-Za-z/][^<>]*\z)")]
    private static partial Regex UnendedTag();

    [GeneratedRegex(@"(mailto:)?[^\s<>()@,;]{1,100}@[^\s<>()@,;]{1,200}", RegexOptions.ExplicitCapture)]
    private static partial Regex MailAddress();
}
