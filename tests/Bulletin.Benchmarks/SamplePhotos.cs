using NetVips;

namespace Bulletin.Benchmarks;

/// <summary>Pictures as people upload them, made in a folder: none is of anybody.</summary>
internal static class SamplePhotos
{
    private const int Width = 4000;
    private const int Height = 3000;

    /// <summary>Makes the pictures, and returns their names for the report with their files.</summary>
    public static IReadOnlyList<(string Name, string Path)> Make(string folder)
    {
        string Path(string name) => System.IO.Path.Combine(folder, name);
        using Image photo = Photo();
        using Image noise = Noise(Width, Height, 60, 1, 2, 3).Linear([1.0], [128.0]).Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
        photo.Jpegsave(Path("photo.jpg"), q: 88);
        photo.Jpegsave(Path("progressive.jpg"), q: 95, interlace: true, subsampleMode: Enums.ForeignSubsample.Off);
        noise.Jpegsave(Path("noise.jpg"), q: 90);
        photo.Pngsave(Path("photo.png"), compression: 1);
        photo.Webpsave(Path("photo.webp"), effort: 0);
        photo.Heifsave(Path("photo.avif"), q: 60, compression: Enums.ForeignHeifCompression.Av1, effort: 0);
        using Image large = photo.Embed(0, 0, 8000, 5000, extend: Enums.Extend.Mirror);
        large.Jpegsave(Path("large.jpg"), q: 88);
        using Image deep = photo.Embed(0, 0, 4032, 3024, extend: Enums.Extend.Mirror).Bandjoin(200);
        deep.Heifsave(Path("deep.avif"), q: 60, bitdepth: 10, compression: Enums.ForeignHeifCompression.Av1, effort: 0, subsampleMode: Enums.ForeignSubsample.Off);
        Pan(photo, 480, 270, 150).Gifsave(Path("pan.gif"), effort: 3);
        return
        [
            ("12 MP photo, JPEG", Path("photo.jpg")),
            ("12 MP noise, JPEG", Path("noise.jpg")),
            ("12 MP photo, progressive JPEG 4:4:4", Path("progressive.jpg")),
            ("12 MP photo, PNG", Path("photo.png")),
            ("12 MP photo, WebP", Path("photo.webp")),
            ("12 MP photo, AVIF", Path("photo.avif")),
            ("40 MP photo, JPEG", Path("large.jpg")),
            ("12 MP photo, AVIF of 10 bits, 4:4:4, with alpha", Path("deep.avif")),
            ("150 frames of 480 x 270, GIF", Path("pan.gif")),
        ];
    }

    // Sums of noise of several sizes, smoothed, with edges of large shapes and the fine noise of a sensor: compresses as photos do.
    private static Image Photo()
    {
        Image sum = Noise(Width, Height, 3, 91, 92, 93);
        for (int octave = 0; octave < 6; octave++)
        {
            int size = 1 << (7 - octave);
            using Image small = Noise((Width / size) + 2, (Height / size) + 2, 60.0 / (octave + 1), (octave * 10) + 1, (octave * 10) + 2, (octave * 10) + 3);
            sum += small.Resize(size, kernel: Enums.Kernel.Cubic).Crop(0, 0, Width, Height);
        }

        return sum.Linear([1.0], [128.0]).Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb).CopyMemory();
    }

    private static Image Noise(int width, int height, double sigma, params int[] seeds)
    {
        Image[] bands = [.. seeds.Select(seed => Image.Gaussnoise(width, height, sigma: sigma, mean: 0, seed: seed))];
        return bands[0].Bandjoin(bands[1..]);
    }

    // A camera that moves over the photo.
    private static Image Pan(Image photo, int width, int height, int frames) =>
        Image.Arrayjoin([.. Enumerable.Range(0, frames).Select(number => photo.Crop(number * 8, number * 6, width, height))], across: 1)
            .Copy(interpretation: Enums.Interpretation.Srgb)
            .Mutate(change =>
            {
                change.Set(GValue.GIntType, "page-height", height);
                change.Set(GValue.ArrayIntType, "delay", Enumerable.Repeat(70, frames).ToArray());
            });
}
