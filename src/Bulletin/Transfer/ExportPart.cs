using System.Buffers;
using System.Text.Json;
using Bulletin.Announcements;
using Bulletin.Media;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Transfer;

/// <summary>
/// The lines of a page that is being read. They are kept by announcement or medium, so that those that change meanwhile can be
/// replaced.
/// </summary>
/// <param name="categories">The current categories.</param>
internal sealed class ExportPart(CategorySet categories)
{
    // The size at which a page is full; the last announcement and its draft may exceed it.
    private const int PageBytes = 1024 * 1024;
    private const int PageLines = 2_000;

    private readonly SortedDictionary<string, List<byte[]>> announcements = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, byte[]> media = new(StringComparer.Ordinal);
    private List<byte[]> categoryLines = [];
    private int bytes;
    private int count;

    /// <summary>The current categories.</summary>
    public CategorySet Categories { get; private set; } = categories;

    /// <summary>True if the page has reached its size.</summary>
    public bool IsFull => bytes >= PageBytes || count >= PageLines;

    /// <summary>The number of announcements, without their former revisions.</summary>
    public int Announcements => announcements.Values
        .Count(lines => lines.Count > 0 && ExportLine.TypeOf(lines[0]) == TransferFormat.Announcement);

    /// <summary>The lines of the page, each with its line feed.</summary>
    public ReadOnlyMemory<byte> Lines
    {
        get
        {
            var all = new ArrayBufferWriter<byte>(Math.Max(1, bytes + count));
            foreach (byte[] line in categoryLines.Concat(media.Values).Concat(announcements.Values.SelectMany(lines => lines)))
            {
                all.Write(line);
                all.Write("\n"u8);
            }

            return all.WrittenMemory;
        }
    }

    public void Add(Category category)
    {
        byte[] line = ExportLine.Of(category, Categories);
        categoryLines.Add(line);
        Count(line);
    }

    /// <summary>Adds a medium; those with later ids come first.</summary>
    public void Add(Medium medium)
    {
        byte[] line = ExportLine.Of(medium);
        media[RowKeys.MediumPlace(medium.Id)] = line;
        Count(line);
    }

    /// <summary>Adds an announcement with the draft of its next revision, if any.</summary>
    public void Add(Announcement announcement, AnnouncementDraft? draft)
    {
        Add(announcement.Id, ExportLine.Of(announcement, isFormer: false, Categories));
        if (draft is not null)
        {
            Add(announcement.Id, ExportLine.Of(draft, Categories));
        }
    }

    /// <summary>Adds a former revision, which must be older than those already added.</summary>
    public void AddFormer(Announcement former) => Add(former.Id, ExportLine.Of(former, isFormer: true, Categories));

    /// <summary>Removes all lines of an announcement or a medium.</summary>
    public void Remove(Guid id)
    {
        if (id.Version == 7 && media.Remove(RowKeys.MediumPlace(id), out byte[]? medium))
        {
            bytes -= medium.Length;
            count--;
        }

        if (announcements.Remove(id.ToString("D"), out List<byte[]>? lines))
        {
            bytes -= lines.Sum(line => line.Length);
            count -= lines.Count;
        }
    }

    /// <summary>
    /// Applies changes of categories to their own lines, and to their names in the lines of announcements.
    /// </summary>
    /// <param name="present">The current categories.</param>
    /// <param name="listed">The categories in the page.</param>
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

/// <summary>Lines of an export as bytes, without line feeds.</summary>
internal static class ExportLine
{
    private static readonly JsonWriterOptions Compact = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] Of(Category category, CategorySet categories) => Written(json => CategoryLine.Write(json, category, categories));

    public static byte[] Of(Medium medium) => Written(json => MediumLine.Write(json, medium));

    public static byte[] Of(Announcement announcement, bool isFormer, CategorySet categories) =>
        Written(json => AnnouncementLine.Write(json, announcement, isFormer, categories));

    public static byte[] Of(AnnouncementDraft draft, CategorySet categories) => Written(json => DraftLine.Write(json, draft, categories));

    /// <summary>Returns the line that a function writes.</summary>
    public static byte[] Written(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Compact))
        {
            write(json);
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Returns the type of a line that the exporter wrote.</summary>
    public static string TypeOf(ReadOnlySpan<byte> line) => HeadOf(line).Type;

    /// <summary>
    /// Returns the first two members of a line that the exporter wrote: the type and the id. The id is empty if the
    /// second member is no id.
    /// </summary>
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
    /// Returns the line of an announcement with the current names of its categories: merged ones are replaced by their
    /// target, deleted ones are omitted. The categories must be the last member, as the exporter writes them.
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
