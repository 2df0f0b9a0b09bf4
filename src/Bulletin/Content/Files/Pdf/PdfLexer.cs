using System.Buffers;

namespace Bulletin.Content.Files.Pdf;

/// <summary>
/// Splits PDF into tokens. What stands in comments is split too, because a reader that jumps to a position there would
/// not take it for a comment.
/// </summary>
/// <param name="bytes">The bytes.</param>
/// <param name="maximumText">The maximum length of a string in bytes; a longer one ends the tokens.</param>
internal sealed class PdfLexer(PdfBytes bytes, int maximumText)
{
    // No name that means anything is longer.
    private const int MaximumWord = 128;

    private readonly char[] word = new char[MaximumWord];
    private readonly ArrayBufferWriter<byte> text = new();
    private int wordLength;

    /// <summary>The name or the word, until the next token.</summary>
    public ReadOnlySpan<char> Word => word.AsSpan(0, wordLength);

    /// <summary>The bytes of the string.</summary>
    public ReadOnlySpan<byte> Text => text.WrittenSpan;

    /// <summary>True if a string was too long.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Reads the next token.</summary>
    public PdfToken Next()
    {
        while (bytes.Next() is >= 0 and var first)
        {
            switch (first)
            {
                case '/':
                    return Name();
                case '(':
                    return Literal();
                case '<':
                    return bytes.Peek() == '<' ? After(PdfToken.DictionaryBegin) : Hexadecimal();
                case '>':
                    if (bytes.Peek() == '>')
                    {
                        return After(PdfToken.DictionaryEnd);
                    }

                    break;
                case '[':
                    return PdfToken.ArrayBegin;
                case ']':
                    return PdfToken.ArrayEnd;
                case not (')' or '{' or '}' or '%') when !IsBlank(first):
                    return Regular(first);
                default:
                    break;
            }
        }

        return PdfToken.End;
    }

    private static bool IsBlank(int value) => value is 0 or '\t' or '\n' or '\f' or '\r' or ' ';

    private static bool IsRegular(int value) =>
        value >= 0 && !IsBlank(value) && value is not ('/' or '(' or ')' or '<' or '>' or '[' or ']' or '{' or '}' or '%');

    private PdfToken After(PdfToken token)
    {
        bytes.Next();
        return token;
    }

    private PdfToken Name()
    {
        wordLength = 0;
        while (IsRegular(bytes.Peek()))
        {
            int next = bytes.Next();
            Append(next == '#' && Digit(bytes.Peek()) is >= 0 and var high ? Escaped(high) : next);
        }

        return PdfToken.Name;
    }

    // A number sign and two digits stand for any character.
    private int Escaped(int high)
    {
        bytes.Next();
        return Digit(bytes.Peek()) is >= 0 and var low ? (high * 16) + Take(low) : high;
    }

    private int Take(int value)
    {
        bytes.Next();
        return value;
    }

    private PdfToken Regular(int first)
    {
        wordLength = 0;
        Append(first);
        while (IsRegular(bytes.Peek()))
        {
            Append(bytes.Next());
        }

        return PdfToken.Word;
    }

    private PdfToken Literal()
    {
        text.ResetWrittenCount();
        int depth = 1;
        while (bytes.Next() is >= 0 and var next)
        {
            if (next == '\\')
            {
                Escape(bytes.Next());
                continue;
            }

            depth += next switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth == 0)
            {
                break;
            }

            Add(next);
            if (IsCut)
            {
                return PdfToken.End;
            }
        }

        return PdfToken.Text;
    }

    private void Escape(int escaped)
    {
        switch (escaped)
        {
            case 'n':
                Add('\n');
                break;
            case 'r':
                Add('\r');
                break;
            case 't':
                Add('\t');
                break;
            case '\n' or '\r':
                break;
            case >= '0' and <= '7':
                Octal(escaped - '0');
                break;
            default:
                Add(escaped);
                break;
        }
    }

    private void Octal(int value)
    {
        for (int digits = 1; digits < 3 && bytes.Peek() is >= '0' and <= '7'; digits++)
        {
            value = (value * 8) + (bytes.Next() - '0');
        }

        Add(value & 0xFF);
    }

    private PdfToken Hexadecimal()
    {
        text.ResetWrittenCount();
        int high = -1;
        while (bytes.Next() is >= 0 and not '>' and var next)
        {
            if (Digit(next) is not (>= 0 and var digit))
            {
                continue;
            }

            if (high < 0)
            {
                high = digit;
            }
            else
            {
                Add((high * 16) + digit);
                high = -1;
            }
        }

        if (high >= 0)
        {
            Add(high * 16);
        }

        return IsCut ? PdfToken.End : PdfToken.Text;
    }

    private static int Digit(int value) =>
        value is >= '0' and <= '9' ? value - '0' : (value | 0x20) is >= 'a' and <= 'f' ? (value | 0x20) - 'a' + 10 : -1;

    private void Append(int value)
    {
        if (wordLength < word.Length)
        {
            word[wordLength++] = (char)value;
        }
    }

    private void Add(int value)
    {
        if (text.WrittenCount >= maximumText)
        {
            IsCut = true;
        }
        else if (value >= 0)
        {
            text.GetSpan(1)[0] = (byte)value;
            text.Advance(1);
        }
    }
}
