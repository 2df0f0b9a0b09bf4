using System.Text;
using Bulletin.Content.Encodings;
using Bulletin.Conversion;

namespace Bulletin.Tests.Conversion;

public sealed class EncodingTests
{
    private const string Title = "Ogłoszenie o przetargu: żółć";

    static EncodingTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Theory]
    [InlineData("declared-utf8-is-1250.xml", Title, "<p>Ścieżka rowerowa</p>")]
    [InlineData("nodecl-1250.xml", Title, "<p>Ścieżka rowerowa</p>")]
    [InlineData("iso2-declared.xml", Title, "<p>Ścieżka rowerowa</p>")]
    [InlineData("iso2-declared-is-1250.xml", Title, "<p>Ścieżka rowerowa</p>")]
    [InlineData("utf16-decl-utf16.xml", Title, "<p>Ścieżka rowerowa</p>")]
    [InlineData("utf16le-nobom.xml", Title, "<p>Ścieżka rowerowa</p>")]
    [InlineData("latin1-1252.xml", "Nie „£” don’t 5 € – 10 €", "<p>It’s “quoted” …</p>")]
    public void Text_is_read_in_the_encoding_that_it_is_in(string file, string title, string body)
    {
        ConvertedAnnouncement announcement = Assert.Single(Converted.FeedFile(file).Announcements);

        Assert.Equal((title, body), (announcement.Title, announcement.Body));
    }

    [Theory]
    [InlineData("declared-utf8-is-1250.xml", "0: says that it is in utf-8, which is not so: it was read as windows-1250")]
    [InlineData("nodecl-1250.xml", "0: names no encoding and is not in UTF-8: it was read as windows-1250")]
    [InlineData("iso2-declared-is-1250.xml", "0: says that it is in iso-8859-2, but has characters of windows-1250: it was read as that")]
    [InlineData("one-bad-byte.xml", "1: has characters that cannot be read; \uFFFD stands for each")]
    public void A_guess_and_a_byte_that_cannot_be_read_are_reported(string file, string remark) =>
        Assert.Equal([remark], Converted.FeedFile(file).Remarks);

    [Theory]
    [InlineData("utf8", "utf-8")]
    [InlineData("UTF_8", "utf-8")]
    [InlineData("cp1250", "windows-1250")]
    [InlineData("windows1250", "windows-1250")]
    [InlineData("WIN-1250", "windows-1250")]
    [InlineData("x-cp1250", "windows-1250")]
    [InlineData("ISO_8859-2", "iso-8859-2")]
    [InlineData("iso8859-2", "iso-8859-2")]
    [InlineData("iso-88592", "iso-8859-2")]
    [InlineData("latin2", "iso-8859-2")]
    [InlineData("Latin-2", "iso-8859-2")]
    [InlineData("iso-8859-1", "windows-1252")]
    [InlineData("us-ascii", "windows-1252")]
    [InlineData("cp852", "ibm852")]
    [InlineData("koi8-r", "koi8-r")]
    [InlineData("utf-7", null)]
    [InlineData("klingon", null)]
    public void Labels_are_those_of_the_web_and_their_common_misspellings(string label, string? name) =>
        Assert.Equal(name, EncodingLabel.Find(label)?.WebName);

    [Theory]
    [InlineData("utf8", "utf-8")]
    [InlineData("cp1250", "windows-1250")]
    [InlineData("windows1250", "windows-1250")]
    [InlineData("iso8859-2", "iso-8859-2")]
    public void A_misspelt_declaration_is_understood(string label, string encoding)
    {
        byte[] feed = Encoding.GetEncoding(encoding).GetBytes(Feed(label));

        Assert.Equal(Title, Assert.Single(Converted.Feed(feed).Announcements).Title);
    }

    [Theory]
    [InlineData("utf-16", false)]
    [InlineData("utf-16", true)]
    [InlineData("utf-32", false)]
    public void Wide_encodings_need_no_mark(string name, bool isBigEndian)
    {
        Encoding encoding = name == "utf-32" ? new UTF32Encoding(isBigEndian, byteOrderMark: false) : new UnicodeEncoding(isBigEndian, byteOrderMark: false);

        Assert.Equal(Title, Assert.Single(Converted.Feed(encoding.GetBytes(Feed(name))).Announcements).Title);
        Assert.Equal(Title, Assert.Single(Converted.Feed(encoding.GetBytes(Converted.Rss(Item))).Announcements).Title);
    }

    [Fact]
    public void A_declaration_of_UTF_16_in_a_file_of_bytes_means_UTF_8() =>
        Assert.Equal(Title, Assert.Single(Converted.Feed(Encoding.UTF8.GetBytes(Feed("utf-16"))).Announcements).Title);

    [Fact]
    public void The_sender_counts_before_the_declaration_and_a_mark_before_the_sender()
    {
        Converted sent = Converted.Feed(Encoding.GetEncoding("windows-1250").GetBytes(Feed("utf-8")), "windows-1250");
        byte[] marked = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Feed("windows-1250"))];

        Assert.Equal(Title, Assert.Single(sent.Announcements).Title);
        Assert.Equal(["0: was sent as windows-1250, which counts, and says itself that it is utf-8"], sent.Remarks);
        Assert.Equal(Title, Assert.Single(Converted.Feed(marked, "iso-8859-2").Announcements).Title);
    }

    [Theory]
    [InlineData("windows-1250", null)]
    [InlineData("utf-8", "iso-8859-1")]
    public void Bytes_that_are_UTF_8_are_never_read_as_something_else(string declared, string? sent)
    {
        Converted converted = Converted.Feed(Encoding.UTF8.GetBytes(Feed(declared)), sent);

        Assert.Equal(Title, Assert.Single(converted.Announcements).Title);
        Assert.EndsWith("but is in UTF-8: it was read as that", Assert.Single(converted.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_that_the_code_page_leaves_empty_is_reported_with_its_entry()
    {
        byte[] feed = Encoding.GetEncoding("windows-1250").GetBytes(Feed("windows-1250").Replace("przetargu", "x@x", StringComparison.Ordinal));
        feed[Array.IndexOf(feed, (byte)'@')] = 0x81;

        Converted converted = Converted.Feed(feed);

        Assert.Contains('\uFFFD', Assert.Single(converted.Announcements).Title!);
        Assert.Contains(converted.Remarks, remark => remark.StartsWith("1: has characters that cannot be read", StringComparison.Ordinal));
    }

    [Fact]
    public void UTF_7_is_refused_in_one_line() =>
        Assert.Equal("The encoding 'utf-7' of the file is not known.", Assert.Throws<ConversionException>(() => Converted.FeedFile("utf7.xml")).Message);

    private const string Item = "<item><title>" + Title + "</title><link>https://gmina.example/a</link><pubDate>2024-04-24T10:00:00Z</pubDate></item>";

    private static string Feed(string encoding) => Converted.Rss(Item, $"<?xml version=\"1.0\" encoding=\"{encoding}\"?>");
}
