using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Bulletin.Announcements;
using SQLitePCL;

namespace Bulletin.Search;

/// <summary>
/// Reads and writes a search index as bytes: SQLite's database, the data of each announcement, and the word forms,
/// compressed with Brotli.
/// </summary>
internal static class SearchIndexFile
{
    /// <summary>
    /// The version of the format. Increment it when the format of the bytes, the tables of the index, or the rules for
    /// words (reading, folding) change; bytes of another version are not read.
    /// </summary>
    public const int Rules = 2;

    private const string Schema = "main";

    /// <summary>The compression level: the fastest, because most of the data are already compressed texts.</summary>
    private const CompressionLevel Level = CompressionLevel.Fastest;

    /// <summary>Copies the database of a connection to bytes.</summary>
    /// <exception cref="InvalidOperationException">SQLite is out of memory.</exception>
    public static byte[] Serialize(sqlite3 database)
    {
        IntPtr bytes = raw.sqlite3_serialize(database, Schema, out long length, 0);
        if (bytes == IntPtr.Zero)
        {
            throw new InvalidOperationException("SQLite could not write its database.");
        }

        try
        {
            byte[] copy = new byte[length];
            Marshal.Copy(bytes, copy, 0, copy.Length);
            return copy;
        }
        finally
        {
            raw.sqlite3_free(bytes);
        }
    }

    /// <summary>Replaces the database of a connection.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a database.</exception>
    /// <exception cref="InvalidOperationException">SQLite is out of memory.</exception>
    public static void Deserialize(sqlite3 database, ReadOnlySpan<byte> bytes)
    {
        IntPtr copy = raw.sqlite3_malloc64(bytes.Length);
        if (copy == IntPtr.Zero)
        {
            throw new InvalidOperationException("SQLite has no memory for its database.");
        }

        unsafe
        {
            bytes.CopyTo(new Span<byte>((void*)copy, bytes.Length));
        }

        // SQLite frees the copy, even if this call fails.
        int result = raw.sqlite3_deserialize(
            database, Schema, copy, bytes.Length, bytes.Length, raw.SQLITE_DESERIALIZE_FREEONCLOSE | raw.SQLITE_DESERIALIZE_RESIZEABLE);
        if (result != raw.SQLITE_OK)
        {
            throw new InvalidDataException($"SQLite refused the database: {raw.sqlite3_errstr(result).utf8_to_string()}.");
        }
    }

    /// <summary>Writes the parts of an index.</summary>
    public static byte[] Write(byte[] database, IReadOnlyCollection<SearchEntry> entries, IReadOnlyCollection<string> forms)
    {
        using var bytes = new MemoryStream();
        using (var compressed = new BrotliStream(bytes, Level, leaveOpen: true))
        using (var writer = new BinaryWriter(compressed, Encoding.UTF8))
        {
            writer.Write(database.Length);
            writer.Write(database);
            writer.Write(entries.Count);
            foreach (SearchEntry entry in entries)
            {
                writer.Write(entry.Row);
                byte[] announcement = JsonSerializer.SerializeToUtf8Bytes(
                    entry.Announcement, StoredAnnouncementJson.Compact.AnnouncementSummary);
                writer.Write(announcement.Length);
                writer.Write(announcement);
                entry.Text.Write(writer);
            }

            writer.Write(forms.Count);
            foreach (string form in forms)
            {
                writer.Write(form);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>Reads the parts of an index.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    /// <exception cref="IOException">The bytes are damaged.</exception>
    public static (byte[] Database, List<SearchEntry> Entries, List<string> Forms) Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress), Encoding.UTF8);
        byte[] database = ReadBytes(reader);
        int count = reader.ReadInt32();
        List<SearchEntry> entries = new(count);
        for (int index = 0; index < count; index++)
        {
            long row = reader.ReadInt64();
            AnnouncementSummary announcement = JsonSerializer
                .Deserialize(ReadBytes(reader), StoredAnnouncementJson.Compact.AnnouncementSummary)
                ?? throw new InvalidDataException("An entry has no announcement.");
            entries.Add(new SearchEntry(row, announcement, CompressedText.Read(reader)));
        }

        int formCount = reader.ReadInt32();
        List<string> forms = new(formCount);
        for (int index = 0; index < formCount; index++)
        {
            forms.Add(reader.ReadString());
        }

        return (database, entries, forms);
    }

    private static byte[] ReadBytes(BinaryReader reader)
    {
        byte[] bytes = new byte[reader.ReadInt32()];
        reader.BaseStream.ReadExactly(bytes);
        return bytes;
    }
}
