using System.Globalization;

namespace Bulletin.Content;

/// <summary>
/// User-perceived characters: extended grapheme clusters (UAX #29). The implementation in .NET supports emoji of
/// several code points and letters with marks, but not the conjuncts of Indic scripts (rule GB9c of Unicode 15.1),
/// whose consonants are written as one.
/// </summary>
internal static class GraphemeClusters
{
    private const char ZeroWidthJoiner = '\u200D';

    /// <summary>Returns the length in UTF-16 code units of the character that starts at a position.</summary>
    public static int LengthAt(ReadOnlySpan<char> text, int start)
    {
        ReadOnlySpan<char> rest = text[start..];
        int length = StringInfo.GetNextTextElementLength(rest);
        while (length < rest.Length && IsJoined(rest[..length], rest[length]))
        {
            length += StringInfo.GetNextTextElementLength(rest[length..]);
        }

        return length;
    }

    /// <summary>
    /// Returns the largest length, up to a maximum, at which a text can be cut without cutting a character.
    /// </summary>
    public static int WholeUpTo(ReadOnlySpan<char> text, int maximumLength)
    {
        int length = 0;
        while (length < text.Length)
        {
            int next = length + LengthAt(text, length);
            if (next > maximumLength)
            {
                break;
            }

            length = next;
        }

        return length;
    }

    /// <summary>Returns the beginning of a text, cut between characters to a maximum length in UTF-16 code units.</summary>
    public static string Begin(string text, int maximumLength) =>
        text.Length <= maximumLength ? text : text[..WholeUpTo(text, maximumLength)];

    // True for a consonant, the script's linker (among other marks), and another consonant of the script.
    private static bool IsJoined(ReadOnlySpan<char> before, char next)
    {
        if (ScriptOf(next) is not { } script)
        {
            return false;
        }

        bool isLinked = false;
        for (int index = before.Length - 1; index >= 0; index--)
        {
            char mark = before[index];
            if (mark == script.Linker)
            {
                isLinked = true;
            }
            else if (mark != ZeroWidthJoiner && CharUnicodeInfo.GetUnicodeCategory(mark) != UnicodeCategory.NonSpacingMark)
            {
                return isLinked && ScriptOf(mark) == script;
            }
        }

        return false;
    }

    // The scripts with such conjuncts: their blocks of consonants, and their linkers.
    private static IndicScript? ScriptOf(char consonant) => consonant switch
    {
        (>= '\u0915' and <= '\u0939') or (>= '\u0958' and <= '\u095F') or (>= '\u0978' and <= '\u097F') => new('\u094D'), // Devanagari
        (>= '\u0995' and <= '\u09B9') or (>= '\u09DC' and <= '\u09DF') or '\u09F0' or '\u09F1' => new('\u09CD'), // Bengali
        (>= '\u0A95' and <= '\u0AB9') or '\u0AF9' => new('\u0ACD'), // Gujarati
        (>= '\u0B15' and <= '\u0B39') or (>= '\u0B5C' and <= '\u0B5F') or '\u0B71' => new('\u0B4D'), // Oriya
        (>= '\u0C15' and <= '\u0C39') or (>= '\u0C58' and <= '\u0C5A') => new('\u0C4D'), // Telugu
        (>= '\u0C95' and <= '\u0CB9') or '\u0CDE' => new('\u0CCD'), // Kannada
        >= '\u0D15' and <= '\u0D3A' => new('\u0D4D'), // Malayalam
        >= '\u1000' and <= '\u102A' => new('\u1039'), // Myanmar
        >= '\u1780' and <= '\u17B3' => new('\u17D2'), // Khmer
        _ => null,
    };

    private readonly record struct IndicScript(char Linker);
}
