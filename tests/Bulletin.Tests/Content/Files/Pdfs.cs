using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Bulletin.Tests.Content.Files;

/// <summary>Makes PDFs of one page.</summary>
internal static class Pdfs
{
    public const string Text = "BT /F1 12 Tf 72 720 Td (Hello) Tj ET";

    private const string Picture = "q 100 0 0 100 0 0 cm /I1 Do Q";

    public static byte[] Tagged => Of(catalog: "/Lang (pl-PL) /MarkInfo << /Marked true >> /StructTreeRoot 6 0 R", title: "(Uchwa\\263a)");

    public static byte[] Untagged => Of();

    public static byte[] Scanned => Of(content: Picture);

    /// <summary>A PDF with the usual objects: 1 catalog, 2 tree of pages, 3 page, 4 its content, 5 information, then more.</summary>
    public static byte[] Of(
        string catalog = "", string content = Text, string title = "", bool isPacked = false, string trailer = "", params string[] more)
    {
        string information = title.Length > 0 ? $"<< /Producer (Test) /Title {title} >>" : "<< /Producer (Test) >>";
        string[] objects =
        [
            $"<< /Type /Catalog /Pages 2 0 R {catalog} >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>", information, .. more,
        ];
        return isPacked ? Packed(objects, content, trailer) : Plain(objects, content, trailer);
    }

    /// <summary>The bytes in packed form (zlib).</summary>
    public static byte[] Deflated(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            stream.Write(bytes);
        }

        return packed.ToArray();
    }

    /// <summary>An object with a stream.</summary>
    public static byte[] Stream(int number, string head, byte[] content) =>
    [
        .. Ascii($"{number} 0 obj\n<< {head} /Length {content.Length} >>\nstream\n"), .. content, .. "\nendstream\nendobj\n"u8,
    ];

    /// <summary>A whole file of the given parts.</summary>
    public static byte[] File(params byte[][] parts) => [.. "%PDF-1.7\n%\u00E2\u00E3\n"u8, .. parts.SelectMany(part => part), .. "startxref\n0\n%%EOF\n"u8];

    public static byte[] Ascii(string text) => Encoding.Latin1.GetBytes(text);

    private static byte[] Plain(string[] objects, string content, string trailer) => File(
        Ascii(string.Concat(objects.Select((body, index) => $"{NumberOf(index)} 0 obj\n{body}\nendobj\n"))),
        Stream(4, "", Ascii(content)),
        Ascii($"trailer\n<< /Size 9 /Root 1 0 R /Info 5 0 R {trailer} >>\n"));

    // Objects in a packed stream, as most programs write them since PDF 1.5.
    private static byte[] Packed(string[] objects, string content, string trailer)
    {
        var heads = new StringBuilder();
        var bodies = new StringBuilder();
        for (int index = 0; index < objects.Length; index++)
        {
            heads.Append(CultureInfo.InvariantCulture, $"{NumberOf(index)} {bodies.Length} ");
            bodies.Append(objects[index]).Append('\n');
        }

        return File(
            Stream(4, "/Filter /FlateDecode", Deflated(Ascii(content))),
            Stream(20, $"/Type /ObjStm /N {objects.Length} /First {heads.Length} /Filter /FlateDecode", Deflated(Ascii($"{heads}{bodies}"))),
            Stream(21, $"/Type /XRef /W [1 2 1] /Root 1 0 R /Info 5 0 R {trailer} /Filter /FlateDecode", Deflated(new byte[16])));
    }

    private static int NumberOf(int index) => index < 3 ? index + 1 : index + 2;
}
