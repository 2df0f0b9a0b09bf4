using System.Text;
using Bulletin.Content.Pictures;
using NetVips;
using Picture = NetVips.Image;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>Files made for the tests, each with bytes of its own.</summary>
internal static class TestFiles
{
    static TestFiles() => Libvips.EnsureLoaded();

    /// <summary>Returns a photograph-like JPEG.</summary>
    public static byte[] Jpeg(int width = 1200, int height = 800)
    {
        using Picture noise = Picture.Perlin(width, height, cellSize: 64, seed: Random.Shared.Next());
        using Picture grey = noise.Linear([90], [128]).Cast(Enums.BandFormat.Uchar);
        using Picture colour = grey.Bandjoin(grey.Invert(), grey).Copy(interpretation: Enums.Interpretation.Srgb);
        return colour.JpegsaveBuffer(q: 80);
    }

    /// <summary>Returns a table of a size in bytes, or a little more.</summary>
    public static byte[] Csv(int bytes = 100)
    {
        var text = new StringBuilder($"Ulica;Dzień;{Guid.NewGuid():N}\n");
        while (text.Length < bytes)
        {
            text.Append("Długa;wtorek\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The size of a picture.</summary>
    public static (int Width, int Height) SizeOf(byte[] picture)
    {
        using var image = Picture.NewFromBuffer(picture);
        return (image.Width, image.Height);
    }
}
