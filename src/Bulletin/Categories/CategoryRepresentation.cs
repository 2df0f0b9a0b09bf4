using Bulletin.Content;
using Bulletin.Site;

namespace Bulletin.Categories;

/// <summary>A category as readers see it.</summary>
/// <param name="Slug">The slug.</param>
/// <param name="Name">The name, 1 to 80 characters.</param>
/// <param name="Description">What belongs into it, or null.</param>
/// <param name="Order">Its place: by order, then by name.</param>
/// <param name="Count">The announcements that a reader can list; at most one tick of the timers behind.</param>
internal sealed record CategoryRepresentation(string Slug, string Name, string? Description, int Order, int Count)
{
    public static CategoryRepresentation Of(Category category, CategorySet categories) =>
        new(category.Slug, category.Name, category.Description, category.Order, categories.CountOf(category));
}

/// <summary>All categories.</summary>
/// <param name="Items">The categories, by order, then by name.</param>
internal sealed record CategoryList(IReadOnlyList<CategoryRepresentation> Items);

/// <summary>A category as editors see it: with what a change needs.</summary>
/// <param name="Id">The id, a UUID; it never changes.</param>
/// <param name="Slug">The slug.</param>
/// <param name="Name">The name, 1 to 80 characters.</param>
/// <param name="Description">What belongs into it, or null.</param>
/// <param name="Order">Its place: by order, then by name.</param>
/// <param name="Count">The announcements that a reader can list; at most one tick of the timers behind.</param>
/// <param name="FormerSlugs">The slugs that lead here too.</param>
/// <param name="Revision">The number of the revision, from 1.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ChangedAt">When the last revision was made.</param>
internal sealed record EditorsCategory(
    Guid Id,
    string Slug,
    string Name,
    string? Description,
    int Order,
    int Count,
    IReadOnlyList<string> FormerSlugs,
    int Revision,
    DateTimeOffset CreatedAt,
    DateTimeOffset ChangedAt)
{
    public static EditorsCategory Of(Category category, CategorySet categories) => new(
        category.Id,
        category.Slug,
        category.Name,
        category.Description,
        category.Order,
        categories.CountOf(category),
        category.FormerSlugs,
        category.Revision,
        category.CreatedAt,
        category.ChangedAt);
}

/// <summary>All categories, for editors.</summary>
/// <param name="Items">The categories, by order, then by name.</param>
internal sealed record EditorsCategoryList(IReadOnlyList<EditorsCategory> Items);
