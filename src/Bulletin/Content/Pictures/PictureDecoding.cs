using Bulletin.Content.Files;
using NetVips;

namespace Bulletin.Content.Pictures;

/// <summary>Decodes a whole picture without keeping it, to see that nothing is missing.</summary>
internal static class PictureDecoding
{
    // Above this number of pixels, JPEG and WebP are read in a reduced size, which decodes the same bytes in less time and memory.
    private const long ReducedFrom = 1_000_000;

    /// <summary>Decodes all frames of a picture.</summary>
    /// <exception cref="ContentException">It is cut off.</exception>
    /// <exception cref="VipsException">It is cut off or damaged, or was stopped.</exception>
    public static void Check(string path, PictureHeader header, CancellationToken stop)
    {
        if (!PictureEnd.IsThere(path, header.Kind))
        {
            throw new ContentException($"the {PictureHeader.Name(header.Kind)} picture is cut off: its end is missing");
        }

        using Image image = Open(path, header);
        image.StopOn(stop);
        // Any operation that needs every pixel.
        image.Avg();
    }

    private static Image Open(string path, PictureHeader header)
    {
        const Enums.Access access = Enums.Access.Sequential;
        const Enums.FailOn failOn = Enums.FailOn.Truncated;
        FileKind kind = header.Kind;
        int frames = header.Moves ? -1 : 1;
        bool isReduced = !header.Moves && (long)header.Facts.Width * header.Facts.Height > ReducedFrom;
        return kind switch
        {
            _ when kind == FileKind.Jpeg => Image.Jpegload(path, shrink: isReduced ? 8 : 1, access: access, failOn: failOn),
            _ when kind == FileKind.Png => Image.Pngload(path, access: access, failOn: failOn),
            _ when kind == FileKind.Webp => Image.Webpload(path, n: frames, scale: isReduced ? 0.25 : 1, access: access, failOn: failOn),
            _ when kind == FileKind.Gif => Image.Gifload(path, n: frames, access: access, failOn: failOn),
            _ => Image.Heifload(path, access: access, failOn: failOn),
        };
    }

    /// <summary>Makes whatever computes the pixels of an image end soon after a cancellation.</summary>
    public static void StopOn(this Image image, CancellationToken stop) => image.SetProgress(Unwatched.Instance, stop);

    private sealed class Unwatched : IProgress<int>
    {
        public static readonly Unwatched Instance = new();

        public void Report(int value)
        {
        }
    }
}
