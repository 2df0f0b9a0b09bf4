using System.Globalization;

namespace Bulletin.Settings;

/// <summary>The colours of the pages' two themes, and their contrasts to the accent colour.</summary>
public static class ColourPairs
{
    /// <summary>The minimum contrast of text (WCAG 2.2, 1.4.3).</summary>
    public const double Minimum = 4.5;

    /// <summary>The background of a page in the light theme, and of its raised parts.</summary>
    public static readonly (Colour Page, Colour Surface) Light = (Colour.White, new Colour(0xf4, 0xf6, 0xf8));

    /// <summary>The background of a page in the dark theme, and of its raised parts.</summary>
    public static readonly (Colour Page, Colour Surface) Dark = (new Colour(0x14, 0x17, 0x1a), new Colour(0x1f, 0x24, 0x29));

    /// <summary>Returns the accent colour of the dark theme: as light as its links need.</summary>
    /// <param name="accent">The accent colour of the light theme.</param>
    public static Colour ForDark(Colour accent)
    {
        for (double part = 0; part < 1; part += 0.05)
        {
            if (accent.Mix(Colour.White, part) is var lighter && lighter.ContrastTo(Dark.Surface) >= Minimum + 1)
            {
                return lighter;
            }
        }

        return Colour.White;
    }

    /// <summary>
    /// Returns an error message that names the first pair with too little contrast: links on both backgrounds of each
    /// theme, and the text of buttons, which has the colour of the page; null if all are legible.
    /// </summary>
    public static string? FirstWrong(Colour accent, Colour dark)
    {
        (string Setting, Colour Colour, string Pair, Colour Other)[] pairs =
        [
            ("Accent", accent, "links on the page, and white text on buttons, in the light theme", Light.Page),
            ("Accent", accent, "links on raised parts in the light theme", Light.Surface),
            ("AccentDark", dark, "links on the page, and dark text on buttons, in the dark theme", Dark.Page),
            ("AccentDark", dark, "links on raised parts in the dark theme", Dark.Surface),
        ];
        foreach ((string setting, Colour colour, string pair, Colour other) in pairs)
        {
            if (colour.ContrastTo(other) is < Minimum and var contrast)
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"Bulletin:Pages:{setting} {colour} has a contrast of {contrast:0.00} to {other} ({pair}); {Minimum} is needed.");
            }
        }

        return null;
    }
}
