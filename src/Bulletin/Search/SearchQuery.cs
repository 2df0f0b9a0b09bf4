namespace Bulletin.Search;

/// <summary>What somebody searches for: every term must be found. It is only words: no character of it is an operator but the quotation mark.</summary>
/// <param name="Terms">The words and phrases, at least one.</param>
internal sealed record SearchQuery(IReadOnlyList<SearchTerm> Terms)
{
    /// <summary>The longest query in characters.</summary>
    public const int MaximumLength = 200;

    /// <summary>The most words of a query, those of its phrases included.</summary>
    public const int MaximumWords = 16;

    /// <summary>Reads a query.</summary>
    /// <param name="text">What was typed: words, and phrases between quotation marks (<c>"</c>, <c>„</c>, <c>”</c>, <c>“</c>).</param>
    /// <returns>The query, or what is wrong with the text, to stand after the name of the parameter.</returns>
    public static (SearchQuery? Query, string? Error) Parse(string text)
    {
        List<SearchTerm> terms = [];
        string[] parts = text.Split('"', '„', '”', '“');
        for (int index = 0; index < parts.Length; index++)
        {
            List<string> words = WordsOf(parts[index]);
            // What follows a quotation mark that nothing closes are words.
            bool isPhrase = index % 2 == 1 && index < parts.Length - 1 && words.Count > 0;
            terms.AddRange(isPhrase ? [new SearchTerm(words, IsPhrase: true)] : words.Select(word => new SearchTerm([word], IsPhrase: false)));
        }

        return terms.Sum(term => term.Words.Count) switch
        {
            0 => (null, "must have at least one letter or digit"),
            > MaximumWords => (null, $"must have at most {MaximumWords} words"),
            _ => (new SearchQuery(terms.DistinctBy(term => (term.IsPhrase, string.Join(' ', term.Words))).ToList()), null),
        };
    }

    private static List<string> WordsOf(string text)
    {
        List<string> words = [];
        var reader = new WordReader(text);
        while (reader.Read())
        {
            words.Add(reader.Folded.ToString());
        }

        return words;
    }
}

/// <summary>A word, or words that follow each other.</summary>
/// <param name="Words">Folded words.</param>
/// <param name="IsPhrase">Whether they must stand exactly so; a word that is no phrase may be the beginning or another form of what is found.</param>
internal sealed record SearchTerm(IReadOnlyList<string> Words, bool IsPhrase);
