namespace Bulletin.Search;

/// <summary>A derivational suffix between the stem and the ending.</summary>
/// <param name="Suffix">The letters of the suffix.</param>
/// <param name="ShortestStem">The minimum length of the remaining stem.</param>
internal sealed record Formant(string Suffix, int ShortestStem)
{
    /// <summary>The suffix counts only directly after one of these letters; empty: after any letter.</summary>
    public string After { get; init; } = "";

    /// <summary>The endings that may follow the suffix.</summary>
    public EndingKind Before { get; init; } = EndingKind.Any;

    /// <summary>True if the suffix softens the consonant before it: <c>opłacić</c>, <c>opłata</c>.</summary>
    public bool Softens { get; init; }

    /// <summary>True for the suffix of a comparative or superlative; the prefix <c>naj</c> is then removed, too.</summary>
    public bool Compares { get; init; }

    /// <summary>Returns true if these letters end with the suffix. The ending has already been removed from them.</summary>
    public bool Matches(ReadOnlySpan<char> letters, string ending)
    {
        int rest = letters.Length - Suffix.Length;
        return rest >= ShortestStem
            && letters.EndsWith(Suffix)
            && (After.Length == 0 || After.Contains(letters[rest - 1]))
            && Allows(ending);
    }

    private bool Allows(string ending) => Before switch
    {
        EndingKind.Any => true,
        EndingKind.None => ending.Length == 0,
        EndingKind.Past => ending is "a" or "o" or "i" or "y",
        EndingKind.Soft => ending.StartsWith('i'),
        _ => !ending.StartsWith('i'),
    };
}
