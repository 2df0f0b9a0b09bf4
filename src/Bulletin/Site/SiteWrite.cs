using Azure.Data.Tables;
using Bulletin.Storage;

namespace Bulletin.Site;

/// <summary>
/// One attempt at a write, at one version of the site: what it may read and check, and the rows that it will change. Everything
/// that was read through it is still true when the write is committed, or the write is tried anew.
/// </summary>
internal sealed class SiteWrite(
    SiteTable table, SiteVersion version, CategorySet categories, DateTimeOffset now, Actor actor, string action, IReadOnlySet<string> taken)
{
    private readonly Guid writeId = Guid.NewGuid();
    private readonly List<Change> changes = [];
    private readonly Dictionary<Guid, Category?> changedCategories = [];

    public SiteTable Table => table;

    /// <summary>The moment of the attempt, by the service's clock.</summary>
    public DateTimeOffset Now => now;

    public Actor Actor => actor;

    public string Action => action;

    /// <summary>The version that the site will have after the write.</summary>
    public long NextVersion => version.Version + 1;

    /// <summary>The epoch of the site.</summary>
    public string Epoch => version.Epoch;

    public Guid WriteId => writeId;

    /// <summary>How many former revisions of an announcement are kept; null for all.</summary>
    public int? RevisionsKept { get; init; }

    /// <summary>What the change says of itself, for the log; null when it says nothing.</summary>
    public string? Note { get; set; }

    /// <summary>The categories, with what this write has changed in them.</summary>
    public CategorySet Categories { get; private set; } = categories;

    public SiteTransaction Transaction { get; } = new();

    public bool IsEmpty => Transaction.Actions.Count == 0 && changedCategories.Count == 0;

    public bool ChangesCategories => changedCategories.Count > 0;

    /// <summary>Whether one more announcement can be changed in this write for housekeeping.</summary>
    public bool HasRoom => Transaction.HasRoom(rowsToCome: changedCategories.Count);

    /// <summary>Whether these rows fit into this write, with the counts of the categories.</summary>
    public bool HasRoomFor(IReadOnlyCollection<TableEntity> rows, IEnumerable<Guid> counted) =>
        Transaction.Fits(rows, rowsToCome: changedCategories.Count + counted.Count(category => !changedCategories.ContainsKey(category)));

    /// <summary>The categories that the write changes, by their ids; null for one that it removes.</summary>
    public IReadOnlyDictionary<Guid, Category?> ChangedCategories => changedCategories;

    /// <summary>What the write changes, as the log will tell it.</summary>
    public IReadOnlyList<Change> Changes => changes;

    /// <summary>Whether an insert of this row failed in an earlier attempt because the row was there.</summary>
    public bool IsTaken(string rowKey) => taken.Contains(rowKey);

    public void Log(ChangeKind kind, Guid id) => changes.Add(new Change(kind, id));

    /// <summary>Puts a category in place.</summary>
    public void Set(Category category)
    {
        Category changed = category with { Version = NextVersion };
        changedCategories[category.Id] = changed;
        Categories = Categories.With(changed);
    }

    /// <summary>Removes a category.</summary>
    public void Remove(Category category)
    {
        changedCategories[category.Id] = null;
        Categories = Categories.Without(category.Id);
    }

    /// <summary>A write at the same version that begins where this one is: it can be tried, and joined or left.</summary>
    public SiteWrite Part() => new(table, version, Categories, now, actor, action, taken) { RevisionsKept = RevisionsKept };

    /// <summary>Joins a part of this write, unless the two together do not fit one transaction.</summary>
    /// <returns>Whether it is in the write now.</returns>
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

    /// <summary>What the change log says of the write.</summary>
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

    /// <summary>The actions of a transaction of this write alone.</summary>
    /// <exception cref="InvalidOperationException">It is larger than a transaction may be.</exception>
    public IReadOnlyList<TableTransactionAction> ToActions()
    {
        var alone = new WriteGroup(table, version, Categories);
        alone.TryAdd(this);
        return alone.ToActions();
    }
}
