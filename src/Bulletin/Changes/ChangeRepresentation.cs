using Bulletin.Categories;
using Bulletin.Reading;

namespace Bulletin.Changes;

/// <summary>A change that is relevant to readers.</summary>
/// <param name="Kind"><c>published</c>, <c>updated</c>, <c>archived</c>, <c>removed</c> or <c>category</c>.</param>
/// <param name="Id">The id of the announcement or category, which never changes.</param>
/// <param name="Announcement">
/// The complete announcement in its current state; null if it is not public, and for a category.
/// </param>
/// <param name="Category">The category in its current state; null if it no longer exists, and for an announcement.</param>
internal sealed record ChangeRepresentation(
    string Kind, Guid Id, AnnouncementRepresentation? Announcement, CategoryRepresentation? Category);

/// <summary>A page of changes that are relevant to readers.</summary>
/// <param name="Items">The changes in the order in which they happened.</param>
/// <param name="Next">The token with which to request the changes after this page.</param>
/// <param name="More">True if there are more changes already.</param>
internal sealed record ChangeList(IReadOnlyList<ChangeRepresentation> Items, string Next, bool More);
