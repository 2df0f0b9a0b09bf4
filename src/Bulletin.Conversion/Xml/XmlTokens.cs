using System.Text;

namespace Bulletin.Conversion.Xml;

/// <summary>
/// Splits a file into tags and text. It reads damaged XML as popular feed readers do, and damage never stops it.
/// Nothing outside the file is read.
/// </summary>
/// <param name="source">The text of the file.</param>
/// <param name="damage">Collects violations of XML's syntax.</param>
/// <param name="controlPage">The code page in which control characters from U+0080 on were meant.</param>
internal sealed class XmlTokens(TextReader source, XmlDamage damage, Encoding controlPage)
{
    // The maximum lengths, in characters: longer text comes in several pieces, and a longer tag is read as text.
    private const int MaximumPiece = 32 * 1024;
    private const int MaximumTag = 1024 * 1024;

    private readonly CharacterWindow window = new(source);
    private readonly XmlText text = new(damage, controlPage);
    private bool isInSection;

    /// <summary>The line on which the next token starts, from 1.</summary>
    public int Line => window.Line;

    /// <summary>Reads the next token; at the end of the file, always <see cref="XmlTokenKind.EndOfFile"/>.</summary>
    public XmlToken Next()
    {
        while (true)
        {
            if (isInSection)
            {
                string piece = SectionPiece();
                if (piece.Length > 0)
                {
                    return TextToken(piece);
                }
            }
            else if (window[0] is not { } first)
            {
                return new XmlToken(XmlTokenKind.EndOfFile, string.Empty, false, []);
            }
            else if (first != '<')
            {
                return TextToken(TextPiece());
            }
            else if (Markup() is { } token)
            {
                return token;
            }
        }
    }

    private static XmlToken TextToken(string piece) => new(XmlTokenKind.Text, piece, false, []);

    // Returns null for markup that is skipped.
    private XmlToken? Markup()
    {
        if (window.StartsWith("<![CDATA["))
        {
            window.Take("<![CDATA[".Length);
            isInSection = true;
            return null;
        }

        if (window.StartsWith("<!--"))
        {
            window.Take("<!--".Length);
            PassThrough("-->");
            return null;
        }

        if (window.StartsWith("<?"))
        {
            PassThrough("?>");
            return null;
        }

        if (window.StartsWith("<!"))
        {
            return Declaration();
        }

        XmlToken? tag = window[1] == '/' ? EndTag() : new XmlTagReader(window, text, damage, MaximumTag).Read();
        if (tag is null)
        {
            damage.Add(XmlDamage.LessThan);
            window.Take(1);
            return TextToken("<");
        }

        return tag;
    }

    private void PassThrough(string end)
    {
        if (!window.TakeThrough(end))
        {
            damage.Add(XmlDamage.Endless);
        }
    }

    // Skips a document type: entities that a file declares are never expanded.
    private XmlToken? Declaration()
    {
        int depth = 0;
        for (int index = 2; index < MaximumTag && window[index] is { } character; index++)
        {
            if (character is '"' or '\'' && EndOfQuotation(index) is { } end)
            {
                index = end;
            }
            else if (character is '[' or '<')
            {
                depth++;
            }
            else if (character == ']' || (character == '>' && depth > 0))
            {
                depth--;
            }
            else if (character == '>')
            {
                window.Take(index + 1);
                return null;
            }
        }

        damage.Add(XmlDamage.LessThan);
        window.Take(1);
        return TextToken("<");
    }

    private int? EndOfQuotation(int begin)
    {
        char? mark = window[begin];
        for (int index = begin + 1; index < begin + 2048 && window[index] is { } character; index++)
        {
            if (character == mark)
            {
                return index;
            }
        }

        return null;
    }

    private XmlToken? EndTag()
    {
        int length = XmlTagReader.NameLength(window, 2);
        if (length == 0)
        {
            return null;
        }

        string name = window.Next(2 + length)[2..].ToString();
        int index = 2 + length;
        while (index < MaximumTag && window[index] is { } character and not ('>' or '<'))
        {
            index++;
        }

        window.Take(window[index] == '>' ? index + 1 : index);
        return new XmlToken(XmlTokenKind.End, name, false, []);
    }

    private string TextPiece()
    {
        ReadOnlySpan<char> piece = window.Next(MaximumPiece);
        int end = piece.IndexOf('<');
        bool isWhole = end >= 0 || piece.Length < MaximumPiece;
        piece = end >= 0 ? piece[..end] : piece;
        return Take(isWhole ? piece.Length : CutBefore(piece, '&', ']'), hasReferences: true);
    }

    private string SectionPiece()
    {
        ReadOnlySpan<char> piece = window.Next(MaximumPiece);
        int end = piece.IndexOf("]]>");
        if (end >= 0)
        {
            string last = Take(end, hasReferences: false);
            window.Take("]]>".Length);
            isInSection = false;
            return last;
        }

        if (piece.Length == 0)
        {
            damage.Add(XmlDamage.Endless);
            isInSection = false;
            return string.Empty;
        }

        return Take(piece.Length < MaximumPiece ? piece.Length : CutBefore(piece, ']', ']'), hasReferences: false);
    }

    private string Take(int length, bool hasReferences)
    {
        string meaning = text.Meaning(window.Next(length), hasReferences);
        window.Take(length);
        return meaning;
    }

    // A piece must not end within a reference, a line break, the end of a section or a surrogate pair.
    private static int CutBefore(ReadOnlySpan<char> piece, char first, char second)
    {
        int tail = piece.Length - (2 * XmlText.MaximumReference);
        int mark = piece[tail..].IndexOfAny(first, second, '\r');
        int cut = mark >= 0 ? tail + mark : piece.Length;
        return char.IsHighSurrogate(piece[cut - 1]) ? cut - 1 : cut;
    }
}
