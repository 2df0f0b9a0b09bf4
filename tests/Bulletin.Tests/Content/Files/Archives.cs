using System.IO.Compression;
using System.Text;

namespace Bulletin.Tests.Content.Files;

/// <summary>Makes ZIP archives and the documents that are such archives.</summary>
internal static class Archives
{
    public static byte[] Docx(params string[] more) => Zip(["[Content_Types].xml", "_rels/.rels", "word/document.xml", .. more]);

    public static byte[] Xlsx(params string[] more) => Zip(["[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", .. more]);

    public static byte[] Odt(params string[] more) => OpenDocument("application/vnd.oasis.opendocument.text", more);

    public static byte[] OpenDocument(string mediaType, params string[] more)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(archive, "mimetype", mediaType, CompressionLevel.NoCompression);
            foreach (string name in (string[])["content.xml", "META-INF/manifest.xml", .. more])
            {
                Add(archive, name, "<x/>", CompressionLevel.Fastest);
            }
        }

        // The archive of .NET flags what it writes as it goes; with the flag there is no difference in the content.
        return bytes.ToArray();
    }

    public static byte[] Zip(params string[] names)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (string name in names)
            {
                Add(archive, name, name, CompressionLevel.Fastest);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>The position of the n-th occurrence of a signature.</summary>
    public static int Find(byte[] archive, byte third, byte fourth) => archive.AsSpan().LastIndexOf([(byte)'P', (byte)'K', third, fourth]);

    private static void Add(ZipArchive archive, string name, string text, CompressionLevel level)
    {
        using Stream entry = archive.CreateEntry(name, level).Open();
        entry.Write(Encoding.UTF8.GetBytes(text));
    }
}
