using System.Text;
using Bulletin.Announcements;
using Bulletin.Content;

namespace Bulletin.Search;

/// <summary>
/// The matches in an announcement, as HTML: matching words are between <c>&lt;mark&gt;</c> and <c>&lt;/mark&gt;</c>,
/// everything else is escaped.
/// </summary>
/// <param name="Title">The whole title.</param>
/// <param name="Text">
/// An excerpt of the lead or the body, about 200 characters, with an ellipsis where text was cut off.
/// </param>
internal sealed record Highlight(string Title, string Text);

/// <summary>Highlights the words of a query.</summary>
internal static class Highlighter
{
    // The length of the excerpt, and of its part before the first match.
    private const int PieceLength = 200;
    private const int BeforeFirst = 60;

    private const string Ellipsis = "…";

    /// <summary>
    /// Highlights the matches in the title of an announcement, and in its lead or, if only the body has matches, in the
    /// body.
    /// </summary>
    /// <param name="entry">The announcement.</param>
    /// <param name="rank">The part of the announcement that contains all words.</param>
    /// <param name="pattern">The words.</param>
    public static Highlight Of(SearchEntry entry, SearchRank rank, SearchPattern pattern)
    {
        bool isInflected = SearchDocument.IsPolish(entry.Announcement.Language);
        AnnouncementSummary announcement = entry.Announcement;
        string text = announcement.Lead;
        List<Range> found = Find(text, pattern, isInflected);
        if (found.Count == 0 && rank == SearchRank.Body)
        {
            string body = entry.Text.ToString();
            List<Range> inBody = Find(body, pattern, isInflected, PieceLength);
            (text, found) = inBody.Count > 0 ? (body, inBody) : (text, found);
        }

        return new Highlight(
            Mark(announcement.Title, 0, announcement.Title.Length, Find(announcement.Title, pattern, isInflected)),
            Piece(text, found));
    }

    // Returns the matching words of a text in order.
    private static List<Range> Find(string text, SearchPattern pattern, bool isInflected, int maximum = int.MaxValue)
    {
        List<Range> found = [];
        List<SearchTerm> phrases = pattern.Terms.Select(term => term.Term).Where(term => term.IsPhrase).ToList();
        List<(Range Place, string Word)> before = [];
        var reader = new WordReader(text);
        while (reader.Read() && (found.Count == 0 || reader.Start - found[0].Start.Value <= maximum))
        {
            Range place = reader.Start..reader.End;
            if (pattern.Matches(reader.Folded, isInflected))
            {
                found.Add(place);
            }

            if (phrases.Count > 0)
            {
                before.Add((place, reader.Folded.ToString()));
                phrases.ForEach(phrase => AddPhrase(found, phrase.Words, before));
            }
        }

        return phrases.Count == 0 ? found : found.DistinctBy(place => place.Start.Value).OrderBy(place => place.Start.Value).ToList();
    }

    // Adds the words of a phrase if the phrase ends at the last word read.
    private static void AddPhrase(List<Range> found, IReadOnlyList<string> phrase, List<(Range Place, string Word)> words)
    {
        int first = words.Count - phrase.Count;
        for (int index = phrase.Count - 1; index >= 0; index--)
        {
            if (first < 0 || words[first + index].Word != phrase[index])
            {
                return;
            }
        }

        found.AddRange(words.Skip(first).Select(word => word.Place));
    }

    // Returns an excerpt that starts a little before the first match and is cut between words.
    private static string Piece(string text, List<Range> found)
    {
        int first = found.Count > 0 ? found[0].Start.Value : 0;
        int start = first <= BeforeFirst || text.Length <= PieceLength
            ? 0
            : AfterBlank(text, Math.Min(first - BeforeFirst, text.Length - PieceLength), first);
        int end = start + PieceLength >= text.Length ? text.Length : BeforeBlank(text, start + PieceLength, start);
        return (start > 0 ? Ellipsis : string.Empty)
            + Mark(text, start, end, found)
            + (end < text.Length ? Ellipsis : string.Empty);
    }

    // Returns the start of the first word at or after a position, at most the latest position.
    private static int AfterBlank(string text, int from, int latest)
    {
        for (int index = from; index < latest; index++)
        {
            if (char.IsWhiteSpace(text[index]))
            {
                return index + 1;
            }
        }

        return latest;
    }

    // Returns the end of the last word at or before a position. Cuts a word longer than the excerpt between two
    // characters.
    private static int BeforeBlank(string text, int from, int start)
    {
        for (int index = from; index > start; index--)
        {
            if (char.IsWhiteSpace(text[index]))
            {
                return index;
            }
        }

        return start + GraphemeClusters.WholeUpTo(text.AsSpan(start), from - start);
    }

    private static string Mark(string text, int start, int end, List<Range> found)
    {
        var html = new StringBuilder();
        int done = start;
        foreach (Range word in found)
        {
            if (word.Start.Value < done || word.End.Value > end)
            {
                continue;
            }

            AppendLine(html, text[done..word.Start.Value]);
            html.Append("<mark>");
            AppendLine(html, text[word]);
            html.Append("</mark>");
            done = word.End.Value;
        }

        AppendLine(html, text[done..end]);
        return html.ToString();
    }

    // Replaces line breaks and tabs, because the excerpt is a single line.
    private static void AppendLine(StringBuilder html, string text) =>
        HtmlEscape.AppendText(html, text.Replace('\n', ' ').Replace('\t', ' '));
}
