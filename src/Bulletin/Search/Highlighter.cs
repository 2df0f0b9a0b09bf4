using System.Text;
using Bulletin.Announcements;
using Bulletin.Content;

namespace Bulletin.Search;

/// <summary>Where the words of a query are, in HTML: the words between <c>&lt;mark&gt;</c> and <c>&lt;/mark&gt;</c>, everything else escaped.</summary>
/// <param name="Title">The whole title.</param>
/// <param name="Text">A piece of the lead or the body, about 200 characters, with an ellipsis where it goes on.</param>
internal sealed record Highlight(string Title, string Text);

/// <summary>Marks the words of a query.</summary>
internal static class Highlighter
{
    // Of the text that is shown, and how much of that stands before the first word that was found.
    private const int PieceLength = 200;
    private const int BeforeFirst = 60;

    private const string Ellipsis = "…";

    /// <summary>Marks what was found in an announcement: in its title, and in its lead or, when only the body has the words, there.</summary>
    /// <param name="entry">The announcement.</param>
    /// <param name="rank">Where all words are.</param>
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

    // The words of the text that match, in their order.
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

    // Adds the words of a phrase when it ends with the last word.
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

    // From a little before the first word that was found, cut between words.
    private static string Piece(string text, List<Range> found)
    {
        int first = found.Count > 0 ? found[0].Start.Value : 0;
        int start = first <= BeforeFirst || text.Length <= PieceLength ? 0 : AfterBlank(text, Math.Min(first - BeforeFirst, text.Length - PieceLength), first);
        int end = start + PieceLength >= text.Length ? text.Length : BeforeBlank(text, start + PieceLength, start);
        return (start > 0 ? Ellipsis : string.Empty)
            + Mark(text, start, end, found)
            + (end < text.Length ? Ellipsis : string.Empty);
    }

    // Where a word begins, at or after a position, but not after another one.
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

    // Where a word ends, at or before a position; in the middle of one that is longer than the piece, but not of a character.
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

    // Lines and cells of the text are one line here.
    private static void AppendLine(StringBuilder html, string text) =>
        HtmlEscape.AppendText(html, text.Replace('\n', ' ').Replace('\t', ' '));
}
