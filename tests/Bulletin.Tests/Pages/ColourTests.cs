using Bulletin.Settings;

namespace Bulletin.Tests.Pages;

/// <summary>Tests the contrast of the accent colour, which is checked at the start.</summary>
public sealed class ColourTests
{
    [Theory]
    [InlineData("#000000", "#ffffff", 21)]
    [InlineData("#777777", "#ffffff", 4.48)]
    [InlineData("#0b57a4", "#ffffff", 7.21)]
    [InlineData("#ff0000", "#ff0000", 1)]
    public void The_contrast_is_that_of_WCAG(string one, string other, double expected) =>
        Assert.Equal(expected, Colour.Parse(one)!.Value.ContrastTo(Colour.Parse(other)!.Value), 0.01);

    [Theory]
    [InlineData("#ffcc00", "Bulletin:Pages:Accent #ffcc00 has a contrast of 1.51 to #ffffff (links on the page, and white text on buttons, in the light theme); 4.5 is needed.")]
    [InlineData("#767676", "Bulletin:Pages:Accent #767676 has a contrast of 4.19 to #f4f6f8 (links on raised parts in the light theme); 4.5 is needed.")]
    public void A_colour_with_too_little_contrast_is_one_line_that_names_the_pair(string accent, string expected) => Assert.Equal(
        expected, Assert.Throws<SettingsException>(() => BulletinSettingsTests.Read(("Bulletin:Pages:Accent", accent))).Message);

    [Fact]
    public void The_colour_of_the_dark_theme_is_checked_too() => Assert.Equal(
        "Bulletin:Pages:AccentDark #0b57a4 has a contrast of 2.50 to #14171a (links on the page, and dark text on buttons, in the dark theme); 4.5 is needed.",
        Assert.Throws<SettingsException>(() => BulletinSettingsTests.Read(("Bulletin:Pages:AccentDark", "#0b57a4"))).Message);

    [Theory]
    [InlineData("blue")]
    [InlineData("#fff")]
    [InlineData("#12345g")]
    [InlineData("0b57a4")]
    public void A_colour_has_six_hexadecimal_digits(string text) => Assert.Equal(
        $"Bulletin:Pages:Accent must be a colour such as #0b57a4, not '{text}'.",
        Assert.Throws<SettingsException>(() => BulletinSettingsTests.Read(("Bulletin:Pages:Accent", text))).Message);

    [Fact]
    public void Every_colour_that_is_legible_in_the_light_theme_gets_a_legible_one_in_the_dark_theme()
    {
        for (int value = 0; value < 0x1000000; value += 4093)
        {
            var accent = new Colour((byte)(value >> 16), (byte)(value >> 8), (byte)value);
            if (ColourPairs.FirstWrong(accent, Colour.White) is null)
            {
                Assert.Null(ColourPairs.FirstWrong(accent, ColourPairs.ForDark(accent)));
            }
        }
    }
}
