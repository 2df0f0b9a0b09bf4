namespace Bulletin.Pages;

/// <summary>The direction in which a language is written.</summary>
internal static class WritingDirection
{
    // The scripts, and the languages usually written in them without the tag saying so (CLDR's likely subtags).
    private static readonly HashSet<string> Scripts = new(StringComparer.OrdinalIgnoreCase)
    {
        "Adlm", "Arab", "Aran", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa", "Yezi",
    };

    private static readonly HashSet<string> Languages = new(StringComparer.OrdinalIgnoreCase)
    {
        "ar", "arc", "arz", "azb", "bal", "bgn", "ckb", "dv", "fa", "glk", "he", "khw", "ks", "lrc", "mzn", "nqo", "pnb", "prs", "ps", "sd",
        "sdh", "skr", "syr", "ug", "ur", "yi",
    };

    /// <summary>Returns true if a language is written from right to left.</summary>
    /// <param name="language">A BCP 47 tag.</param>
    public static bool IsRightToLeft(string language)
    {
        string[] subtags = language.Split('-');
        // Behind a subtag of one letter stand extensions.
        string? script = subtags.Skip(1).TakeWhile(subtag => subtag.Length > 1)
            .FirstOrDefault(subtag => subtag.Length == 4 && char.IsAsciiLetter(subtag[0]));
        return script is null ? Languages.Contains(subtags[0]) : Scripts.Contains(script);
    }
}
