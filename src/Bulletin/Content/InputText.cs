using System.Globalization;
using System.Text;
using Bulletin.Problems;

namespace Bulletin.Content;

/// <summary>Says which characters an API client may send in a text.</summary>
public static class InputText
{
    /// <summary>Looks for a character that has no place in text.</summary>
    /// <param name="text">The text as received.</param>
    /// <param name="multiline">
    /// True for bodies, where tabs and line breaks are fine; false for titles and names, where these and the invisible
    /// controls of writing direction, with which one name can look like another, are not.
    /// </param>
    /// <returns>Null when the text is fine; else what is wrong with it, to stand after the name of the member.</returns>
    public static string? Problem(string text, bool multiline)
    {
        ArgumentNullException.ThrowIfNull(text);

        for (var index = 0; index < text.Length; index++)
        {
            if (Rune.TryGetRuneAt(text, index, out var rune))
            {
                if (Kind(rune.Value, multiline) is { } kind)
                    return Message(kind, rune.Value, index);
                index += rune.Utf16SequenceLength - 1;
            }
            else
            {
                return Message("half of a surrogate pair", text[index], index);
            }
        }

        return null;
    }

    private static string? Kind(int value, bool multiline) => value switch
    {
        '\t' or '\n' or '\r' => multiline ? null : "a tab or line break",
        < 0x20 or (>= 0x7F and <= 0x9F) => "a control character",
        >= 0xFDD0 and <= 0xFDEF => "a noncharacter",
        _ when (value & 0xFFFE) == 0xFFFE => "a noncharacter",
        0x2028 or 0x2029 when !multiline => "a tab or line break",
        (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) when !multiline => "a control of writing direction",
        _ => null,
    };

    private static string Message(string kind, int value, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"must not contain {kind} (U+{value:X4} at position {index + 1})");
}
