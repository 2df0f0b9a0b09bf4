namespace Bulletin.Search;

/// <summary>A suffix between the stem and the ending.</summary>
/// <param name="Suffix">Its letters.</param>
/// <param name="ShortestStem">What it leaves has at least this length.</param>
internal sealed record Formant(string Suffix, int ShortestStem)
{
    /// <summary>The letters of which one stands before it; empty for any.</summary>
    public string After { get; init; } = "";

    /// <summary>Whether it softens the consonant before it: <c>opłacić</c>, <c>opłata</c>.</summary>
    public bool Softens { get; init; }

    /// <summary>Whether it compares: then the prefix <c>naj</c> goes too.</summary>
    public bool IsComparison { get; init; }

    /// <summary>Whether no ending may follow it.</summary>
    public bool OnlyBare { get; init; }

    /// <summary>Whether only an ending of the past tense may follow it.</summary>
    public bool OnlyPast { get; init; }

    /// <summary>Whether it stands at the end of these letters, from which an ending was taken.</summary>
    public bool Matches(ReadOnlySpan<char> letters, string ending)
    {
        var rest = letters.Length - Suffix.Length;
        return rest >= ShortestStem
            && letters.EndsWith(Suffix)
            && (After.Length == 0 || After.Contains(letters[rest - 1]))
            && (!OnlyBare || ending.Length == 0)
            && (!OnlyPast || ending is "a" or "o" or "i" or "y");
    }
}
