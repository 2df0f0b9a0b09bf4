using System.Globalization;
using System.Text;
using AnyAscii;

namespace Bulletin.Content;

/// <summary>Brings text into a form in which spelling variants are equal, without any culture data.</summary>
public static class TextFolding
{
    // The scripts of Europe: what a search index folds by the million.
    private static readonly string?[] Kept = new string?[0x0600];

    /// <summary>
    /// Folds text for comparisons: lower case, Latin letters without diacritics (<c>Łódź</c> and <c>LODZ</c> are both
    /// <c>lodz</c>, <c>ß</c> is <c>ss</c>), other scripts transliterated, punctuation in its ASCII form, symbols as they are.
    /// </summary>
    /// <param name="text">Any text; composed and decomposed letters give the same result.</param>
    /// <returns>The folded text, which need not have the length of the original.</returns>
    public static string Fold(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        var folded = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii)
                folded.Append(char.ToLowerInvariant((char)rune.Value));
            else
                folded.Append(Fold(rune));
        }

        return folded.ToString();
    }

    /// <summary>Folds one character; empty for a mark that stands above or below another.</summary>
    internal static string Fold(Rune rune) => rune.Value < Kept.Length
        ? Kept[rune.Value] ??= Folded(rune)
        : Folded(rune);

    private static string Folded(Rune rune)
    {
        var category = Rune.GetUnicodeCategory(rune);

        // The library would spell out what a symbol shows (":smile:"), words that nobody wrote.
        var ascii = category is UnicodeCategory.OtherSymbol ? "" : rune.ToString().Transliterate();
        return ascii.Length > 0 ? ascii.ToLowerInvariant()
            : category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format ? ""
            : rune.ToString();
    }
}
