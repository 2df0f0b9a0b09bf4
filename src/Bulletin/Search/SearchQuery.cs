namespace Bulletin.Search;

/// <summary>
/// A search query. All terms must match. It consists only of words: apart from quotation marks, no character is an
/// operator.
/// </summary>
/// <param name="Terms">The words and phrases, at least one.</param>
internal sealed record SearchQuery(IReadOnlyList<SearchTerm> Terms)
{
    /// <summary>The maximum length of a query in characters.</summary>
    public const int MaximumLength = 200;

    /// <summary>The maximum number of words in a query, including those in phrases.</summary>
    public const int MaximumWords = 16;

    /// <summary>Parses a query.</summary>
    /// <param name="text">
    /// The user's input: words, and phrases between quotation marks (<c>"</c>, <c>„</c>, <c>”</c>, <c>“</c>).
    /// </param>
    /// <returns>The query, or an error message to follow the name of the parameter.</returns>
    public static (SearchQuery? Query, string? Error) Parse(string text)
    {
        List<SearchTerm> terms = [];
        string[] parts = text.Split('"', '„', '”', '“');
        for (int index = 0; index < parts.Length; index++)
        {
            List<string> words = WordsOf(parts[index]);
            // The text after an unclosed quotation mark is not a phrase.
            bool isPhrase = index % 2 == 1 && index < parts.Length - 1 && words.Count > 0;
            terms.AddRange(isPhrase
                ? [new SearchTerm(words, IsPhrase: true)]
                : words.Select(word => new SearchTerm([word], IsPhrase: false)));
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

/// <summary>A word, or a phrase of consecutive words.</summary>
/// <param name="Words">Folded words.</param>
/// <param name="IsPhrase">
/// True if the words must match exactly; a single word also matches words that start with it, and its other forms.
/// </param>
internal sealed record SearchTerm(IReadOnlyList<string> Words, bool IsPhrase);
