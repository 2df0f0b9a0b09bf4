using System.Globalization;
using Bulletin.Storage;

namespace Bulletin.Transfer;

/// <summary>
/// The position at which a page of an export starts or ends: after a category, a medium, an announcement, or one of its
/// former revisions.
/// </summary>
/// <param name="Kind">The kind of the row: <c>k</c>, <c>m</c>, <c>a</c> or <c>h</c>.</param>
/// <param name="Id">The id of the category, medium or announcement.</param>
/// <param name="Revision">The number of the former revision; 0 for anything else.</param>
internal sealed record ExportPlace(char Kind, Guid Id, int Revision)
{
    /// <summary>The position before everything else.</summary>
    public static readonly ExportPlace Beginning = OfCategory(Guid.Empty);

    /// <summary>True if the position is among the categories.</summary>
    public bool IsAmongCategories => Kind == 'k';

    /// <summary>True if the position is among the media.</summary>
    public bool IsAmongMedia => Kind == 'm';

    /// <summary>True if the position is before the announcements.</summary>
    public bool IsBeforeAnnouncements => IsAmongCategories || IsAmongMedia;

    /// <summary>True if the position is among the former revisions of an announcement.</summary>
    public bool IsWithinHistory => Kind == 'h';

    /// <summary>The position as text for a cursor.</summary>
    public string Text => Kind switch
    {
        'k' => RowKeys.Category(Id),
        'm' => $"m:{Id:D}",
        'a' => RowKeys.Announcement(Id),
        _ => RowKeys.Revision(Id, Revision),
    };

    /// <summary>The position after a category.</summary>
    public static ExportPlace OfCategory(Guid id) => new('k', id, 0);

    /// <summary>The position after a medium.</summary>
    public static ExportPlace OfMedium(Guid id) => new('m', id, 0);

    /// <summary>The position after an announcement and all its former revisions.</summary>
    public static ExportPlace OfAnnouncement(Guid id) => new('a', id, 0);

    /// <summary>The position after a former revision, before the next older one.</summary>
    public static ExportPlace OfRevision(Guid id, int revision) => new('h', id, revision);

    /// <summary>Parses a position; returns null if the text, which a client may choose freely, is invalid.</summary>
    public static ExportPlace? Parse(string text)
    {
        if (text is not (['k' or 'm' or 'a' or 'h', ':', ..])
            || text.Length < 38
            || !Guid.TryParseExact(text.AsSpan(2, 36), "D", out Guid id)
            || (text[0] == 'm' && id.Version != 7))
        {
            return null;
        }

        return text[0] == 'h'
            ? text.Length == 49
                && text[38] == ':'
                && int.TryParse(text.AsSpan(39), NumberStyles.None, CultureInfo.InvariantCulture, out int revision)
                    ? OfRevision(id, revision)
                    : null
            : text.Length == 38 ? new ExportPlace(text[0], id, 0) : null;
    }
}

/// <summary>The part of a site that a page covers: from one position (exclusive) to another (inclusive).</summary>
/// <param name="After">The start.</param>
/// <param name="Until">The end; null: the end of the site.</param>
internal sealed record ExportInterval(ExportPlace After, ExportPlace? Until)
{
    /// <summary>Returns true if a category is in this part.</summary>
    public bool HasCategory(Guid id) =>
        After.IsAmongCategories && Compare(id, After.Id) > 0 && (Until is not { IsAmongCategories: true } || Compare(id, Until.Id) <= 0);

    /// <summary>Returns true if a medium is in this part. Media with later ids come first.</summary>
    public bool HasMedium(Guid id) => id.Version == 7
        && After.IsBeforeAnnouncements
        && (After.IsAmongCategories || ComparePlaces(id, After.Id) > 0)
        && Until is not { IsAmongCategories: true }
        && (Until is not { IsAmongMedia: true } || ComparePlaces(id, Until.Id) <= 0);

    /// <summary>
    /// Returns true if this part includes the position of an announcement, or of one of its former revisions.
    /// </summary>
    public bool HasAnnouncement(Guid id) => Until is not { IsBeforeAnnouncements: true }
        && (After.IsBeforeAnnouncements || Compare(id, After.Id) > 0 || GoesOnWith(id))
        && (Until is null || Compare(id, Until.Id) <= 0);

    /// <summary>
    /// Returns true if this part starts among the former revisions of an announcement, whose own line is in the
    /// previous page.
    /// </summary>
    public bool GoesOnWith(Guid id) => After.IsWithinHistory && After.Id == id;

    /// <summary>Returns the number below which former revisions of an announcement are in this part.</summary>
    public int BelowRevision(Guid id) => GoesOnWith(id) ? After.Revision : int.MaxValue;

    /// <summary>
    /// Returns the number of the oldest former revision of an announcement that is in this part; 0: all.
    /// </summary>
    public int FromRevision(Guid id) => Until is { IsWithinHistory: true } && Until.Id == id ? Until.Revision : 0;

    // Compares in the order of the row keys.
    private static int Compare(Guid one, Guid other) => string.CompareOrdinal(one.ToString("D"), other.ToString("D"));

    private static int ComparePlaces(Guid one, Guid other) =>
        string.CompareOrdinal(RowKeys.MediumPlace(one), RowKeys.MediumPlace(other));
}
