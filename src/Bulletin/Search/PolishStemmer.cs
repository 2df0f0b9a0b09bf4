namespace Bulletin.Search;

/// <summary>
/// Brings the inflected forms of a Polish word to a common stem, for full-text search: <c>mieszkanie</c>, <c>mieszkań</c> and
/// <c>mieszkaniach</c> meet. It knows suffixes and a few tables, not a dictionary, so it errs now and then; how often is measured
/// (docs/search.md).
/// </summary>
/// <remarks>
/// Words come folded, because people type queries with and without diacritics. So <c>ł</c> is <c>l</c>, <c>ó</c> is <c>o</c> and
/// <c>ń</c> is <c>n</c> already, and those alternations need no rule.
/// </remarks>
public static class PolishStemmer
{
    /// <summary>Shorter words come back as they are: what is left of them would be anything.</summary>
    private const int ShortestWord = 3;

    /// <summary>Longer words come back as they are: they are not words.</summary>
    private const int LongestWord = 40;

    /// <summary>What an ending leaves has at least this length.</summary>
    private const int ShortestStem = 3;

    /// <summary>The stem of a word.</summary>
    /// <param name="word">One word, folded by <see cref="Content.TextFolding.Fold"/>.</param>
    /// <returns>
    /// The stem: never empty for a word that is not, never longer than the word, and not necessarily a word. A word of fewer than 3 or
    /// more than 40 characters, or with a character other than <c>a</c> to <c>z</c>, comes back as it is.
    /// </returns>
    public static string Stem(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        if (word.Length is < ShortestWord or > LongestWord || word.AsSpan().ContainsAnyExceptInRange('a', 'z'))
            return word;
        if (PolishIrregularForms.StemOf(word) is { } irregular)
            return irregular;
        if (KeptStemOf(word) is { } kept)
            return kept;

        Span<char> letters = stackalloc char[LongestWord];
        word.CopyTo(letters);
        var stem = new StemBuffer(letters, word.Length);
        var ending = RemoveEnding(ref stem);
        var softened = RemoveFormant(ref stem, ending);
        PolishAlternations.Level(ref stem, ending, softened);

        return stem.Letters.SequenceEqual(word) ? word : stem.Letters.ToString();
    }

    /// <summary>The stem that looks like a shorter one with a suffix, if the word is one of these with an ending.</summary>
    private static string? KeptStemOf(ReadOnlySpan<char> word)
    {
        for (var length = word.Length; length >= ShortestStem; length--)
        {
            if ((length == word.Length || PolishSuffixes.IsNounEnding(word[length..])) && PolishIrregularForms.IsKeptStem(word[..length], out var stem))
                return stem;
        }

        return null;
    }

    /// <summary>Takes the longest ending off.</summary>
    /// <returns>The ending, empty if there is none.</returns>
    private static string RemoveEnding(ref StemBuffer stem)
    {
        foreach (var ending in PolishSuffixes.Endings)
        {
            if (!stem.EndsWith(ending) || stem.Length - ending.Length < ShortestStem)
                continue;

            stem.Cut(ending.Length);

            // kolej, kolei: "ji" is written "i" after a vowel.
            if (ending == "i" && stem.Last is 'a' or 'e' or 'o' or 'u')
                stem.Append('j');
            return ending;
        }

        return "";
    }

    /// <summary>Takes off what makes verb forms and comparatives out of a stem.</summary>
    /// <returns>Whether the suffix had softened the consonant before it.</returns>
    private static bool RemoveFormant(ref StemBuffer stem, string ending)
    {
        var softened = false;
        foreach (var formant in PolishSuffixes.Formants)
        {
            if (formant.Matches(stem.Letters, ending))
            {
                stem.Cut(formant.Suffix.Length);
                softened = formant.Softens;
                if (formant.IsComparison && stem.Length > 3 + ShortestStem && stem.StartsWith("naj"))
                    stem.CutStart(3);
                break;
            }
        }

        // informować, informuje; wykonywać, wykonuje: verbs that change between these are brought to one.
        if (stem.Length > ShortestStem + 1 && (stem.EndsWith("uj") || stem.EndsWith("yw") || stem.EndsWith("kiw") || stem.EndsWith("giw")))
        {
            stem.Cut(2);
            stem.Append('o');
            stem.Append('w');
        }

        return softened;
    }
}
