using Azure.Data.Tables;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Search;

/// <summary>
/// The announcements changed by one write of this instance, from which the index is updated without reading storage.
/// </summary>
/// <param name="Version">The version created by the write.</param>
/// <param name="Epoch">The epoch of the site.</param>
/// <param name="WriteId">The id of the write, which identifies its entry in the change log.</param>
/// <param name="Rows">The rows of the changed announcements; null for a deleted one.</param>
/// <param name="Bytes">The memory used by the rows in bytes, estimated upwards.</param>
internal sealed record OwnWrite(long Version, string Epoch, Guid WriteId, IReadOnlyDictionary<Guid, TableEntity?> Rows, int Bytes)
{
    /// <summary>Creates an instance from the announcements of a committed write.</summary>
    public static OwnWrite Of(SiteWrite write)
    {
        Dictionary<Guid, TableEntity?> rows = [];
        int bytes = 0;
        foreach (TableTransactionAction action in write.Transaction.Actions)
        {
            if (action.Entity is TableEntity row && row.RowKey.StartsWith(RowKeys.AnnouncementPrefix, StringComparison.Ordinal))
            {
                bool isGone = action.ActionType == TableTransactionActionType.Delete;
                rows[RowKeys.IdOf(row.RowKey)] = isGone ? null : row;
                bytes += isGone ? 0 : RowContent.EncodedBytes(row);
            }
        }

        return new OwnWrite(write.NextVersion, write.Epoch, write.WriteId, rows, bytes);
    }
}
