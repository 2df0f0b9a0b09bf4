using Bulletin.Announcements;
using Bulletin.Categories;
using Bulletin.Reading;
using Bulletin.Site;

namespace Bulletin.Changes;

/// <summary>A page of changes in the making: what is to be told, each thing once, at the place of its last mention.</summary>
/// <param name="limit">How many items it shall have.</param>
internal sealed class ChangePage(int limit)
{
    private readonly LinkedList<(Guid Id, ChangeKind Kind)> order = [];
    private readonly Dictionary<Guid, LinkedListNode<(Guid Id, ChangeKind Kind)>> byId = [];

    /// <summary>How many more items it shall have; 0 when it is full.</summary>
    public int Room => Math.Max(0, limit - order.Count);

    /// <summary>Whether it is full.</summary>
    public bool IsFull => Room == 0;

    /// <summary>Adds an announcement or a category.</summary>
    public void Add(Guid id, ChangeKind kind)
    {
        if (byId.Remove(id, out LinkedListNode<(Guid Id, ChangeKind Kind)>? earlier))
        {
            order.Remove(earlier);
            // It became public in this page: that it changed afterwards does not make it less new to the client.
            kind = earlier.Value.Kind == ChangeKind.Published && kind == ChangeKind.Updated ? ChangeKind.Published : kind;
        }

        byId[id] = order.AddLast((id, kind));
    }

    /// <summary>How many items it has.</summary>
    public int Count => order.Count;

    /// <summary>What it tells, in its order.</summary>
    public IEnumerable<(Guid Id, ChangeKind Kind)> Changes => order;

    /// <summary>An item as it is now.</summary>
    /// <param name="id">The id of the announcement or category.</param>
    /// <param name="kind">What happened to it.</param>
    /// <param name="announcement">The announcement, by the clock; null when there is none.</param>
    /// <param name="categories">The categories.</param>
    /// <param name="presenter">Shows announcements.</param>
    public static ChangeRepresentation Item(
        Guid id, ChangeKind kind, Announcement? announcement, CategorySet categories, AnnouncementPresenter presenter) => kind == ChangeKind.Category
            ? OfCategory(id, categories)
            : OfAnnouncement(id, kind, announcement, categories, presenter);

    // One that is being merged into another is not there for readers.
    private static ChangeRepresentation OfCategory(Guid id, CategorySet categories) => new(
        "category",
        id,
        null,
        categories.Stored(id) is { AliasOf: null } category ? CategoryRepresentation.Of(category, categories) : null);

    private static ChangeRepresentation OfAnnouncement(
        Guid id, ChangeKind kind, Announcement? announcement, CategorySet categories, AnnouncementPresenter presenter) => announcement switch
        {
            { Status: AnnouncementStatus.Published } =>
                new(kind == ChangeKind.Published ? "published" : "updated", id, presenter.Whole(announcement, categories), null),
            { Status: AnnouncementStatus.Archived } => new("archived", id, presenter.Whole(announcement, categories), null),
            _ => new("removed", id, null, null),
        };
}
