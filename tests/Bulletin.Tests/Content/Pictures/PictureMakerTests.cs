using Bulletin.Content.Files;
using Bulletin.Content.Pictures;
using NetVips;

namespace Bulletin.Tests.Content.Pictures;

/// <summary>Renditions of pictures that cameras and programs make.</summary>
public sealed class PictureMakerTests : IDisposable
{
    private readonly SamplePictures samples = new();

    private readonly PictureMaker maker = new(TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds => ["jpeg", "png", "webp", "gif", "avif"];

    public static TheoryData<string, string> KindsAndRenditions
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (string kind in new[] { "jpeg", "png", "webp", "gif", "avif" })
            {
                foreach (string rendition in new[] { "jpeg", "png", "webp", "gif" })
                {
                    all.Add(kind, rendition);
                }
            }

            return all;
        }
    }

    public static TheoryData<int, string> OrientationsOfKinds
    {
        get
        {
            var all = new TheoryData<int, string>();
            foreach (string kind in new[] { "jpeg", "png", "webp" })
            {
                for (int orientation = 1; orientation <= 8; orientation++)
                {
                    all.Add(orientation, kind);
                }
            }

            return all;
        }
    }

    public void Dispose()
    {
        maker.Dispose();
        samples.Dispose();
    }

    [Theory]
    [MemberData(nameof(OrientationsOfKinds))]
    public async Task A_picture_is_shown_as_the_camera_was_held(int orientation, string kindName)
    {
        FileKind kind = FileKind.Named(kindName)!;
        // How a camera held so stores the quarters (Exif 3.0, 4.6.4 A, Orientation).
        using Image upright = SamplePictures.Quarters(600, 400);
        using Image stored = orientation switch
        {
            2 => upright.FlipHor(),
            3 => upright.Rot180(),
            4 => upright.FlipVer(),
            5 => upright.Rot90().FlipHor(),
            6 => upright.Rot270(),
            7 => upright.Rot270().FlipHor(),
            8 => upright.Rot90(),
            _ => upright.Copy(),
        };
        string path = samples.Save(stored.Mutate(change => change.Set(GValue.GIntType, "orientation", orientation)), kind);

        PictureFacts facts = await maker.ReadAsync(path, kind, Cancellation);
        Assert.Equal(new PictureFacts(600, 400, 1, HasAlpha: false), facts);

        using Image made = await MakeAsync(path, kind, new Rendition(FileKind.Webp, 300));
        Assert.Equal((300, 200), (made.Width, made.Height));
        AssertQuarters(made);
        Assert.False(made.Contains("orientation") && made.Get("orientation") is not 1);
    }

    [Theory]
    [MemberData(nameof(KindsAndRenditions))]
    public async Task A_rendition_tells_nothing_of_the_photographer_and_keeps_the_colours(string kindName, string renditionName)
    {
        const string Secret = "Jan-Kowalski-Piaskowa-7";
        FileKind kind = FileKind.Named(kindName)!;
        FileKind renditionKind = FileKind.Named(renditionName)!;
        string path = samples.Save(SamplePictures.WithMetadata(SamplePictures.Quarters(600, 400), Secret), kind);
        bool hasProfile = kind != FileKind.Gif;
        byte[] original = await File.ReadAllBytesAsync(path, Cancellation);
        Assert.Equal(hasProfile, original.AsSpan().IndexOf("Kowalski"u8) >= 0);

        await maker.ReadAsync(path, kind, Cancellation);
        byte[] bytes = await maker.MakeAsync(path, kind, new Rendition(renditionKind, 300), Cancellation);

        Assert.True(bytes.AsSpan().IndexOf("Kowalski"u8) < 0);
        using Image made = Image.NewFromBuffer(bytes);
        string[] told = [.. made.GetFields().Where(field => field.StartsWith("exif", StringComparison.Ordinal)
            || field is "xmp-data" or "iptc-data" || field.Contains("comment", StringComparison.Ordinal))];
        Assert.Empty(told);
        if (renditionKind != FileKind.Gif)
        {
            Assert.Equal(hasProfile, made.Contains("icc-profile-data"));
        }

        AssertQuarters(made);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_small_picture_is_never_enlarged(string kindName)
    {
        FileKind kind = FileKind.Named(kindName)!;
        string path = samples.Save(SamplePictures.Quarters(120, 90), kind);
        PictureFacts facts = await maker.ReadAsync(path, kind, Cancellation);
        foreach (int width in Rendition.Widths)
        {
            var rendition = new Rendition(FileKind.Webp, width);
            Assert.Equal(new PictureSize(120, 90), rendition.SizeOf(facts));
            using Image made = await MakeAsync(path, kind, rendition);
            Assert.Equal((120, 90), (made.Width, made.Height));
        }

        using Image wide = await MakeAsync(path, kind, new Rendition(FileKind.Webp, 1600, PictureCrop.Wide()));
        Assert.Equal((120, 68), (wide.Width, wide.Height));
    }

    [Theory]
    [InlineData(0, 0, "red")]
    [InlineData(1, 0, "green")]
    [InlineData(0, 1, "blue")]
    [InlineData(1, 1, "yellow")]
    public async Task A_crop_shows_what_is_at_the_focal_point(double x, double y, string colour)
    {
        double[] expected = colour switch
        {
            "red" => SamplePictures.Red,
            "green" => SamplePictures.Green,
            "blue" => SamplePictures.Blue,
            _ => SamplePictures.Yellow,
        };
        string landscape = samples.Save(SamplePictures.Quarters(900, 300), FileKind.Jpeg);
        using Image square = await MakeAsync(landscape, FileKind.Jpeg, new Rendition(FileKind.Webp, 200, PictureCrop.Square(x, y)));
        Assert.Equal((200, 200), (square.Width, square.Height));
        AssertColour(expected, square, 100, y == 0 ? 20 : 180);

        string portrait = samples.Save(SamplePictures.Quarters(300, 900), FileKind.Jpeg);
        using Image wide = await MakeAsync(portrait, FileKind.Jpeg, new Rendition(FileKind.Webp, 160, PictureCrop.Wide(x, y)));
        Assert.Equal((160, 90), (wide.Width, wide.Height));
        AssertColour(expected, wide, x == 0 ? 20 : 140, 45);
    }

    [Fact]
    public async Task The_size_of_a_rendition_is_known_before_it_is_made()
    {
        foreach ((int width, int height) in new[] { (1001, 333), (333, 1001), (5, 3000), (3000, 5), (1, 1), (799, 601) })
        {
            string path = samples.Save(SamplePictures.Noise(width, height), FileKind.Jpeg);
            PictureFacts facts = await maker.ReadAsync(path, FileKind.Jpeg, Cancellation);
            foreach (PictureCrop? crop in new[] { null, PictureCrop.Wide(0.2, 0.9), PictureCrop.Square(0.7, 0.1) })
            {
                foreach (int most in new[] { 7, 400, 800 })
                {
                    var rendition = new Rendition(FileKind.Webp, most, crop);
                    using Image made = await MakeAsync(path, FileKind.Jpeg, rendition);
                    Assert.Equal(rendition.SizeOf(facts), new PictureSize(made.Width, made.Height));
                    Assert.True(made.Width <= most && made.Width <= width && made.Height <= height);
                }
            }
        }
    }

    [Fact]
    public async Task A_picture_that_is_taller_than_WebP_can_be_is_made_smaller()
    {
        string path = samples.Save(SamplePictures.Quarters(100, 20_000), FileKind.Png);
        PictureFacts facts = await maker.ReadAsync(path, FileKind.Png, Cancellation);
        var rendition = new Rendition(FileKind.Webp, 400);
        using Image made = await MakeAsync(path, FileKind.Png, rendition);
        Assert.Equal(rendition.SizeOf(facts), new PictureSize(made.Width, made.Height));
        Assert.Equal((82, 16_383), (made.Width, made.Height));
    }

    [Theory]
    [InlineData("profile")]
    [InlineData("none")]
    public async Task A_picture_for_printing_becomes_one_for_screens(string profile)
    {
        using Image cmyk = SamplePictures.Quarters(600, 400).IccTransform("cmyk", inputProfile: "srgb");
        string path = samples.Next(".jpg");
        cmyk.Jpegsave(path, q: 95, keep: profile == "none" ? Enums.ForeignKeep.None : Enums.ForeignKeep.All);
        await maker.ReadAsync(path, FileKind.Jpeg, Cancellation);
        foreach (FileKind kind in new[] { FileKind.Webp, FileKind.Jpeg, FileKind.Png })
        {
            using Image made = await MakeAsync(path, FileKind.Jpeg, new Rendition(kind, 300));
            Assert.Equal((Enums.Interpretation.Srgb, Enums.BandFormat.Uchar, 3), (made.Interpretation, made.Format, made.Bands));
            Assert.False(made.Contains("icc-profile-data"));
            AssertQuarters(made, tolerance: 90);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_picture_of_16_bits_becomes_one_of_8(bool isGrey)
    {
        using Image deep = isGrey
            ? SamplePictures.Quarters(600, 400).Colourspace(Enums.Interpretation.Grey16)
            : SamplePictures.Quarters(600, 400).Colourspace(Enums.Interpretation.Rgb16);
        string path = samples.Save(deep.Copy(), FileKind.Png);
        await maker.ReadAsync(path, FileKind.Png, Cancellation);
        using Image made = await MakeAsync(path, FileKind.Png, new Rendition(FileKind.Png, 300));
        Assert.Equal(Enums.BandFormat.Uchar, made.Format);
        Assert.Equal(isGrey ? 1 : 3, made.Bands);
        if (!isGrey)
        {
            AssertQuarters(made);
        }
    }

    [Fact]
    public async Task Transparent_parts_stay_where_the_kind_has_them_and_are_white_in_JPEG()
    {
        using Image alpha = SamplePictures.Quarters(600, 400).Bandjoin(0);
        foreach (FileKind kind in new[] { FileKind.Png, FileKind.Webp, FileKind.Avif })
        {
            string path = samples.Save(alpha.Copy(), kind);
            PictureFacts facts = await maker.ReadAsync(path, kind, Cancellation);
            Assert.True(facts.HasAlpha);
            using Image webp = await MakeAsync(path, kind, new Rendition(FileKind.Webp, 300));
            Assert.True(webp.HasAlpha());
            using Image jpeg = await MakeAsync(path, kind, new Rendition(FileKind.Jpeg, 300));
            AssertColour([255, 255, 255], jpeg, 20, 20);
        }
    }

    [Fact]
    public void The_rendition_for_old_programs_has_the_kind_of_the_original_but_none_is_AVIF()
    {
        var opaque = new PictureFacts(4000, 3000, 1, HasAlpha: false);
        Assert.All(
            [FileKind.Jpeg, FileKind.Png, FileKind.Webp, FileKind.Gif],
            kind => Assert.Equal(new Rendition(kind, 1600), Rendition.Universal(kind, opaque)));
        Assert.Equal(new Rendition(FileKind.Jpeg, 1600), Rendition.Universal(FileKind.Avif, opaque));
        Assert.Equal(new Rendition(FileKind.Png, 1600), Rendition.Universal(FileKind.Avif, opaque with { HasAlpha = true }));
    }

    [Theory]
    [InlineData("gif")]
    [InlineData("webp")]
    public async Task An_animation_goes_on_moving_in_WebP_unless_it_is_cropped_or_takes_too_long(string kindName)
    {
        FileKind kind = FileKind.Named(kindName)!;
        string path = samples.Save(SamplePictures.Animation(500, 300, 12), kind);
        PictureFacts facts = await maker.ReadAsync(path, kind, Cancellation);
        Assert.Equal((500, 300, 12), (facts.Width, facts.Height, facts.Frames));
        using Image made = await MakeAsync(path, kind, new Rendition(FileKind.Webp, 400), options: "n=-1");
        Assert.Equal((400, 240, 12), (made.Width, made.PageHeight, (int)made.Get("n-pages")));
        Assert.Equal(Enumerable.Repeat(70, 12), (int[])made.Get("delay"));

        using Image cropped = await MakeAsync(path, kind, new Rendition(FileKind.Webp, 400, PictureCrop.Square()), options: "n=-1");
        Assert.Equal((300, 300), (cropped.Width, cropped.Height));
        foreach (FileKind still in new[] { FileKind.Png, FileKind.Jpeg })
        {
            using Image first = await MakeAsync(path, kind, new Rendition(still, 400));
            Assert.Equal((400, 240), (first.Width, first.Height));
        }

        string large = samples.Save(SamplePictures.Animation(1000, 900, 25), kind);
        using Image small = await MakeAsync(large, kind, new Rendition(FileKind.Webp, 400), options: "n=-1");
        Assert.Equal(25, (int)small.Get("n-pages"));
        using Image full = await MakeAsync(large, kind, new Rendition(FileKind.Webp, 1600), options: "n=-1");
        Assert.Equal((1000, 900), (full.Width, full.Height));
    }

    [Fact]
    public async Task An_animation_with_an_orientation_is_not_turned()
    {
        using Image animation = SamplePictures.Animation(90, 60, 3).Mutate(change => change.Set(GValue.GIntType, "orientation", 6));
        string path = samples.Save(animation.Copy(), FileKind.Webp);
        PictureFacts facts = await maker.ReadAsync(path, FileKind.Webp, Cancellation);
        Assert.Equal((90, 60, 3), (facts.Width, facts.Height, facts.Frames));
        using Image moving = await MakeAsync(path, FileKind.Webp, new Rendition(FileKind.Webp, 45), options: "n=-1");
        Assert.Equal((45, 30, 3), (moving.Width, moving.PageHeight, (int)moving.Get("n-pages")));
        using Image still = await MakeAsync(path, FileKind.Webp, new Rendition(FileKind.Jpeg, 45));
        Assert.Equal((45, 30), (still.Width, still.Height));
    }

    [Fact]
    public async Task A_GIF_that_keeps_its_size_keeps_its_frames_and_nothing_that_a_program_noted()
    {
        byte[] file = await File.ReadAllBytesAsync(samples.Save(SamplePictures.Animation(90, 60, 12), FileKind.Gif), Cancellation);
        // After the screen and its colours: a comment, and what a program notes.
        int at = 13 + (3 * (2 << (file[10] & 7)));
        byte[] comment = [0x21, 0xFE, 7, .. "Kowalsk"u8, 0];
        byte[] xmp = [0x21, 0xFF, 11, .. "XMP DataXMP"u8, 7, .. "Kowalsk"u8, 0];
        string path = samples.Save([.. file[..at], .. comment, .. xmp, .. file[at..], .. "Kowalsk"u8], FileKind.Gif);
        await maker.ReadAsync(path, FileKind.Gif, Cancellation);

        byte[] bytes = await maker.MakeAsync(path, FileKind.Gif, Rendition.Universal(FileKind.Gif, new PictureFacts(90, 60, 12, false)), Cancellation);

        Assert.Equal(file, bytes);
        using Image smaller = await MakeAsync(path, FileKind.Gif, new Rendition(FileKind.Gif, 45), options: "n=-1");
        Assert.Equal((45, 30), (smaller.Width, smaller.Height));
    }

    private static void AssertQuarters(Image made, int tolerance = 40)
    {
        int left = made.Width / 8;
        int right = made.Width - left;
        int top = made.Height / 8;
        int bottom = made.Height - top;
        AssertColour(SamplePictures.Red, made, left, top, tolerance);
        AssertColour(SamplePictures.Green, made, right, top, tolerance);
        AssertColour(SamplePictures.Blue, made, left, bottom, tolerance);
        AssertColour(SamplePictures.Yellow, made, right, bottom, tolerance);
    }

    private static void AssertColour(double[] expected, Image made, int x, int y, int tolerance = 40)
    {
        using Image seen = made.Contains("icc-profile-data") ? made.IccTransform("srgb", embedded: true) : made.Colourspace(Enums.Interpretation.Srgb);
        double[] actual = seen.Getpoint(x, y);
        Assert.All([0, 1, 2], band => Assert.InRange(actual[band], expected[band] - tolerance, expected[band] + tolerance));
    }

    private async Task<Image> MakeAsync(string path, FileKind kind, Rendition rendition, string options = "") =>
        Image.NewFromBuffer(await maker.MakeAsync(path, kind, rendition, Cancellation), options);
}
