using System.Buffers;
using System.IO.Compression;
using System.Text;
using Azure.Data.Tables;

namespace Bulletin.Storage;

/// <summary>
/// Long text in a row: UTF-8 in binary properties of at most 64 KiB each (the limit of Azure Table Storage), Brotli-compressed
/// when that makes it smaller. As a string property the SDK would send every Polish letter as an escape of six bytes.
/// </summary>
internal static class LongText
{
    private const int ChunkBytes = 64 * 1024;
    private const string Identity = "identity";
    private const string Brotli = "br";

    /// <summary>Writes a text under a name: <c>{name}Encoding</c>, <c>{name}0</c>, <c>{name}1</c>, ...</summary>
    public static void Write(TableEntity row, string name, string text)
    {
        byte[] plain = Encoding.UTF8.GetBytes(text);
        byte[] compressed = Compress(plain);
        bool smaller = compressed.Length < plain.Length;
        byte[] stored = smaller ? compressed : plain;
        row[name + "Encoding"] = smaller ? Brotli : Identity;
        for (int start = 0, chunk = 0; start < stored.Length; start += ChunkBytes, chunk++)
        {
            row[name + chunk] = stored[start..Math.Min(stored.Length, start + ChunkBytes)];
        }
    }

    /// <summary>Reads a text that <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The row does not hold such a text.</exception>
    public static string Read(TableEntity row, string name)
    {
        var stored = new ArrayBufferWriter<byte>();
        for (int chunk = 0; row.GetBinary(name + chunk) is { } bytes; chunk++)
        {
            stored.Write(bytes);
        }

        return row.GetString(name + "Encoding") switch
        {
            Identity => Encoding.UTF8.GetString(stored.WrittenSpan),
            Brotli => Encoding.UTF8.GetString(Decompress(stored.WrittenSpan)
                ?? throw new InvalidDataException($"Row {row.RowKey}: {name} is damaged.")),
            var other => throw new InvalidDataException($"Row {row.RowKey}: {name} has the unknown encoding '{other}'."),
        };
    }

    private static byte[] Compress(byte[] plain)
    {
        byte[] buffer = new byte[BrotliEncoder.GetMaxCompressedLength(plain.Length)];
        // Quality 4 is about as fast as the network; window 18 covers the largest body.
        return BrotliEncoder.TryCompress(plain, buffer, out int written, quality: 4, window: 18) ? buffer[..written] : plain;
    }

    // Null when the data is damaged, or its end is missing, which a stream would pass over in silence.
    private static byte[]? Decompress(ReadOnlySpan<byte> stored)
    {
        var plain = new ArrayBufferWriter<byte>();
        using var brotli = new BrotliDecoder();
        while (true)
        {
            OperationStatus status = brotli.Decompress(stored, plain.GetSpan(ChunkBytes), out int read, out int written);
            plain.Advance(written);
            stored = stored[read..];
            switch (status)
            {
                case OperationStatus.Done:
                    return plain.WrittenSpan.ToArray();
                case OperationStatus.DestinationTooSmall:
                    break;
                default:
                    return null;
            }
        }
    }
}
