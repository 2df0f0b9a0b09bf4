using Bulletin.Content.Files;
using NetVips;

namespace Bulletin.Content.Pictures;

/// <summary>A picture file whose header was read and is within the limits; nothing is decoded yet.</summary>
internal sealed class PictureHeader
{
    // Measured with the libheif of libvips 8.18: 16 to 19 with 8 bits, 19 to 28 with 10 bits. The colour planes, their conversion, its result.
    private const int AvifBytesPerPixel = 20;

    private PictureHeader(FileKind kind, PictureFacts facts)
    {
        Kind = kind;
        Facts = facts;
    }

    /// <summary>The kind of the file.</summary>
    public FileKind Kind { get; }

    /// <summary>The picture's facts.</summary>
    public PictureFacts Facts { get; }

    /// <summary>True if it moves. Its orientation is not applied then.</summary>
    public bool Moves => Facts.Frames > 1;

    /// <summary>Reads the header of a picture.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ContentException">It is not of the kind, has no readable header, or exceeds a limit.</exception>
    public static PictureHeader Read(string path, FileKind kind)
    {
        PictureLoader loader = PictureLoader.Of(kind);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException("There is no picture to read.", path);
        }

        if (Image.FindLoad(path) != loader.FileOperation)
        {
            // The exception takes over what libvips noted, which would otherwise be told of the next picture.
            throw new ContentException(
                $"the file is not a picture in the format {Name(kind)}, or its beginning is damaged", new VipsException("no loader"));
        }

        try
        {
            using Image header = Open(path, kind);
            return new PictureHeader(kind, Check(header, kind));
        }
        catch (VipsException failure)
        {
            throw new ContentException($"the header of the {Name(kind)} picture is damaged or cut off", failure);
        }
    }

    /// <summary>Returns the name of a kind as people write it, such as WebP.</summary>
    public static string Name(FileKind kind) => kind == FileKind.Webp ? "WebP" : kind.Name.ToUpperInvariant();

    // Opening reads the header only. All frames are counted as one tall picture, whose page is one frame.
    private static Image Open(string path, FileKind kind) => kind switch
    {
        _ when kind == FileKind.Jpeg => Image.Jpegload(path, access: Enums.Access.Sequential),
        _ when kind == FileKind.Png => Image.Pngload(path, access: Enums.Access.Sequential),
        _ when kind == FileKind.Webp => Image.Webpload(path, access: Enums.Access.Sequential),
        _ when kind == FileKind.Gif => Image.Gifload(path, access: Enums.Access.Sequential),
        _ => Image.Heifload(path, access: Enums.Access.Sequential),
    };

    private static PictureFacts Check(Image header, FileKind kind)
    {
        int frames = kind == FileKind.Avif ? 1 : Number(header, "n-pages", 1);
        long pixels = (long)header.Width * header.Height;
        if (pixels > PictureLimits.MaximumPixels)
        {
            throw new ContentException(
                $"a picture may have at most 40 megapixels, and this one has {header.Width} x {header.Height} pixels");
        }

        if (frames > PictureLimits.MaximumFrames)
        {
            throw new ContentException(
                $"an animated picture may have at most {PictureLimits.MaximumFrames} frames, and this one has {frames}");
        }

        if (pixels * frames > PictureLimits.MaximumPixels)
        {
            throw new ContentException(
                "all frames of an animated picture may have at most 40 megapixels together, and this one has "
                + $"{frames} frames of {header.Width} x {header.Height} pixels");
        }

        if (DecodingMemory(header, kind) > PictureLimits.MaximumDecodingMemory)
        {
            throw new ContentException(
                $"an {(kind == FileKind.Avif ? "AVIF" : $"interlaced or progressive {Name(kind)}")} picture of {header.Width} x {header.Height} "
                + "pixels takes too much memory to decode; save it as an ordinary JPEG");
        }

        if (kind == FileKind.Avif && header.Contains("heif-compression") && (string)header.Get("heif-compression") != "av1")
        {
            throw new ContentException("the file is not a picture in the format AVIF: it is encoded in another way");
        }

        // Cameras make no animations, and libvips turns none.
        bool isTurned = frames == 1 && Number(header, "orientation", 1) is >= 5 and <= 8;
        return isTurned
            ? new PictureFacts(header.Height, header.Width, frames, header.HasAlpha())
            : new PictureFacts(header.Width, header.Height, frames, header.HasAlpha());
    }

    private static long DecodingMemory(Image header, FileKind kind)
    {
        long pixels = (long)header.Width * header.Height;
        bool isWhole = Number(header, "interlaced", 0) != 0;
        return kind switch
        {
            _ when kind == FileKind.Avif => pixels * AvifBytesPerPixel,
            // The coefficients of 16 bits of all scans.
            _ when kind == FileKind.Jpeg && isWhole => pixels * header.Bands * 2,
            _ when kind == FileKind.Png && isWhole => pixels * header.Bands * (header.Format == Enums.BandFormat.Ushort ? 2 : 1),
            _ => 0,
        };
    }

    private static int Number(Image header, string field, int otherwise) =>
        header.Contains(field) && header.Get(field) is int number ? number : otherwise;
}
