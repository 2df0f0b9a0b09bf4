using System.IO.Compression;
using System.Text;
using Bulletin.Announcements;

namespace Bulletin.Search;

/// <summary>The data that an index keeps for an announcement, in addition to its words.</summary>
/// <param name="Row">The number of its row in the index.</param>
/// <param name="Announcement">
/// The summary shown in lists, as of when it was indexed; call <see cref="AnnouncementSummary.At"/> for the current
/// one.
/// </param>
/// <param name="Text">The text of the body.</param>
internal sealed record SearchEntry(long Row, AnnouncementSummary Announcement, CompressedText Text);

/// <summary>A text that is rarely read.</summary>
internal readonly struct CompressedText
{
    // The fastest quality, because an index contains many texts.
    private const int Quality = 1;
    private const int Window = 16;

    private readonly byte[] bytes;
    private readonly int length;

    /// <summary>Compresses a text.</summary>
    public CompressedText(string text)
    {
        byte[] plain = Encoding.UTF8.GetBytes(text);
        byte[] buffer = new byte[BrotliEncoder.GetMaxCompressedLength(plain.Length)];
        length = plain.Length;
        bytes = BrotliEncoder.TryCompress(plain, buffer, out int written, Quality, Window) && written < length ? buffer[..written] : plain;
    }

    private CompressedText(byte[] bytes, int length) => (this.bytes, this.length) = (bytes, length);

    /// <summary>Reads a text written by <see cref="Write"/>.</summary>
    public static CompressedText Read(BinaryReader reader)
    {
        int length = reader.ReadInt32();
        byte[] bytes = new byte[reader.ReadInt32()];
        reader.BaseStream.ReadExactly(bytes);
        return new CompressedText(bytes, length);
    }

    /// <summary>Writes the text in its compressed form.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(length);
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    /// <summary>Returns the text.</summary>
    public override string ToString()
    {
        if (bytes.Length == length)
        {
            return Encoding.UTF8.GetString(bytes);
        }

        byte[] plain = new byte[length];
        return BrotliDecoder.TryDecompress(bytes, plain, out int written) && written == length
            ? Encoding.UTF8.GetString(plain)
            : throw new InvalidDataException("A compressed text is damaged.");
    }
}
