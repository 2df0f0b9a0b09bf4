using Bulletin.Site;

namespace Bulletin.Categories;

/// <summary>A category for readers.</summary>
/// <param name="Slug">The slug.</param>
/// <param name="Name">The name, 1 to 80 characters.</param>
/// <param name="Description">The topics of the category, or null.</param>
/// <param name="Order">The sort key: categories are sorted by order, then by name.</param>
/// <param name="Count">The number of announcements that readers can list; it lags by at most one timer run.</param>
internal sealed record CategoryRepresentation(string Slug, string Name, string? Description, int Order, int Count)
{
    public static CategoryRepresentation Of(Category category, CategorySet categories) =>
        new(category.Slug, category.Name, category.Description, category.Order, categories.CountOf(category));
}

/// <summary>All categories.</summary>
/// <param name="Items">The categories, by order, then by name.</param>
internal sealed record CategoryList(IReadOnlyList<CategoryRepresentation> Items);

/// <summary>A category for editors, with the data that a change needs.</summary>
/// <param name="Id">The id, a UUID; it never changes.</param>
/// <param name="Slug">The slug.</param>
/// <param name="Name">The name, 1 to 80 characters.</param>
/// <param name="Description">The topics of the category, or null.</param>
/// <param name="Order">The sort key: categories are sorted by order, then by name.</param>
/// <param name="Count">The number of announcements that readers can list; it lags by at most one timer run.</param>
/// <param name="FormerSlugs">The former slugs, which still lead to this category.</param>
/// <param name="Revision">The number of the revision, from 1.</param>
/// <param name="CreatedAt">The time of creation.</param>
/// <param name="ChangedAt">The time of the last revision.</param>
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
