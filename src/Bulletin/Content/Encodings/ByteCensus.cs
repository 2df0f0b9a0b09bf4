using System.Buffers;
using System.Text;

namespace Bulletin.Content.Encodings;

/// <summary>Counts the bytes of a file outside ASCII.</summary>
internal sealed class ByteCensus
{
    private readonly long[] counts = new long[256];

    private ByteCensus()
    {
    }

    /// <summary>The number of valid multi-byte sequences of UTF-8.</summary>
    public long Utf8Characters { get; private set; }

    /// <summary>The number of invalid sequences.</summary>
    public long NotUtf8 { get; private set; }

    /// <summary>True if the file is valid UTF-8 and not only ASCII; text in another encoding is never so by chance.</summary>
    public bool IsUtf8BeyondAscii => NotUtf8 == 0 && Utf8Characters > 0;

    /// <summary>Counts the bytes of a stream, from its beginning to its end.</summary>
    public static ByteCensus Of(Stream stream)
    {
        var census = new ByteCensus();
        stream.Position = 0;
        byte[] buffer = new byte[64 * 1024];
        int held = 0;
        while (stream.Read(buffer, held, buffer.Length - held) is var read and > 0)
        {
            int length = held + read;
            int used = census.CountPiece(buffer.AsSpan(0, length));
            held = length - used;
            buffer.AsSpan(used, held).CopyTo(buffer);
        }

        census.NotUtf8 += held > 0 ? 1 : 0;
        return census;
    }

    /// <summary>Returns the number of occurrences of the given bytes.</summary>
    public long Count(params ReadOnlySpan<byte> bytes)
    {
        long sum = 0;
        foreach (byte one in bytes)
        {
            sum += counts[one];
        }

        return sum;
    }

    /// <summary>Returns the number of occurrences of bytes in an inclusive range.</summary>
    public long CountRange(byte first, byte last)
    {
        long sum = 0;
        for (int value = first; value <= last; value++)
        {
            sum += counts[value];
        }

        return sum;
    }

    /// <summary>Returns the bytes outside ASCII that occur, with their counts.</summary>
    public IEnumerable<(byte Value, long Count)> BeyondAscii() =>
        Enumerable.Range(0x80, 0x80).Where(value => counts[value] > 0).Select(value => ((byte)value, counts[value]));

    // Returns the number of processed bytes: a sequence may continue in the next piece.
    private int CountPiece(ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        while (at < bytes.Length)
        {
            int ascii = bytes[at..].IndexOfAnyInRange((byte)0x80, (byte)0xFF);
            if (ascii < 0)
            {
                return bytes.Length;
            }

            at += ascii;
            OperationStatus status = Rune.DecodeFromUtf8(bytes[at..], out _, out int length);
            if (status == OperationStatus.NeedMoreData)
            {
                return at;
            }

            Utf8Characters += status == OperationStatus.Done ? 1 : 0;
            NotUtf8 += status == OperationStatus.Done ? 0 : 1;
            foreach (byte one in bytes.Slice(at, length))
            {
                counts[one]++;
            }

            at += length;
        }

        return at;
    }
}
