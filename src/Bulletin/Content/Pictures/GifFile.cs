namespace Bulletin.Content.Pictures;

/// <summary>GIF files, block by block (GIF89a, 17 to 27).</summary>
internal static class GifFile
{
    private const byte Trailer = 0x3B;
    private const byte Extension = 0x21;
    private const byte Frame = 0x2C;
    private const byte Timing = 0xF9;
    private const byte Application = 0xFF;

    // The flag of a table of colours, and the bits with its size.
    private const int HasColours = 0x80;
    private const int SizeOfColours = 7;

    /// <summary>
    /// Copies the pictures of a file, with their timing and how often they repeat, as they are. Comments, texts, what programs noted,
    /// and what stands between the blocks or after the end stays behind.
    /// </summary>
    /// <returns>False if the file ends before its end is said: it is cut off.</returns>
    public static bool CopyPictures(Stream file, Stream copy)
    {
        try
        {
            Copy(file, copy);
            return true;
        }
        catch (EndOfStreamException)
        {
            return false;
        }
    }

    private static void Copy(Stream file, Stream copy)
    {
        byte[] screen = Take(file, 13);
        copy.Write(screen);
        CopyColours(file, copy, screen[10]);
        while (true)
        {
            switch (TakeByte(file))
            {
                case Trailer:
                    copy.WriteByte(Trailer);
                    return;
                case Extension:
                    CopyExtension(file, copy, TakeByte(file));
                    break;
                case Frame:
                    byte[] place = Take(file, 9);
                    copy.WriteByte(Frame);
                    copy.Write(place);
                    CopyColours(file, copy, place[8]);
                    copy.WriteByte(TakeByte(file));
                    CopyData(file, copy);
                    break;
            }
        }
    }

    private static void CopyExtension(Stream file, Stream copy, byte label)
    {
        switch (label)
        {
            case Timing:
                copy.Write([Extension, Timing]);
                CopyData(file, copy);
                break;
            case Application:
                CopyRepetition(file, copy);
                break;
            default:
                CopyData(file, Stream.Null);
                break;
        }
    }

    // The only application extension that changes how a file is shown: 1, and the number of times in two bytes.
    private static void CopyRepetition(Stream file, Stream copy)
    {
        byte[] application = Take(file, TakeByte(file));
        bool isRepetition = application.AsSpan().SequenceEqual("NETSCAPE2.0"u8) || application.AsSpan().SequenceEqual("ANIMEXTS1.0"u8);
        for (byte length = TakeByte(file); length > 0; length = TakeByte(file))
        {
            byte[] data = Take(file, length);
            if (isRepetition && data is [1, _, _])
            {
                copy.Write([Extension, Application, (byte)application.Length, .. application, 3, .. data, 0]);
            }
        }
    }

    private static void CopyColours(Stream file, Stream copy, byte flags)
    {
        if ((flags & HasColours) != 0)
        {
            copy.Write(Take(file, 3 * (2 << (flags & SizeOfColours))));
        }
    }

    // Pieces of up to 255 bytes, each after its length; the last one is empty.
    private static void CopyData(Stream file, Stream copy)
    {
        byte length;
        do
        {
            length = TakeByte(file);
            copy.WriteByte(length);
            copy.Write(Take(file, length));
        }
        while (length > 0);
    }

    private static byte TakeByte(Stream file) => file.ReadByte() is >= 0 and var value ? (byte)value : throw new EndOfStreamException();

    private static byte[] Take(Stream file, int count)
    {
        byte[] bytes = new byte[count];
        file.ReadExactly(bytes);
        return bytes;
    }
}
