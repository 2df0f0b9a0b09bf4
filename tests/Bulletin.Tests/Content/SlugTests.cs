using Bulletin.Content;
using CsCheck;

namespace Bulletin.Tests.Content;

public sealed class SlugTests
{
    [Theory]
    [InlineData("Metropolia Krakowska dołącza", "metropolia-krakowska-dolacza")]
    [InlineData("Zażółć gęślą jaźń!", "zazolc-gesla-jazn")]
    [InlineData("ŁÓDŹ – 50% „taniej”", "lodz-50-taniej")]
    [InlineData("Straße über Köln", "strasse-uber-koln")]
    [InlineData("Don't panic", "dont-panic")]
    [InlineData("a\u0301 / b\u0327", "a-b")]
    [InlineData("  --x--  ", "x")]
    [InlineData("Rynek 😀 Główny", "rynek-glowny")]
    [InlineData("😀🎉", "announcement")]
    [InlineData("", "announcement")]
    [InlineData("!?…", "announcement")]
    public void A_title_becomes_readable_words(string title, string slug) => Assert.Equal(slug, Slug.FromText(title));

    [Theory]
    [InlineData("Київ")]
    [InlineData("Объявление")]
    [InlineData("公告")]
    [InlineData("إعلان")]
    public void Other_scripts_are_transliterated(string title)
    {
        string slug = Slug.FromText(title);
        Assert.NotEqual("announcement", slug);
        Assert.True(Slug.IsValid(slug), slug);
    }

    [Theory]
    [InlineData("0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11")]
    [InlineData("0198F2C4 5D1E 7C3A 9A51 0C6F6A5D2B11")]
    [InlineData("0198f2c45d1e7c3a9a510c6f6a5d2b11")]
    public void A_title_that_looks_like_an_id_makes_a_slug_that_does_not(string title)
    {
        string slug = Slug.FromText(title);
        Assert.False(Guid.TryParse(slug, out _));
        Assert.StartsWith("announcement-0198f2c4", slug);
        Assert.True(Slug.IsValid(slug));
    }

    [Fact]
    public void A_long_title_is_cut_after_a_word()
    {
        Assert.Equal(string.Join('-', Enumerable.Repeat("dziewiec9", 10)), Slug.FromText(string.Join(' ', Enumerable.Repeat("dziewięć9", 20))));
        Assert.Equal(new string('a', 100), Slug.FromText(new string('ą', 500)));
    }

    [Theory]
    [InlineData("x", true)]
    [InlineData("2024", true)]
    [InlineData("a-1-b", true)]
    [InlineData("", false)]
    [InlineData("-a", false)]
    [InlineData("a-", false)]
    [InlineData("a--b", false)]
    [InlineData("A", false)]
    [InlineData("ą", false)]
    [InlineData("a\n", false)]
    [InlineData("a_b", false)]
    [InlineData("0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11", false)]
    [InlineData("0198f2c45d1e7c3a9a510c6f6a5d2b11", false)]
    public void Valid_slugs_are_lower_case_words_and_no_ids(string slug, bool valid) => Assert.Equal(valid, Slug.IsValid(slug));

    [Fact]
    public void A_slug_has_at_most_100_characters()
    {
        Assert.True(Slug.IsValid(new string('a', 100)));
        Assert.False(Slug.IsValid(new string('a', 101)));
    }

    [Theory]
    [InlineData("x", 2, "x-2")]
    [InlineData("x-2", 3, "x-2-3")]
    public void A_taken_slug_gets_a_number(string slug, int number, string expected) => Assert.Equal(expected, Slug.WithNumber(slug, number));

    [Fact]
    public void A_long_slug_is_shortened_for_its_number()
    {
        Assert.Equal(new string('a', 98) + "-2", Slug.WithNumber(new string('a', 100), 2));
        Assert.Equal(new string('a', 60) + "-10", Slug.WithNumber(new string('a', 60) + "-" + new string('b', 39), 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => Slug.WithNumber("x", 0));
    }

    [Fact]
    public void Every_title_makes_a_valid_slug() =>
        Gen.Select(Gen.String, Gen.Int[1, int.MaxValue]).Sample((title, number) =>
        {
            string slug = Slug.FromText(title);
            return Slug.IsValid(slug) && Slug.IsValid(Slug.WithNumber(slug, number));
        });
}
