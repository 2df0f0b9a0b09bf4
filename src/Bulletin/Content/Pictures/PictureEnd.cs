using System.Buffers.Binary;
using Bulletin.Content.Files;

namespace Bulletin.Content.Pictures;

/// <summary>
/// Finds the end of the pictures that may move. libvips takes one that is cut off for one of fewer frames; of other kinds it says itself
/// that something is missing.
/// </summary>
internal static class PictureEnd
{
    /// <summary>Returns false if the end of a GIF or WebP file is missing; true for other kinds.</summary>
    public static bool IsThere(string path, FileKind kind)
    {
        using FileStream file = File.OpenRead(path);
        return kind == FileKind.Gif ? GifFile.CopyPictures(file, Stream.Null) : kind != FileKind.Webp || HasPromisedLength(file);
    }

    // RFC 9649, 2.3: the length of what follows the first eight bytes.
    private static bool HasPromisedLength(FileStream file)
    {
        Span<byte> begin = stackalloc byte[8];
        return file.ReadAtLeast(begin, 8, throwOnEndOfStream: false) == 8
            && BinaryPrimitives.ReadUInt32LittleEndian(begin[4..]) + 8L <= file.Length;
    }
}
