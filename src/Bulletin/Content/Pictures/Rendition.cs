using Bulletin.Content.Files;

namespace Bulletin.Content.Pictures;

/// <summary>
/// A form in which a picture is sent: made from the original with its orientation applied and without its metadata, only the colour
/// profile is kept. It is never larger than the original.
/// </summary>
/// <param name="Kind">JPEG, PNG, WebP or GIF. AVIF takes too long to write.</param>
/// <param name="Width">The largest width in pixels.</param>
/// <param name="Crop">The part of the picture that is shown; null for the whole.</param>
internal sealed record Rendition(FileKind Kind, int Width, PictureCrop? Crop = null)
{
    /// <summary>The widths in which pages offer a picture, in pixels.</summary>
    public static IReadOnlyList<int> Widths { get; } = [400, 800, 1600];

    /// <summary>
    /// Returns the whole picture in the original's kind, for programs that do not know WebP. An AVIF picture becomes JPEG, or PNG if
    /// it has transparent parts, which every program knows.
    /// </summary>
    public static Rendition Universal(FileKind original, PictureFacts facts)
    {
        FileKind kind = original != FileKind.Avif ? original : facts.HasAlpha ? FileKind.Png : FileKind.Jpeg;
        return new Rendition(kind, Widths[^1]);
    }

    /// <summary>Returns the size of this rendition of a picture.</summary>
    public PictureSize SizeOf(PictureFacts picture)
    {
        PictureSize part = PartOf(picture);
        double scale = ScaleOf(part);
        return new PictureSize(Scaled(part.Width, scale), Scaled(part.Height, scale));
    }

    /// <summary>Returns the size to which the whole picture is scaled before the part of <see cref="Crop"/> is taken from it.</summary>
    internal PictureSize ScaledSizeOf(PictureFacts picture)
    {
        double scale = ScaleOf(PartOf(picture));
        PictureSize size = SizeOf(picture);
        return new PictureSize(
            Math.Max(size.Width, Scaled(picture.Width, scale)), Math.Max(size.Height, Scaled(picture.Height, scale)));
    }

    private static int Scaled(int length, double scale) => Math.Max(1, (int)Math.Round(length * scale));

    private PictureSize PartOf(PictureFacts picture)
    {
        var whole = new PictureSize(picture.Width, picture.Height);
        return Crop?.SizeIn(whole) ?? whole;
    }

    private double ScaleOf(PictureSize part) =>
        Math.Min(1, Math.Min((double)Width / part.Width, (double)PictureLimits.MaximumRenditionHeight / part.Height));
}
