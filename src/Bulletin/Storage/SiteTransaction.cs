using Azure;
using Azure.Data.Tables;

namespace Bulletin.Storage;

/// <summary>
/// The rows of one entity group transaction, counted. Azure allows 100 rows, each once, and 4 MiB; this stays below both, so
/// that what is counted here roughly is never refused there.
/// </summary>
internal sealed class SiteTransaction
{
    /// <summary>The most rows that a write makes of its own; the version row and the change log entry come on top, and make Azure's 100.</summary>
    public const int MaximumRows = 98;

    /// <summary>The most bytes, encoded, of a transaction: 3 MiB.</summary>
    public const int MaximumBytes = 3 * 1024 * 1024;

    // What surrounds a row in a batch: the part's headers, the address, the keys, which stand in both.
    private const int BytesAroundRow = 1500;

    // More than one announcement needs when it is archived or moved, with ten categories and their counts; and its body twice.
    private const int RowsOfOneAnnouncement = 52;
    private const int BytesOfOneAnnouncement = 1024 * 1024;

    private readonly Dictionary<string, TableTransactionAction> actions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ETag> expected = new(StringComparer.Ordinal);

    /// <summary>The bytes of the rows as they will be sent, an upper estimate.</summary>
    public int Bytes { get; private set; }

    /// <summary>The rows of the transaction.</summary>
    public IReadOnlyCollection<TableTransactionAction> Actions => actions.Values;

    /// <summary>Whether one more announcement can be changed in this transaction for housekeeping (archiving, settling, moving).</summary>
    /// <param name="rowsToCome">How many rows will be added for what is in it already.</param>
    public bool HasRoom(int rowsToCome = 0) =>
        actions.Count + rowsToCome <= MaximumRows - RowsOfOneAnnouncement && Bytes <= MaximumBytes - BytesOfOneAnnouncement;

    /// <summary>Whether the rows of another transaction fit this one too.</summary>
    /// <param name="other">The other.</param>
    /// <param name="rowsToCome">How many rows will be added to both together: those of categories, whose bytes are kept free.</param>
    public bool HasRoom(SiteTransaction other, int rowsToCome) =>
        actions.Count + other.actions.Count + rowsToCome <= MaximumRows && Bytes + other.Bytes <= MaximumBytes - BytesOfOneAnnouncement;

    /// <summary>Whether a row is in the transaction.</summary>
    public bool Contains(string rowKey) => actions.ContainsKey(rowKey);

    /// <summary>Whether a row of another transaction is in this one, too.</summary>
    public bool Overlaps(SiteTransaction other) => other.actions.Keys.Any(actions.ContainsKey);

    /// <summary>Takes the rows of another transaction, none of which is in this one.</summary>
    public void Add(SiteTransaction other)
    {
        foreach ((string rowKey, TableTransactionAction action) in other.actions)
        {
            actions.Add(rowKey, action);
        }

        Bytes += other.Bytes;
    }

    /// <summary>Whether these rows fit as well: by what they are, where <see cref="HasRoom(int)"/> goes by the worst case.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="rowsToCome">How many rows will be added for what is in it then, such as those of categories.</param>
    public bool Fits(IReadOnlyCollection<TableEntity> rows, int rowsToCome) =>
        actions.Count + rows.Count + rowsToCome <= MaximumRows
        && Bytes + rows.Sum(row => BytesAroundRow + RowContent.EncodedBytes(row)) <= MaximumBytes - BytesOfOneAnnouncement;

    /// <summary>
    /// Says that the transaction was made from a row as it was read: when it writes the row, that fails unless the row is still the same.
    /// </summary>
    public void Expect(TableEntity row) => expected[row.RowKey] = row.ETag;

    /// <summary>Writes a row, whatever is there, unless something was expected of it.</summary>
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

    /// <summary>Writes a row that must not be there yet.</summary>
    public void Insert(TableEntity row) => Add(TableTransactionActionType.Add, row, default);

    /// <summary>Deletes a row that is there.</summary>
    public void Delete(TableEntity row) =>
        Add(TableTransactionActionType.Delete, new TableEntity(row.PartitionKey, row.RowKey), ETag.All);

    /// <summary>Turns one set of rows into another: only the rows that differ become part of the transaction.</summary>
    /// <param name="before">The rows as they are stored.</param>
    /// <param name="after">The rows as they shall be.</param>
    /// <param name="insertOnly">Says of a row key whether a new row of it must not exist yet.</param>
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
    /// <exception cref="InvalidOperationException">The write is larger than a transaction may be: a defect of the caller.</exception>
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
