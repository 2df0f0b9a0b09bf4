using System.Buffers;
using System.Text;
using Bulletin.Content;

namespace Bulletin.Search;

/// <summary>A query as an index understands it: each word with the other forms of it that the index holds.</summary>
/// <param name="Terms">What must be found.</param>
internal sealed record SearchPattern(IReadOnlyList<SearchPatternTerm> Terms)
{
    // With what a word begins that can be one of them: most words of a text are passed over at once.
    private readonly SearchValues<char> initials = SearchValues.Create(
        [.. Terms.Where(term => !term.Term.IsPhrase).SelectMany(term => term.Forms.Append(term.Term.Words[0])).Select(word => word[0])]);

    /// <summary>Whether a word is one of those that were asked for, other than in a phrase.</summary>
    /// <param name="word">A folded word.</param>
    /// <param name="isInflected">Whether it is of an announcement in Polish.</param>
    public bool Matches(ReadOnlySpan<char> word, bool isInflected)
    {
        if (initials.Contains(word[0]))
        {
            foreach (SearchPatternTerm term in Terms)
            {
                if (!term.Term.IsPhrase && term.Matches(word, isInflected))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>
    /// The expression of SQLite's FTS5 (www.sqlite.org/fts5.html, 3). Words are written between quotation marks and hold none, so nothing
    /// in them is an operator.
    /// </summary>
    public string Expression { get; } = string.Join(" AND ", Terms.Select(term => $"({term.Expression})"));
}

/// <summary>A term of a pattern.</summary>
/// <param name="Term">What was asked for.</param>
/// <param name="Forms">Other inflected forms of it, as announcements in Polish have them.</param>
internal sealed record SearchPatternTerm(SearchTerm Term, HashSet<string> Forms)
{
    /// <summary>Words of fewer characters are found only whole: too many begin with them.</summary>
    private const int ShortestPrefix = 2;

    /// <summary>Whether a word that is not part of a phrase is what was asked for.</summary>
    /// <param name="word">A folded word.</param>
    /// <param name="isInflected">Whether it is of an announcement in Polish.</param>
    public bool Matches(ReadOnlySpan<char> word, bool isInflected) =>
        (IsPrefix ? word.StartsWith(Word, StringComparison.Ordinal) : word.SequenceEqual(Word))
        || (isInflected && Forms.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word));

    /// <summary>The expression of FTS5.</summary>
    public string Expression
    {
        get
        {
            if (Term.IsPhrase)
            {
                return Quoted(string.Join(' ', Term.Words));
            }

            var expression = new StringBuilder(Quoted(Word));
            if (IsPrefix)
            {
                expression.Append(" *");
            }

            if (Forms.Count > 0)
            {
                expression.Append($" OR ({Quoted(SearchDocument.Inflected)} AND ({string.Join(" OR ", Forms.Select(Quoted))}))");
            }

            return expression.ToString();
        }
    }

    private string Word => Term.Words[0];

    private bool IsPrefix => Word.Length >= ShortestPrefix;

    private static string Quoted(string words) => $"\"{words}\"";
}

/// <summary>How well an announcement matches: where its words are found.</summary>
internal enum SearchRank
{
    /// <summary>All words are in the title.</summary>
    Title,

    /// <summary>All words are in the title or the lead.</summary>
    Lead,

    /// <summary>Some words are only in the body.</summary>
    Body,
}
