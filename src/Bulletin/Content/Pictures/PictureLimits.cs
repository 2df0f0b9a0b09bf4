namespace Bulletin.Content.Pictures;

/// <summary>
/// The limits of a picture, checked against its header before anything is decoded, so that a file of a few bytes that promises a
/// huge picture costs nothing.
/// </summary>
internal static class PictureLimits
{
    /// <summary>The maximum number of pixels; of all frames together if the picture moves.</summary>
    public const long MaximumPixels = 40_000_000;

    /// <summary>The maximum number of frames.</summary>
    public const int MaximumFrames = 300;

    /// <summary>
    /// The maximum number of bytes that decoding takes if it needs the whole picture in memory: AVIF, interlaced PNG, progressive
    /// JPEG. Other pictures are decoded line by line, in a few megabytes. For AVIF this is 13 megapixels.
    /// </summary>
    public const long MaximumDecodingMemory = 260_000_000;

    /// <summary>
    /// The maximum number of pixels of all frames of a rendition that moves, which is 2 s of work. A larger one shows the first frame.
    /// </summary>
    public const long MaximumMovingPixels = 20_000_000;

    /// <summary>The maximum height of a rendition in pixels: that of a WebP file.</summary>
    public const int MaximumRenditionHeight = 16_383;

    /// <summary>The maximum length of a colour profile that a rendition keeps; the colours of a picture with a larger one become sRGB.</summary>
    public const int MaximumProfileLength = 64 * 1024;

    /// <summary>The time that reading a picture or making one rendition may take. A picture within the other limits takes a few seconds.</summary>
    public static readonly TimeSpan MaximumTime = TimeSpan.FromSeconds(30);
}
