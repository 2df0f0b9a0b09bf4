using System.Buffers;
using System.Text;

namespace Bulletin.Search;

/// <summary>A query translated for an index: each word with its other forms in the index.</summary>
/// <param name="Terms">The terms, all of which must match.</param>
internal sealed record SearchPattern(IReadOnlyList<SearchPatternTerm> Terms)
{
    // The first letters of all words searched for, so that most words of a text are rejected at once.
    private readonly SearchValues<char> initials = SearchValues.Create(
        [.. Terms.Where(term => !term.Term.IsPhrase).SelectMany(term => term.Forms.Append(term.Term.Words[0])).Select(word => word[0])]);

    /// <summary>Returns true if a word matches one of the terms that are not phrases.</summary>
    /// <param name="word">A folded word.</param>
    /// <param name="isInflected">True if the word is from a Polish announcement.</param>
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
    /// The FTS5 expression (www.sqlite.org/fts5.html, 3). Words are quoted and contain no quotation marks, so nothing
    /// in them is an operator.
    /// </summary>
    public string Expression { get; } = string.Join(" AND ", Terms.Select(term => $"({term.Expression})"));
}

/// <summary>A term of a pattern.</summary>
/// <param name="Term">The term of the query.</param>
/// <param name="Forms">Its other inflected forms in Polish announcements.</param>
internal sealed record SearchPatternTerm(SearchTerm Term, HashSet<string> Forms)
{
    /// <summary>
    /// The minimum length of a prefix: shorter words match only as whole words, because too many words start with them.
    /// </summary>
    private const int ShortestPrefix = 2;

    /// <summary>Returns true if a word matches this term, which must not be a phrase.</summary>
    /// <param name="word">A folded word.</param>
    /// <param name="isInflected">True if the word is from a Polish announcement.</param>
    public bool Matches(ReadOnlySpan<char> word, bool isInflected) =>
        (IsPrefix ? word.StartsWith(Word, StringComparison.Ordinal) : word.SequenceEqual(Word))
        || (isInflected && Forms.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word));

    /// <summary>The FTS5 expression.</summary>
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

/// <summary>The quality of a match: the part of the announcement that contains the words.</summary>
internal enum SearchRank
{
    /// <summary>All words are in the title.</summary>
    Title,

    /// <summary>All words are in the title or the lead.</summary>
    Lead,

    /// <summary>Some words are only in the body.</summary>
    Body,
}
