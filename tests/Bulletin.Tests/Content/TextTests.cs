using Bulletin.Content;

namespace Bulletin.Tests.Content;

public sealed class TextTests
{
    [Theory]
    [InlineData("ŁÓDŹ", "lodz")]
    [InlineData("Łódź", "lodz")]
    [InlineData("Lo\u0301dz\u0301", "lodz")]
    [InlineData("Straße", "strasse")]
    [InlineData("„Ą–Ż”", "\"a-z\"")]
    [InlineData("a 😀 b", "a 😀 b")]
    [InlineData("İstanbul ILGIN", "istanbul ilgin")]
    public void Folding_makes_spelling_variants_equal(string text, string folded) => Assert.Equal(folded, TextFolding.Fold(text));

    [Fact]
    public void Upper_and_lower_case_fold_alike_in_every_script() =>
        Assert.All(["Київ", "ΑΘΗΝΑ", "Őrség", "Đà Nẵng"], text => Assert.Equal(TextFolding.Fold(text.ToLowerInvariant()), TextFolding.Fold(text.ToUpperInvariant())));

    [Fact]
    public void Plain_text_has_a_line_for_each_block()
    {
        const string Body = "# Tytuł\n\nPierwszy *akapit*\nw dwóch liniach[^1].\n\n- a\n- b\n\nx|y\n-|-\n1|2\n\n```\nkod  1\nkod 2\n```\n\n[^1]: Przypis";
        Assert.Equal(
            "Tytuł\nPierwszy akapit w dwóch liniach.\na\nb\nx\ty\n1\t2\nkod 1\nkod 2\nPrzypis",
            PlainText.FromBody(Body, BodyFormat.Markdown));
    }

    [Theory]
    [InlineData("<p>a<br>b</p><div>c</div>d", "a\nb\nc\nd")]
    [InlineData("<p>a &lt;b&gt; <b>c</b>d</p>", "a <b> cd")]
    [InlineData("<script>x</script><style>y</style>", "")]
    [InlineData("  <p> a \n b </p>  ", "a b")]
    public void Plain_text_of_HTML_has_no_markup(string body, string text) => Assert.Equal(text, PlainText.FromBody(body, BodyFormat.Html));

    [Theory]
    [InlineData("# Tytuł\n\nPierwszy **akapit**[^1].\n\nDrugi.\n\n[^1]: Przypis", "Pierwszy akapit.")]
    [InlineData("# Tylko tytuł", "Tylko tytuł")]
    [InlineData("- a\n- b", "a")]
    [InlineData("![x](https://a.example/x.png)\n\nTekst", "Tekst")]
    [InlineData("", "")]
    public void The_lead_is_the_first_paragraph(string body, string lead) => Assert.Equal(lead, Lead.FromBody(body, BodyFormat.Markdown));

    [Theory]
    [InlineData("Ala ma kota", 11, "Ala ma kota")]
    [InlineData("Ala ma kota", 10, "Ala ma…")]
    [InlineData("Ala, ma kota", 6, "Ala…")]
    [InlineData("Ala ma kota", 7, "Ala ma…")]
    [InlineData("Konstantynopol", 6, "Konst…")]
    [InlineData("aaaa😀b", 6, "aaaa…")]
    [InlineData("👩‍👩‍👧👩‍👩‍👧", 10, "👩‍👩‍👧…")]
    [InlineData("👩‍👩‍👧👩‍👩‍👧", 5, "…")]
    [InlineData("e\u0301e\u0301e\u0301", 4, "e\u0301…")]
    [InlineData("abc", 1, "…")]
    public void A_long_lead_is_cut_between_words_or_else_between_characters(string body, int length, string lead)
    {
        Assert.Equal(lead, Lead.FromBody($"<p>{body}</p>", BodyFormat.Html, length));
        Assert.True(lead.Length <= length);
    }

    [Theory]
    [InlineData("pl", "pl")]
    [InlineData("PL", "pl")]
    [InlineData("en-gb", "en-GB")]
    [InlineData("ZH-hant-tw", "zh-Hant-TW")]
    [InlineData("sr-LATN", "sr-Latn")]
    [InlineData("de-ch-1996", "de-CH-1996")]
    [InlineData("es-419", "es-419")]
    [InlineData("zh-cmn-hans-cn", "zh-cmn-Hans-CN")]
    [InlineData("sl-rozaj-biske", "sl-rozaj-biske")]
    [InlineData("de-DE-u-co-PHONEBK", "de-DE-u-co-phonebk")]
    [InlineData("en-a-bbb-x-a-CCC", "en-a-bbb-x-a-ccc")]
    [InlineData("szl", "szl")]
    public void A_language_tag_has_one_canonical_form(string tag, string canonical)
    {
        Assert.True(LanguageTag.IsValid(tag));
        Assert.Equal(canonical, LanguageTag.Canonical(tag));
    }

    [Theory]
    [InlineData("")]
    [InlineData("p")]
    [InlineData("polish")]
    [InlineData("pl_PL")]
    [InlineData("pl-")]
    [InlineData("-pl")]
    [InlineData("pl-PL-PL")]
    [InlineData("pl\n")]
    [InlineData("pł")]
    [InlineData("en-a")]
    [InlineData("en-x")]
    [InlineData("pl-123456789")]
    [InlineData("en-x-abcdefgh-abcdefgh-abcdefgh-abcd")]
    public void What_is_no_language_tag_is_refused(string tag)
    {
        Assert.False(LanguageTag.IsValid(tag));
        Assert.Throws<ArgumentException>(() => LanguageTag.Canonical(tag));
    }

    [Theory]
    [InlineData("Zażółć 👩‍👩‍👧 – „x”\u00A0\u200F")]
    [InlineData("")]
    public void Ordinary_text_is_fine(string text)
    {
        Assert.Null(InputText.Problem(text, multiline: false));
        Assert.Null(InputText.Problem(text + "\t\r\n", multiline: true));
    }

    [Theory]
    [InlineData(0xD800)]
    [InlineData(0xDC00)]
    [InlineData(0x0000)]
    [InlineData(0x000B)]
    [InlineData(0x001B)]
    [InlineData(0x007F)]
    [InlineData(0x0085)]
    [InlineData(0xFDD0)]
    [InlineData(0xFFFE)]
    [InlineData(0xFFFF)]
    public void Characters_that_are_no_text_are_named(int character)
    {
        string text = "ab" + (char)character + "c";
        Assert.Contains($"U+{character:X4} at position 3", InputText.Problem(text, multiline: true));
        Assert.Contains($"U+{character:X4} at position 3", InputText.Problem(text, multiline: false));
    }

    [Theory]
    [InlineData('\n')]
    [InlineData('\t')]
    [InlineData('\u2028')]
    [InlineData('\u202E')]
    [InlineData('\u2066')]
    public void A_single_line_has_no_line_breaks_and_no_overrides_of_direction(char character)
    {
        Assert.NotNull(InputText.Problem("a" + character, multiline: false));
        Assert.Null(InputText.Problem("a" + character, multiline: true));
    }

    [Fact]
    public void A_noncharacter_beyond_the_first_plane_is_named() => Assert.Contains("U+1FFFE at position 1", InputText.Problem("\U0001FFFE", multiline: true));

    [Theory]
    [InlineData("السَّلامُ", "السلام")]
    [InlineData("שָׁלוֹם", "שלום")]
    [InlineData("क़लम", "कलम")]
    [InlineData("\u0958लम", "कलम")]
    [InlineData("हिंदी", "हिदी")]
    [InlineData("चाँद", "चांद")]
    [InlineData("ประเทศไทย", "ประเทศไทย")]
    [InlineData("a\u20DDb", "ab")]
    public void Marks_are_folded_away_in_every_script(string marked, string plain) => Assert.Equal(TextFolding.Fold(plain), TextFolding.Fold(marked));

    [Theory]
    [InlineData("क्षत्रिय", 2, "")]
    [InlineData("क्षत्रिय", 3, "क्ष")]
    [InlineData("क्षत्रिय", 6, "क्ष")]
    [InlineData("क्षत्रिय", 7, "क्षत्रि")]
    [InlineData("স্ত্রী", 5, "")]
    [InlineData("ક્\u200Dષ", 3, "")]
    [InlineData("क्\u200Cष", 3, "क्\u200C")]
    [InlineData("👩‍👩‍👧", 7, "")]
    [InlineData("e\u0301e\u0301", 3, "e\u0301")]
    [InlineData("🇵🇱🇵🇱", 5, "🇵🇱")]
    [InlineData("abc", 3, "abc")]
    public void A_cut_is_between_characters_as_a_reader_sees_them(string text, int length, string kept) => Assert.Equal(kept, GraphemeClusters.Begin(text, length));

    [Theory]
    [InlineData("")]
    [InlineData(" \u00A0\u3000")]
    [InlineData("\u200B")]
    [InlineData("\u2060\uFEFF\u00AD")]
    [InlineData("\u3164\u115F\u1160\uFFA0")]
    [InlineData("\u2800")]
    [InlineData("\uFE0F\uFE00")]
    [InlineData("\u0301")]
    [InlineData("\u0903")]
    [InlineData("\u034F\u17B4\u180B\u180E")]
    [InlineData("\u200E\u200F\u061C")]
    [InlineData("\U000E0041\U000E0100")]
    [InlineData("\uFFFC\uE000")]
    [InlineData("\u2065\uFFF0")]
    public void Text_that_shows_nothing_is_known(string text) => Assert.False(VisibleText.IsIn(text));

    [Theory]
    [InlineData("a")]
    [InlineData("\u200B1")]
    [InlineData("—")]
    [InlineData("😀")]
    [InlineData("e\u0301")]
    [InlineData("ᄀ")]
    public void Text_that_shows_something_is_known(string text) => Assert.True(VisibleText.IsIn(text));

    [Fact]
    public void Vowels_that_are_marks_to_Unicode_are_letters() => Assert.NotEqual(TextFolding.Fold("दिन"), TextFolding.Fold("दान"));
}
