using System.Collections.Immutable;
using Bulletin.Content;

namespace Bulletin.Site;

/// <summary>All categories of a site at one version. Immutable.</summary>
internal sealed class CategorySet
{
    private readonly ImmutableDictionary<Guid, Category> byId;
    private readonly Lazy<Lookup> lookup;
    private readonly Lazy<ILookup<Guid, Category>> aliases;

    private CategorySet(long stamp, ImmutableDictionary<Guid, Category> byId)
    {
        Stamp = stamp;
        this.byId = byId;
        lookup = new Lazy<Lookup>(() => new Lookup(byId.Values));
        aliases = new Lazy<ILookup<Guid, Category>>(FindAliases);
    }

    public CategorySet(long stamp, IEnumerable<Category> categories)
        : this(stamp, categories.ToImmutableDictionary(category => category.Id))
    {
    }

    /// <summary>The site's version at which a category last changed.</summary>
    public long Stamp { get; }

    /// <summary>All categories, including those being merged into another.</summary>
    public IEnumerable<Category> All => byId.Values;

    /// <summary>True if the site has the maximum number of categories.</summary>
    public bool IsFull => byId.Count >= Category.MaximumCount;

    /// <summary>The categories that readers see, by order, then by name.</summary>
    public IReadOnlyList<Category> Listed => lookup.Value.Listed;

    /// <summary>Returns a category as stored; null if it does not exist.</summary>
    public Category? Stored(Guid id) => byId.GetValueOrDefault(id);

    /// <summary>
    /// Returns the current category for an id: the category itself, or the one into which it was or is being merged;
    /// null for an unknown id.
    /// </summary>
    public Category? Resolve(Guid id)
    {
        Category? category = StoredOrFormer(id);
        // The target may itself be merged into another category before this merge is complete.
        for (int step = 0; category?.AliasOf is { } target && step < Category.MaximumCount; step++)
        {
            category = StoredOrFormer(target);
        }

        return category;
    }

    /// <summary>
    /// Returns the current categories' ids for some ids, without duplicates: merged categories are replaced by their
    /// target, deleted ones are omitted.
    /// </summary>
    public List<Guid> Present(IEnumerable<Guid> ids) =>
        ids.Select(Resolve).OfType<Category>().Select(category => category.Id).Distinct().ToList();

    /// <summary>Returns the category with this current or former slug; null if there is none.</summary>
    public Category? Find(string slug)
    {
        Category? category = lookup.Value.BySlug.GetValueOrDefault(slug);
        return category is null ? null : Resolve(category.Id);
    }

    /// <summary>
    /// Returns the category with this current slug, to which announcements may be added; null if there is none.
    /// </summary>
    public Category? FindCurrent(string slug) => Find(slug) is { } category && category.Slug == slug ? category : null;

    /// <summary>Returns the category with this name, ignoring case and diacritics; null if there is none.</summary>
    public Category? FindByName(string name) => lookup.Value.ByFoldedName.GetValueOrDefault(TextFolding.Fold(name));

    /// <summary>Returns true if a category has or had this slug.</summary>
    public bool IsTaken(string slug) => lookup.Value.BySlug.ContainsKey(slug);

    /// <summary>The first free slug for a name: the name as a slug, with a number if that is taken.</summary>
    public string FreeSlug(string name) => Slug.FirstFree(Slug.FromText(name), IsTaken);

    /// <summary>
    /// Returns the categories being merged into a category, then the category itself; together, their timelines are its
    /// timeline. The order matters: an announcement moved while they are read in turn is read twice rather than missed.
    /// </summary>
    public IReadOnlyList<Category> WithAliases(Category category) => [.. AliasesOf(category), category];

    /// <summary>
    /// Returns true if one of an announcement's categories is, or was merged into, one of the wanted categories, or if
    /// no category is wanted.
    /// </summary>
    /// <param name="ids">The category ids stored in the announcement.</param>
    /// <param name="wanted">Current categories.</param>
    public bool IsIn(IReadOnlyList<Guid> ids, IReadOnlyList<Category> wanted) =>
        wanted.Count == 0 || ids.Any(id => Resolve(id) is { } category && wanted.Any(one => one.Id == category.Id));

    /// <summary>
    /// Returns the number of announcements that a reader sees in the category, including those of its aliases, each
    /// counted once.
    /// </summary>
    public int CountOf(Category category) => WithAliases(category).Sum(one => one.Count - one.CountedTwice);

    /// <summary>
    /// Returns, for each category that a list of ids contains more than once (directly or by aliases), one of these
    /// aliases, once per surplus occurrence.
    /// </summary>
    /// <param name="ids">The category ids stored in an announcement.</param>
    public IEnumerable<Guid> Repeated(IEnumerable<Guid> ids) => ids.Distinct()
        .GroupBy(id => Resolve(id)?.Id ?? id)
        .Where(same => same.Count() > 1)
        .SelectMany(same => Enumerable.Repeat(same.First(id => id != same.Key), same.Count() - 1));

    public CategorySet With(Category category) => new(Stamp, byId.SetItem(category.Id, category));

    public CategorySet Without(Guid id) => new(Stamp, byId.Remove(id));

    public CategorySet At(long stamp) => new(stamp, byId);

    private IEnumerable<Category> AliasesOf(Category category) => aliases.Value[category.Id];

    private Category? StoredOrFormer(Guid id) => byId.GetValueOrDefault(id) ?? lookup.Value.ByFormerId.GetValueOrDefault(id);

    private ILookup<Guid, Category> FindAliases() => byId.Values
        .Where(category => category.AliasOf is not null)
        .ToLookup(alias => Resolve(alias.Id)?.Id ?? Guid.Empty);

    private sealed class Lookup
    {
        public Lookup(IEnumerable<Category> categories)
        {
            foreach (Category category in categories)
            {
                BySlug[category.Slug] = category;
                foreach (string former in category.FormerSlugs)
                {
                    BySlug.TryAdd(former, category);
                }

                foreach (Guid former in category.FormerIds)
                {
                    ByFormerId[former] = category;
                }

                if (category.AliasOf is null)
                {
                    ByFoldedName[TextFolding.Fold(category.Name)] = category;
                    Listed.Add(category);
                }
            }

            Listed.Sort((one, other) =>
                (one.Order, TextFolding.Fold(one.Name), one.Id).CompareTo((other.Order, TextFolding.Fold(other.Name), other.Id)));
        }

        public Dictionary<string, Category> BySlug { get; } = new(StringComparer.Ordinal);

        public Dictionary<Guid, Category> ByFormerId { get; } = [];

        public Dictionary<string, Category> ByFoldedName { get; } = new(StringComparer.Ordinal);

        public List<Category> Listed { get; } = [];
    }
}
