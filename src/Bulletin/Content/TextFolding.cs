using System.Globalization;
using System.Text;
using AnyAscii;

namespace Bulletin.Content;

/// <summary>Brings text into a form in which spelling variants are equal, without any culture data.</summary>
public static class TextFolding
{
    // The scripts of Europe: what a search index folds by the million.
    private static readonly string?[] Kept = new string?[0x0600];

    private const string WithNukta =
        "\u0929\u0931\u0934\u0958\u0959\u095A\u095B\u095C\u095D\u095E\u095F\u09DC\u09DD\u09DF\u0A33\u0A36\u0A59\u0A5A\u0A5B\u0A5E\u0B5C\u0B5D";

    private const string WithoutNukta =
        "\u0928\u0930\u0933\u0915\u0916\u0917\u091C\u0921\u0922\u092B\u092F\u09A1\u09A2\u09AF\u0A32\u0A38\u0A16\u0A17\u0A1C\u0A2B\u0B21\u0B22";

    /// <summary>
    /// Folds text for comparisons: lower case, letters without what is above, below or around them (<c>Łódź</c> and <c>LODZ</c> are both
    /// <c>lodz</c>, <c>ß</c> is <c>ss</c>; Arabic and Hebrew without points; Devanagari without the signs of vowels), other scripts
    /// transliterated, punctuation in its ASCII form, symbols as they are.
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
        // The library has letters for the marks of many scripts: points that most writers leave out would part a word from itself.
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark)
            return "";

        // It would spell out what a symbol shows (":smile:"), words that nobody wrote.
        var category = Rune.GetUnicodeCategory(rune);
        var ascii = category is UnicodeCategory.OtherSymbol ? "" : Letter(rune).ToString().Transliterate();
        return ascii.Length > 0 ? ascii.ToLowerInvariant() : category is UnicodeCategory.Format ? "" : rune.ToString();
    }

    // Letters of Indic scripts that are the same as another with a nukta, the dot below.
    private static Rune Letter(Rune rune)
    {
        var place = WithNukta.IndexOf((char)Math.Min(rune.Value, char.MaxValue), StringComparison.Ordinal);
        return place >= 0 ? new Rune(WithoutNukta[place]) : rune;
    }
}
