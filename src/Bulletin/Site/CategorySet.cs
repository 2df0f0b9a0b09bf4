using System.Collections.Immutable;
using Bulletin.Content;

namespace Bulletin.Site;

/// <summary>All categories of a site at one moment. Immutable.</summary>
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

    /// <summary>Every category, those that are being merged into another included.</summary>
    public IEnumerable<Category> All => byId.Values;

    /// <summary>The categories that readers see, by order, then by name.</summary>
    public IReadOnlyList<Category> Listed => lookup.Value.Listed;

    /// <summary>Reads a category as it is stored, or null.</summary>
    public Category? Stored(Guid id) => byId.GetValueOrDefault(id);

    /// <summary>
    /// The category that an id stands for now: itself, or the one it was or is being merged into; null for an unknown id.
    /// </summary>
    public Category? Resolve(Guid id)
    {
        Category? category = StoredOrFormer(id);
        // A target may be merged on before it has got everything.
        for (int step = 0; category?.AliasOf is { } target && step < Category.MaximumCount; step++)
        {
            category = StoredOrFormer(target);
        }

        return category;
    }

    /// <summary>What ids stand for now, each once: those of categories that were merged for their target, those of gone ones for nothing.</summary>
    public List<Guid> Present(IEnumerable<Guid> ids) => ids.Select(Resolve).OfType<Category>().Select(category => category.Id).Distinct().ToList();

    /// <summary>The category with this present or former slug; null when there is none.</summary>
    public Category? Find(string slug)
    {
        Category? category = lookup.Value.BySlug.GetValueOrDefault(slug);
        return category is null ? null : Resolve(category.Id);
    }

    /// <summary>The category whose slug this is now, and which announcements may be put in; null when there is none.</summary>
    public Category? FindCurrent(string slug) => Find(slug) is { } category && category.Slug == slug ? category : null;

    /// <summary>The category that has this name but for case and diacritics, or null.</summary>
    public Category? FindByName(string name) => lookup.Value.ByFoldedName.GetValueOrDefault(TextFolding.Fold(name));

    /// <summary>Whether a category has or had this slug.</summary>
    public bool IsTaken(string slug) => lookup.Value.BySlug.ContainsKey(slug);

    /// <summary>The first free slug for a name: the name as a slug, with a number if that is taken.</summary>
    public string FreeSlug(string name) => Slug.FirstFree(Slug.FromText(name), IsTaken);

    /// <summary>
    /// Those that are being merged into a category, and the category: their timelines together are its timeline. In this order: what
    /// is moved while they are read one after the other is read twice rather than not at all.
    /// </summary>
    public IReadOnlyList<Category> WithAliases(Category category) => [.. AliasesOf(category), category];

    /// <summary>
    /// Whether one of an announcement's categories is, or was merged into, one of those that are wanted; also when none is wanted.
    /// </summary>
    /// <param name="ids">The categories of an announcement, as it has them.</param>
    /// <param name="wanted">Categories as they are now.</param>
    public bool IsIn(IReadOnlyList<Guid> ids, IReadOnlyList<Category> wanted) =>
        wanted.Count == 0 || ids.Any(id => Resolve(id) is { } category && wanted.Any(one => one.Id == category.Id));

    /// <summary>The announcements of the category that a reader can list, those of its aliases included, each once.</summary>
    public int CountOf(Category category) => WithAliases(category).Sum(one => one.Count - one.CountedTwice);

    /// <summary>
    /// For each category that a list of ids names more than once, by itself and by aliases: one of these aliases, as often as it is named
    /// too much.
    /// </summary>
    /// <param name="ids">The categories of an announcement, as it has them.</param>
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

            Listed.Sort((one, other) => (one.Order, TextFolding.Fold(one.Name), one.Id).CompareTo((other.Order, TextFolding.Fold(other.Name), other.Id)));
        }

        public Dictionary<string, Category> BySlug { get; } = new(StringComparer.Ordinal);

        public Dictionary<Guid, Category> ByFormerId { get; } = [];

        public Dictionary<string, Category> ByFoldedName { get; } = new(StringComparer.Ordinal);

        public List<Category> Listed { get; } = [];
    }
}
