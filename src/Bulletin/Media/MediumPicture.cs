using Bulletin.Content.Files;
using Bulletin.Content.Pictures;

namespace Bulletin.Media;

/// <summary>The forms of a picture that readers get.</summary>
internal static class MediumPicture
{
    /// <summary>The width of a crop if no other is asked for, in pixels.</summary>
    public const int UsualCropWidth = 800;

    private const int SquareCrop = 400;

    private const int ThumbnailWidth = 400;

    /// <summary>The names of crops in addresses.</summary>
    public static readonly string[] Crops = ["16x9", "1x1"];

    /// <summary>Returns the whole picture in a kind that every program knows: what its address without parameters leads to.</summary>
    public static Rendition Universal(this NamedMedium medium) => Rendition.Universal(medium.FileKind, FactsOf(medium));

    /// <summary>Returns the forms of the whole picture, smallest first: it is never enlarged, and none is there twice.</summary>
    public static IEnumerable<Rendition> Renditions(this NamedMedium medium) =>
        Rendition.Widths.Select(width => new Rendition(FileKind.Webp, width)).DistinctBy(medium.SizeOf);

    /// <summary>Returns the crops around the most important place of the picture.</summary>
    public static IEnumerable<Rendition> CroppedRenditions(this NamedMedium medium) =>
        [medium.RenditionOf(UsualCropWidth, Crops[0]), medium.RenditionOf(SquareCrop, Crops[1])];

    /// <summary>Returns the forms in which lists show the picture, smallest first: none is there twice.</summary>
    public static IEnumerable<Rendition> ThumbnailRenditions(this NamedMedium medium) =>
        new[] { ThumbnailWidth, UsualCropWidth }.Select(width => medium.RenditionOf(width, Crops[0])).DistinctBy(medium.SizeOf);

    /// <summary>Returns a rendition.</summary>
    /// <param name="medium">The picture.</param>
    /// <param name="width">The largest width, one of <see cref="Rendition.Widths"/>.</param>
    /// <param name="crop">One of <see cref="Crops"/>; null for the whole picture.</param>
    public static Rendition RenditionOf(this NamedMedium medium, int width, string? crop)
    {
        (double x, double y) = (medium.Focus?.X ?? 0.5, medium.Focus?.Y ?? 0.5);
        return new Rendition(
            FileKind.Webp, width, crop is null ? null : crop == Crops[0] ? PictureCrop.Wide(x, y) : PictureCrop.Square(x, y));
    }

    /// <summary>Returns the size of a rendition.</summary>
    public static PictureSize SizeOf(this NamedMedium medium, Rendition rendition) => rendition.SizeOf(FactsOf(medium));

    /// <summary>Returns the query of the address of a rendition.</summary>
    public static string QueryOf(Rendition rendition) => FormattableString.Invariant(
        $"?width={rendition.Width}{(rendition.Crop is { } crop ? $"&crop={crop.Across}x{crop.Down}" : string.Empty)}");

    private static PictureFacts FactsOf(NamedMedium medium) => medium is { Width: { } width, Height: { } height }
        ? new PictureFacts(width, height, 1, medium.HasAlpha ?? false)
        : throw new InvalidDataException($"Medium {medium.Id} is a picture without a size.");
}
