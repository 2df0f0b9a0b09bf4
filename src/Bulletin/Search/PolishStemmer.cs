namespace Bulletin.Search;

/// <summary>
/// Reduces the inflected forms of a Polish word to a common stem for full-text search: <c>mieszkanie</c>,
/// <c>mieszkań</c> and <c>mieszkaniach</c> have the same stem. It uses suffixes and two small tables instead of a
/// dictionary, so it makes some errors; docs/search.md has the measured error rate.
/// </summary>
/// <remarks>
/// Words must be folded, because people type queries with and without diacritics. Thus <c>ł</c> is already <c>l</c>,
/// <c>ó</c> is <c>o</c> and <c>ń</c> is <c>n</c>, and those alternations need no rule.
/// </remarks>
public static class PolishStemmer
{
    /// <summary>
    /// The minimum length of a word. Shorter words are returned unchanged, because their stems would be ambiguous.
    /// </summary>
    private const int ShortestWord = 3;

    /// <summary>The maximum length of a word. Longer ones are returned unchanged, because they are not words.</summary>
    private const int LongestWord = 40;

    /// <summary>The minimum length of a stem after an ending is removed.</summary>
    private const int ShortestStem = 3;

    /// <summary>Returns the stem of a word.</summary>
    /// <param name="word">One word, folded by <see cref="Content.TextFolding.Fold(string)"/>.</param>
    /// <returns>
    /// The stem: never empty for a non-empty word, never longer than the word, and not necessarily a word. A word of
    /// fewer than 3 or more than 40 characters, or with a character other than <c>a</c> to <c>z</c>, is returned
    /// unchanged.
    /// </returns>
    public static string Stem(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        if (word.Length is < ShortestWord or > LongestWord || word.AsSpan().ContainsAnyExceptInRange('a', 'z'))
        {
            return word;
        }

        if (PolishIrregularForms.StemOf(word) is { } irregular)
        {
            return irregular;
        }

        if (KeptStemOf(word) is { } kept)
        {
            return kept;
        }

        Span<char> letters = stackalloc char[LongestWord];
        word.CopyTo(letters);
        var stem = new StemBuffer(letters, word.Length);
        string ending = RemoveEnding(ref stem);
        Formant? formant = RemoveFormant(ref stem, ending);
        bool soft = formant?.Softens ?? ending.StartsWith('i');
        PolishAlternations.Level(ref stem, formant is null ? ending : null, soft);

        return stem.Letters.SequenceEqual(word) ? word : stem.Letters.ToString();
    }

    /// <summary>
    /// Returns the stem of a word that is one of the kept stems, with or without an ending; otherwise null.
    /// </summary>
    private static string? KeptStemOf(ReadOnlySpan<char> word)
    {
        for (int length = word.Length; length >= ShortestStem; length--)
        {
            bool hasEnding = length < word.Length;
            if ((!hasEnding || PolishSuffixes.IsNounEnding(word[length..])) && PolishIrregularForms.KeptStem(word[..length]) is { } stem)
            {
                return stem;
            }
        }

        return null;
    }

    /// <summary>Removes the longest ending.</summary>
    /// <returns>The ending, empty if there is none.</returns>
    private static string RemoveEnding(ref StemBuffer stem)
    {
        foreach (string ending in PolishSuffixes.Endings)
        {
            if (!stem.EndsWith(ending) || stem.Length - ending.Length < ShortestStem)
            {
                continue;
            }

            stem.Cut(ending.Length);

            // kolej, kolei: "ji" is written "i" after a vowel.
            if (ending == "i" && stem.Last is 'a' or 'e' or 'o' or 'u')
            {
                stem.Append('j');
            }

            return ending;
        }

        return "";
    }

    /// <summary>Removes the suffix between the stem and the ending, if any.</summary>
    private static Formant? RemoveFormant(ref StemBuffer stem, string ending)
    {
        Formant? formant = PolishSuffixes.FormantOf(stem.Letters, ending);
        if (formant is not null)
        {
            stem.Cut(formant.Suffix.Length);
        }

        if (formant is { Compares: true } && stem.StartsWith("naj") && stem.Length >= "naj".Length + ShortestStem)
        {
            stem.CutStart("naj".Length);
        }

        LevelVerb(ref stem);
        return formant;
    }

    // Verbs with another stem in the present tense: informować, informuje; wykonywać, wykonuje; oczekiwać, oczekuje;
    // powstawać, powstaje
    private static void LevelVerb(ref StemBuffer stem)
    {
        if (stem.Length < ShortestStem + 2)
        {
            return;
        }

        if (stem.EndsWith("uj") || stem.EndsWith("yw") || stem.EndsWith("kiw") || stem.EndsWith("giw"))
        {
            stem.Replace(2, "ow");
        }
        else if (stem.EndsWith("staj") || stem.EndsWith("daj") || stem.EndsWith("znaj"))
        {
            stem.Replace(2, "aw");
        }
    }
}
