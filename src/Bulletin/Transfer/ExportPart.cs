using System.Buffers;
using System.Text.Json;
using Bulletin.Announcements;
using Bulletin.Site;

namespace Bulletin.Transfer;

/// <summary>The lines of a page in the making: those of categories, and of each announcement, so that what changes meanwhile can be exchanged.</summary>
/// <param name="categories">The categories as they are.</param>
internal sealed class ExportPart(CategorySet categories)
{
    // About as much as a page has; an announcement and its draft more may be in it.
    private const int PageBytes = 1024 * 1024;
    private const int PageLines = 2_000;

    private readonly SortedDictionary<string, List<byte[]>> announcements = new(StringComparer.Ordinal);
    private List<byte[]> categoryLines = [];
    private int bytes;
    private int count;

    /// <summary>The categories as they are.</summary>
    public CategorySet Categories { get; private set; } = categories;

    /// <summary>Whether it is as long as a page shall be.</summary>
    public bool IsFull => bytes >= PageBytes || count >= PageLines;

    /// <summary>How many announcements are in it, without their former revisions.</summary>
    public int Announcements => announcements.Values.Count(lines => lines.Count > 0 && ExportLine.TypeOf(lines[0]) == TransferFormat.Announcement);

    /// <summary>The lines.</summary>
    public ReadOnlyMemory<byte> Lines
    {
        get
        {
            var all = new ArrayBufferWriter<byte>(Math.Max(1, bytes + count));
            foreach (byte[] line in categoryLines.Concat(announcements.Values.SelectMany(lines => lines)))
            {
                all.Write(line);
                all.Write("\n"u8);
            }

            return all.WrittenMemory;
        }
    }

    /// <summary>Adds a category.</summary>
    public void Add(Category category)
    {
        byte[] line = ExportLine.Of(category, Categories);
        categoryLines.Add(line);
        Count(line);
    }

    /// <summary>Adds an announcement with the draft of its next version, if it has one.</summary>
    public void Add(Announcement announcement, AnnouncementDraft? draft)
    {
        Add(announcement.Id, ExportLine.Of(announcement, isFormer: false, Categories));
        if (draft is not null)
        {
            Add(announcement.Id, ExportLine.Of(draft, Categories));
        }
    }

    /// <summary>Adds a former revision, older than those that are in it.</summary>
    public void AddFormer(Announcement former) => Add(former.Id, ExportLine.Of(former, isFormer: true, Categories));

    /// <summary>Takes out what is there of an announcement that changed.</summary>
    public void Remove(Guid id)
    {
        if (announcements.Remove(id.ToString("D"), out List<byte[]>? lines))
        {
            bytes -= lines.Sum(line => line.Length);
            count -= lines.Count;
        }
    }

    /// <summary>Takes over categories that changed: their own lines, and their names in those of announcements.</summary>
    /// <param name="present">The categories as they are now.</param>
    /// <param name="listed">Those that are in the page.</param>
    public void Rename(CategorySet present, IEnumerable<Category> listed)
    {
        Categories = present;
        categoryLines = [.. listed.Select(category => ExportLine.Of(category, present))];
        foreach (List<byte[]> lines in announcements.Values)
        {
            for (int index = 0; index < lines.Count; index++)
            {
                lines[index] = ExportLine.Renamed(lines[index], present);
            }
        }
    }

    private void Add(Guid id, byte[] line)
    {
        string key = id.ToString("D");
        if (!announcements.TryGetValue(key, out List<byte[]>? lines))
        {
            announcements[key] = lines = [];
        }

        lines.Add(line);
        Count(line);
    }

    private void Count(byte[] line)
    {
        bytes += line.Length;
        count++;
    }
}

/// <summary>Lines of an export as bytes, without their ends.</summary>
internal static class ExportLine
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Of(Category category, CategorySet categories) => Written(json => CategoryLine.Write(json, category, categories));

    public static byte[] Of(Announcement announcement, bool isFormer, CategorySet categories) =>
        Written(json => AnnouncementLine.Write(json, announcement, isFormer, categories));

    public static byte[] Of(AnnouncementDraft draft, CategorySet categories) => Written(json => DraftLine.Write(json, draft, categories));

    /// <summary>A line of what this writes.</summary>
    public static byte[] Written(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Compact))
        {
            write(json);
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>The type of a line that the exporter wrote.</summary>
    public static string TypeOf(ReadOnlySpan<byte> line) => HeadOf(line).Type;

    /// <summary>The first two members, as the exporter writes them: the type, and an id; no id for lines that have none there.</summary>
    public static (string Type, Guid Id) HeadOf(ReadOnlySpan<byte> line)
    {
        var json = new Utf8JsonReader(line);
        json.Read();
        json.Read();
        json.Read();
        string type = json.GetString()!;
        json.Read();
        json.Read();
        return (type, json.TokenType == JsonTokenType.String && json.TryGetGuid(out Guid id) ? id : Guid.Empty);
    }

    /// <summary>
    /// A line of an announcement with its categories as they are called now: those that were merged are their target, those that are gone
    /// are left out. The categories are the last member, as the exporter writes it.
    /// </summary>
    public static byte[] Renamed(byte[] line, CategorySet categories)
    {
        var json = new Utf8JsonReader(line);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals(AnnouncementLine.CategoriesMember))
            {
                json.Read();
                int begin = (int)json.TokenStartIndex;
                byte[] named = Written(writer => AnnouncementLine.WriteCategories(writer, Resolved(line.AsSpan(begin), categories)));
                return [.. line.AsSpan(0, begin), .. named, (byte)'}'];
            }

            json.Skip();
        }

        return line;
    }

    private static List<Category> Resolved(ReadOnlySpan<byte> array, CategorySet categories)
    {
        List<Category> found = [];
        var json = new Utf8JsonReader(array);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("slug"u8))
            {
                json.Read();
                if (categories.Find(json.GetString()!) is { } category && !found.Exists(one => one.Id == category.Id))
                {
                    found.Add(category);
                }
            }
        }

        return found;
    }
}
