using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Bulletin.Content;

/// <summary>Derives the lead of an announcement for which the editor wrote none.</summary>
public static class Lead
{
    /// <summary>The maximum length of a derived lead in UTF-16 code units.</summary>
    public const int MaximumDerived = 300;

    private const string Ellipsis = "…";

    /// <summary>
    /// Derives the lead from a body: the text of its first paragraph, or else its first line of text. A longer one is
    /// cut after a word and ends with "…"; a word that is itself too long is cut between user-perceived characters.
    /// </summary>
    /// <param name="body">The text as written by the editor.</param>
    /// <param name="format">The markup language of the text.</param>
    /// <param name="maximumLength">
    /// The maximum length of the lead in UTF-16 code units, including the "…"; at least 1.
    /// </param>
    /// <returns>One line of text; empty if the body has no text.</returns>
    /// <exception cref="ContentException">The body exceeds a limit of <see cref="ContentLimits"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximumLength"/> is below 1.</exception>
    public static string FromBody(string body, BodyFormat format, int maximumLength = MaximumDerived)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumLength, 1);

        using IHtmlDocument document = SafeDocument.FromBody(body, format);
        return FromSafe(document.Body!, maximumLength);
    }

    /// <summary>Derives the lead from a safe document.</summary>
    internal static string FromSafe(IElement body, int maximumLength = MaximumDerived) => Cut(FirstText(body), maximumLength);

    private static string FirstText(IElement body)
    {
        foreach (IElement paragraph in body.QuerySelectorAll("p"))
        {
            if (PlainText.FromSafe(paragraph) is { Length: > 0 } text && paragraph.Closest("div.footnotes") is null)
            {
                return OneLine(text);
            }
        }

        string lines = PlainText.FromSafe(body);
        return OneLine(lines.Split('\n', 2)[0]);
    }

    private static string OneLine(string text) => text.Replace('\n', ' ').Replace('\t', ' ');

    /// <summary>Cuts a line of text after a word and appends "…".</summary>
    internal static string Cut(string text, int maximumLength)
    {
        if (text.Length <= maximumLength)
        {
            return text;
        }

        int kept = GraphemeClusters.WholeUpTo(text, maximumLength - Ellipsis.Length);
        if (!char.IsWhiteSpace(text[kept]) && text.LastIndexOf(' ', Math.Max(kept - 1, 0), kept) is > 0 and var word)
        {
            kept = word;
        }

        return text[..kept].TrimEnd(' ', ',', ';', ':', '-', '–', '—', '(', '„', '«') + Ellipsis;
    }
}
