using Bulletin.Content.Files;
using Bulletin.Content.Pictures;
using NetVips;

namespace Bulletin.Tests.Content.Pictures;

/// <summary>Pictures made for a test, in a folder that goes with it.</summary>
internal sealed class SamplePictures : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("bulletin-pictures-").FullName;

    private int files;

    static SamplePictures() => Libvips.EnsureLoaded();

    public static double[] Red { get; } = [220, 30, 30];

    public static double[] Green { get; } = [30, 160, 30];

    public static double[] Blue { get; } = [30, 30, 220];

    public static double[] Yellow { get; } = [230, 220, 40];

    /// <summary>Four coloured quarters: red and green above, blue and yellow below.</summary>
    public static Image Quarters(int width, int height)
    {
        using Image upper = Of(Red, width / 2, height / 2).Join(Of(Green, width - (width / 2), height / 2), Enums.Direction.Horizontal);
        using Image lower = Of(Blue, width / 2, height - (height / 2))
            .Join(Of(Yellow, width - (width / 2), height - (height / 2)), Enums.Direction.Horizontal);
        return upper.Join(lower, Enums.Direction.Vertical).Copy(interpretation: Enums.Interpretation.Srgb);
    }

    /// <summary>As a sensor sees it: pure noise, which compresses worst.</summary>
    public static Image Noise(int width, int height)
    {
        Image Band(int seed) => Image.Gaussnoise(width, height, sigma: 60, mean: 128, seed: seed);
        return Band(1).Bandjoin(Band(2), Band(3)).Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
    }

    /// <summary>An animation whose frames have different colours.</summary>
    public static Image Animation(int width, int height, int frames)
    {
        Image[] all = [.. Enumerable.Range(0, frames).Select(number => Of([number * 37 % 256, number * 91 % 256, number * 53 % 256], width, height))];
        return Image.Arrayjoin(all, across: 1).Copy(interpretation: Enums.Interpretation.Srgb).Mutate(change =>
        {
            change.Set(GValue.GIntType, "page-height", height);
            change.Set(GValue.ArrayIntType, "delay", Enumerable.Repeat(70, frames).ToArray());
        });
    }

    /// <summary>With everything that tells of a person, and a colour profile.</summary>
    public static Image WithMetadata(Image image, string secret) =>
        image.IccTransform("p3", inputProfile: "srgb").Mutate(change =>
        {
            change.Set(GValue.GStrType, "exif-ifd0-Artist", secret);
            change.Set(GValue.GStrType, "exif-ifd3-GPSLatitude", "52/1 13/1 56/1");
            change.Set(GValue.BlobType, "xmp-data", System.Text.Encoding.UTF8.GetBytes($"<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">{secret}</x:xmpmeta>"));
            change.Set(GValue.BlobType, "iptc-data", System.Text.Encoding.UTF8.GetBytes(secret));
        });

    public string Save(Image image, FileKind kind, bool lossless = false)
    {
        string path = Next(kind.Extension);
        using (image)
        {
            switch (kind.Name)
            {
                case "jpeg": image.Jpegsave(path, q: 95); break;
                case "png": image.Pngsave(path); break;
                case "webp": image.Webpsave(path, q: 95, lossless: lossless); break;
                case "gif": InStandardColours(image).Gifsave(path, keepDuplicateFrames: true); break;
                default: image.Heifsave(path, q: 90, compression: Enums.ForeignHeifCompression.Av1, effort: 0); break;
            }
        }

        return path;
    }

    public string Save(byte[] bytes, FileKind kind)
    {
        string path = Next(kind.Extension);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public string Next(string extension) => Path.Combine(folder, $"{++files}{extension}");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // GIF has no colour profiles.
    private static Image InStandardColours(Image image) => image.Contains("icc-profile-data") ? image.IccTransform("srgb", embedded: true) : image;

    private static Image Of(double[] colour, int width, int height) =>
        Image.Black(width, height).NewFromImage(colour).Cast(Enums.BandFormat.Uchar);
}
