using System.Text;
using DiffPlex;

namespace Bulletin.Announcements.Revisions;

/// <summary>Splits a text into pieces whose concatenation is exactly the text.</summary>
internal sealed class TextPieces : IChunker
{
    /// <summary>Splits into paragraphs, each with its line break.</summary>
    public static readonly TextPieces Paragraphs = new(static text => After(text, "\n"));

    /// <summary>Splits into sentences and HTML tags, for texts with one long paragraph.</summary>
    public static readonly TextPieces Sentences = new(static text => After(text, "\n.!?;>"));

    /// <summary>Splits into words, the white space between them, and single punctuation marks.</summary>
    public static readonly TextPieces Words = new(WordsOf);

    private readonly Func<string, List<string>> cut;

    private TextPieces(Func<string, List<string>> cut) => this.cut = cut;

    public IReadOnlyList<string> Chunk(string text) => cut(text);

    private static List<string> After(string text, string ends)
    {
        List<string> pieces = [];
        int start = 0;
        while (start < text.Length)
        {
            int end = text.AsSpan(start).IndexOfAny(ends);
            int length = end < 0 ? text.Length - start : end + 1;
            pieces.Add(text.Substring(start, length));
            start += length;
        }

        return pieces;
    }

    // By Unicode code points rather than UTF-16 code units, so that surrogate pairs stay together.
    private static List<string> WordsOf(string text)
    {
        List<string> pieces = [];
        int start = 0;
        int index = 0;
        Kind? last = null;
        foreach (Rune rune in text.EnumerateRunes())
        {
            Kind kind = KindOf(rune);
            if (index > start && (kind != last || kind == Kind.Mark))
            {
                pieces.Add(text[start..index]);
                start = index;
            }

            last = kind;
            index += rune.Utf16SequenceLength;
        }

        if (text.Length > start)
        {
            pieces.Add(text[start..]);
        }

        return pieces;
    }

    private static Kind KindOf(Rune rune) => Rune.IsWhiteSpace(rune) ? Kind.Space : Rune.IsPunctuation(rune) ? Kind.Mark : Kind.Word;

    private enum Kind
    {
        Word,
        Space,
        Mark,
    }
}
