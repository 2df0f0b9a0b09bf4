using System.Globalization;
using System.Text;

namespace Bulletin.Content;

/// <summary>
/// Checks that a text has visible characters. Without any, a title or a name could not be seen, read out or clicked.
/// </summary>
public static class VisibleText
{
    /// <summary>The error message for a text without visible characters, to follow the name of the member.</summary>
    public const string Problem = "must have something that can be seen: it has only blanks, marks or invisible characters";

    /// <summary>
    /// Returns true if a text has a character that is visible by itself: not a blank, a control or format character, a
    /// character that Unicode defines as invisible (Default_Ignorable_Code_Point), a mark without a letter, or a blank
    /// in disguise such as U+2800.
    /// </summary>
    public static bool IsIn(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        foreach (Rune rune in text.EnumerateRunes())
        {
            if (IsVisible(rune))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsVisible(Rune rune) => !IsBlank(rune.Value) && Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
        or UnicodeCategory.OtherNotAssigned);

    // Letters and symbols without a visible glyph: the fillers of Hangul, the Braille pattern without dots, the object
    // replacement character, the null notehead.
    private static bool IsBlank(int value) => value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800 or 0xFFFC or 0x1D159;
}
