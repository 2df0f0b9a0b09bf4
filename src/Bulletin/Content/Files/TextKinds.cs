using System.Buffers;
using System.Text;
using Bulletin.Content.Encodings;

namespace Bulletin.Content.Files;

/// <summary>
/// Recognises tables (CSV) and calendars (ICS). A table may have any encoding, which is told with it: spreadsheets in Poland
/// save windows-1250. Pages and pictures with scripts (HTML, SVG) are refused under every name.
/// </summary>
internal static class TextKinds
{
    // Control characters other than those of lines and columns.
    private static readonly SearchValues<char> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Where(code => code is not ('\t' or '\n' or '\r' or '\f')).Select(code => (char)code), '\u007F']);

    /// <summary>Recognises a text.</summary>
    /// <param name="file">The file.</param>
    /// <param name="begin">Its beginning, not empty.</param>
    /// <param name="name">The name that the file had.</param>
    /// <exception cref="ContentException">It is none that an announcement may have.</exception>
    public static RecognisedFile Of(Stream file, ReadOnlySpan<byte> begin, string name)
    {
        Encoding encoding = EncodingOf(file, begin);
        string text = encoding.GetString(begin).TrimStart('\uFEFF', ' ', '\t', '\r', '\n', '\f');
        if (text.StartsWith('<'))
        {
            throw new ContentException(
                "The file is a page or an SVG picture, in which there can be programs: save a page as PDF, and a picture as PNG.");
        }

        if (text.Length == 0 || HasControls(file, encoding))
        {
            throw FileKinds.Unknown();
        }

        return Has(name, FileKind.Csv) ? new(FileKind.Csv, $"text/csv; charset={encoding.WebName}")
            : !Has(name, FileKind.Ics) ? throw FileKinds.Unknown()
            // RFC 5545, 3.1.4 and 3.4.
            : text.StartsWith("BEGIN:VCALENDAR", StringComparison.OrdinalIgnoreCase) && encoding is UTF8Encoding ? new(FileKind.Ics)
            : throw new ContentException("The file is no calendar: it does not begin with BEGIN:VCALENDAR, or is not UTF-8.");
    }

    private static bool Has(string name, FileKind kind) => name.EndsWith(kind.Extension, StringComparison.OrdinalIgnoreCase);

    private static Encoding EncodingOf(Stream file, ReadOnlySpan<byte> begin)
    {
        if (begin is [0xFF, 0xFE, ..])
        {
            return Encoding.Unicode;
        }

        if (begin is [0xFE, 0xFF, ..])
        {
            return Encoding.BigEndianUnicode;
        }

        var census = ByteCensus.Of(file);
        return census.NotUtf8 == 0 ? Encoding.UTF8 : LegacyGuess.Of(file, census);
    }

    private static bool HasControls(Stream file, Encoding encoding)
    {
        file.Position = 0;
        using var reader = new StreamReader(file, encoding, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        char[] buffer = new char[8192];
        while (reader.Read(buffer) is > 0 and var read)
        {
            if (buffer.AsSpan(0, read).ContainsAny(Controls))
            {
                return true;
            }
        }

        return false;
    }
}
