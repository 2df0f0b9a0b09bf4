namespace Bulletin.Content.Pictures;

/// <summary>The size of a picture, or of a part of one, in pixels.</summary>
internal readonly record struct PictureSize(int Width, int Height);
