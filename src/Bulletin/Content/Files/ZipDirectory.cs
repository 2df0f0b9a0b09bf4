using System.Buffers.Binary;
using System.Text;

namespace Bulletin.Content.Files;

/// <summary>
/// Reads the directory at the end of a ZIP archive (APPNOTE.TXT 6.3.10, 4.3.12 and 4.3.16), and nothing that is packed. Memory
/// and time are bounded whatever the file says of itself: .NET's own reader first reads every entry, of which an archive of
/// 100 MB may have two million.
/// </summary>
internal static class ZipDirectory
{
    private const int MaximumEntries = 10_000;
    private const int MaximumBytes = 2 * 1024 * 1024;

    private const int EntryHead = 46;
    private const int EndHead = 22;
    private const int LongestComment = 65_535;

    /// <summary>Reads the entries.</summary>
    /// <param name="file">The archive; it must be seekable.</param>
    /// <exception cref="ContentException">The archive is damaged, or has too many entries.</exception>
    public static IReadOnlyList<ZipEntry> Read(Stream file)
    {
        byte[] tail = Tail(file);
        int end = EndOf(tail) ?? throw Damaged();
        ReadOnlySpan<byte> record = tail.AsSpan(end);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(record[10..]);
        long bytes = BinaryPrimitives.ReadUInt32LittleEndian(record[12..]);
        long offset = BinaryPrimitives.ReadUInt32LittleEndian(record[16..]);
        if (count > MaximumEntries || bytes > MaximumBytes)
        {
            throw new ContentException($"The ZIP archive has more than {MaximumEntries} files.");
        }

        if (offset + bytes > file.Length - tail.Length + end)
        {
            throw Damaged();
        }

        byte[] directory = new byte[bytes];
        file.Position = offset;
        file.ReadExactly(directory);
        return Entries(directory, count);
    }

    private static byte[] Tail(Stream file)
    {
        byte[] tail = new byte[Math.Min(file.Length, EndHead + LongestComment)];
        file.Position = file.Length - tail.Length;
        file.ReadExactly(tail);
        return tail;
    }

    // The last record whose comment ends with the file.
    private static int? EndOf(ReadOnlySpan<byte> tail)
    {
        for (int at = tail.Length - EndHead; at >= 0; at--)
        {
            if (tail[at..] is [(byte)'P', (byte)'K', 0x05, 0x06, ..]
                && at + EndHead + BinaryPrimitives.ReadUInt16LittleEndian(tail[(at + 20)..]) == tail.Length)
            {
                return at;
            }
        }

        return null;
    }

    private static List<ZipEntry> Entries(ReadOnlySpan<byte> directory, int count)
    {
        List<ZipEntry> entries = new(count);
        while (entries.Count < count)
        {
            if (directory is not [(byte)'P', (byte)'K', 0x01, 0x02, ..] || directory.Length < EntryHead)
            {
                throw Damaged();
            }

            int name = BinaryPrimitives.ReadUInt16LittleEndian(directory[28..]);
            int rest = BinaryPrimitives.ReadUInt16LittleEndian(directory[30..]) + BinaryPrimitives.ReadUInt16LittleEndian(directory[32..]);
            if (directory.Length < EntryHead + name + rest)
            {
                throw Damaged();
            }

            entries.Add(new ZipEntry(
                Encoding.UTF8.GetString(directory.Slice(EntryHead, name)),
                (directory[8] & 1) != 0,
                BinaryPrimitives.ReadUInt32LittleEndian(directory[24..])));
            directory = directory[(EntryHead + name + rest)..];
        }

        return entries;
    }

    private static ContentException Damaged() => new("The ZIP archive, or the document that is one, is damaged or not whole.");
}
