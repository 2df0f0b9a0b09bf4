using System.Text.RegularExpressions;

namespace Bulletin.Content.Files;

/// <summary>Recognises ZIP archives and the documents that are such archives, by the names of their parts; nothing is unpacked.</summary>
internal static partial class ArchiveKinds
{
    // Readers' machines need room for all of it.
    private const long MaximumUnpacked = 4L * 1024 * 1024 * 1024;

    private static readonly string[] Programs =
    [
        ".apk", ".app", ".bat", ".class", ".cmd", ".com", ".cpl", ".dll", ".exe", ".hta", ".jar", ".js", ".jse", ".lnk", ".msi", ".msp",
        ".pif", ".ps1", ".reg", ".scf", ".scr", ".sh", ".vbe", ".vbs", ".wsf", ".wsh",
    ];

    // OpenDocument 1.3, part 2, 3.3: the first entry is named so, and contains the media type, neither packed nor with extra fields.
    private static ReadOnlySpan<byte> TextDocument => "mimetypeapplication/vnd.oasis.opendocument.textPK"u8;

    private const int NameOffset = 30;

    /// <summary>Recognises an archive.</summary>
    /// <param name="file">The file.</param>
    /// <param name="begin">Its beginning.</param>
    /// <exception cref="ContentException">It is none that an announcement may have.</exception>
    public static FileKind Of(Stream file, ReadOnlySpan<byte> begin)
    {
        IReadOnlyList<ZipEntry> entries = ZipDirectory.Read(file);
        FileKind kind = KindOf(entries, begin);
        if (entries.Any(entry => entry.IsEncrypted))
        {
            throw new ContentException("The file is protected by a password, which readers do not have: save it without one.");
        }

        if (entries.Sum(entry => entry.Bytes) > MaximumUnpacked)
        {
            throw new ContentException("The ZIP archive has more than 4 GiB when it is unpacked.");
        }

        if (kind == FileKind.Zip && entries.FirstOrDefault(entry => IsProgram(entry.Name)) is { } program)
        {
            throw new ContentException($"The ZIP archive has a program in it, a file whose name ends with {ExtensionOf(program.Name)}.");
        }

        if (kind != FileKind.Zip && entries.Any(entry => Macro().IsMatch(entry.Name)))
        {
            throw new ContentException("The document has macros, which are programs: save it without them.");
        }

        return kind;
    }

    /// <summary>True if a file of this name is a program that a click starts, on Windows or elsewhere.</summary>
    public static bool IsProgram(string name) => Programs.Contains(ExtensionOf(name));

    // Windows drops dots and blanks at the end.
    private static string ExtensionOf(string name) => Path.GetExtension(name.TrimEnd(' ', '.')).ToLowerInvariant();

    private static FileKind KindOf(IReadOnlyList<ZipEntry> entries, ReadOnlySpan<byte> begin)
    {
        bool isOpenDocument = entries.Any(entry => entry.Name == "mimetype");
        bool isOfOffice = entries.Any(entry => entry.Name == "[Content_Types].xml");
        bool isWord = entries.Any(entry => WordPart().IsMatch(entry.Name));
        bool isExcel = entries.Any(entry => ExcelPart().IsMatch(entry.Name));
        return (isOpenDocument, isOfOffice, isWord, isExcel) switch
        {
            (true, false, _, _) when begin[NameOffset..].StartsWith(TextDocument) => FileKind.Odt,
            (false, true, true, false) => FileKind.Docx,
            (false, true, false, true) => FileKind.Xlsx,
            (false, false, _, _) => FileKind.Zip,
            _ => throw new ContentException("The file is a document, but none of ODT, DOCX or XLSX: save it as one of these, or as PDF."),
        };
    }

    // The main part; some programs append a number.
    [GeneratedRegex(@"\Aword/document\d*\.xml\z", RegexOptions.CultureInvariant)]
    private static partial Regex WordPart();

    [GeneratedRegex(@"\Axl/workbook\d*\.xml\z", RegexOptions.CultureInvariant)]
    private static partial Regex ExcelPart();

    // Visual Basic and the macro sheets of Excel; Basic (without its lists of modules) and other scripts in OpenDocument.
    [GeneratedRegex(
        @"vbaProject\.bin\z|\Axl/macrosheets/.|\ABasic/[^/]+/(?!script-l[bc]\.xml\z).|\AScripts/.*[^/]\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Macro();
}
