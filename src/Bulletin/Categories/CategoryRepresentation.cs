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
internal sealed record CategoryList(IReadOnlyList<CategoryRepresentation> Items);

/// <summary>A category as editors see it: with what a change needs.</summary>
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
internal sealed record EditorsCategoryList(IReadOnlyList<EditorsCategory> Items);
