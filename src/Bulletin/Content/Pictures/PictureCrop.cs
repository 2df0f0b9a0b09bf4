namespace Bulletin.Content.Pictures;

/// <summary>A crop to a fixed ratio of width and height: the largest part of the picture that has it, as near to the focal point as it goes.</summary>
/// <param name="Across">The width in the ratio, such as 16.</param>
/// <param name="Down">The height in the ratio, such as 9.</param>
/// <param name="FocalX">The focal point from the left edge (0) to the right edge (1) of the picture as it is shown.</param>
/// <param name="FocalY">The focal point from the upper edge (0) to the lower edge (1).</param>
internal sealed record PictureCrop(int Across, int Down, double FocalX = 0.5, double FocalY = 0.5)
{
    /// <summary>Returns the crop to 16:9, for wide previews.</summary>
    public static PictureCrop Wide(double focalX = 0.5, double focalY = 0.5) => new(16, 9, focalX, focalY);

    /// <summary>Returns the crop to 1:1.</summary>
    public static PictureCrop Square(double focalX = 0.5, double focalY = 0.5) => new(1, 1, focalX, focalY);

    /// <summary>Returns the size of the largest part of a picture that has the ratio.</summary>
    public PictureSize SizeIn(PictureSize picture) =>
        (long)picture.Width * Down > (long)picture.Height * Across
            ? picture with { Width = Math.Max(1, (int)Math.Round((double)picture.Height * Across / Down)) }
            : picture with { Height = Math.Max(1, (int)Math.Round((double)picture.Width * Down / Across)) };

    /// <summary>Returns the first column and the first line of a part of a picture with the focal point in its middle, or as near to it as the edges allow.</summary>
    public (int Left, int Top) PlaceIn(PictureSize picture, PictureSize part) =>
        (Place(FocalX, picture.Width, part.Width), Place(FocalY, picture.Height, part.Height));

    private static int Place(double focus, int whole, int part) =>
        Math.Clamp((int)Math.Round((focus * whole) - (part / 2.0)), 0, Math.Max(0, whole - part));
}
