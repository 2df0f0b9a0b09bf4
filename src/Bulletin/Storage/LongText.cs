using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;

namespace Bulletin.Storage;

/// <summary>
/// A long text together with its stored form, so that a text that only moves from row to row is neither unpacked nor packed again.
/// </summary>
/// <remarks>
/// The stored form is UTF-8 in binary properties of at most 64 KiB each (the limit of Azure Table Storage), Brotli-compressed when that
/// makes it smaller. As a string property the SDK would send every Polish letter as an escape of six bytes. Beside it stands the SHA-256
/// of the UTF-8, by which two texts are compared without being read; rows from before it was introduced have none.
/// All members are thread-safe.
/// </remarks>
internal sealed class LongText : IEquatable<LongText>
{
    private const int ChunkBytes = 64 * 1024;
    private const string Identity = "identity";
    private const string Brotli = "br";

    private readonly string encoding;
    private readonly byte[][] chunks;
    private readonly byte[]? hash;
    private readonly string source;
    private string? value;

    private LongText(string encoding, byte[][] chunks, byte[]? hash, string source, string? value)
    {
        this.encoding = encoding;
        this.chunks = chunks;
        this.hash = hash;
        this.source = source;
        this.value = value;
    }

    /// <summary>The text without a character.</summary>
    public static LongText Empty { get; } = Of(string.Empty);

    /// <summary>The text. It is unpacked when it is first asked for.</summary>
    /// <exception cref="InvalidDataException">The stored form is damaged.</exception>
    public string Value => value ??= Unpack();

    /// <summary>The length of the text in UTF-16 code units. It is unpacked for it.</summary>
    /// <exception cref="InvalidDataException">The stored form is damaged.</exception>
    public int Length => Value.Length;

    /// <summary>Whether the text is the one that was hashed when it was stored; true where no hash is stored.</summary>
    /// <exception cref="InvalidDataException">The stored form is damaged.</exception>
    public bool IsIntact => hash is null || hash.AsSpan().SequenceEqual(SHA256.HashData(Encoding.UTF8.GetBytes(Value)));

    /// <summary>Packs a text: its cost grows with the length, about 20 ms for 256 KiB at the most.</summary>
    public static LongText Of(string text)
    {
        byte[] plain = Encoding.UTF8.GetBytes(text);
        byte[] compressed = Compress(plain);
        bool isSmaller = compressed.Length < plain.Length;
        return new LongText(
            isSmaller ? Brotli : Identity,
            [.. (isSmaller ? compressed : plain).Chunk(ChunkBytes)],
            SHA256.HashData(plain),
            string.Empty,
            text);
    }

    /// <summary>Takes a text, packed as it is, from a row that <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The row does not hold such a text.</exception>
    public static LongText Read(TableEntity row, string name)
    {
        string? encoding = row.GetString(EncodingOf(name));
        if (encoding is not (Identity or Brotli))
        {
            throw new InvalidDataException($"Row {row.RowKey}: {name} has the unknown encoding '{encoding}'.");
        }

        List<byte[]> chunks = [];
        while (row.GetBinary(name + chunks.Count) is { } chunk)
        {
            chunks.Add(chunk);
        }

        return new LongText(encoding, [.. chunks], row.GetBinary(HashOf(name)), $"Row {row.RowKey}: {name}", null);
    }

    /// <summary>Writes the packed text under a name: <c>{name}Encoding</c>, <c>{name}Hash</c>, <c>{name}0</c>, <c>{name}1</c>, ...</summary>
    public void Write(TableEntity row, string name)
    {
        row[EncodingOf(name)] = encoding;
        if (hash is not null)
        {
            row[HashOf(name)] = hash;
        }

        for (int index = 0; index < chunks.Length; index++)
        {
            row[name + index] = chunks[index];
        }
    }

    /// <summary>Whether two texts are the same. Only one that was stored without a hash may have to be unpacked for it.</summary>
    public bool Equals(LongText? other) =>
        other is not null
        && (ReferenceEquals(this, other)
            || (hash is not null && other.hash is not null ? hash.AsSpan().SequenceEqual(other.hash) : IsPackedAlike(other) || Value == other.Value));

    public override bool Equals(object? obj) => Equals(obj as LongText);

    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    private static string EncodingOf(string name) => name + "Encoding";

    private static string HashOf(string name) => name + "Hash";

    private bool IsPackedAlike(LongText other) =>
        encoding == other.encoding && chunks.Length == other.chunks.Length && chunks.Zip(other.chunks).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));

    private string Unpack()
    {
        byte[] stored = [.. chunks.SelectMany(chunk => chunk)];
        return Encoding.UTF8.GetString(encoding == Identity ? stored : Decompress(stored) ?? throw new InvalidDataException($"{source} is damaged."));
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
