using Bulletin.Announcements;
using Bulletin.Categories;
using Bulletin.Reading;
using Bulletin.Site;

namespace Bulletin.Changes;

/// <summary>Something that a reader must know.</summary>
/// <param name="Kind"><c>published</c>, <c>updated</c>, <c>archived</c>, <c>removed</c> or <c>category</c>.</param>
/// <param name="Id">The id of the announcement or category; it never changes.</param>
/// <param name="Announcement">The announcement as it is now, whole; null when it is not public, and for a category.</param>
/// <param name="Category">The category as it is now; null when there is none any more, and for an announcement.</param>
internal sealed record ChangeRepresentation(string Kind, Guid Id, AnnouncementRepresentation? Announcement, CategoryRepresentation? Category);

/// <summary>A part of what a reader must know.</summary>
/// <param name="Items">In the order in which it happened.</param>
/// <param name="Next">The token with which to ask for what comes after.</param>
/// <param name="More">Whether there is more already.</param>
internal sealed record ChangeList(IReadOnlyList<ChangeRepresentation> Items, string Next, bool More);
