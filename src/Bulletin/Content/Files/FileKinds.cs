using System.Text;

namespace Bulletin.Content.Files;

/// <summary>Recognises the kind of a file by its bytes. Its name only decides if a text is a table, a calendar or neither.</summary>
internal static class FileKinds
{
    private const int BeginBytes = 1024;

    // The brands of an ISO base media file that contains AVIF pictures (AV1 Image File Format, 6 and 7).
    private static readonly string[] AvifBrands = ["avif", "avis"];

    private static readonly string[] HeicBrands = ["heic", "heix", "hevc", "mif1", "msf1"];

    /// <summary>Recognises a file.</summary>
    /// <param name="file">The file, at any position; it must be seekable.</param>
    /// <param name="name">The name that the file had.</param>
    /// <exception cref="ContentException">
    /// It is none that an announcement may have; the message is a sentence that says why, and what to do.
    /// </exception>
    public static RecognisedFile Of(Stream file, string name)
    {
        byte[] buffer = new byte[BeginBytes];
        file.Position = 0;
        ReadOnlySpan<byte> begin = buffer.AsSpan(0, file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false));
        return begin switch
        {
            [] => throw new ContentException("The file is empty."),
            [0xFF, 0xD8, 0xFF, ..] => new(FileKind.Jpeg),
            [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => new(FileKind.Png),
            [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => new(FileKind.Gif),
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => new(FileKind.Webp),
            [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => new(OfMediaFile(begin)),
            [(byte)'%', (byte)'P', (byte)'D', (byte)'F', (byte)'-', ..] => new(FileKind.Pdf),
            [(byte)'P', (byte)'K', 0x03, 0x04, ..] => new(ArchiveKinds.Of(file, begin)),
            _ when IsProgram(begin) => throw new ContentException("The file is a program, which an announcement cannot have."),
            [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..] => throw new ContentException(
                "The file is a document of an old format of Microsoft Office, or one with a password: save it as DOCX, XLSX or PDF."),
            [(byte)'{', (byte)'\\', (byte)'r', (byte)'t', (byte)'f', ..] =>
                throw new ContentException("The file is an RTF document: save it as DOCX or PDF."),
            _ => TextKinds.Of(file, begin, name),
        };
    }

    /// <summary>The refusal of a file that is of no accepted kind.</summary>
    internal static ContentException Unknown() => new(
        "The file is of none of the kinds that an announcement can have: "
            + "JPEG, PNG, WebP, GIF, AVIF, PDF, ODT, DOCX, XLSX, ZIP, and text whose name ends with .csv or .ics.");

    // Windows, Linux, macOS (and Java classes), and scripts that name their interpreter.
    private static bool IsProgram(ReadOnlySpan<byte> begin) => begin
        is [(byte)'M', (byte)'Z', ..]
        or [0x7F, (byte)'E', (byte)'L', (byte)'F', ..]
        or [0xCF or 0xCE, 0xFA, 0xED, 0xFE, ..]
        or [0xFE, 0xED, 0xFA, 0xCF or 0xCE, ..]
        or [0xCA, 0xFE, 0xBA, 0xBE, ..]
        or [(byte)'#', (byte)'!', ..]
        or [0xEF, 0xBB, 0xBF, (byte)'#', (byte)'!', ..];

    private static FileKind OfMediaFile(ReadOnlySpan<byte> begin)
    {
        List<string> brands = Brands(begin);
        return brands.Exists(brand => AvifBrands.Contains(brand, StringComparer.Ordinal)) ? FileKind.Avif
            : brands.Exists(brand => HeicBrands.Contains(brand, StringComparer.Ordinal))
                ? throw new ContentException("The file is a HEIC picture, which browsers do not show: save it as JPEG.")
                : throw Unknown();
    }

    // A box with the major brand, a version, and compatible brands, four bytes each.
    private static List<string> Brands(ReadOnlySpan<byte> begin)
    {
        List<string> brands = [];
        int length = Math.Min(begin.Length, (begin[0] << 24) | (begin[1] << 16) | (begin[2] << 8) | begin[3]);
        for (int at = 8; at + 4 <= length; at += at == 8 ? 8 : 4)
        {
            brands.Add(Encoding.Latin1.GetString(begin.Slice(at, 4)));
        }

        return brands;
    }
}
