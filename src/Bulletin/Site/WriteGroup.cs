using Azure.Data.Tables;
using Bulletin.Storage;

namespace Bulletin.Site;

/// <summary>
/// The writes that share one transaction. Each has its own version and its own change log entry; either all of them are
/// committed or none.
/// </summary>
/// <param name="table">The partition.</param>
/// <param name="version">The site's version as read; the first write creates the next one.</param>
/// <param name="categories">The categories at that version.</param>
internal sealed class WriteGroup(SiteTable table, SiteVersion version, CategorySet categories)
{
    private readonly List<SiteWrite> writes = [];
    private readonly SiteTransaction rows = new();
    private readonly Dictionary<Guid, Category?> changedCategories = [];

    /// <summary>The writes in version order.</summary>
    public IReadOnlyList<SiteWrite> Writes => writes;

    /// <summary>The first write.</summary>
    public SiteWrite First => writes[0];

    /// <summary>The number of rows, not counting those of categories, the change log and the version.</summary>
    public int Rows => rows.Actions.Count;

    /// <summary>The site's version after the writes in the group.</summary>
    public SiteVersion Version => version with { Version = version.Version + writes.Count };

    /// <summary>The categories after the writes in the group.</summary>
    public CategorySet Categories { get; private set; } = categories;

    /// <summary>
    /// Adds a write that was started at <see cref="Version"/> with <see cref="Categories"/>, unless it changes a row
    /// that another write changes, or all of them together exceed one transaction. The first write is always added.
    /// </summary>
    /// <returns>True if it was added.</returns>
    public bool TryAdd(SiteWrite write)
    {
        int categoryRows = changedCategories.Keys.Union(write.ChangedCategories.Keys).Count();
        // Each additional write also has a change log entry.
        if (writes.Count > 0 && (rows.Overlaps(write.Transaction) || !rows.HasRoom(write.Transaction, categoryRows + writes.Count)))
        {
            return false;
        }

        rows.Add(write.Transaction);
        foreach ((Guid id, Category? category) in write.ChangedCategories)
        {
            changedCategories[id] = category;
        }

        Categories = write.Categories;
        writes.Add(write);
        return true;
    }

    /// <summary>Returns the index of the write that changes a row.</summary>
    public int IndexOf(string rowKey) => Math.Max(0, writes.FindIndex(write => write.Transaction.Contains(rowKey)));

    /// <summary>Returns the actions of the transaction: the change log entries, the rows, the version row.</summary>
    /// <remarks>
    /// The entries come first, because inserting the first entry fails if another instance has committed its version.
    /// The version comes last, because Azurite applies a transaction row by row and lets readers see it half done
    /// (Azure Table Storage does not): the new version then becomes visible only after all other rows.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The group exceeds the limits of a transaction.</exception>
    public IReadOnlyList<TableTransactionAction> ToActions()
    {
        foreach ((Guid id, Category? category) in changedCategories)
        {
            if (category is null)
            {
                rows.Delete(table.NewRow(RowKeys.Category(id)));
            }
            else
            {
                rows.Put(category.ToRow(table));
            }
        }

        rows.Check();
        return
        [
            .. writes.Select(write => new TableTransactionAction(TableTransactionActionType.Add, write.ToEntry().ToRow(table))),
            .. rows.Actions,
            version.Advance(table, writes.Count, writes.LastOrDefault(write => write.ChangesCategories)?.NextVersion),
        ];
    }
}
