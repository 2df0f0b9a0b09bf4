using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;

namespace Bulletin.Conversion.Xml;

/// <summary>
/// Passes XML on without what would end the reading of it: characters that XML forbids are left out, an <c>&amp;</c> that begins no
/// reference stands for itself, and the named entities of HTML become the characters they mean. No other entity gets through, so
/// nothing is ever expanded. Comments are emptied and long CDATA sections divided, so that the reader behind holds little at a time.
/// </summary>
internal sealed class XmlCharacterFilter(TextReader source) : TextReader
{
    private const int Lookahead = 40;
    private const int MaximumTag = 1024 * 1024;
    private const int CDataPart = 32 * 1024;

    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    private static readonly SearchValues<char> AsciiLettersAndDigits =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    private readonly char[] input = new char[16 * 1024];
    private int start;
    private int end;
    private bool ended;
    private string pending = string.Empty;
    private int pendingIndex;
    private Section section;
    private int sectionLength;

    private enum Section
    {
        Text,
        Tag,
        CData,
        Comment,
    }

    public override int Peek() => throw new NotSupportedException();

    public override int Read()
    {
        Span<char> one = stackalloc char[1];
        return Read(one) == 1 ? one[0] : -1;
    }

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read(Span<char> buffer)
    {
        int written = 0;
        while (written < buffer.Length)
        {
            if (pendingIndex < pending.Length)
            {
                buffer[written++] = pending[pendingIndex++];
            }
            else if (!Fill())
            {
                break;
            }
            else if (Next() is { } character)
            {
                buffer[written++] = character;
            }
        }

        return written;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
        }

        base.Dispose(disposing);
    }

    // True when there is something to read: enough to recognise what begins there, or all there is.
    private bool Fill()
    {
        if (end - start < Lookahead && !ended)
        {
            input.AsSpan(start, end - start).CopyTo(input);
            end -= start;
            start = 0;
            while (end < input.Length && !ended)
            {
                int read = source.Read(input.AsSpan(end));
                ended = read == 0;
                end += read;
            }
        }

        return end > start;
    }

    // The next character of the result; null when it is none, or when it is pending.
    private char? Next()
    {
        ReadOnlySpan<char> rest = input.AsSpan(start, end - start);
        char first = rest[0];
        if (char.IsHighSurrogate(first) && rest.Length > 1 && char.IsLowSurrogate(rest[1]))
        {
            return section == Section.Comment ? Take(2) : Pend(rest[..2].ToString(), 2);
        }

        if (IsForbidden(first))
        {
            return Take(1);
        }

        sectionLength++;
        return section switch
        {
            Section.CData => InCData(rest),
            Section.Comment => InComment(rest),
            Section.Tag => InTag(rest),
            _ => InText(rest),
        };
    }

    private char? InText(ReadOnlySpan<char> rest)
    {
        if (rest[0] != '<')
        {
            return rest[0] == '&' ? Reference(rest) : Pass();
        }

        if (rest.StartsWith("<![CDATA["))
        {
            Enter(Section.CData);
            return Pend("<![CDATA[", "<![CDATA[".Length);
        }

        if (rest.StartsWith("<!--"))
        {
            Enter(Section.Comment);
            return Pend("<!--", "<!--".Length);
        }

        Enter(Section.Tag);
        return Pass();
    }

    private char? InTag(ReadOnlySpan<char> rest)
    {
        if (sectionLength > MaximumTag)
        {
            throw new ConversionException("A tag of the file is longer than a million characters.");
        }

        // The declarations of a document type stand in each other, and so may a comment between them.
        if (rest[0] is '>' or '<')
        {
            Enter(Section.Text);
            return rest[0] == '<' ? InText(rest) : Pass();
        }

        return rest[0] == '&' ? Reference(rest) : Pass();
    }

    private char? InCData(ReadOnlySpan<char> rest)
    {
        if (rest.StartsWith("]]>"))
        {
            Enter(Section.Text);
            return Pend("]]>", "]]>".Length);
        }

        if (sectionLength < CDataPart || rest[0] is ']' or '>')
        {
            return Pass();
        }

        sectionLength = 0;
        return Pend($"]]><![CDATA[{rest[0]}", 1);
    }

    private char? InComment(ReadOnlySpan<char> rest)
    {
        if (!rest.StartsWith("-->"))
        {
            return Take(1);
        }

        Enter(Section.Text);
        return Pend("-->", "-->".Length);
    }

    private char? Reference(ReadOnlySpan<char> rest)
    {
        int length = rest[..Math.Min(rest.Length, Lookahead)].IndexOf(';') + 1;
        if (length < 3)
        {
            return Pend("&amp;", 1);
        }

        ReadOnlySpan<char> name = rest[1..(length - 1)];
        if (name[0] == '#')
        {
            return NumberOf(name[1..]) is { } value ? Pend(Character(value), length) : Pend("&amp;", 1);
        }

        string reference = rest[..length].ToString();
        if (reference is "&amp;" or "&lt;" or "&gt;" or "&quot;" or "&apos;")
        {
            return Pend(reference, length);
        }

        string meaning = WebUtility.HtmlDecode(reference);
        return name.ContainsAnyExcept(AsciiLettersAndDigits) || meaning == reference
            ? Pend("&amp;", 1)
            : Pend(meaning, length);
    }

    private static int? NumberOf(ReadOnlySpan<char> digits)
    {
        bool isHexadecimal = digits.Length > 0 && digits[0] is 'x' or 'X';
        return int.TryParse(
            isHexadecimal ? digits[1..] : digits,
            isHexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None,
            CultureInfo.InvariantCulture,
            out int value) && value >= 0 ? value : null;
    }

    private static string Character(int value)
    {
        // References to the controls from 128 on were made by programs that took windows-1252 for Unicode.
        if (value is >= 0x80 and <= 0x9F)
        {
            return Windows1252.GetString([(byte)value]);
        }

        return !Rune.IsValid(value) || (value <= char.MaxValue && IsForbidden((char)value))
            ? string.Empty
            : string.Create(CultureInfo.InvariantCulture, $"&#{value};");
    }

    private static bool IsForbidden(char character) =>
        character is < ' ' and not ('\t' or '\n' or '\r') or '\uFFFE' or '\uFFFF' || char.IsSurrogate(character);

    private void Enter(Section entered)
    {
        section = entered;
        sectionLength = 0;
    }

    private char Pass() => input[start++];

    private char? Pend(string text, int taken)
    {
        pending = text;
        pendingIndex = 0;
        return Take(taken);
    }

    private char? Take(int taken)
    {
        start += taken;
        return null;
    }
}
