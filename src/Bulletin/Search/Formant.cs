namespace Bulletin.Search;

/// <summary>A suffix between the stem and the ending.</summary>
/// <param name="Suffix">Its letters.</param>
/// <param name="ShortestStem">What it leaves has at least this length.</param>
internal sealed record Formant(string Suffix, int ShortestStem)
{
    /// <summary>The letters of which one stands before it; empty for any.</summary>
    public string After { get; init; } = "";

    /// <summary>The endings that may follow it.</summary>
    public EndingKind Before { get; init; } = EndingKind.Any;

    /// <summary>Whether it softens the consonant before it: <c>opłacić</c>, <c>opłata</c>.</summary>
    public bool Softens { get; init; }

    /// <summary>Whether it compares: then the prefix <c>naj</c> goes too.</summary>
    public bool Compares { get; init; }

    /// <summary>Whether it stands at the end of these letters, from which an ending was taken.</summary>
    public bool Matches(ReadOnlySpan<char> letters, string ending)
    {
        var rest = letters.Length - Suffix.Length;
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
