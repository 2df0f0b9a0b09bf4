using Azure;
using Azure.Data.Tables;

namespace Bulletin.Storage;

/// <summary>
/// The rows of one entity group transaction, with their number and estimated size. Azure allows 100 rows, each once,
/// and 4 MiB; the limits here are lower, so that Azure never rejects what this rough count allows. The writer of
/// the site sends it, and retries it when the answer is lost (<c>SiteWriter</c>).
/// </summary>
internal sealed class SiteTransaction
{
    /// <summary>
    /// The maximum number of rows of a write: 98. The version row and the change log entry complete Azure's 100.
    /// </summary>
    public const int MaximumRows = 98;

    /// <summary>The maximum size of a transaction, encoded: 3 MiB.</summary>
    public const int MaximumBytes = 3 * 1024 * 1024;

    // The overhead of a row in a batch: the part's headers, the URL, and the keys, which are in both the URL and the
    // body.
    private const int BytesAroundRow = 1500;

    // More than one announcement needs when it is archived or moved, with ten categories and their counts, and its body
    // twice.
    private const int RowsOfOneAnnouncement = 52;
    private const int BytesOfOneAnnouncement = 1024 * 1024;

    private readonly Dictionary<string, TableTransactionAction> actions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ETag> expected = new(StringComparer.Ordinal);

    /// <summary>The size of the rows as they are sent, in bytes, estimated upwards.</summary>
    public int Bytes { get; private set; }

    /// <summary>The actions of the transaction, one per row.</summary>
    public IReadOnlyCollection<TableTransactionAction> Actions => actions.Values;

    /// <summary>
    /// Returns true if the transaction has room to change one more announcement for housekeeping (archiving, settling,
    /// moving).
    /// </summary>
    /// <param name="rowsToCome">The number of rows still to be added for the existing content.</param>
    public bool HasRoom(int rowsToCome = 0) =>
        actions.Count + rowsToCome <= MaximumRows - RowsOfOneAnnouncement && Bytes <= MaximumBytes - BytesOfOneAnnouncement;

    /// <summary>Returns true if the rows of another transaction fit into this one.</summary>
    /// <param name="other">The other transaction.</param>
    /// <param name="rowsToCome">
    /// The number of rows to be added to both: those of categories, for which space is reserved.
    /// </param>
    public bool HasRoom(SiteTransaction other, int rowsToCome) =>
        actions.Count + other.actions.Count + rowsToCome <= MaximumRows && Bytes + other.Bytes <= MaximumBytes - BytesOfOneAnnouncement;

    /// <summary>Returns true if the transaction contains a row.</summary>
    public bool Contains(string rowKey) => actions.ContainsKey(rowKey);

    /// <summary>Returns true if the two transactions have a row in common.</summary>
    public bool Overlaps(SiteTransaction other) => other.actions.Keys.Any(actions.ContainsKey);

    /// <summary>Adds the rows of another transaction; the two must not have a row in common.</summary>
    public void Add(SiteTransaction other)
    {
        foreach ((string rowKey, TableTransactionAction action) in other.actions)
        {
            actions.Add(rowKey, action);
        }

        Bytes += other.Bytes;
    }

    /// <summary>
    /// Returns true if these rows fit into the transaction. It uses their actual size, while <see cref="HasRoom(int)"/>
    /// assumes the worst case.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="rowsToCome">The number of rows to be added afterwards, such as those of categories.</param>
    public bool Fits(IReadOnlyCollection<TableEntity> rows, int rowsToCome) =>
        actions.Count + rows.Count + rowsToCome <= MaximumRows
        && Bytes + rows.Sum(row => BytesAroundRow + RowContent.EncodedBytes(row)) <= MaximumBytes - BytesOfOneAnnouncement;

    /// <summary>
    /// Records the row from which the transaction was planned: the transaction fails if it replaces the row and the row
    /// has changed since. A deletion is not checked.
    /// </summary>
    public void Expect(TableEntity row) => expected[row.RowKey] = row.ETag;

    /// <summary>
    /// Writes a row and replaces any existing one; if <see cref="Expect"/> was called for it, the existing row must be
    /// unchanged.
    /// </summary>
    public void Put(TableEntity row)
    {
        if (expected.TryGetValue(row.RowKey, out ETag etag))
        {
            Add(TableTransactionActionType.UpdateReplace, row, etag);
        }
        else
        {
            Add(TableTransactionActionType.UpsertReplace, row, default);
        }
    }

    /// <summary>Inserts a row that must not exist yet.</summary>
    public void Insert(TableEntity row) => Add(TableTransactionActionType.Add, row, default);

    /// <summary>Deletes a row that exists.</summary>
    public void Delete(TableEntity row) =>
        Add(TableTransactionActionType.Delete, new TableEntity(row.PartitionKey, row.RowKey), ETag.All);

    /// <summary>Replaces one set of rows with another; only rows that differ become part of the transaction.</summary>
    /// <param name="before">The stored rows.</param>
    /// <param name="after">The new rows.</param>
    /// <param name="insertOnly">Returns true if a new row with this key must not exist yet.</param>
    public void Replace(IEnumerable<TableEntity> before, IEnumerable<TableEntity> after, Func<string, bool> insertOnly)
    {
        Dictionary<string, TableEntity> old = before.ToDictionary(row => row.RowKey, StringComparer.Ordinal);
        foreach (TableEntity row in after)
        {
            if (!old.Remove(row.RowKey, out TableEntity? present))
            {
                if (insertOnly(row.RowKey))
                {
                    Insert(row);
                }
                else
                {
                    Put(row);
                }
            }
            else if (!RowContent.Equal(present, row))
            {
                Put(row);
            }
        }

        foreach (TableEntity gone in old.Values)
        {
            Delete(gone);
        }
    }

    /// <summary>Checks the limits.</summary>
    /// <exception cref="InvalidOperationException">
    /// The write exceeds the limits of a transaction, which is a bug in the caller.
    /// </exception>
    public void Check()
    {
        if (actions.Count > MaximumRows || Bytes > MaximumBytes)
        {
            throw new InvalidOperationException($"A write of {actions.Count} rows and {Bytes} bytes does not fit one transaction.");
        }
    }

    private void Add(TableTransactionActionType type, TableEntity row, ETag etag)
    {
        if (!actions.TryAdd(row.RowKey, new TableTransactionAction(type, row, etag)))
        {
            throw new InvalidOperationException($"Row {row.RowKey} is written twice in one transaction.");
        }

        Bytes += BytesAroundRow + RowContent.EncodedBytes(row);
    }
}
