using Bulletin.Announcements;
using Bulletin.Categories;
using Bulletin.Reading;
using Bulletin.Site;

namespace Bulletin.Changes;

/// <summary>A page of changes under construction. Each object is included once, at the place of its last change.</summary>
/// <param name="limit">The number of items in the page.</param>
internal sealed class ChangePage(int limit)
{
    private readonly LinkedList<(Guid Id, ChangeKind Kind)> order = [];
    private readonly Dictionary<Guid, LinkedListNode<(Guid Id, ChangeKind Kind)>> byId = [];

    /// <summary>The number of items still to be added; 0 if the page is full.</summary>
    public int Room => Math.Max(0, limit - order.Count);

    /// <summary>True if the page is full.</summary>
    public bool IsFull => Room == 0;

    /// <summary>Adds an announcement or a category.</summary>
    public void Add(Guid id, ChangeKind kind)
    {
        if (byId.Remove(id, out LinkedListNode<(Guid Id, ChangeKind Kind)>? earlier))
        {
            order.Remove(earlier);
            // It became public in this page, so it is still new to the client even if it changed afterwards.
            kind = earlier.Value.Kind == ChangeKind.Published && kind == ChangeKind.Updated ? ChangeKind.Published : kind;
        }

        byId[id] = order.AddLast((id, kind));
    }

    /// <summary>The number of items in the page.</summary>
    public int Count => order.Count;

    /// <summary>The changes in order.</summary>
    public IEnumerable<(Guid Id, ChangeKind Kind)> Changes => order;

    /// <summary>Returns an item in its current state.</summary>
    /// <param name="id">The id of the announcement or category.</param>
    /// <param name="kind">The kind of the change.</param>
    /// <param name="announcement">The announcement as of now; null if it does not exist.</param>
    /// <param name="categories">The categories.</param>
    /// <param name="presenter">The presenter of announcements.</param>
    public static ChangeRepresentation Item(
        Guid id,
        ChangeKind kind,
        Announcement? announcement,
        CategorySet categories,
        AnnouncementPresenter presenter) => kind == ChangeKind.Category
            ? OfCategory(id, categories)
            : OfAnnouncement(id, kind, announcement, categories, presenter);

    // A category that is being merged into another does not exist for readers.
    private static ChangeRepresentation OfCategory(Guid id, CategorySet categories) => new(
        "category",
        id,
        null,
        categories.Stored(id) is { AliasOf: null } category ? CategoryRepresentation.Of(category, categories) : null);

    private static ChangeRepresentation OfAnnouncement(
        Guid id,
        ChangeKind kind,
        Announcement? announcement,
        CategorySet categories,
        AnnouncementPresenter presenter) => announcement switch
        {
            { Status: AnnouncementStatus.Published } =>
                new(kind == ChangeKind.Published ? "published" : "updated", id, presenter.Whole(announcement, categories), null),
            { Status: AnnouncementStatus.Archived } => new("archived", id, presenter.Whole(announcement, categories), null),
            _ => new("removed", id, null, null),
        };
}
