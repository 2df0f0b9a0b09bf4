using Bulletin.Settings;

namespace Bulletin.Tests.Pages;

/// <summary>Tests the settings of the pages; those of the declaration and the colours have tests of their own.</summary>
public sealed class PageSettingsTests
{
    [Fact]
    public void Without_any_setting_there_are_pages()
    {
        BulletinSettings settings = BulletinSettingsTests.Read();
        Assert.True(settings.Pages.Enabled);
        Assert.Equal((null, null, false, "#0b57a4"), (settings.Pages.Logo, settings.Pages.Institution, settings.Pages.ShowNames, $"{settings.Pages.Accent}"));
        Assert.Empty(settings.Pages.FooterLinks);
        Assert.EndsWith("/preview/{token}", settings.PreviewUrl, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_pages_a_preview_is_that_of_the_API()
    {
        BulletinSettings settings = BulletinSettingsTests.Read(("Bulletin:Pages:Enabled", "false"));
        Assert.False(settings.Pages.Enabled);
        Assert.EndsWith("/api/previews/{token}", settings.PreviewUrl, StringComparison.Ordinal);
    }

    [Fact]
    public void All_of_them_are_read()
    {
        PageSettings pages = BulletinSettingsTests.Read(
            ("Bulletin:Pages:Logo:Url", "/logo.svg"),
            ("Bulletin:Pages:Logo:Alt", "Herb"),
            ("Bulletin:Pages:Accent", "#7A1F3D"),
            ("Bulletin:Pages:AccentDark", "#ffb3c8"),
            ("Bulletin:Pages:Institution", " Urząd Miasta "),
            ("Bulletin:Pages:Contact:Email", "urzad@example.org"),
            ("Bulletin:Pages:Contact:Phone", "+48 12 000 00 00"),
            ("Bulletin:Pages:Contact:Address", "ul. Przykładowa 1"),
            ("Bulletin:Pages:FooterLinks:0:Text", "BIP"),
            ("Bulletin:Pages:FooterLinks:0:Url", "https://bip.example.org/a?b=c"),
            ("Bulletin:Pages:FooterLinks:1:Text", "Kontakt"),
            ("Bulletin:Pages:FooterLinks:1:Url", "/kontakt"),
            ("Bulletin:Pages:ShowNames", "true")).Pages;
        Assert.Equal(new Logo("/logo.svg", "Herb"), pages.Logo);
        Assert.Equal(("#7a1f3d", "#ffb3c8"), ($"{pages.Accent}", $"{pages.AccentDark}"));
        Assert.Equal("Urząd Miasta", pages.Institution);
        Assert.Equal(new Contact("urzad@example.org", "+48 12 000 00 00", "ul. Przykładowa 1"), pages.Contact);
        Assert.Equal([new FooterLink("BIP", "https://bip.example.org/a?b=c"), new FooterLink("Kontakt", "/kontakt")], pages.FooterLinks);
        Assert.True(pages.ShowNames);
    }

    [Theory]
    [InlineData("Enabled", "tak", "Bulletin:Pages:Enabled must be true or false, not 'tak'.")]
    [InlineData("ShowNames", "1", "Bulletin:Pages:ShowNames must be true or false, not '1'.")]
    [InlineData("Logo:Url", "/logo.svg", "Bulletin:Pages:Logo must have both Url and Alt.")]
    [InlineData("Logo:Alt", "Herb", "Bulletin:Pages:Logo must have both Url and Alt.")]
    [InlineData("Logo:Width", "10", "Bulletin:Pages:Logo:Width is no setting. There are Url, Alt.")]
    [InlineData("Logo", "/logo.svg", "Bulletin:Pages:Logo must not have a value of its own.")]
    [InlineData("FooterLinks:0:Text", "BIP", "Bulletin:Pages:FooterLinks:0 must have both Text and Url.")]
    [InlineData("Contact:Email", "urzad", "Bulletin:Pages:Contact:Email must be an e-mail address.")]
    [InlineData("Contact:Fax", "1", "Bulletin:Pages:Contact:Fax is no setting. There are Email, Phone, Address.")]
    [InlineData("Colour", "#000000", "Bulletin:Pages:Colour is no setting. There are Enabled, Logo, Accent, AccentDark, FooterLinks, Contact, Institution, ShowNames, Declaration.")]
    [InlineData("Institution", "a\u0007", "Bulletin:Pages:Institution must have at most 200 characters, none of them a control character, some of them visible.")]
    public void A_wrong_one_stops_the_start_with_a_line_that_names_it(string name, string value, string expected) => Assert.Equal(
        expected, Assert.Throws<SettingsException>(() => BulletinSettingsTests.Read(("Bulletin:Pages:" + name, value))).Message);

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("//example.org/a.svg")]
    [InlineData("/\\example.org/a.svg")]
    [InlineData("logo.svg")]
    [InlineData("ftp://example.org/a.svg")]
    public void An_address_is_absolute_or_a_path_of_the_site(string address) => Assert.Equal(
        "Bulletin:Pages:Logo:Url must be an http or https address, or a path that starts with '/'.",
        Assert.Throws<SettingsException>(() => BulletinSettingsTests.Read(
            ("Bulletin:Pages:Logo:Url", address), ("Bulletin:Pages:Logo:Alt", "Herb"))).Message);
}
