using System.Globalization;
using Bulletin.Storage;

namespace Bulletin.Transfer;

/// <summary>Where a page of an export begins or ends: behind a category, an announcement, or one of its former revisions.</summary>
/// <param name="Kind">The kind of the row: <c>k</c>, <c>a</c> or <c>h</c>.</param>
/// <param name="Id">The id of the category or the announcement.</param>
/// <param name="Revision">The number of the former revision; 0 for everything else.</param>
internal sealed record ExportPlace(char Kind, Guid Id, int Revision)
{
    /// <summary>Before everything.</summary>
    public static readonly ExportPlace Beginning = OfCategory(Guid.Empty);

    /// <summary>Whether it stands among the categories.</summary>
    public bool IsAmongCategories => Kind == 'k';

    /// <summary>Whether it stands within the former revisions of an announcement.</summary>
    public bool IsWithinHistory => Kind == 'h';

    /// <summary>The place as a cursor holds it: the key of the row.</summary>
    public string Text => Kind switch
    {
        'k' => RowKeys.Category(Id),
        'a' => RowKeys.Announcement(Id),
        _ => RowKeys.Revision(Id, Revision),
    };

    /// <summary>Behind a category.</summary>
    public static ExportPlace OfCategory(Guid id) => new('k', id, 0);

    /// <summary>Behind an announcement and all its former revisions.</summary>
    public static ExportPlace OfAnnouncement(Guid id) => new('a', id, 0);

    /// <summary>Behind a former revision; what follows is older.</summary>
    public static ExportPlace OfRevision(Guid id, int revision) => new('h', id, revision);

    /// <summary>Reads a place; null when it is none. A client may send any.</summary>
    public static ExportPlace? Parse(string text)
    {
        if (text is not (['k' or 'a' or 'h', ':', ..]) || text.Length < 38 || !Guid.TryParseExact(text.AsSpan(2, 36), "D", out Guid id))
        {
            return null;
        }

        return text[0] == 'h'
            ? text.Length == 49 && text[38] == ':' && int.TryParse(text.AsSpan(39), NumberStyles.None, CultureInfo.InvariantCulture, out int revision)
                ? OfRevision(id, revision)
                : null
            : text.Length == 38 ? new ExportPlace(text[0], id, 0) : null;
    }
}

/// <summary>The part of a site that a page shows: everything behind one place up to and with another.</summary>
/// <param name="After">Where it begins.</param>
/// <param name="Until">Where it ends; null for the end of the site.</param>
internal sealed record ExportInterval(ExportPlace After, ExportPlace? Until)
{
    /// <summary>Whether a category is in it.</summary>
    public bool HasCategory(Guid id) =>
        After.IsAmongCategories && Compare(id, After.Id) > 0 && (Until is not { IsAmongCategories: true } || Compare(id, Until.Id) <= 0);

    /// <summary>Whether an announcement, or a former revision of it, would be in it.</summary>
    public bool HasAnnouncement(Guid id) => Until is not { IsAmongCategories: true }
        && (After.IsAmongCategories || Compare(id, After.Id) > 0 || GoesOnWith(id))
        && (Until is null || Compare(id, Until.Id) <= 0);

    /// <summary>Whether it begins within the former revisions of an announcement, whose own line stands in the page before.</summary>
    public bool GoesOnWith(Guid id) => After.IsWithinHistory && After.Id == id;

    /// <summary>The number below which former revisions of an announcement are in it.</summary>
    public int BelowRevision(Guid id) => GoesOnWith(id) ? After.Revision : int.MaxValue;

    /// <summary>The number of the oldest former revision of an announcement that is in it.</summary>
    public int FromRevision(Guid id) => Until is { IsWithinHistory: true } && Until.Id == id ? Until.Revision : 0;

    // In the order of the row keys.
    private static int Compare(Guid one, Guid other) => string.CompareOrdinal(one.ToString("D"), other.ToString("D"));
}
