using System.Globalization;
using System.Text;
using AnyAscii;

namespace Bulletin.Content;

/// <summary>Folds text to a form in which spelling variants are equal, without culture data.</summary>
public static class TextFolding
{
    // Caches the folded characters of the European scripts, which a search index folds by the million.
    private static readonly string?[] Kept = new string?[0x0600];

    private const string WithNukta =
        "\u0929\u0931\u0934\u0958\u0959\u095A\u095B\u095C\u095D\u095E\u095F"
        + "\u09DC\u09DD\u09DF\u0A33\u0A36\u0A59\u0A5A\u0A5B\u0A5E\u0B5C\u0B5D";

    private const string WithoutNukta =
        "\u0928\u0930\u0933\u0915\u0916\u0917\u091C\u0921\u0922\u092B\u092F"
        + "\u09A1\u09A2\u09AF\u0A32\u0A38\u0A16\u0A17\u0A1C\u0A2B\u0B21\u0B22";

    /// <summary>
    /// Folds text for comparisons: lower case, letters without diacritics (<c>Łódź</c> and <c>LODZ</c> are both
    /// <c>lodz</c>, <c>ß</c> is <c>ss</c>; Arabic and Hebrew without points, Devanagari without dots and accents),
    /// other scripts transliterated, punctuation in its ASCII form, symbols unchanged.
    /// </summary>
    /// <param name="text">Any text; composed and decomposed letters give the same result.</param>
    /// <returns>The folded text, whose length may differ from the original.</returns>
    public static string Fold(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        var folded = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.IsAscii)
            {
                folded.Append(char.ToLowerInvariant((char)rune.Value));
            }
            else
            {
                folded.Append(Fold(rune));
            }
        }

        return folded.ToString();
    }

    /// <summary>Folds one character; returns an empty string for a combining mark.</summary>
    internal static string Fold(Rune rune) => rune.Value < Kept.Length
        ? Kept[rune.Value] ??= Folded(rune)
        : Folded(rune);

    private static string Folded(Rune rune)
    {
        UnicodeCategory category = Rune.GetUnicodeCategory(rune);

        // The library transliterates the marks of many scripts, but most writers leave these points out, and both
        // spellings must be equal.
        if (IsMark(category) && !IsVowel(rune.Value))
        {
            return "";
        }

        // The library would replace a symbol by a description (":smile:"), which is not in the text.
        string ascii = category is UnicodeCategory.OtherSymbol ? "" : Letter(rune).ToString().Transliterate();
        return ascii.Length > 0 ? ascii.ToLowerInvariant() : category is UnicodeCategory.Format || IsMark(category) ? "" : rune.ToString();
    }

    private static bool IsMark(UnicodeCategory category) =>
        category is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    // In Unicode, the vowels that follow a consonant in Indic and similar scripts are marks, but readers see them as
    // letters and never leave them out. They have the same positions in all blocks from Devanagari to Malayalam.
    private static bool IsVowel(int value) => value switch
    {
        >= 0x0900 and < 0x0D80 => (value & 0x7F) is (>= 0x3E and <= 0x4C) or (>= 0x55 and <= 0x57) or 0x62 or 0x63,
        (>= 0x0DCF and <= 0x0DDF) or 0x0DF2 or 0x0DF3 => true, // Sinhala
        0x0E31 or (>= 0x0E34 and <= 0x0E39) or 0x0EB1 or (>= 0x0EB4 and <= 0x0EBB) => true, // Thai, Lao
        (>= 0x0F71 and <= 0x0F7D) or 0x0F80 or 0x0F81 => true, // Tibetan
        (>= 0x102B and <= 0x1035) or (>= 0x17B6 and <= 0x17C5) => true, // Myanmar, Khmer
        _ => false,
    };

    // Replaces letters of Indic scripts by the same letter without the nukta, the dot below.
    private static Rune Letter(Rune rune)
    {
        int place = WithNukta.IndexOf((char)Math.Min(rune.Value, char.MaxValue), StringComparison.Ordinal);
        return place >= 0 ? new Rune(WithoutNukta[place]) : rune;
    }
}
