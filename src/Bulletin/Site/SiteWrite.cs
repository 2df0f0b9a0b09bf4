using Azure.Data.Tables;
using Bulletin.Storage;

namespace Bulletin.Site;

/// <summary>
/// One attempt at a write at one version of the site: what it may read and check, and the rows that it will change.
/// Everything read through it is still current when the write is committed; otherwise the write is attempted again.
/// </summary>
internal sealed class SiteWrite(
    SiteTable table,
    SiteVersion version,
    CategorySet categories,
    DateTimeOffset now,
    Actor actor,
    string action,
    IReadOnlySet<string> taken)
{
    private readonly Guid writeId = Guid.NewGuid();
    private readonly List<Change> changes = [];
    private readonly Dictionary<Guid, Category?> changedCategories = [];

    public SiteTable Table => table;

    /// <summary>The time of the attempt, by the service's clock.</summary>
    public DateTimeOffset Now => now;

    public Actor Actor => actor;

    public string Action => action;

    /// <summary>The site's version after the write.</summary>
    public long NextVersion => version.Version + 1;

    public string Epoch => version.Epoch;

    public Guid WriteId => writeId;

    /// <summary>The number of former revisions kept per announcement; null: all.</summary>
    public int? RevisionsKept { get; init; }

    /// <summary>A comment on the change for the change log; null: none.</summary>
    public string? Note { get; set; }

    /// <summary>The categories, including the changes of this write.</summary>
    public CategorySet Categories { get; private set; } = categories;

    public SiteTransaction Transaction { get; } = new();

    public bool IsEmpty => Transaction.Actions.Count == 0 && changedCategories.Count == 0;

    public bool ChangesCategories => changedCategories.Count > 0;

    /// <summary>True if this write has room to change one more announcement for housekeeping.</summary>
    public bool HasRoom => Transaction.HasRoom(rowsToCome: changedCategories.Count);

    /// <summary>Returns true if these rows, and the categories whose counts change, fit into this write.</summary>
    public bool HasRoomFor(IReadOnlyCollection<TableEntity> rows, IEnumerable<Guid> counted) =>
        Transaction.Fits(rows, rowsToCome: changedCategories.Count + counted.Count(category => !changedCategories.ContainsKey(category)));

    /// <summary>The changed categories by id; null for a deleted one.</summary>
    public IReadOnlyDictionary<Guid, Category?> ChangedCategories => changedCategories;

    /// <summary>The changes for the change log.</summary>
    public IReadOnlyList<Change> Changes => changes;

    /// <summary>Returns true if an earlier attempt failed to insert this row because it existed.</summary>
    public bool IsTaken(string rowKey) => taken.Contains(rowKey);

    public void Log(ChangeKind kind, Guid id) => changes.Add(new Change(kind, id));

    /// <summary>Creates or replaces a category.</summary>
    public void Set(Category category)
    {
        Category changed = category with { Version = NextVersion };
        changedCategories[category.Id] = changed;
        Categories = Categories.With(changed);
    }

    /// <summary>Deletes a category.</summary>
    public void Remove(Category category)
    {
        changedCategories[category.Id] = null;
        Categories = Categories.Without(category.Id);
    }

    /// <summary>
    /// Creates a partial write at the same version that starts from the current state of this one, and can then be
    /// joined or discarded.
    /// </summary>
    public SiteWrite Part() => new(table, version, Categories, now, actor, action, taken) { RevisionsKept = RevisionsKept };

    /// <summary>Adds a partial write to this one, unless both together exceed one transaction.</summary>
    /// <returns>True if it was added.</returns>
    public bool TryJoin(SiteWrite part)
    {
        int categoryRows = changedCategories.Keys.Union(part.changedCategories.Keys).Count();
        if (!IsEmpty && !Transaction.HasRoom(part.Transaction, categoryRows))
        {
            return false;
        }

        Transaction.Add(part.Transaction);
        changes.AddRange(part.changes);
        foreach ((Guid id, Category? category) in part.changedCategories)
        {
            changedCategories[id] = category;
        }

        Categories = part.Categories;
        return true;
    }

    /// <summary>Returns the change log entry of the write.</summary>
    public ChangeLogEntry ToEntry() => new()
    {
        Version = NextVersion,
        WriteId = writeId,
        At = now,
        Actor = actor.Name,
        ActorId = actor.Id,
        Role = actor.Role,
        Action = action,
        Note = Note,
        Changes = changes,
    };

    /// <summary>Returns the actions of a transaction for this write alone.</summary>
    /// <exception cref="InvalidOperationException">The write exceeds the limits of a transaction.</exception>
    public IReadOnlyList<TableTransactionAction> ToActions()
    {
        var alone = new WriteGroup(table, version, Categories);
        alone.TryAdd(this);
        return alone.ToActions();
    }
}
