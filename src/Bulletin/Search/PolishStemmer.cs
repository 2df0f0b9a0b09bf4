namespace Bulletin.Search;

/// <summary>
/// Brings the inflected forms of a Polish word to a common stem, for full-text search: <c>mieszkanie</c>, <c>mieszkań</c> and
/// <c>mieszkaniach</c> meet. It knows suffixes and two small tables, not a dictionary, so it errs now and then; how often is measured
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
    /// <param name="word">One word, folded by <see cref="Content.TextFolding.Fold(string)"/>.</param>
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
        var formant = RemoveFormant(ref stem, ending);
        var soft = formant?.Softens ?? ending.StartsWith('i');
        PolishAlternations.Level(ref stem, formant is null ? ending : null, soft);

        return stem.Letters.SequenceEqual(word) ? word : stem.Letters.ToString();
    }

    /// <summary>The stem of a word that is one of the kept stems, with or without an ending.</summary>
    private static string? KeptStemOf(ReadOnlySpan<char> word)
    {
        for (var length = word.Length; length >= ShortestStem; length--)
        {
            var hasEnding = length < word.Length;
            if ((!hasEnding || PolishSuffixes.IsNounEnding(word[length..])) && PolishIrregularForms.KeptStem(word[..length]) is { } stem)
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

    /// <summary>Takes off what stands between the stem and the ending, if anything does.</summary>
    private static Formant? RemoveFormant(ref StemBuffer stem, string ending)
    {
        var formant = PolishSuffixes.FormantOf(stem.Letters, ending);
        if (formant is not null)
            stem.Cut(formant.Suffix.Length);
        if (formant is { Compares: true } && stem.StartsWith("naj") && stem.Length >= "naj".Length + ShortestStem)
            stem.CutStart("naj".Length);

        LevelVerb(ref stem);
        return formant;
    }

    // Verbs whose stem is another in the present: informować, informuje; wykonywać, wykonuje; oczekiwać, oczekuje; powstawać, powstaje
    private static void LevelVerb(ref StemBuffer stem)
    {
        if (stem.Length < ShortestStem + 2)
            return;
        if (stem.EndsWith("uj") || stem.EndsWith("yw") || stem.EndsWith("kiw") || stem.EndsWith("giw"))
            stem.Replace(2, "ow");
        else if (stem.EndsWith("staj") || stem.EndsWith("daj") || stem.EndsWith("znaj"))
            stem.Replace(2, "aw");
    }
}
