using System.Globalization;
using System.Text;

namespace Bulletin.Content;

/// <summary>Checks the characters in a text from an API client.</summary>
public static class InputText
{
    /// <summary>Searches for a character that is not allowed in text.</summary>
    /// <param name="text">The text as received.</param>
    /// <param name="multiline">
    /// True for bodies, in which tabs and line breaks are allowed. False for titles and names, in which these are not
    /// allowed, nor are the invisible controls of writing direction, with which one name can look like another.
    /// </param>
    /// <returns>Null if the text is valid; otherwise an error message to follow the name of the member.</returns>
    public static string? Problem(string text, bool multiline)
    {
        ArgumentNullException.ThrowIfNull(text);

        for (int index = 0; index < text.Length; index++)
        {
            if (Rune.TryGetRuneAt(text, index, out Rune rune))
            {
                if (Kind(rune.Value, multiline) is { } kind)
                {
                    return Message(kind, rune.Value, index);
                }

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
        _ when HtmlEscape.IsNoncharacter(value) => "a noncharacter",
        0x2028 or 0x2029 when !multiline => "a tab or line break",
        (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) when !multiline => "a control of writing direction",
        _ => null,
    };

    private static string Message(string kind, int value, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"must not contain {kind} (U+{value:X4} at position {index + 1})");
}
