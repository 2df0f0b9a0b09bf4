using Bulletin.Content;
using Bulletin.Content.Files;

namespace Bulletin.Tests.Content.Files;

public sealed class FileNameTests
{
    [Theory]
    [InlineData("uchwała nr 12.pdf", "uchwała nr 12.pdf")]
    [InlineData("Uchwała.PDF", "Uchwała.pdf")]
    [InlineData("  plan   miejscowy .pdf", "plan miejscowy.pdf")]
    [InlineData("Uchwała 12/2026.pdf", "Uchwała 12-2026.pdf")]
    [InlineData("Budżet: \"ile?\" <2026>.pdf", "Budżet ile 2026.pdf")]
    [InlineData("план.pdf", "план.pdf")]
    [InlineData("計画.pdf", "計画.pdf")]
    [InlineData("plan.v2", "plan.v2.pdf")]
    [InlineData("plan.exe", "plan.exe.pdf")]
    [InlineData("plan.docx", "plan.pdf")]
    [InlineData("plan", "plan.pdf")]
    [InlineData("plan.", "plan.pdf")]
    [InlineData("plan. . .", "plan.pdf")]
    public void A_name_stays_as_it_is_read_and_has_the_extension_of_its_kind(string given, string name) =>
        Assert.Equal(name, FileName.Of(given, FileKind.Pdf));

    [Theory]
    [InlineData("foto.jpg", "foto.jpg")]
    [InlineData("foto.JPEG", "foto.jpeg")]
    [InlineData("foto.png", "foto.jpg")]
    [InlineData("foto", "foto.jpg")]
    public void Both_extensions_of_JPEG_are_fine(string given, string name) => Assert.Equal(name, FileName.Of(given, FileKind.Jpeg));

    [Theory]
    [InlineData("../../etc/passwd", "passwd.pdf")]
    [InlineData("..\\..\\windows\\plan.pdf", "plan.pdf")]
    [InlineData("C:\\Users\\Jan Kowalski\\Desktop\\plan.pdf", "plan.pdf")]
    [InlineData("/home/jan/plan.pdf", "plan.pdf")]
    [InlineData("./plan.pdf", "plan.pdf")]
    [InlineData("a/../b.pdf", "b.pdf")]
    [InlineData("..", "file.pdf")]
    [InlineData("../", "file.pdf")]
    public void Folders_are_left_out(string given, string name) => Assert.Equal(name, FileName.Of(given, FileKind.Pdf));

    [Theory]
    [InlineData("plan\u0000.pdf", "plan.pdf")]
    [InlineData("plan\r\nSet-Cookie: a=b.pdf", "plan Set-Cookie a=b.pdf")]
    [InlineData("plan\u202Efdp.exe", "planfdp.exe.pdf")]
    [InlineData("pl\u200Ban\uFEFF.pdf", "plan.pdf")]
    [InlineData("pl\uD800an.pdf", "plan.pdf")]
    [InlineData("pl\uFFFEan\uE000.pdf", "plan.pdf")]
    [InlineData("plan\u00A0\u2028a.pdf", "plan a.pdf")]
    public void What_cannot_be_seen_is_left_out(string given, string name) => Assert.Equal(name, FileName.Of(given, FileKind.Pdf));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData(".pdf")]
    [InlineData("...pdf")]
    [InlineData("???.pdf")]
    [InlineData("\u202E.pdf")]
    [InlineData("\u0301.pdf")]
    public void A_name_is_never_empty(string given) => Assert.EndsWith("file.pdf", FileName.Of(given, FileKind.Pdf), StringComparison.Ordinal);

    [Theory]
    [InlineData("con", "_con.pdf")]
    [InlineData("AUX.pdf", "_AUX.pdf")]
    [InlineData("com1.txt", "_com1.txt.pdf")]
    [InlineData("LPT¹", "_LPT¹.pdf")]
    [InlineData("nul .pdf", "_nul.pdf")]
    [InlineData("contact.pdf", "contact.pdf")]
    [InlineData("com12.pdf", "com12.pdf")]
    public void A_name_of_a_device_of_Windows_is_marked(string given, string name) => Assert.Equal(name, FileName.Of(given, FileKind.Pdf));

    [Theory]
    [InlineData(".htaccess", "htaccess.zip")]
    [InlineData("..plan.zip", "plan.zip")]
    public void No_name_begins_with_a_dot(string given, string name) => Assert.Equal(name, FileName.Of(given, FileKind.Zip));

    [Fact]
    public void A_long_name_is_cut_between_characters_and_keeps_its_extension()
    {
        string name = FileName.Of(new string('ż', 300) + ".docx", FileKind.Docx);
        Assert.Equal((new string('ż', 114) + ".docx"), name);
        string emoji = FileName.Of(string.Concat(Enumerable.Repeat("👨‍👩‍👧", 60)) + ".docx", FileKind.Docx);
        Assert.InRange(emoji.Length, 100, FileName.MaximumLength);
        Assert.DoesNotContain('\uFFFD', emoji);
        Assert.True(char.IsLowSurrogate(emoji[^6]));
        Assert.Equal(FileName.MaximumLength, FileName.Of("con" + new string(' ', 3) + new string('x', 300), FileKind.Pdf).Length + 1);
    }

    [Theory]
    [InlineData("zaz\u0307o\u0301\u0142c\u0301 ge\u0328s\u0301la\u0328", "zażółć gęślą")]
    [InlineData("Pr\u030Ci\u0301lis\u030C z\u030Clut\u030Ca", "Příliš žluťa")]
    [InlineData("Ки\u0306їв", "Кйїв")]
    [InlineData("x\u0301", "x\u0301")]
    [InlineData("\u0301a", "\u0301a")]
    public void Letters_and_marks_of_macOS_are_joined(string apart, string joined) => Assert.Equal(joined, ComposedLetters.Join(apart));

    [Theory]
    [InlineData("uchwała nr 12.pdf", "uchwala-nr-12.pdf")]
    [InlineData("Київ.pdf", "kiiv.pdf")]
    [InlineData("100 %.csv", "100.csv")]
    [InlineData("♥.jpg", "file.jpg")]
    [InlineData("a.b.c.zip", "a-b-c.zip")]
    public void An_address_has_ASCII_words(string name, string address) => Assert.Equal(address, FileName.Address(name));

    [Fact]
    public void A_name_made_once_stays_as_it_is()
    {
        foreach (string given in (string[])["Uchwała 12/2026.pdf", "con", "../x", "", "a\u0301.PDF", new string('x', 500), "plan.exe", "foto.jpeg"])
        {
            string once = FileName.Of(given, FileKind.Pdf);
            Assert.Equal(once, FileName.Of(once, FileKind.Pdf));
        }
    }
}
