using System.IO.Compression;
using System.Text;

namespace Bulletin.Content.Files;

/// <summary>Recognises the kind of a file by its bytes. Its name only decides if a text is a table, a calendar or neither.</summary>
internal static class FileKinds
{
    // The brands of an ISO base media file that contains AVIF pictures (AV1 Image File Format, 6 and 7).
    private static readonly string[] AvifBrands = ["avif", "avis"];

    // The beginning of a text, which shows if it is a page or a picture with scripts, whatever its name says.
    private const int TextBegin = 1024;

    // A document has a few dozen parts; this many entries are looked through for those that decide its kind.
    private const int MaximumEntries = 2000;

    /// <summary>Returns the kind of a file; null if it is none that an announcement may have.</summary>
    /// <param name="file">The file, at any position; it must be seekable.</param>
    /// <param name="name">The name that the file had.</param>
    public static FileKind? Of(Stream file, string name)
    {
        Span<byte> buffer = stackalloc byte[TextBegin];
        file.Position = 0;
        ReadOnlySpan<byte> begin = buffer[..file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
        return begin switch
        {
            [0xFF, 0xD8, 0xFF, ..] => FileKind.Jpeg,
            [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => FileKind.Png,
            [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => FileKind.Gif,
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => FileKind.Webp,
            [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => IsAvif(begin) ? FileKind.Avif : null,
            [(byte)'%', (byte)'P', (byte)'D', (byte)'F', (byte)'-', ..] => FileKind.Pdf,
            [(byte)'P', (byte)'K', 0x03, 0x04, ..] => OfArchive(file),
            _ => OfText(file, begin, name),
        };
    }

    // A box with the major brand, a version, and compatible brands, four bytes each.
    private static bool IsAvif(ReadOnlySpan<byte> begin)
    {
        int length = Math.Min(begin.Length, (begin[0] << 24) | (begin[1] << 16) | (begin[2] << 8) | begin[3]);
        for (int at = 8; at + 4 <= length; at += at == 8 ? 8 : 4)
        {
            if (AvifBrands.Contains(Encoding.Latin1.GetString(begin.Slice(at, 4)), StringComparer.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static FileKind? OfArchive(Stream file)
    {
        try
        {
            file.Position = 0;
            using var archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            HashSet<string> names = archive.Entries.Take(MaximumEntries).Select(entry => entry.FullName).ToHashSet(StringComparer.Ordinal);
            return names switch
            {
                _ when names.Contains("mimetype") => IsOpenDocumentText(archive) ? FileKind.Odt : null,
                _ when !names.Contains("[Content_Types].xml") => FileKind.Zip,
                // A document with macros has the same parts and one more.
                _ when names.Any(one => one.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase)) => null,
                _ when names.Contains("word/document.xml") => FileKind.Docx,
                _ when names.Contains("xl/workbook.xml") => FileKind.Xlsx,
                _ => null,
            };
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    // OpenDocument 1.3, part 2, 3.3: the first entry contains the media type and nothing else.
    private static bool IsOpenDocumentText(ZipArchive archive)
    {
        ZipArchiveEntry entry = archive.GetEntry("mimetype")!;
        if (entry.Length != FileKind.Odt.MediaType.Length)
        {
            return false;
        }

        using var reader = new StreamReader(entry.Open(), Encoding.ASCII);
        return reader.ReadToEnd() == FileKind.Odt.MediaType;
    }

    private static FileKind? OfText(Stream file, ReadOnlySpan<byte> begin, string name)
    {
        bool isCalendar = name.EndsWith(FileKind.Ics.Extension, StringComparison.OrdinalIgnoreCase);
        bool isTable = name.EndsWith(FileKind.Csv.Extension, StringComparison.OrdinalIgnoreCase);
        if ((!isCalendar && !isTable) || begin.IsEmpty)
        {
            return null;
        }

        string text = Encoding.UTF8.GetString(begin).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        if (text.StartsWith('<') || !IsUtf8(file))
        {
            return null;
        }

        // RFC 5545, 3.4.
        return isTable ? FileKind.Csv : text.StartsWith("BEGIN:VCALENDAR", StringComparison.OrdinalIgnoreCase) ? FileKind.Ics : null;
    }

    // Text without control characters, except those of lines and columns.
    private static bool IsUtf8(Stream file)
    {
        file.Position = 0;
        using var reader = new StreamReader(
            file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), false, leaveOpen: true);
        char[] buffer = new char[8192];
        try
        {
            while (reader.Read(buffer) is > 0 and var read)
            {
                if (buffer.AsSpan(0, read).ContainsAnyInRange('\0', '\b') || buffer.AsSpan(0, read).ContainsAnyInRange('\u000E', '\u001F'))
                {
                    return false;
                }
            }

            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
