using System.Security.Cryptography;
using System.Text;
using Bulletin.Access;
using Bulletin.Announcements;
using Bulletin.Archiving;
using Bulletin.Content;
using Bulletin.Editing;
using Bulletin.Site;

namespace Bulletin.Storage;

/// <summary>
/// The row keys of a site's partition. Every key starts with a short kind and a colon, so that each kind is one
/// range of the table; instants are fixed-width ticks, so that text order is time order.
/// </summary>
internal static class RowKeys
{
    /// <summary>The key of the one row that holds the site's version.</summary>
    public const string Version = "v";

    /// <summary>The key of the one row that holds the site's secret for links to previews.</summary>
    public const string PreviewKey = "o:preview";

    /// <summary>The key of the one row that remembers how far announcements were brought to the present layout.</summary>
    public const string LayoutMark = "o:layout";

    /// <summary>The announcement, whole.</summary>
    public static string Announcement(Guid id) => $"{AnnouncementPrefix}{id:D}";

    /// <summary>A present or former slug of an announcement.</summary>
    public static string Slug(string slug) => $"s:{slug}";

    /// <summary>A former revision of an announcement.</summary>
    public static string Revision(Guid id, int revision) => $"{RevisionPrefix(id)}{revision:D10}";

    /// <summary>All former revisions of an announcement, the oldest first.</summary>
    public static string RevisionPrefix(Guid id) => $"h:{id:D}:";

    /// <summary>The number at the end of the row key of a former revision.</summary>
    /// <exception cref="FormatException">The key does not end in a number.</exception>
    public static int RevisionOf(string rowKey) =>
        int.Parse(rowKey.AsSpan(rowKey.LastIndexOf(':') + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The draft of an announcement's next version.</summary>
    public static string Draft(Guid id) => $"{DraftPrefix}{id:D}";

    /// <summary>An entry of the change log.</summary>
    public static string Change(long version) => $"u:{version:D19}";

    /// <summary>A category.</summary>
    public static string Category(Guid categoryId) => $"k:{categoryId:D}";

    /// <summary>An API key.</summary>
    public static string ApiKey(Guid keyId) => $"{ApiKeyPrefix}{keyId:D}";

    public const string ApiKeyPrefix = "p:";

    /// <summary>An idempotency key, by its hash.</summary>
    public static string IdempotencyKey(string hash) => $"i:{hash}";

    /// <summary>An entry of the public timeline.</summary>
    public static string Timeline(bool pinned, DateTimeOffset publishedAt, Guid id) => TimelinePrefix + TimelinePlace(pinned, publishedAt, id);

    /// <summary>An entry of a category's public timeline.</summary>
    public static string CategoryTimeline(Guid categoryId, bool pinned, DateTimeOffset publishedAt, Guid id) =>
        CategoryTimelinePrefix(categoryId) + TimelinePlace(pinned, publishedAt, id);

    /// <summary>An entry of the archive timeline.</summary>
    public static string Archive(DateTimeOffset publishedAt, Guid id) => ArchivePrefix + Place(publishedAt, id);

    /// <summary>An entry of a category's archive timeline.</summary>
    public static string CategoryArchive(Guid categoryId, DateTimeOffset publishedAt, Guid id) =>
        CategoryArchivePrefix(categoryId) + Place(publishedAt, id);

    /// <summary>An entry of one of the editors' lists, by its last change.</summary>
    public static string EditorList(string status, DateTimeOffset changedAt, Guid id) => EditorListPrefix(status) + Place(changedAt, id);

    /// <summary>Something that falls due at an instant.</summary>
    public static string Due(DueKind kind, DateTimeOffset at, Guid id) => $"{DuePrefix(kind)}{at.UtcTicks:D19}:{id:D}";

    /// <summary>What falls due until an instant, itself included.</summary>
    public static RowRange DueUntil(DueKind kind, DateTimeOffset until) => new(DuePrefix(kind), $"{DuePrefix(kind)}{until.UtcTicks:D19};");

    /// <summary>The instant in the key of something that falls due; null when there is none.</summary>
    public static DateTimeOffset? DueInstantOf(string rowKey) =>
        rowKey.Split(':') is [_, _, var ticks, _] && long.TryParse(ticks, out long at) && at <= DateTimeOffset.MaxValue.UtcTicks
            ? new DateTimeOffset(at, TimeSpan.Zero)
            : null;

    /// <summary>The use of a category by an announcement, whatever its state.</summary>
    public static string CategoryUse(Guid categoryId, Guid id) => $"{CategoryUsePrefix(categoryId)}{id:D}";

    /// <summary>The announcement that comes from an address.</summary>
    public static string Source(string sourceUrl, Guid id) => $"{SourcePrefix(sourceUrl)}{id:D}";

    /// <summary>All announcements that come from an address. A key may have 1 KiB, an address more: it is hashed.</summary>
    public static string SourcePrefix(string sourceUrl) => $"j:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sourceUrl)))}:";

    private const string PinnedRun = "0";

    public const string AnnouncementPrefix = "a:";

    public const string DraftPrefix = "w:";

    public const string TimelinePrefix = "t:";

    public const string ArchivePrefix = "z:";

    public static string CategoryTimelinePrefix(Guid categoryId) => $"c:{categoryId:D}:";

    public static string CategoryArchivePrefix(Guid categoryId) => $"y:{categoryId:D}:";

    public static string CategoryUsePrefix(Guid categoryId) => $"x:{categoryId:D}:";

    public static string EditorListPrefix(string status) => $"n:{status}:";

    public static string DuePrefix(DueKind kind) => kind switch
    {
        DueKind.Publish => "d:publish:",
        DueKind.Expire => "d:expire:",
        DueKind.Archive => "d:archive:",
        DueKind.Purge => "d:purge:",
        DueKind.Unpin => "d:unpin:",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Where an announcement stands in a timeline: pinned first, then newest first.</summary>
    public static string TimelinePlace(bool pinned, DateTimeOffset publishedAt, Guid id) => (pinned ? PinnedRun : "1") + Place(publishedAt, id);

    /// <summary>Whether a place in a timeline is among the pinned.</summary>
    public static bool IsAmongPinned(string timelinePlace) => timelinePlace.StartsWith(PinnedRun, StringComparison.Ordinal);

    /// <summary>Where an entry stands in a list that has the newest first.</summary>
    public static string Place(DateTimeOffset at, Guid id) => $"{Inverted(at)}:{id:D}";

    /// <summary>Ticks that fall as time goes on, 19 digits.</summary>
    public static string Inverted(DateTimeOffset at) => (DateTimeOffset.MaxValue.UtcTicks - at.UtcTicks).ToString("D19");

    /// <summary>The id at the end of a row key such as those of the timelines and of what falls due.</summary>
    /// <exception cref="FormatException">The key does not end in an id.</exception>
    public static Guid IdOf(string rowKey) => Guid.ParseExact(rowKey.AsSpan(Math.Max(0, rowKey.Length - 36)), "D");
}

/// <summary>What can fall due for an announcement.</summary>
internal enum DueKind
{
    /// <summary>A scheduled announcement becomes public.</summary>
    Publish,

    /// <summary>A public announcement expires.</summary>
    Expire,

    /// <summary>A public announcement grew old.</summary>
    Archive,

    /// <summary>A binned announcement goes for good.</summary>
    Purge,

    /// <summary>The pin of an announcement ends.</summary>
    Unpin,
}
