using System.Buffers.Binary;
using Bulletin.Content.Files;

namespace Bulletin.Content.Pictures;

/// <summary>
/// Finds the end of the pictures that may move. libvips takes one that is cut off for one of fewer frames; of other kinds it says itself
/// that something is missing.
/// </summary>
internal static class PictureEnd
{
    private const int Trailer = 0x3B;
    private const int Extension = 0x21;
    private const int Frame = 0x2C;

    // The flag of a table of colours, and the bits with its size.
    private const int HasColours = 0x80;
    private const int SizeOfColours = 7;

    /// <summary>Returns false if the end of a GIF or WebP file is missing; true for other kinds.</summary>
    public static bool IsThere(string path, FileKind kind)
    {
        using FileStream file = File.OpenRead(path);
        return kind == FileKind.Gif ? HasTrailer(file) : kind != FileKind.Webp || HasPromisedLength(file);
    }

    // RFC 9649, 2.3: the length of what follows the first eight bytes.
    private static bool HasPromisedLength(FileStream file)
    {
        Span<byte> begin = stackalloc byte[8];
        return file.ReadAtLeast(begin, 8, throwOnEndOfStream: false) == 8
            && BinaryPrimitives.ReadUInt32LittleEndian(begin[4..]) + 8L <= file.Length;
    }

    // GIF89a, 17 to 27: the screen with its colours, then blocks up to the trailer. Bytes between blocks are passed over, as by browsers.
    private static bool HasTrailer(FileStream file)
    {
        file.Position = 10;
        PassColours(file, file.ReadByte());
        file.Position += 2;
        for (int next = file.ReadByte(); next >= 0; next = file.ReadByte())
        {
            switch (next)
            {
                case Trailer:
                    return true;
                case Extension:
                    file.ReadByte();
                    PassData(file);
                    break;
                case Frame:
                    file.Position += 8;
                    PassColours(file, file.ReadByte());
                    file.ReadByte();
                    PassData(file);
                    break;
            }
        }

        return false;
    }

    private static void PassColours(FileStream file, int flags)
    {
        if (flags >= 0 && (flags & HasColours) != 0)
        {
            file.Position += 3 * (2 << (flags & SizeOfColours));
        }
    }

    // Pieces of up to 255 bytes, each after its length; the last one is empty.
    private static void PassData(FileStream file)
    {
        for (int length = file.ReadByte(); length > 0; length = file.ReadByte())
        {
            file.Position += length;
        }
    }
}
