using System.Text;
using DiffPlex;

namespace Bulletin.Announcements.Revisions;

/// <summary>A way to cut a text into pieces that together are the text, to the letter.</summary>
internal sealed class TextPieces : IChunker
{
    /// <summary>Paragraphs, each with the line break at its end.</summary>
    public static readonly TextPieces Paragraphs = new(static text => After(text, "\n"));

    /// <summary>Sentences and tags of HTML: the texts that have one paragraph are long in these.</summary>
    public static readonly TextPieces Sentences = new(static text => After(text, "\n.!?;>"));

    /// <summary>Words, the white space between them, and each punctuation mark.</summary>
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

    // By Unicode's characters rather than UTF-16's: an emoji is never cut in two.
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
