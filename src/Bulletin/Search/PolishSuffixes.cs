using System.Collections.Frozen;

namespace Bulletin.Search;

/// <summary>The suffixes that the stemmer takes off, folded.</summary>
internal static class PolishSuffixes
{
    private static readonly string[] _nounEndings =
    [
        // Singular and plural cases; with i after a soft consonant.
        "a", "e", "i", "o", "u", "y", "ia", "ie", "ii", "io", "iu",
        "em", "iem", "om", "iom", "ow", "iow", "owi", "iowi", "owie", "iowie", "ami", "iami", "ach", "iach",
        // centrum, muzeum
        "um",
    ];

    private static readonly string[] _adjectiveEndings =
        ["ego", "iego", "emu", "iemu", "ej", "iej", "ym", "im", "ymi", "imi", "ych", "ich"];

    // We and they, in the present; "he" and "I" end like nouns.
    private static readonly string[] _verbEndings = ["amy", "jemy", "iemy", "imy", "ymy", "aja"];

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _nounEndingLookup =
        _nounEndings.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>All endings, the longest first.</summary>
    public static string[] Endings { get; } =
        [.. _nounEndings.Concat(_adjectiveEndings).Concat(_verbEndings).OrderByDescending(ending => ending.Length)];

    /// <summary>The suffixes between stem and ending, in the order in which they are tried; at most one is taken off.</summary>
    public static Formant[] Formants { get; } =
    [
        // Comparison: bezpieczniejszy
        new("iejsz", 4) { IsComparison = true },
        new("ejsz", 4) { IsComparison = true },

        // Participles and gerunds: podpisany, podpisanie; ogłoszony, ogłoszenie; rozpoczęty, rozpoczęcie; dotyczący
        new("ion", 4) { Softens = true },
        new("ien", 4) { Softens = true },
        new("an", 4),
        new("on", 4) { Softens = true, After = "zcl" },
        new("en", 4) { Softens = true, After = "zcl" },
        new("iet", 4) { After = "n" },
        new("iec", 4) { After = "gk", OnlyBare = true },
        new("et", 4) { After = "jz" },
        new("ajac", 4),
        new("ac", 4),

        // Past: podpisał, zrobił, zakończył, rozpoczęła
        new("al", 3),
        new("il", 3) { Softens = true },
        new("yl", 3),
        new("el", 4) { After = "jz", OnlyPast = true },

        // Infinitives: czytać (above, and here for shorter ones), zrobić, zakończyć
        new("ac", 3) { OnlyBare = true },
        new("ic", 3) { Softens = true, OnlyBare = true },
        new("yc", 3) { OnlyBare = true },
    ];

    /// <summary>Whether this is an ending of nouns.</summary>
    public static bool IsNounEnding(ReadOnlySpan<char> ending) => _nounEndingLookup.Contains(ending);
}
