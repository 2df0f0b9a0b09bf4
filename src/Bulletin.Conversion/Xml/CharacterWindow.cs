namespace Bulletin.Conversion.Xml;

/// <summary>A reader of a long text that allows looking ahead.</summary>
/// <param name="source">The text to read.</param>
internal sealed class CharacterWindow(TextReader source)
{
    private char[] characters = new char[32 * 1024];
    private int start;
    private int end;
    private bool ended;

    /// <summary>The line number of the next character, from 1.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>The character at an offset from the next one, from 0; null after the end of the text.</summary>
    public char? this[int distance] => Holds(distance + 1) ? characters[start + distance] : null;

    /// <summary>Returns true if the given text comes next.</summary>
    public bool StartsWith(string text) =>
        Holds(text.Length) && characters.AsSpan(start, text.Length).SequenceEqual(text);

    /// <summary>Returns the next characters without consuming them; fewer than requested only at the end.</summary>
    public ReadOnlySpan<char> Next(int length)
    {
        int held = Holds(length) ? length : end - start;
        return characters.AsSpan(start, held);
    }

    /// <summary>Consumes a number of characters.</summary>
    public void Take(int length)
    {
        int taken = Holds(length) ? length : end - start;
        Line += characters.AsSpan(start, taken).Count('\n');
        start += taken;
    }

    /// <summary>Consumes everything up to and including the next occurrence of a text.</summary>
    /// <returns>False if the text does not occur; everything is consumed then.</returns>
    public bool TakeThrough(string text)
    {
        while (true)
        {
            ReadOnlySpan<char> next = Next(16 * 1024);
            int index = next.IndexOf(text);
            if (index >= 0)
            {
                Take(index + text.Length);
                return true;
            }

            if (next.Length < 16 * 1024)
            {
                Take(next.Length);
                return false;
            }

            Take(next.Length - text.Length + 1);
        }
    }

    private bool Holds(int length)
    {
        if (end - start < length && !ended)
        {
            Fill(length);
        }

        return end - start >= length;
    }

    private void Fill(int length)
    {
        if (length > characters.Length)
        {
            Array.Resize(ref characters, Math.Max(length, characters.Length * 2));
        }

        characters.AsSpan(start, end - start).CopyTo(characters);
        end -= start;
        start = 0;
        while (end < characters.Length && !ended)
        {
            int read = source.Read(characters.AsSpan(end));
            ended = read == 0;
            end += read;
        }
    }
}
