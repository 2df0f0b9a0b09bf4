using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Bulletin.Storage;

/// <summary>
/// The row keys of a site's partition. Every key starts with a short kind and a colon, so that each kind is one range
/// of the table; instants are fixed-width ticks, so that ordinal order is time order.
/// </summary>
internal static class RowKeys
{
    /// <summary>The key of the row with the site's version.</summary>
    public const string Version = "v";

    /// <summary>The key of the row with the site's secret for preview links.</summary>
    public const string PreviewKey = "o:preview";

    /// <summary>
    /// The key of the row that records the progress of the migration of announcements to the current layout.
    /// </summary>
    public const string LayoutMark = "o:layout";

    /// <summary>The key of the row that records when blobs without media were last looked for.</summary>
    public const string MediaMark = "o:media";

    /// <summary>An announcement, complete.</summary>
    public static string Announcement(Guid id) => $"{AnnouncementPrefix}{id:D}";

    /// <summary>A current or former slug of an announcement.</summary>
    public static string Slug(string slug) => $"{SlugPrefix}{slug}";

    /// <summary>The slug of a row key.</summary>
    public static string SlugOf(string rowKey) => rowKey[SlugPrefix.Length..];

    /// <summary>A former revision of an announcement.</summary>
    public static string Revision(Guid id, int revision) => $"{RevisionPrefix(id)}{revision:D10}";

    /// <summary>The prefix of all former revisions of an announcement, oldest first.</summary>
    public static string RevisionPrefix(Guid id) => $"h:{id:D}:";

    /// <summary>Returns the revision number at the end of the row key of a former revision.</summary>
    /// <exception cref="FormatException">The key does not end in a number.</exception>
    public static int RevisionOf(string rowKey) =>
        int.Parse(
            rowKey.AsSpan(rowKey.LastIndexOf(':') + 1),
            System.Globalization.NumberStyles.None,
            System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The draft of an announcement's next revision.</summary>
    public static string Draft(Guid id) => $"{DraftPrefix}{id:D}";

    /// <summary>An entry of the change log.</summary>
    public static string Change(long version) => $"u:{version:D19}";

    /// <summary>A category.</summary>
    public static string Category(Guid categoryId) => $"{CategoryPrefix}{categoryId:D}";

    /// <summary>An API key.</summary>
    public static string ApiKey(Guid keyId) => $"{ApiKeyPrefix}{keyId:D}";

    public const string ApiKeyPrefix = "p:";

    /// <summary>An idempotency key, by its hash.</summary>
    public static string IdempotencyKey(string hash) => $"{IdempotencyPrefix}{hash}";

    /// <summary>A medium; those with later ids, which are UUIDv7, sort first.</summary>
    /// <exception cref="ArgumentException">The id is not a UUIDv7.</exception>
    public static string Medium(Guid id) => MediumPrefix + MediumPlace(id);

    /// <summary>Returns the sort key of a medium among all media.</summary>
    public static string MediumPlace(Guid id) => Place(CreatedAt(id), id);

    /// <summary>A file, by the hash of its bytes, that a medium has or had: its blob is needed while such a row exists.</summary>
    public static string MediumFile(string hash, Guid mediumId) => $"{MediumFilePrefix(hash)}{mediumId:D}";

    /// <summary>The prefix of all media that have or had a file.</summary>
    public static string MediumFilePrefix(string hash) => $"{AllMediumFilesPrefix}{hash}:";

    /// <summary>The hash in the row key of a medium's file.</summary>
    public static string HashOf(string rowKey) => rowKey[AllMediumFilesPrefix.Length..rowKey.LastIndexOf(':')];

    /// <summary>The use of a medium by an announcement, its former revisions or its draft.</summary>
    public static string MediumUse(Guid mediumId, Guid announcementId) => $"{MediumUsePrefix(mediumId)}{announcementId:D}";

    /// <summary>The prefix of all uses of a medium.</summary>
    public static string MediumUsePrefix(Guid mediumId) => $"{AllMediumUsesPrefix}{mediumId:D}:";

    /// <summary>The same use, found by the announcement.</summary>
    public static string MediumOf(Guid announcementId, Guid mediumId) => $"{MediaOfPrefix(announcementId)}{mediumId:D}";

    /// <summary>The prefix of all media that an announcement, its former revisions or its draft use.</summary>
    public static string MediaOfPrefix(Guid announcementId) => $"r:{announcementId:D}:";

    /// <summary>Work that a write leaves to be done after it.</summary>
    /// <param name="kind">The kind of work.</param>
    /// <param name="id">The id of the medium or announcement.</param>
    public static string MediaWork(MediaWorkKind kind, Guid id) => $"{MediaWorkPrefix}{kind switch
    {
        MediaWorkKind.Replaced => "replaced",
        MediaWorkKind.Purged => "purged",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    }}:{id:D}";

    /// <summary>Returns the kind of work in a row key.</summary>
    public static MediaWorkKind MediaWorkOf(string rowKey) =>
        rowKey.StartsWith($"{MediaWorkPrefix}purged:", StringComparison.Ordinal) ? MediaWorkKind.Purged : MediaWorkKind.Replaced;

    public const string MediumPrefix = "m:";

    public const string AllMediumFilesPrefix = "b:";

    public const string AllMediumUsesPrefix = "q:";

    public const string MediaWorkPrefix = "f:";

    // RFC 9562, 5.7: the first 48 bits are the milliseconds since 1970.
    private static DateTimeOffset CreatedAt(Guid id) => id.Version == 7
        ? DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(id.ToByteArray(bigEndian: true)) >>> 16)
        : throw new ArgumentException($"{id} is not a UUIDv7.", nameof(id));

    /// <summary>An entry of the public timeline.</summary>
    public static string Timeline(bool pinned, DateTimeOffset publishedAt, Guid id) =>
        TimelinePrefix + TimelinePlace(pinned, publishedAt, id);

    /// <summary>An entry of a category's public timeline.</summary>
    public static string CategoryTimeline(Guid categoryId, bool pinned, DateTimeOffset publishedAt, Guid id) =>
        CategoryTimelinePrefix(categoryId) + TimelinePlace(pinned, publishedAt, id);

    /// <summary>An entry of the archive timeline.</summary>
    public static string Archive(DateTimeOffset publishedAt, Guid id) => ArchivePrefix + Place(publishedAt, id);

    /// <summary>An entry of a category's archive timeline.</summary>
    public static string CategoryArchive(Guid categoryId, DateTimeOffset publishedAt, Guid id) =>
        CategoryArchivePrefix(categoryId) + Place(publishedAt, id);

    /// <summary>An entry of one of the editors' lists, ordered by last change.</summary>
    public static string EditorList(string status, DateTimeOffset changedAt, Guid id) => EditorListPrefix(status) + Place(changedAt, id);

    /// <summary>An entry of the due list: something that falls due at an instant.</summary>
    public static string Due(DueKind kind, DateTimeOffset at, Guid id) => $"{DuePrefix(kind)}{at.UtcTicks:D19}:{id:D}";

    /// <summary>Returns the range of entries that fall due up to and including an instant.</summary>
    public static RowRange DueUntil(DueKind kind, DateTimeOffset until) =>
        new(DuePrefix(kind), $"{DuePrefix(kind)}{until.UtcTicks:D19};");

    /// <summary>The instant in the row key of a due event; null if the key has none.</summary>
    public static DateTimeOffset? DueInstantOf(string rowKey) =>
        rowKey.Split(':') is [_, _, var ticks, _]
        && long.TryParse(ticks, out long at) && at is >= 0 && at <= DateTimeOffset.MaxValue.UtcTicks
            ? new DateTimeOffset(at, TimeSpan.Zero)
            : null;

    /// <summary>The use of a category by an announcement, whatever the announcement's state.</summary>
    public static string CategoryUse(Guid categoryId, Guid id) => $"{CategoryUsePrefix(categoryId)}{id:D}";

    /// <summary>An announcement imported from a source URL.</summary>
    public static string Source(string sourceUrl, Guid id) => $"{SourcePrefix(sourceUrl)}{id:D}";

    /// <summary>The prefix of all announcements with a source URL. The URL is hashed, because a key may have only 1 KiB.</summary>
    public static string SourcePrefix(string sourceUrl) =>
        $"{AllSourcesPrefix}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sourceUrl)))}:";

    private const string PinnedRun = "0";
    private const int InvertedDigits = 19;

    public const string AnnouncementPrefix = "a:";

    public const string SlugPrefix = "s:";

    public const string CategoryPrefix = "k:";

    public const string IdempotencyPrefix = "i:";

    public const string AllSourcesPrefix = "j:";

    public const string DraftPrefix = "w:";

    public const string TimelinePrefix = "t:";

    public const string ArchivePrefix = "z:";

    public static string CategoryTimelinePrefix(Guid categoryId) => $"c:{categoryId:D}:";

    public static string CategoryArchivePrefix(Guid categoryId) => $"y:{categoryId:D}:";

    public static string CategoryUsePrefix(Guid categoryId) => $"x:{categoryId:D}:";

    public static string EditorListPrefix(string status) => $"n:{status}:";

    public static string DuePrefix(DueKind kind) => $"d:{WordOf(kind)}:";

    /// <summary>Returns the name of a kind of due event in row keys and metrics.</summary>
    public static string WordOf(DueKind kind) => kind switch
    {
        DueKind.Publish => "publish",
        DueKind.Expire => "expire",
        DueKind.Archive => "archive",
        DueKind.Purge => "purge",
        DueKind.Unpin => "unpin",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Returns the sort key of an announcement in a timeline: pinned first, then newest first.</summary>
    public static string TimelinePlace(bool pinned, DateTimeOffset publishedAt, Guid id) =>
        (pinned ? PinnedRun : "1") + Place(publishedAt, id);

    /// <summary>Returns true if a place in a timeline is that of a pinned announcement.</summary>
    public static bool IsAmongPinned(string timelinePlace) => timelinePlace.StartsWith(PinnedRun, StringComparison.Ordinal);

    /// <summary>Returns the prefixes of the two parts of a timeline: pinned and others.</summary>
    public static string[] TimelineParts(string prefix) => [prefix + PinnedRun, prefix + "1"];

    /// <summary>Returns true if a text has the form of a sort key with the newest first.</summary>
    public static bool IsPlace(string text) => text.Length == InvertedDigits + 1 + 36
        && text[InvertedDigits] == ':'
        && TicksOf(text) is { } inverted
        && inverted <= DateTimeOffset.MaxValue.UtcTicks
        && Guid.TryParseExact(text.AsSpan(InvertedDigits + 1), "D", out _);

    /// <summary>Returns true if a text has the form of a sort key in a timeline.</summary>
    public static bool IsTimelinePlace(string text) => text is ['0' or '1', ..] && IsPlace(text[1..]);

    /// <summary>Returns the instant in a sort key with the newest first.</summary>
    /// <exception cref="FormatException">The text is not such a key.</exception>
    public static DateTimeOffset InstantOf(string place) => TicksOf(place) is { } inverted
        ? new DateTimeOffset(DateTimeOffset.MaxValue.UtcTicks - inverted, TimeSpan.Zero)
        : throw new FormatException($"'{place}' does not begin with inverted ticks.");

    private static long? TicksOf(string place) =>
        long.TryParse(place.AsSpan(0, InvertedDigits), NumberStyles.None, CultureInfo.InvariantCulture, out long ticks) ? ticks : null;

    /// <summary>Returns the sort key of an entry in a list with the newest first.</summary>
    public static string Place(DateTimeOffset at, Guid id) => $"{Inverted(at)}:{id:D}";

    /// <summary>Returns inverted ticks, 19 digits: later instants sort first.</summary>
    public static string Inverted(DateTimeOffset at) => (DateTimeOffset.MaxValue.UtcTicks - at.UtcTicks).ToString("D19");

    /// <summary>Returns the id at the end of a row key, such as that of a timeline entry or a due entry.</summary>
    /// <exception cref="FormatException">The key does not end in an id.</exception>
    public static Guid IdOf(string rowKey) => Guid.ParseExact(rowKey.AsSpan(Math.Max(0, rowKey.Length - 36)), "D");
}

/// <summary>The events that can fall due for an announcement.</summary>
internal enum DueKind
{
    /// <summary>A scheduled announcement becomes public.</summary>
    Publish,

    /// <summary>A public announcement expires.</summary>
    Expire,

    /// <summary>A public announcement moves to the archive because of its age.</summary>
    Archive,

    /// <summary>A deleted announcement is purged from the bin.</summary>
    Purge,

    /// <summary>The pin of an announcement ends.</summary>
    Unpin,
}

/// <summary>The kinds of work that a write of media leaves to be done after it.</summary>
internal enum MediaWorkKind
{
    /// <summary>A file was replaced: what is not public takes over the new one.</summary>
    Replaced,

    /// <summary>An announcement was purged: media that nothing else uses go with it.</summary>
    Purged,
}
