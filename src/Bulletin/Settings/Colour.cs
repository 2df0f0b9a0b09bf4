using System.Globalization;

namespace Bulletin.Settings;

/// <summary>A colour of the sRGB space.</summary>
/// <param name="Red">The red part.</param>
/// <param name="Green">The green part.</param>
/// <param name="Blue">The blue part.</param>
public readonly record struct Colour(byte Red, byte Green, byte Blue)
{
    /// <summary>White.</summary>
    public static readonly Colour White = new(255, 255, 255);

    // The relative luminance (WCAG 2.2).
    private double Luminance => (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));

    /// <summary>Reads a colour such as <c>#0b57a4</c>; null if the text is not one.</summary>
    public static Colour? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length == 7 && text[0] == '#' && int.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, null, out int value)
            ? new Colour((byte)(value >> 16), (byte)(value >> 8), (byte)value)
            : null;
    }

    /// <summary>Returns the contrast to another colour, from 1 to 21 (WCAG 2.2).</summary>
    public double ContrastTo(Colour other)
    {
        (double darker, double lighter) = Luminance < other.Luminance ? (Luminance, other.Luminance) : (other.Luminance, Luminance);
        return (lighter + 0.05) / (darker + 0.05);
    }

    /// <summary>Returns a colour between this one and another.</summary>
    /// <param name="other">The other colour.</param>
    /// <param name="part">The part of the other colour, from 0 to 1.</param>
    public Colour Mix(Colour other, double part)
    {
        return new Colour(Between(Red, other.Red), Between(Green, other.Green), Between(Blue, other.Blue));

        byte Between(byte from, byte to) => (byte)Math.Round(from + ((to - from) * part));
    }

    /// <summary>Returns the colour as CSS, such as <c>#0b57a4</c>.</summary>
    public override string ToString() => $"#{Red:x2}{Green:x2}{Blue:x2}";

    private static double Linear(byte part) =>
        part / 255.0 is var value && value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
}
