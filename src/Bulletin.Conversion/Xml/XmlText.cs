using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using Bulletin.Content.Encodings;

namespace Bulletin.Conversion.Xml;

/// <summary>
/// Decodes the text of XML: references become characters, including HTML's named references. An <c>&amp;</c> that
/// starts no reference stays as it is. Entities that the file declares are never expanded.
/// </summary>
/// <param name="damage">Collects characters that were guessed or left out.</param>
/// <param name="controlPage">The code page in which control characters from U+0080 on were meant.</param>
internal sealed class XmlText(XmlDamage damage, Encoding controlPage)
{
    /// <summary>The maximum length of a reference, in characters.</summary>
    public const int MaximumReference = 40;

    private static readonly SearchValues<char> AsciiLettersAndDigits =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    /// <summary>Returns the text with its references decoded.</summary>
    /// <param name="source">The text as written in the file.</param>
    /// <param name="hasReferences">False in a CDATA section, where an <c>&amp;</c> is an ordinary character.</param>
    public string Meaning(ReadOnlySpan<char> source, bool hasReferences)
    {
        var text = new StringBuilder(source.Length);
        while (source.Length > 0)
        {
            int plain = PlainLength(source, hasReferences);
            text.Append(source[..plain]);
            source = source[plain..];
            if (source.Length > 0)
            {
                source = source[Append(text, source, hasReferences)..];
            }
        }

        return text.ToString();
    }

    private static int PlainLength(ReadOnlySpan<char> source, bool hasReferences)
    {
        for (int index = 0; index < source.Length; index++)
        {
            char character = source[index];
            if ((character < ' ' && character is not ('\n' or '\t')) || character >= '\uFFFD' || (character == '&' && hasReferences)
                || character is (>= '\u007F' and <= '\u009F') or (>= '\uD800' and <= '\uDFFF') || (character == ']' && hasReferences))
            {
                return index;
            }
        }

        return source.Length;
    }

    // Returns the number of consumed characters.
    private int Append(StringBuilder text, ReadOnlySpan<char> source, bool hasReferences)
    {
        switch (source[0])
        {
            case '&':
                return Reference(text, source);
            case ']':
                if (source.StartsWith("]]>"))
                {
                    damage.Add(XmlDamage.SectionEnd);
                }

                text.Append(']');
                return 1;
            case '\r':
                text.Append('\n');
                return source.Length > 1 && source[1] == '\n' ? 2 : 1;
            case var high when char.IsHighSurrogate(high) && source.Length > 1 && char.IsLowSurrogate(source[1]):
                text.Append(source[..2]);
                return 2;
            default:
                AppendOdd(text, source[0], source.Length > 1 ? source[1] : ' ');
                return 1;
        }
    }

    private void AppendOdd(StringBuilder text, char character, char next)
    {
        if (character is '\uFFFD' || char.IsSurrogate(character))
        {
            damage.Add(XmlDamage.Unreadable);
            text.Append('\uFFFD');
        }
        else if (character is >= '\u0080' and <= '\u009F')
        {
            // Written by programs that mistook windows-1252 for Unicode.
            damage.Add(XmlDamage.Windows);
            text.Append(InPage(character, controlPage));
        }
        else if (character is '\v' or '\f')
        {
            // Word processors use these for the end of a line and of a page.
            damage.Add(XmlDamage.Control);
            bool isBesideBlank = char.IsWhiteSpace(next) || text.Length == 0 || char.IsWhiteSpace(text[^1]);
            text.Append(isBesideBlank ? string.Empty : "\n");
        }
        else
        {
            damage.Add(XmlDamage.Control);
        }
    }

    private int Reference(StringBuilder text, ReadOnlySpan<char> source)
    {
        int length = source[..Math.Min(source.Length, MaximumReference)].IndexOf(';') + 1;
        if (length >= 3 && source[1] == '#' && Number(source[2..(length - 1)]) is { } number)
        {
            return AppendNumber(text, number, source, length);
        }

        if (length >= 3 && !source[1..(length - 1)].ContainsAnyExcept(AsciiLettersAndDigits))
        {
            string reference = source[..length].ToString();
            string meaning = reference == "&apos;" ? "'" : WebUtility.HtmlDecode(reference);
            if (meaning != reference)
            {
                if (reference is not ("&amp;" or "&lt;" or "&gt;" or "&quot;" or "&apos;"))
                {
                    damage.Count("named references of HTML, read as the characters that they mean");
                }

                text.Append(meaning);
                return length;
            }
        }

        damage.Add(XmlDamage.Ampersand);
        text.Append('&');
        return 1;
    }

    private int AppendNumber(StringBuilder text, int number, ReadOnlySpan<char> source, int length)
    {
        // Some programs write a character above U+FFFF as two references, one per surrogate.
        if (number is >= 0xD800 and <= 0xDBFF && source[length..] is ['&', '#', .. var rest]
            && rest[..Math.Min(rest.Length, MaximumReference)].IndexOf(';') is var end and > 0
            && Number(rest[..end]) is { } low and >= 0xDC00 and <= 0xDFFF)
        {
            text.Append((char)number).Append((char)low);
            return length + 2 + end + 1;
        }

        if (number is >= 0x80 and <= 0x9F)
        {
            text.Append(InPage((char)number, EncodingLabel.Windows1252));
        }
        else if (number is '\n' or '\r' or '\t')
        {
            text.Append((char)number);
        }
        else if (number is < ' ' or 0x7F or 0xFFFE or 0xFFFF)
        {
            AppendOdd(text, (char)number, source.Length > length ? source[length] : ' ');
        }
        else if (Rune.TryCreate(number, out Rune rune))
        {
            text.Append(rune);
        }
        else
        {
            damage.Add(XmlDamage.Unreadable);
            text.Append('\uFFFD');
        }

        return length;
    }

    private static int? Number(ReadOnlySpan<char> digits)
    {
        bool isHexadecimal = digits.Length > 0 && digits[0] is 'x' or 'X';
        return int.TryParse(
            isHexadecimal ? digits[1..] : digits,
            isHexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None,
            CultureInfo.InvariantCulture,
            out int value) && value >= 0 ? value : null;
    }

    // A byte that the code page does not assign is still a control character.
    private char InPage(char control, Encoding page)
    {
        char character = page.GetString([(byte)control])[0];
        if (!char.IsControl(character))
        {
            return character;
        }

        damage.Add(XmlDamage.Unreadable);
        return '\uFFFD';
    }
}
