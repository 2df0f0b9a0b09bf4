namespace Bulletin.Search;

/// <summary>
/// The words of all Polish announcements by stem, used to extend a query for one form of a word to all its existing
/// forms.
/// </summary>
internal sealed class InflectedForms
{
    private readonly HashSet<string> words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> byStem = new(StringComparer.Ordinal);

    /// <summary>All words.</summary>
    public IReadOnlyCollection<string> Words => words;

    /// <summary>
    /// Adds a folded word. Words with other characters than letters, such as numbers, have no other forms and are
    /// ignored.
    /// </summary>
    public void Add(ReadOnlySpan<char> word)
    {
        if (word.ContainsAnyExceptInRange('a', 'z') || words.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word))
        {
            return;
        }

        string text = word.ToString();
        words.Add(text);
        string stem = PolishStemmer.Stem(text);
        if (byStem.TryGetValue(stem, out List<string>? forms))
        {
            forms.Add(text);
        }
        else
        {
            byStem[stem] = [text];
        }
    }

    /// <summary>Returns the words with the same stem as a word that do not start with it.</summary>
    public HashSet<string> OthersOf(string word) =>
        (byStem.GetValueOrDefault(PolishStemmer.Stem(word)) ?? [])
            .Where(form => !form.StartsWith(word, StringComparison.Ordinal))
            .ToHashSet(StringComparer.Ordinal);
}
