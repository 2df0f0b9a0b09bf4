using Azure.Data.Tables;
using Bulletin.Storage;

namespace Bulletin.Site;

/// <summary>
/// Writes that share one transaction: each is a version of its own, with its own entry in the change log, and all of them happen or none.
/// </summary>
/// <param name="table">The partition.</param>
/// <param name="version">The site's version, as it was read: the first write makes the next one.</param>
/// <param name="categories">The categories at that version.</param>
internal sealed class WriteGroup(SiteTable table, SiteVersion version, CategorySet categories)
{
    private readonly List<SiteWrite> writes = [];
    private readonly SiteTransaction rows = new();
    private readonly Dictionary<Guid, Category?> changedCategories = [];

    /// <summary>The writes, in the order of their versions.</summary>
    public IReadOnlyList<SiteWrite> Writes => writes;

    /// <summary>The first of them.</summary>
    public SiteWrite First => writes[0];

    /// <summary>The number of rows, without those of categories, of the change log and of the version.</summary>
    public int Rows => rows.Actions.Count;

    /// <summary>The site's version once the writes that are in it so far are committed.</summary>
    public SiteVersion Version => version with { Version = version.Version + writes.Count };

    /// <summary>The categories as the writes that are in it so far leave them.</summary>
    public CategorySet Categories { get; private set; } = categories;

    /// <summary>
    /// Adds a write that was begun at <see cref="Version"/> with <see cref="Categories"/>, unless it changes a row that another one changes
    /// or all of them together do not fit one transaction. A first write always goes in.
    /// </summary>
    /// <returns>Whether it is in.</returns>
    public bool TryAdd(SiteWrite write)
    {
        int categoryRows = changedCategories.Keys.Union(write.ChangedCategories.Keys).Count();
        // Each further write has an entry in the change log, too.
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

    /// <summary>The place among the writes of the one that changes a row.</summary>
    public int IndexOf(string rowKey) => Math.Max(0, writes.FindIndex(write => write.Transaction.Contains(rowKey)));

    /// <summary>
    /// The actions of the transaction: the change log's entries, the rows, the version row. The entries come first, because the insert of
    /// the first one fails when somebody else committed its version. The version comes last, because an emulator that lets readers see a
    /// transaction half done (Azurite applies it row by row; Azure Table Storage does not) then shows the new version only when all else is
    /// there.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is larger than a transaction may be.</exception>
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
