using System.Text;
using Bulletin.Content;
using Bulletin.Content.Files.Pdf;

namespace Bulletin.Tests.Content.Files;

public sealed class PdfReaderTests
{
    private const string Damaged = "The PDF is damaged or not whole.";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void A_tagged_one_tells_its_title_its_language_and_that_it_is_tagged() =>
        Assert.Equal(new PdfFacts("Uchwa\u00B3a", "pl-PL", IsTagged: true, HasText: true, Pages: 1), Read(Pdfs.Tagged));

    [Fact]
    public void An_untagged_one_has_none_of_it() => Assert.Equal(new PdfFacts(null, null, IsTagged: false, HasText: true, Pages: 1), Read(Pdfs.Untagged));

    [Fact]
    public void A_scanned_one_has_no_text() => Assert.Equal(new PdfFacts(null, null, IsTagged: false, HasText: false, Pages: 1), Read(Pdfs.Scanned));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_makes_no_difference_if_its_objects_are_packed(bool isPacked) => Assert.Equal(
        new PdfFacts("Zażółć", "en", IsTagged: true, HasText: true, Pages: 1),
        Read(Pdfs.Of("/MarkInfo<</Suspects false/Marked true>>/StructTreeRoot 6 0 R/Lang(en)", Pdfs.Text, Utf16("Zażółć"), isPacked)));

    [Theory]
    [InlineData("(Plan \\(projekt\\) \\061)", "Plan (projekt) 1")]
    [InlineData("<506C616E>", "Plan")]
    [InlineData("<EFBBBF C582>", "ł")]
    [InlineData("(a (b) c)", "a (b) c")]
    [InlineData("(line\\\nbroken\\r)", "linebroken")]
    [InlineData("( \\000 )", null)]
    [InlineData("<FEFF 202E 0050 006C 0061 006E>", "Plan")]
    [InlineData("()", null)]
    public void A_title_is_read_in_every_form(string title, string? read) => Assert.Equal(read, Read(Pdfs.Of(title: title)).Title);

    [Fact]
    public void A_long_title_is_cut() => Assert.Equal(300, Read(Pdfs.Of(title: $"({new string('x', 5000)})")).Title!.Length);

    [Theory]
    [InlineData("/Lang (pl)", "pl")]
    [InlineData("/Lang <FEFF0070006C>", "pl")]
    [InlineData("/Lang (polski)", null)]
    [InlineData("/Lang (po polsku)", null)]
    [InlineData("/Lang ()", null)]
    public void A_language_is_one_that_there_can_be(string catalog, string? language) =>
        Assert.Equal(language, Read(Pdfs.Of(catalog)).Language);

    [Theory]
    [InlineData("/MarkInfo << /Marked true >>")]
    [InlineData("/StructTreeRoot 6 0 R")]
    [InlineData("/MarkInfo << /Marked false >> /StructTreeRoot 6 0 R")]
    public void Half_of_the_marks_of_a_tagged_one_are_not_enough(string catalog) => Assert.False(Read(Pdfs.Of(catalog)).IsTagged);

    [Fact]
    public void The_marks_may_stand_in_an_object_of_their_own() =>
        Assert.True(Read(Pdfs.Of("/MarkInfo 6 0 R /StructTreeRoot 7 0 R", more: "<< /Marked true >>")).IsTagged);

    [Fact]
    public void What_was_changed_later_counts() => Assert.Equal(
        ("New", "de", 3),
        Facts([.. Pdfs.Of("/Lang (pl)", title: "(Old)"), .. Pdfs.Ascii(
            "1 0 obj <</Type/Catalog/Lang(de)>> endobj 2 0 obj <</Type/Pages/Count 3/Kids[]>> endobj 5 0 obj <</ModDate(x)/Title(New)>> endobj\n%%EOF")]));

    [Theory]
    [InlineData("[(He) -20 (llo)] TJ", true)]
    [InlineData("<48> Tj", true)]
    [InlineData("(Hello) '", true)]
    [InlineData("1 2 (Hello) \"", true)]
    [InlineData("() Tj", false)]
    [InlineData("(not shown) pop", false)]
    [InlineData("BI /W 1 /H 1 ID \u0001\u0002 EI", false)]
    public void Text_is_what_is_shown(string content, bool hasText) => Assert.Equal(hasText, Read(Pdfs.Of(content: content)).HasText);

    [Fact]
    public void A_page_that_is_packed_in_an_old_way_leaves_it_open()
    {
        byte[] pages = Pdfs.Stream(9, "/Filter /LZWDecode", [1, 2, 3]);

        Assert.Null(Read(Pdfs.File(Pdfs.Ascii("1 0 obj <</Type/Catalog>> endobj 2 0 obj <</Type/Pages/Count 1>> endobj "), pages)).HasText);
    }

    [Theory]
    [InlineData("<< /S /JavaScript /JS (app.alert(1)) >>")]
    [InlineData("<</S/JavaScript/JS 9 0 R>>")]
    [InlineData("<< /S /Java#53cript /JS 9 0 R >>")]
    [InlineData("<< /#53 /JavaScript >>")]
    [InlineData("<< /S\n/JavaScript >>")]
    [InlineData("<< /S /Launch /F (calc) >>")]
    [InlineData("[[[[<< /A << /B [ << /S /JavaScript >> ] >> >>]]]]")]
    [InlineData("(<< /S /JavaScript /JS (x) >>)")]
    [InlineData("% << /S /JavaScript >>\n null")]
    public void One_with_a_program_in_it_is_refused(string body)
    {
        foreach (bool isPacked in (bool[])[false, true])
        {
            Assert.StartsWith("The PDF has a program in it", Refused(Pdfs.Of(isPacked: isPacked, more: body)), StringComparison.Ordinal);
        }

        Assert.StartsWith("The PDF has a program in it", Refused(Pdfs.Of($"/OpenAction {body}")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<< /S /URI /URI (https://example.org/S/JavaScript-kurs) >>")]
    [InlineData("<< /S /GoTo /D [3 0 R /Fit] >>")]
    [InlineData("<< /Title (JavaScript /Launch) /Parent 2 0 R >>")]
    [InlineData("<< /Type /Filespec /F (faktura.xml) /EF << /F 9 0 R >> >>")]
    [InlineData("<< /Names [(JavaScript) 9 0 R] >>")]
    public void Links_titles_and_attached_data_are_no_programs(string body) => Assert.Equal(1, Read(Pdfs.Of(more: body)).Pages);

    [Theory]
    [InlineData("<< /Type /Filespec /F (setup.exe) /EF << /F 9 0 R >> >>", "The PDF has a program attached")]
    [InlineData("<< /Type /Filespec /F (a.pdf) /UF <FEFF0061002E006A0073> /EF << /F 9 0 R >> >>", "The PDF has a program attached")]
    [InlineData("<< /Fields [] /XFA 9 0 R >>", "The PDF is a form of the kind XFA")]
    public void Other_risks_are_refused(string body, string message) =>
        Assert.StartsWith(message, Refused(Pdfs.Of(isPacked: true, more: body)), StringComparison.Ordinal);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_protected_one_is_refused(bool isPacked) => Assert.StartsWith(
        "The PDF is protected", Refused(Pdfs.Of(isPacked: isPacked, trailer: "/Encrypt 8 0 R")), StringComparison.Ordinal);

    [Fact]
    public void A_file_that_was_cut_off_is_refused()
    {
        byte[] whole = Pdfs.Tagged;
        for (int length = 0; length < whole.Length - 10; length += 7)
        {
            Assert.Equal(Damaged, Refused(whole[..length]));
        }
    }

    [Fact]
    public void A_file_with_nothing_in_it_is_refused() => Assert.Equal(Damaged, Refused("%PDF-1.7\n%%EOF"u8.ToArray()));

    [Fact]
    public void Packed_objects_that_are_damaged_or_packed_unusually_are_refused()
    {
        Assert.Equal(Damaged, Refused(Pdfs.File(Pdfs.Stream(1, "/Type /ObjStm /Filter /FlateDecode", [0x78, 0x9C, 0xFF, 0xFF, 0xFF]))));
        foreach (string head in (string[])["/Filter /LZWDecode", "/Filter [/ASCIIHexDecode /FlateDecode]", "/Filter /FlateDecode /DecodeParms << /Predictor 12 >>"])
        {
            Assert.Contains("cannot be looked into", Refused(Pdfs.File(Pdfs.Stream(1, "/Type /ObjStm " + head, [1, 2]))), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Any_damage_is_a_refusal_or_none_and_never_another_failure()
    {
        var random = new Random(20260423);
        byte[][] originals = [Pdfs.Tagged, Pdfs.Of(isPacked: true, more: "<< /A [ (x) <41> ] >>"), Pdfs.Scanned];
        for (int round = 0; round < 3000; round++)
        {
            byte[] damaged = [.. originals[round % originals.Length]];
            for (int change = 0; change <= round % 5; change++)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            try
            {
                Read(damaged);
            }
            catch (ContentException)
            {
                // Refused.
            }
        }
    }

    public static TheoryData<string, byte[]> Hostile => new()
    {
        { "deep pages", Pdfs.Ascii(string.Concat(Enumerable.Range(3, 100_000).Select(one => $"{one} 0 obj <</Type/Pages/Parent 2 0 R/Kids[{one + 1} 0 R]>> endobj "))) },
        { "deep arrays", Pdfs.Ascii("9 0 obj " + new string('[', 2_000_000)) },
        { "deep dictionaries", Pdfs.Ascii(string.Concat(Enumerable.Repeat("<</A", 1_000_000))) },
        { "names", Pdfs.Ascii("9 0 obj [" + string.Concat(Enumerable.Range(0, 500_000).Select(one => $"/n{one}")) + "] endobj ") },
        { "keys", Pdfs.Ascii("9 0 obj <<" + string.Concat(Enumerable.Range(0, 500_000).Select(one => $"/n{one} 1")) + ">> endobj ") },
        { "streams", Pdfs.Ascii(string.Concat(Enumerable.Repeat("<<>>stream\nx endstream ", 300_000))) },
        { "ends", Pdfs.Ascii(new string('>', 3_000_000)) },
        { "long word", Pdfs.Ascii(new string('x', 5_000_000)) },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_hostile_one_costs_little(string kind, byte[] hostile)
    {
        byte[] pdf = Pdfs.File(Pdfs.Ascii("1 0 obj <</Type/Catalog>> endobj 2 0 obj <</Type/Pages/Count 1>> endobj "), hostile);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.True(Read(pdf).Pages == 1, kind);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000_000);
    }

    [Fact]
    public void Bombs_are_refused_or_left_alone()
    {
        byte[] bomb = Pdfs.Deflated(new byte[100 * 1024 * 1024]);
        byte[] begin = Pdfs.Ascii("1 0 obj <</Type/Catalog>> endobj 2 0 obj <</Type/Pages/Count 1>> endobj ");

        Assert.Contains("far larger when it is unpacked", Refused(Pdfs.File(begin, Pdfs.Stream(9, "/Type /ObjStm /Filter /FlateDecode", bomb))), StringComparison.Ordinal);
        Assert.Null(Read(Pdfs.File(begin, Pdfs.Stream(9, "/Filter /FlateDecode", bomb), Pdfs.Stream(10, "/Filter /FlateDecode", bomb))).HasText);
        Assert.False(Read(Pdfs.File(begin, Pdfs.Stream(9, "/Type /XObject /Subtype /Image /Filter /FlateDecode", bomb))).HasText);
    }

    [Fact]
    public void A_string_without_an_end_is_refused() => Assert.Equal(Damaged, Refused(Pdfs.File(Pdfs.Ascii("(" + new string('x', 2_000_000)))));

    [Fact]
    public void Reading_can_be_cancelled()
    {
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();

        Assert.Throws<OperationCanceledException>(() => PdfReader.Read(new MemoryStream(Pdfs.Tagged), new PdfLimits(), stopped.Token));
    }

    private static string Utf16(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    private static (string?, string?, int) Facts(byte[] pdf) => Read(pdf) is var facts ? (facts.Title, facts.Language, facts.Pages) : default;

    private static PdfFacts Read(byte[] pdf) => PdfReader.Read(new MemoryStream(pdf), new PdfLimits(), Stop);

    private static string Refused(byte[] pdf) => Assert.Throws<ContentException>(() => Read(pdf)).Message;
}
