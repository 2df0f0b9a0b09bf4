using System.Buffers.Binary;
using System.Text;
using Bulletin.Content;
using Bulletin.Content.Encodings;
using Bulletin.Content.Files;

namespace Bulletin.Tests.Content.Files;

public sealed class FileKindsTests
{
    private const string Kinds = "The file is of none of the kinds that an announcement can have: "
        + "JPEG, PNG, WebP, GIF, AVIF, PDF, ODT, DOCX, XLSX, ZIP, and text whose name ends with .csv or .ics.";

    public static TheoryData<string, byte[]> Files => new()
    {
        { "jpeg", [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF"u8] },
        { "jpeg", [0xFF, 0xD8, 0xFF, 0xE1, 0, 16, .. "Exif"u8] },
        { "png", [0x89, .. "PNG\r\n\u001A\n"u8, 0, 0, 0, 13, .. "IHDR"u8] },
        { "gif", [.. "GIF87a"u8, 1, 0, 1, 0] },
        { "gif", [.. "GIF89a"u8, 1, 0, 1, 0] },
        { "webp", [.. "RIFF"u8, 36, 0, 0, 0, .. "WEBPVP8 "u8] },
        { "avif", [0, 0, 0, 28, .. "ftypavif"u8, 0, 0, 0, 0, .. "avifmif1miaf"u8] },
        { "avif", [0, 0, 0, 28, .. "ftypmif1"u8, 0, 0, 0, 0, .. "mif1miafavif"u8] },
        { "avif", [0, 0, 0, 24, .. "ftypavis"u8, 0, 0, 0, 0, .. "msf1mif1"u8] },
        { "pdf", [.. "%PDF-1.7\n%"u8, 0xE2, 0xE3, 0xCF, 0xD3] },
        { "odt", Archives.Odt() },
        { "odt", Archives.Odt("Basic/script-lc.xml", "Basic/Standard/script-lb.xml", "Pictures/a.png") },
        { "docx", Archives.Docx() },
        { "docx", Archives.Zip("[Content_Types].xml", "word/document2.xml", "word/embeddings/table.xlsx") },
        { "xlsx", Archives.Xlsx() },
        { "zip", Archives.Zip("plan.pdf", "mapy/plan.png") },
        { "zip", Archives.Zip("vbaProject.bin", "wzory/mimetype") },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void The_bytes_decide_whatever_the_name_says(string kind, byte[] bytes)
    {
        foreach (string name in (string[])["", "file", $"file.{kind}", "file.csv", "file.ics", "file.html", "file.svg", "file.exe", "file.docm"])
        {
            Assert.Equal((kind, FileKind.Named(kind)!.MediaType), Recognised(bytes, name));
        }
    }

    [Theory]
    [InlineData("dane.csv", "a;b\r\n1;2\r\n", "csv", "text/csv; charset=utf-8")]
    [InlineData("DANE.CSV", "\uFEFFulica;miasto\r\nDługa;Łódź", "csv", "text/csv; charset=utf-8")]
    [InlineData("dane.csv", "a < b;<b>\n", "csv", "text/csv; charset=utf-8")]
    [InlineData("sesja.ics", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n", "ics", "text/calendar; charset=utf-8")]
    [InlineData("sesja.Ics", "\uFEFF\r\nbegin:vcalendar\r\nSUMMARY:Święto\r\n", "ics", "text/calendar; charset=utf-8")]
    public void A_text_is_a_table_or_a_calendar_by_its_name(string name, string text, string kind, string mediaType) =>
        Assert.Equal((kind, mediaType), Recognised(Encoding.UTF8.GetBytes(text), name));

    [Theory]
    [InlineData("windows-1250", "ulica;miasto\r\nŻółkiewskiego;Łódź\r\nŚwiętego Marcina;Poznań\r\n")]
    [InlineData("iso-8859-2", "ulica;miasto\r\nŻółkiewskiego;Łódź\r\nŚwiętego Marcina;Poznań\r\nWrocław;Dąbrowa\r\n")]
    [InlineData("windows-1251", "вулиця;місто\r\nХрещатик;Київ\r\nПлоща Ринок;Львів\r\nСоборна;Рівне\r\n")]
    public void A_table_in_an_encoding_of_old_spreadsheets_keeps_it(string encoding, string text) =>
        Assert.Equal(("csv", $"text/csv; charset={encoding}"), Recognised(EncodingLabel.Find(encoding)!.GetBytes(text), "ulice.csv"));

    [Fact]
    public void A_table_in_UTF_16_with_its_mark_keeps_it()
    {
        Assert.Equal(("csv", "text/csv; charset=utf-16"), Recognised([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("ulica\tmiasto\r\n")], "ulice.csv"));
        Assert.Equal(("csv", "text/csv; charset=utf-16BE"), Recognised([0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes("ulica\r\n")], "ulice.csv"));
    }

    [Fact]
    public void A_calendar_in_another_encoding_is_refused() => Assert.Contains(
        "or is not UTF-8",
        Refused(EncodingLabel.Windows1250.GetBytes("BEGIN:VCALENDAR\r\nSUMMARY:Święto łąki\r\n"), "swieto.ics"),
        StringComparison.Ordinal);

    public static TheoryData<string> Pages => new(
        "<html>", "<!DOCTYPE html><script>alert(1)</script>", "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>",
        "<?xml version=\"1.0\"?><svg/>", "<!-- a comment --><html>", "  \r\n\t<script>", "\f<body>", "<script>");

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_or_a_picture_with_scripts_is_refused_under_every_name_and_in_every_encoding(string text)
    {
        byte[][] forms =
        [
            Encoding.UTF8.GetBytes(text), [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)],
            [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)], [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(text)],
            EncodingLabel.Windows1250.GetBytes(text + "<!-- zażółć gęślą jaźń -->"),
        ];
        foreach (byte[] bytes in forms)
        {
            foreach (string name in (string[])["a.svg", "a.html", "a.csv", "a.ics", "a.png", "a.pdf", "a.zip", "a"])
            {
                Assert.StartsWith("The file is a page or an SVG picture", Refused(bytes, name), StringComparison.Ordinal);
            }
        }

        // Without their mark, nobody takes the bytes of UTF-16 for text.
        Assert.ThrowsAny<ContentException>(() => Recognised(Encoding.Unicode.GetBytes(text), "a.csv"));
    }

    public static TheoryData<byte[]> Programs => new(
        [.. "MZ"u8, 0x90, 0, 3, 0, 0, 0], [0x7F, .. "ELF"u8, 2, 1, 1], [0xCF, 0xFA, 0xED, 0xFE, 7], [0xFE, 0xED, 0xFA, 0xCE, 0],
        [0xCA, 0xFE, 0xBA, 0xBE, 0, 0], "#!/bin/sh\nrm -rf ~\n"u8.ToArray(), [0xEF, 0xBB, 0xBF, .. "#!/usr/bin/env python3\n"u8]);

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_renamed_program_is_refused(byte[] bytes)
    {
        foreach (string name in (string[])["plan.csv", "plan.ics", "plan.pdf", "plan.jpg", "plan.exe", "plan"])
        {
            Assert.Equal("The file is a program, which an announcement cannot have.", Refused(bytes, name));
        }
    }

    [Fact]
    public void An_empty_file_is_refused() => Assert.Equal("The file is empty.", Refused([], "plan.csv"));

    [Theory]
    [InlineData("plan.txt", "Plan miejscowy")]
    [InlineData("plan", "a;b")]
    [InlineData("plan.pdf", "Plan miejscowy")]
    [InlineData("plan.csv", "a;b\0c")]
    [InlineData("plan.csv", "a;b\u0007c")]
    [InlineData("plan.csv", "a;b\u001B[2Jc")]
    [InlineData("plan.csv", " \r\n ")]
    [InlineData("plan.pdf", " %PDF-1.7")]
    [InlineData("plan.gif", "GIF88a")]
    [InlineData("plan.webp", "RIFF0000WAVE")]
    [InlineData("plan.mp4", "\0\0\0\u0018ftypisom\0\0\0\0isomiso2")]
    [InlineData("plan.avif", "\0\0\0\u0008ftyp")]
    public void Bytes_of_another_kind_are_refused_with_the_kinds_that_there_are(string name, string text) =>
        Assert.Equal(Kinds, Refused(Encoding.UTF8.GetBytes(text), name));

    [Theory]
    [InlineData("\0\0\0\u0018ftypheic\0\0\0\0mif1heic", "The file is a HEIC picture, which browsers do not show: save it as JPEG.")]
    [InlineData("{\\rtf1\\ansi", "The file is an RTF document: save it as DOCX or PDF.")]
    public void For_usual_files_of_other_kinds_the_message_says_what_to_do(string text, string message) =>
        Assert.Equal(message, Refused(Encoding.Latin1.GetBytes(text), "plan.doc"));

    [Fact]
    public void Documents_of_old_Office_and_those_with_its_password_are_refused() => Assert.Contains(
        "old format of Microsoft Office, or one with a password",
        Refused([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0], "plan.docx"),
        StringComparison.Ordinal);

    public static TheoryData<byte[]> WithMacros => new(
        Archives.Docx("word/vbaProject.bin"), Archives.Xlsx("xl/vbaProject.bin"), Archives.Xlsx("xl/macrosheets/sheet1.xml"),
        Archives.Odt("Basic/Standard/Module1.xml"), Archives.Odt("Scripts/python/a.py"));

    [Theory]
    [MemberData(nameof(WithMacros))]
    public void A_document_with_macros_is_refused(byte[] bytes) =>
        Assert.Equal("The document has macros, which are programs: save it without them.", Refused(bytes, "plan.docx"));

    public static TheoryData<byte[]> OtherDocuments => new(
        Archives.OpenDocument("application/vnd.oasis.opendocument.spreadsheet"), Archives.OpenDocument("application/epub+zip"),
        Archives.Zip("[Content_Types].xml", "ppt/presentation.xml"), Archives.Zip("[Content_Types].xml", "xl/workbook.bin"),
        Archives.Zip("[Content_Types].xml", "word/document.xml", "xl/workbook.xml"), Archives.Zip("content.xml", "mimetype"),
        Archives.Odt("[Content_Types].xml"));

    [Theory]
    [MemberData(nameof(OtherDocuments))]
    public void A_document_of_another_kind_is_refused(byte[] bytes) => Assert.StartsWith(
        "The file is a document, but none of ODT, DOCX or XLSX", Refused(bytes, "plan.zip"), StringComparison.Ordinal);

    [Fact]
    public void An_archive_with_a_program_in_it_is_refused() => Assert.Equal(
        "The ZIP archive has a program in it, a file whose name ends with .exe.",
        Refused(Archives.Zip("czytaj.pdf", "setup/Setup.EXE"), "plan.zip"));

    [Fact]
    public void An_archive_with_a_password_is_refused()
    {
        byte[] bytes = Archives.Zip("plan.pdf");
        bytes[Archives.Find(bytes, 1, 2) + 8] |= 1;

        Assert.StartsWith("The file is protected by a password", Refused(bytes, "plan.zip"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_that_would_fill_the_disks_of_readers_is_refused()
    {
        byte[] bytes = Archives.Zip("a.txt", "b.txt");
        foreach (int at in (int[])[Archives.Find(bytes, 1, 2), bytes.AsSpan().IndexOf("PK\u0001\u0002"u8)])
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at + 24), uint.MaxValue);
        }

        Assert.Contains("more than 4 GiB", Refused(bytes, "plan.zip"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_of_very_many_files_is_refused_without_reading_them()
    {
        byte[] bytes = Archives.Zip([.. Enumerable.Range(0, 10_001).Select(number => $"{number}")]);
        Assert.Equal("The ZIP archive has more than 10000 files.", Refused(bytes, "plan.zip"));

        // The number that the archive tells counts, and no more are read.
        byte[] lying = Archives.Zip([.. Enumerable.Range(0, 3000).Select(number => $"{number}")]);
        BinaryPrimitives.WriteUInt16LittleEndian(lying.AsSpan(Archives.Find(lying, 5, 6) + 10), 2);
        Assert.Equal("zip", Recognised(lying, "plan.zip").Kind);
    }

    [Fact]
    public void A_damaged_or_cut_archive_is_refused()
    {
        byte[] whole = Archives.Docx();
        for (int length = 4; length < whole.Length; length++)
        {
            Assert.Contains("damaged or not whole", Refused(whole[..length], "plan.docx"), StringComparison.Ordinal);
        }

        for (int at = 4; at < whole.Length; at++)
        {
            byte[] broken = [.. whole];
            broken[at] ^= 0xFF;
            try
            {
                Recognised(broken, "plan.docx");
            }
            catch (ContentException)
            {
                // Either is fine; nothing else may happen.
            }
        }
    }

    [Fact]
    public void What_stands_behind_a_file_changes_nothing()
    {
        Assert.Equal("gif", Recognised([.. "GIF89a"u8, .. "/*<script>alert(1)</script>*/=1;"u8], "a.html").Kind);
        Assert.Equal("pdf", Recognised([.. "%PDF-1.4\n"u8, .. Archives.Zip("a.exe")], "a.zip").Kind);
        Assert.ThrowsAny<ContentException>(() => Recognised([.. Archives.Zip("a.txt"), .. "<html>"u8], "a.zip"));
        Assert.ThrowsAny<ContentException>(() => Recognised([.. "MZ"u8, .. Archives.Zip("a.txt")], "a.zip"));
    }

    private static (string Kind, string MediaType) Recognised(byte[] bytes, string name)
    {
        using var file = new MemoryStream(bytes);
        // At any position.
        file.Position = bytes.Length;
        RecognisedFile recognised = FileKinds.Of(file, name);
        return (recognised.Kind.Name, recognised.MediaType);
    }

    private static string Refused(byte[] bytes, string name) => Assert.Throws<ContentException>(() => Recognised(bytes, name)).Message;
}
