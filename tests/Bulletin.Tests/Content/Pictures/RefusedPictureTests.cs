using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Bulletin.Content;
using Bulletin.Content.Files;
using Bulletin.Content.Pictures;
using NetVips;

namespace Bulletin.Tests.Content.Pictures;

/// <summary>Files that say they are pictures, and are damaged, something else, or made to exhaust the machine.</summary>
[Collection(Alone.Name)]
public sealed class RefusedPictureTests : IDisposable
{
    private readonly SamplePictures samples = new();

    private readonly PictureMaker maker = new(TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds => ["jpeg", "png", "webp", "gif", "avif"];

    public void Dispose()
    {
        maker.Dispose();
        samples.Dispose();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_picture_that_is_cut_off_anywhere_is_refused(string kindName)
    {
        FileKind kind = FileKind.Named(kindName)!;
        byte[] whole = await File.ReadAllBytesAsync(samples.Save(SamplePictures.Noise(300, 200), kind), Cancellation);
        await maker.ReadAsync(samples.Save(whole, kind), kind, Cancellation);
        foreach (double part in new[] { 0, 0.001, 0.01, 0.1, 0.5, 0.9, 0.99 })
        {
            string refusal = await RefusalAsync(whole[..(int)(whole.Length * part)], kind);
            Assert.True(
                refusal.Contains("cut off", StringComparison.Ordinal) || refusal.Contains("is not a picture", StringComparison.Ordinal), $"{part}: {refusal}");
        }
    }

    [Theory]
    [InlineData("jpeg", false)]
    [InlineData("jpeg", true)]
    [InlineData("png", true)]
    [InlineData("webp", true)]
    public async Task A_large_picture_that_is_cut_off_near_its_end_is_refused(string kindName, bool isOther)
    {
        FileKind kind = FileKind.Named(kindName)!;
        string path = samples.Next(kind.Extension);
        using Image noise = SamplePictures.Noise(1500, 1100);
        switch (kind.Name)
        {
            case "jpeg": noise.Jpegsave(path, interlace: isOther); break;
            case "png": noise.Pngsave(path, interlace: isOther); break;
            default: noise.Webpsave(path, lossless: isOther, effort: 0); break;
        }

        byte[] whole = await File.ReadAllBytesAsync(path, Cancellation);
        await maker.ReadAsync(path, kind, Cancellation);
        Assert.Contains("cut off", await RefusalAsync(whole[..(int)(whole.Length * 0.97)], kind), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_animation_that_is_cut_off_is_refused()
    {
        foreach (FileKind kind in new[] { FileKind.Gif, FileKind.Webp })
        {
            byte[] whole = await File.ReadAllBytesAsync(samples.Save(SamplePictures.Animation(200, 150, 12), kind), Cancellation);
            Assert.Contains("cut off", await RefusalAsync(whole[..(whole.Length * 9 / 10)], kind), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("png")]
    [InlineData("gif")]
    [InlineData("webp")]
    [InlineData("webp-lossless")]
    [InlineData("webp-extended")]
    [InlineData("jpeg")]
    [InlineData("jpeg-progressive")]
    [InlineData("avif")]
    public async Task A_header_of_a_huge_picture_is_refused_and_costs_no_memory(string form)
    {
        FileKind kind = FileKind.Named(form.Split('-')[0])!;
        byte[] bytes = form switch
        {
            "png" => Png(50_000, 50_000),
            "gif" => Gif(50_000, 50_000),
            "webp" => WebpLossy(16_383, 16_383),
            "webp-lossless" => WebpLossless(16_383, 16_383),
            "webp-extended" => WebpExtended(50_000, 50_000),
            "jpeg" => Jpeg(50_000, 50_000, 0xC0),
            "jpeg-progressive" => Jpeg(50_000, 50_000, 0xC2),
            _ => Avif(50_000, 50_000),
        };
        long before = ResidentBytes();
        string refusal = await RefusalAsync(bytes, kind);
        // The smallest of them would take 750 MB.
        Assert.InRange(ResidentBytes() - before, long.MinValue, 40_000_000);
        Assert.True(
            refusal.Contains("40 megapixels", StringComparison.Ordinal)
            || ((form is "avif" or "webp-extended") && refusal.Contains("damaged", StringComparison.Ordinal)),
            refusal);
    }

    [Fact]
    public async Task A_picture_that_is_decoded_whole_may_be_as_large_as_the_memory_allows()
    {
        Assert.Contains("too much memory", await RefusalAsync(Avif(5_000, 4_000), FileKind.Avif), StringComparison.Ordinal);
        Assert.Contains("too much memory", await RefusalAsync(Png(6_000, 6_000, bits: 16, colour: 6, interlaced: true), FileKind.Png), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_animation_of_too_many_frames_or_pixels_is_refused()
    {
        int most = PictureLimits.MaximumFrames;
        foreach (FileKind kind in new[] { FileKind.Gif, FileKind.Webp })
        {
            string refusal = await RefusalAsync(samples.Save(SamplePictures.Animation(16, 16, most + 1), kind), kind);
            Assert.Contains($"at most {most} frames", refusal, StringComparison.Ordinal);
            Assert.Equal(most, (await maker.ReadAsync(samples.Save(SamplePictures.Animation(16, 16, most), kind), kind, Cancellation)).Frames);
        }

        // 20 frames of 2 megapixels are 40; 21 are too many.
        byte[] long21 = GifFrames(2_000, 1_000, 21);
        Assert.Contains("all frames", await RefusalAsync(long21, FileKind.Gif), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_picture_of_another_kind_than_it_is_said_to_be_is_refused(string kindName)
    {
        FileKind kind = FileKind.Named(kindName)!;
        foreach (FileKind other in FileKind.All.Where(one => one.IsPicture && one != kind))
        {
            string path = samples.Save(SamplePictures.Quarters(60, 40), other);
            Assert.Contains("is not a picture", await RefusalAsync(path, kind), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"10\"><script>alert(1)</script></svg>")]
    [InlineData("<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"10\"/>")]
    [InlineData("%PDF-1.4\n1 0 obj <</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>> endobj\ntrailer<</Root 1 0 R>>")]
    [InlineData("<!doctype html><script>alert(1)</script>")]
    [InlineData("MZ\u0090\0\u0003\0\0\0")]
    [InlineData("P6 2 2 255 aaabbbcccddd")]
    [InlineData("push graphic-context\nviewbox 0 0 640 480\nimage over 0,0 0,0 'https://example.org/x.jpg'\npop graphic-context")]
    [InlineData("GIF89a")]
    [InlineData("GIF89a/*<html>*/=1;alert(1);<script>")]
    [InlineData("")]
    public async Task What_is_no_picture_is_refused_as_every_kind(string content)
    {
        foreach (FileKind kind in FileKind.All.Where(one => one.IsPicture))
        {
            await RefusalAsync(Encoding.Latin1.GetBytes(content), kind);
        }
    }

    [Fact]
    public async Task A_picture_that_libvips_could_read_but_that_no_announcement_may_have_is_refused()
    {
        using Image image = SamplePictures.Quarters(60, 40);
        string tiff = samples.Next(".jpg");
        image.Tiffsave(tiff);
        string vips = samples.Next(".v");
        image.Vipssave(vips);
        foreach (FileKind kind in FileKind.All.Where(one => one.IsPicture))
        {
            await RefusalAsync(tiff, kind);
            await RefusalAsync(vips, kind);
        }
    }

    [Fact]
    public async Task A_GIF_that_is_a_page_too_becomes_one_that_is_only_a_GIF()
    {
        byte[] picture = await File.ReadAllBytesAsync(samples.Save(SamplePictures.Quarters(60, 40), FileKind.Gif), Cancellation);
        string path = samples.Save([.. picture, .. "<script>alert(1)</script>"u8], FileKind.Gif);
        await maker.ReadAsync(path, FileKind.Gif, Cancellation);
        foreach (FileKind kind in new[] { FileKind.Gif, FileKind.Webp, FileKind.Png, FileKind.Jpeg })
        {
            byte[] made = await maker.MakeAsync(path, FileKind.Gif, new Rendition(kind, 400), Cancellation);
            Assert.True(made.AsSpan().IndexOf("script"u8) < 0);
        }
    }

    [Fact]
    public async Task A_colour_profile_that_is_nonsense_or_carries_a_load_is_not_passed_on()
    {
        byte[] large = new byte[200_000];
        using Image p3 = SamplePictures.WithMetadata(SamplePictures.Quarters(60, 40), "secret");
        ((byte[])p3.Get("icc-profile-data")).CopyTo(large, 0);
        foreach (byte[] profile in new[] { large, "<script>alert(1)</script>"u8.ToArray(), new byte[128] })
        {
            using Image image = SamplePictures.Quarters(60, 40).Mutate(change => change.Set(GValue.BlobType, "icc-profile-data", profile));
            string path = samples.Save(image.Copy(), FileKind.Webp);
            await maker.ReadAsync(path, FileKind.Webp, Cancellation);
            byte[] made = await maker.MakeAsync(path, FileKind.Webp, new Rendition(FileKind.Webp, 400), Cancellation);
            Assert.InRange(made.Length, 1, 20_000);
            Assert.True(made.AsSpan().IndexOf("script"u8) < 0);
        }
    }

    private static long ResidentBytes()
    {
        GC.Collect();
        return Environment.WorkingSet;
    }

    private static byte[] Png(int width, int height, int bits = 8, int colour = 2, bool interlaced = false)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)bits, (byte)colour, (byte)(interlaced ? 1 : 0));
        return [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. PngChunk("IHDR", header), .. PngChunk("IDAT", [0x78, 0x9C, 0x63, 0, 0, 0, 1, 0, 1]), .. PngChunk("IEND", [])];
    }

    private static byte[] PngChunk(string name, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(name), .. data];
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        byte[] check = Crc32.Hash(body);
        Array.Reverse(check);
        return [.. length, .. body, .. check];
    }

    private static byte[] Gif(ushort width, ushort height) => GifFrames(width, height, 1);

    // Each frame says the full size and has one code of image data.
    private static byte[] GifFrames(ushort width, ushort height, int frames)
    {
        byte[] size = [(byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8)];
        byte[] frame = [0x21, 0xF9, 4, 0, 7, 0, 0, 0, 0x2C, 0, 0, 0, 0, .. size, 0, 2, 2, 0x4C, 0x01, 0];
        return [.. "GIF89a"u8, .. size, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, .. Enumerable.Repeat(frame, frames).SelectMany(one => one), 0x3B];
    }

    private static byte[] Jpeg(ushort width, ushort height, byte frame) =>
    [
        0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF"u8, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0,
        0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)16, 64),
        0xFF, frame, 0, 17, 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0,
        0xFF, 0xC4, 0, 20, 0, 1, .. new byte[15], 0, 0xFF, 0xC4, 0, 20, 0x10, 1, .. new byte[15], 0,
        0xFF, 0xDA, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, (byte)(frame == 0xC2 ? 0 : 63), 0, 0, 0, 0, 0, 0xFF, 0xD9,
    ];

    // RFC 9649, 2.5 and RFC 6386, 9.1.
    private static byte[] WebpLossy(ushort width, ushort height) =>
        Riff(Chunk("VP8 ", [0x10, 2, 0, 0x9D, 0x01, 0x2A, (byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), .. new byte[40]]));

    // RFC 9649, 3.4: 14 bits each.
    private static byte[] WebpLossless(int width, int height)
    {
        uint bits = (uint)(width - 1) | ((uint)(height - 1) << 14);
        return Riff(Chunk("VP8L", [0x2F, (byte)bits, (byte)(bits >> 8), (byte)(bits >> 16), (byte)(bits >> 24), .. new byte[40]]));
    }

    // RFC 9649, 2.7: 24 bits each.
    private static byte[] WebpExtended(int width, int height)
    {
        (int w, int h) = (width - 1, height - 1);
        byte[] header = [2, 0, 0, 0, (byte)w, (byte)(w >> 8), (byte)(w >> 16), (byte)h, (byte)(h >> 8), (byte)(h >> 16)];
        return Riff([.. Chunk("VP8X", header), .. Chunk("ANIM", new byte[6])]);
    }

    private static byte[] Riff(byte[] chunks) => Chunk("RIFF", [.. "WEBP"u8, .. chunks]);

    private static byte[] Chunk(string name, byte[] data)
    {
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, data.Length);
        return [.. Encoding.ASCII.GetBytes(name), .. length, .. data, .. new byte[data.Length % 2]];
    }

    private byte[] Avif(int width, int height)
    {
        byte[] bytes = File.ReadAllBytes(samples.Save(SamplePictures.Quarters(64, 64), FileKind.Avif));
        // The box with the size of the picture (ISO/IEC 23008-12, 6.5.3): name, version and flags, width, height.
        int at = bytes.AsSpan().IndexOf("ispe"u8);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at + 8), width);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at + 12), height);
        return bytes;
    }

    private Task<string> RefusalAsync(byte[] bytes, FileKind kind) => RefusalAsync(samples.Save(bytes, kind), kind);

    private async Task<string> RefusalAsync(string path, FileKind kind) =>
        (await Assert.ThrowsAsync<ContentException>(() => maker.ReadAsync(path, kind, Cancellation))).Message;
}
