using System.Collections.Frozen;

namespace Bulletin.Search;

/// <summary>The suffixes that the stemmer removes, folded.</summary>
internal static class PolishSuffixes
{
    private static readonly string[] NounEndings =
    [
        // Singular and plural cases, with i after a soft consonant.
        "a", "e", "i", "o", "u", "y", "ia", "ie", "ii", "io", "iu",
        "em", "iem", "om", "iom", "ow", "iow", "owi", "iowi", "owie", "iowie", "ami", "iami", "ach", "iach",
        // centrum, muzeum
        "um", "ium",
    ];

    private static readonly string[] AdjectiveEndings =
        ["ego", "iego", "emu", "iemu", "ej", "iej", "ym", "im", "ymi", "imi", "ych", "ich"];

    // First and third person plural of the present tense, first person plural of the past tense; other persons end like
    // nouns.
    private static readonly string[] VerbEndings = ["amy", "iamy", "emy", "iemy", "imy", "ymy", "aja", "iaja", "ismy", "ysmy"];

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> NounEndingLookup =
        NounEndings.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>All endings, longest first.</summary>
    public static string[] Endings { get; } =
        [.. NounEndings.Concat(AdjectiveEndings).Concat(VerbEndings).OrderByDescending(ending => ending.Length)];

    // The suffixes between stem and ending, in the order in which they are tried; at most one is removed.
    private static readonly Formant[] Formants =
    [
        // Comparison: bezpieczniejszy, bezpieczniejsi
        new("iejsz", 4) { Compares = true },
        new("iejs", 4) { Before = EndingKind.Soft, Compares = true },
        new("ejsz", 4) { After = "lrcz", Compares = true },
        new("ejs", 4) { After = "lrcz", Before = EndingKind.Soft, Compares = true },

        // Passive participles and gerunds: podpisany, podpisanie; ogłoszony, ogłoszenie; rozpoczęty, rozpoczęcie, zajęć
        new("ion", 4) { Softens = true },
        new("ien", 4) { Softens = true },
        new("ian", 4) { Softens = true },
        new("an", 4),
        new("on", 4) { After = "zcl", Softens = true },
        new("en", 4) { After = "zcl", Softens = true },
        new("iet", 4) { After = "n" },
        new("iec", 4) { After = "n", Before = EndingKind.Soft },
        new("et", 3) { After = "j" },
        new("et", 4) { After = "z" },
        new("ec", 3) { After = "j", Before = EndingKind.Soft },
        new("ec", 3) { After = "j", Before = EndingKind.None },
        new("ec", 4) { After = "z", Before = EndingKind.Soft },

        // Active participles and infinitives: zapraszający, robiący, dotyczący; zapewniać, podpisać
        new("iajac", 3) { Before = EndingKind.NotSoft, Softens = true },
        new("ajac", 3) { Before = EndingKind.NotSoft },
        new("iac", 3) { Before = EndingKind.NotSoft, Softens = true },
        new("ac", 3) { Before = EndingKind.NotSoft },

        // Past: zapewniał, podpisał, zrobił, zakończył, widzieli, rozpoczęła
        new("ial", 4) { Softens = true },
        new("al", 3),
        new("il", 3) { Softens = true },
        new("yl", 3),
        new("iel", 4) { After = "z", Before = EndingKind.Past, Softens = true },
        new("el", 3) { After = "j", Before = EndingKind.Past },
        new("el", 4) { After = "nz", Before = EndingKind.Past },

        // Other infinitives: widzieć, zrobić, zakończyć
        new("iec", 4) { After = "z", Before = EndingKind.None, Softens = true },
        new("ic", 3) { Before = EndingKind.None, Softens = true },
        new("yc", 3) { Before = EndingKind.None },
    ];

    /// <summary>
    /// Returns the suffix at the end of these letters, from which the ending has been removed; null if there is none.
    /// </summary>
    public static Formant? FormantOf(ReadOnlySpan<char> letters, string ending)
    {
        foreach (Formant formant in Formants)
        {
            if (formant.Matches(letters, ending))
            {
                return formant;
            }
        }

        return null;
    }

    /// <summary>Returns true for an ending of nouns.</summary>
    public static bool IsNounEnding(ReadOnlySpan<char> ending) => NounEndingLookup.Contains(ending);
}
