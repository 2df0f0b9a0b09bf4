using System.Text;
using Bulletin.Content.Files;
using NetVips;

namespace Bulletin.Content.Pictures;

/// <summary>Makes the renditions.</summary>
internal static class PictureRendering
{
    private const string ColourProfile = "icc-profile-data";

    // The colour space of a profile's device: four bytes of its header (ICC.1:2022, 7.2.8).
    private const int ProfileSpace = 16;

    private const Enums.ForeignKeep Kept = Enums.ForeignKeep.Icc;

    /// <summary>Makes a rendition of a picture.</summary>
    /// <exception cref="VipsException">The picture cannot be decoded, or the work was stopped.</exception>
    public static byte[] Make(string path, PictureHeader header, Rendition rendition, CancellationToken stop)
    {
        PictureSize size = rendition.SizeOf(header.Facts);
        bool keepsSize = size == new PictureSize(header.Facts.Width, header.Facts.Height);
        if (keepsSize && header.Kind == FileKind.Gif && rendition.Kind == FileKind.Gif)
        {
            return Copy(path);
        }

        bool moves = rendition.Kind == FileKind.Webp && rendition.Crop is null && header.Moves
            && (long)size.Width * size.Height * header.Facts.Frames <= PictureLimits.MaximumMovingPixels;
        using Source source = Source.NewFromFile(path);
        using Image scaled = Scale(source, rendition.ScaledSizeOf(header.Facts), header, moves);
        using Image part = Crop(scaled, rendition, size);
        using Image coloured = Colour(part, rendition.Kind);
        using Image opaque = rendition.Kind == FileKind.Jpeg && coloured.HasAlpha() ? coloured.Flatten(background: [255.0]) : coloured;
        opaque.StopOn(stop);
        return Write(opaque, rendition.Kind, moves);
    }

    // Writing a GIF takes half a second for each megapixel of all its frames.
    private static byte[] Copy(string path)
    {
        using FileStream file = File.OpenRead(path);
        using var copy = new MemoryStream();
        GifFile.CopyPictures(file, copy);
        return copy.ToArray();
    }

    // Shrinks while it decodes, if the kind can, and applies the orientation. The size is forced since the ratio was computed before.
    private static Image Scale(Source source, PictureSize size, PictureHeader header, bool moves) =>
        Image.ThumbnailSource(
            source,
            size.Width,
            optionString: moves ? "n=-1" : string.Empty,
            height: size.Height,
            size: Enums.Size.Force,
            noRotate: header.Moves);

    private static Image Crop(Image scaled, Rendition rendition, PictureSize part)
    {
        if (rendition.Crop is not { } crop)
        {
            return scaled;
        }

        (int left, int top) = crop.PlaceIn(new PictureSize(scaled.Width, scaled.Height), part);
        return scaled.Crop(left, top, part.Width, part.Height);
    }

    // Scaling makes 8 bits of more, and sRGB of CMYK. A profile that then still describes the colours is kept if it is one of RGB and
    // short, and if the kind of file can have one; otherwise the colours are converted to sRGB, which needs none.
    private static Image Colour(Image image, FileKind kind)
    {
        using Image plain = image.Interpretation is Enums.Interpretation.Srgb or Enums.Interpretation.Bw
            ? image
            : image.Colourspace(Enums.Interpretation.Srgb);
        if (!plain.Contains(ColourProfile))
        {
            return plain.Copy();
        }

        byte[] profile = (byte[])plain.Get(ColourProfile);
        string space = profile.Length < ProfileSpace + 4 ? string.Empty : Encoding.ASCII.GetString(profile, ProfileSpace, 4);
        bool describes = space == (plain.Interpretation == Enums.Interpretation.Bw ? "GRAY" : "RGB ");
        if (describes && space == "RGB " && kind != FileKind.Gif && profile.Length <= PictureLimits.MaximumProfileLength)
        {
            return plain.Copy();
        }

        using Image converted = describes ? Standard(plain) : plain;
        return converted.Mutate(change => change.Remove(ColourProfile));
    }

    private static Image Standard(Image image)
    {
        try
        {
            return image.IccTransform("srgb", embedded: true);
        }
        catch (VipsException)
        {
            // A profile that cannot be used says nothing about the colours.
            return image;
        }
    }

    private static byte[] Write(Image image, FileKind kind, bool moves) => kind switch
    {
        _ when kind == FileKind.Webp => image.WebpsaveBuffer(q: 80, effort: moves ? 1 : 4, keep: Kept),
        _ when kind == FileKind.Jpeg => image.JpegsaveBuffer(q: 82, optimizeCoding: true, keep: Kept),
        _ when kind == FileKind.Png => image.PngsaveBuffer(keep: Kept),
        _ when kind == FileKind.Gif => image.GifsaveBuffer(keep: Kept),
        _ => throw new ArgumentException($"renditions are not written as {kind.Name}", nameof(kind)),
    };
}
