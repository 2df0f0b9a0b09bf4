using System.Buffers;
using System.Globalization;
using System.Text;
using Bulletin.Content;

namespace Bulletin.Search;

/// <summary>
/// Splits a text into words: runs of letters, digits and their combining marks, each folded
/// (<see cref="TextFolding"/>). The index, queries and highlighting all use it, so they agree on what a word is.
/// </summary>
/// <param name="text">Any text.</param>
internal ref struct WordReader(ReadOnlySpan<char> text)
{
    /// <summary>
    /// The maximum length of a word. The rest of a longer run of letters, which is not a word of any language, is
    /// ignored to limit the memory used.
    /// </summary>
    public const int MaximumLength = 64;

    private readonly ReadOnlySpan<char> text = text;
    private readonly char[] folded = new char[MaximumLength];
    private int position;
    private int length;

    /// <summary>The folded word: ASCII letters and digits, and characters that have no ASCII form; never empty.</summary>
    public readonly ReadOnlySpan<char> Folded => folded.AsSpan(0, length);

    /// <summary>The start of the word in the text.</summary>
    public int Start { get; private set; }

    /// <summary>The end of the word in the text.</summary>
    public readonly int End => position;

    /// <summary>Moves to the next word; returns false if there is none.</summary>
    public bool Read()
    {
        length = 0;
        bool isInWord = false;
        while (position < text.Length)
        {
            int here = position;
            if (!ReadCharacter())
            {
                if (length > 0)
                {
                    position = here;
                    return true;
                }

                isInWord = false;
            }
            else if (!isInWord)
            {
                isInWord = true;
                Start = here;
            }
        }

        return length > 0;
    }

    // Reads a character and returns true if it belongs to a word.
    private bool ReadCharacter()
    {
        char character = text[position];
        if (!char.IsAscii(character))
        {
            bool isOfWord = ReadOther(out int read);
            position += read;
            return isOfWord;
        }

        position++;
        if (!char.IsAsciiLetterOrDigit(character))
        {
            return false;
        }

        Append(char.ToLowerInvariant(character));
        return true;
    }

    private bool ReadOther(out int read)
    {
        if (Rune.DecodeFromUtf16(text[position..], out Rune rune, out read) != OperationStatus.Done || !IsOfWord(rune))
        {
            return false;
        }

        foreach (char character in TextFolding.Fold(rune))
        {
            if (!char.IsAscii(character) || char.IsAsciiLetterOrDigit(character))
            {
                Append(character);
            }
        }

        return true;
    }

    private void Append(char character)
    {
        if (length < MaximumLength)
        {
            folded[length++] = character;
        }
    }

    // An invisible character (such as a soft hyphen) does not end a word, but a zero-width space does.
    private static bool IsOfWord(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => true,
        UnicodeCategory.Format => rune.Value != 0x200B,
        _ => Rune.IsLetterOrDigit(rune),
    };
}
