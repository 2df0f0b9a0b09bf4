using System.Text;

namespace Bulletin.Content;

/// <summary>Collects lines of readable text, with blanks collapsed and no empty lines.</summary>
internal sealed class TextLines
{
    private readonly StringBuilder text = new();
    private char pending;

    /// <summary>Appends text; in preformatted text, line breaks are kept.</summary>
    public void Append(ReadOnlySpan<char> words, bool preformatted)
    {
        foreach (char character in words)
        {
            if (character == '\n' && preformatted)
            {
                EndLine();
            }
            else if (character is ' ' or '\t' or '\n' or '\r' or '\f')
            {
                Separate(' ');
            }
            else
            {
                AppendVisible(character);
            }
        }
    }

    public void EndLine() => Separate('\n');

    public void EndCell() => Separate('\t');

    public override string ToString() => text.ToString();

    // Writes the strongest of several consecutive separators, and none at the beginning or the end.
    private void Separate(char separator)
    {
        if (text.Length > 0 && Strength(separator) > Strength(pending))
        {
            pending = separator;
        }
    }

    private static int Strength(char separator) => separator switch { '\n' => 3, '\t' => 2, ' ' => 1, _ => 0 };

    private void AppendVisible(char character)
    {
        if (pending != '\0')
        {
            text.Append(pending);
        }

        pending = '\0';
        text.Append(character);
    }
}
