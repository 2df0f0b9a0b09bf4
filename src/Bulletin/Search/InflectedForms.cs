namespace Bulletin.Search;

/// <summary>The words of the announcements in Polish, by their stems: a query for one form of a word becomes one for all that there are.</summary>
internal sealed class InflectedForms
{
    private readonly HashSet<string> words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> byStem = new(StringComparer.Ordinal);

    /// <summary>All words.</summary>
    public IReadOnlyCollection<string> Words => words;

    /// <summary>Adds a folded word. Numbers and the like have no other forms and are passed over.</summary>
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

    /// <summary>The words that have the stem of a word and do not begin with it.</summary>
    public HashSet<string> OthersOf(string word) =>
        (byStem.GetValueOrDefault(PolishStemmer.Stem(word)) ?? []).Where(form => !form.StartsWith(word, StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
}
