namespace Bulletin.Content.Pictures;

/// <summary>The facts of a picture that rendering needs, read from its header.</summary>
/// <param name="Width">The width in pixels in which it is shown: after the orientation that a camera noted is applied.</param>
/// <param name="Height">The height in pixels in which it is shown; of one frame if it moves.</param>
/// <param name="Frames">The number of frames: 1 unless it moves.</param>
/// <param name="HasAlpha">True if it has transparent parts, or may have some.</param>
internal sealed record PictureFacts(int Width, int Height, int Frames, bool HasAlpha);
