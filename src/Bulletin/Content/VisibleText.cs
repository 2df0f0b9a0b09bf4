using System.Globalization;
using System.Text;
using Bulletin.Problems;

namespace Bulletin.Content;

/// <summary>Whether a text shows anything. One that does not would be a title or a name that nobody can see, read out or click.</summary>
public static class VisibleText
{
    /// <summary>Refusal of a text that shows nothing, to stand after the name of the member.</summary>
    public const string Problem = "must have something that can be seen: it has only blanks, marks or invisible characters";

    /// <summary>
    /// True when a text has a character that a reader sees by itself: no blank, no control or format character, none that Unicode says
    /// is to be shown as nothing (Default_Ignorable_Code_Point), no mark without a letter, no blank in disguise such as U+2800.
    /// </summary>
    public static bool IsIn(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        foreach (var rune in text.EnumerateRunes())
        {
            if (IsVisible(rune))
                return true;
        }

        return false;
    }

    private static bool IsVisible(Rune rune) => !IsBlank(rune.Value) && Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
        or UnicodeCategory.OtherNotAssigned);

    // Letters and symbols that are shown as nothing: the fillers of Hangul, the Braille pattern without dots, the object replacement
    // character, the null notehead.
    private static bool IsBlank(int value) => value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800 or 0xFFFC or 0x1D159;
}
