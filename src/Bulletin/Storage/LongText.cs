using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;

namespace Bulletin.Storage;

/// <summary>
/// A long text together with its stored form, so that copying it from row to row neither decodes nor encodes it.
/// </summary>
/// <remarks>
/// The stored form is UTF-8 in binary properties of at most 64 KiB each (Azure limit), Brotli-compressed if that is
/// smaller. As a string property, the SDK would send every Polish letter as a six-byte escape. The SHA-256 of the UTF-8
/// is stored with it, so that two texts can be compared without decoding; rows stored before it was introduced have
/// none. All members are thread-safe.
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

    /// <summary>The empty text.</summary>
    public static LongText Empty { get; } = Of(string.Empty);

    /// <summary>The text; decoded on first use.</summary>
    /// <exception cref="InvalidDataException">The stored form is damaged.</exception>
    public string Value => value ??= Unpack();

    /// <summary>The length of the text in UTF-16 code units; decodes the text.</summary>
    /// <exception cref="InvalidDataException">The stored form is damaged.</exception>
    public int Length => Value.Length;

    /// <summary>True if the text matches its stored hash, or if no hash is stored.</summary>
    /// <exception cref="InvalidDataException">The stored form is damaged.</exception>
    public bool IsIntact => hash is null || hash.AsSpan().SequenceEqual(SHA256.HashData(Encoding.UTF8.GetBytes(Value)));

    /// <summary>Encodes a text. The cost grows with the length: at most about 20 ms for 256 KiB.</summary>
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

    /// <summary>Reads a text from a row written by <see cref="Write"/>, without decoding it.</summary>
    /// <exception cref="InvalidDataException">The row does not contain such a text.</exception>
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

    /// <summary>
    /// Writes the stored form to the properties <c>{name}Encoding</c>, <c>{name}Hash</c>, <c>{name}0</c>,
    /// <c>{name}1</c>, ...
    /// </summary>
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

    /// <summary>
    /// Returns true if the texts are the same. Decodes them only if a text has no hash and the stored forms differ.
    /// </summary>
    public bool Equals(LongText? other) =>
        other is not null
        && (ReferenceEquals(this, other)
            || (hash is not null && other.hash is not null
                ? hash.AsSpan().SequenceEqual(other.hash)
                : IsPackedAlike(other) || Value == other.Value));

    public override bool Equals(object? obj) => Equals(obj as LongText);

    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    private static string EncodingOf(string name) => name + "Encoding";

    private static string HashOf(string name) => name + "Hash";

    private bool IsPackedAlike(LongText other) =>
        encoding == other.encoding
        && chunks.Length == other.chunks.Length
        && chunks.Zip(other.chunks).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));

    private string Unpack()
    {
        byte[] stored = chunks is [var whole] ? whole : [.. chunks.SelectMany(chunk => chunk)];
        return Encoding.UTF8.GetString(
            encoding == Identity ? stored : Decompress(stored) ?? throw new InvalidDataException($"{source} is damaged."));
    }

    private static byte[] Compress(byte[] plain)
    {
        byte[] buffer = new byte[BrotliEncoder.GetMaxCompressedLength(plain.Length)];
        // Quality 4 is about as fast as the network; window 18 covers the largest body.
        return BrotliEncoder.TryCompress(plain, buffer, out int written, quality: 4, window: 18) ? buffer[..written] : plain;
    }

    // Null if the data is damaged or truncated. A BrotliStream would ignore a missing end.
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
