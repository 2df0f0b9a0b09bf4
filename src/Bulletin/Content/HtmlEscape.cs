using System.Text;

namespace Bulletin.Content;

/// <summary>Escapes text for HTML, and removes characters that XML (feeds) does not allow.</summary>
internal static class HtmlEscape
{
    /// <summary>Appends the text of an element.</summary>
    public static void AppendText(StringBuilder output, string text) => Append(output, text);

    /// <summary>Returns plain text as HTML.</summary>
    public static string Text(string text)
    {
        var html = new StringBuilder(text.Length);
        Append(html, text);
        return html.ToString();
    }

    /// <summary>Appends an attribute with its value in double quotes.</summary>
    public static void AppendAttribute(StringBuilder output, string name, string value)
    {
        output.Append(' ').Append(name).Append("=\"");
        Append(output, value);
        output.Append('"');
    }

    // Markup characters are escaped in attributes as well as in text: a correct parser does not need that for < and >
    // in attributes, but the HTML may be processed by less correct tools.
    private static void Append(StringBuilder output, string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '&': output.Append("&amp;"); break;
                case '<': output.Append("&lt;"); break;
                case '>': output.Append("&gt;"); break;
                case '"': output.Append("&quot;"); break;
                case '\t' or '\n': output.Append((char)rune.Value); break;
                case '\r': output.Append('\n'); break;
                case < ' ' or (>= 0x7F and <= 0x9F): break;
                case var value when IsNoncharacter(value): break;
                case <= char.MaxValue: output.Append((char)rune.Value); break;
                default: AppendPair(output, rune); break;
            }
        }
    }

    /// <summary>True for the code points that Unicode reserves for internal use; they are removed.</summary>
    public static bool IsNoncharacter(int codePoint) => (codePoint & 0xFFFE) == 0xFFFE || codePoint is >= 0xFDD0 and <= 0xFDEF;

    private static void AppendPair(StringBuilder output, Rune rune)
    {
        Span<char> pair = stackalloc char[2];
        rune.EncodeToUtf16(pair);
        output.Append(pair);
    }
}
