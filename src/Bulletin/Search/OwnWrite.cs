using Azure.Data.Tables;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Search;

/// <summary>
/// The announcements of one write of this instance, as it left them: an index gets them from here, without reading them from storage.
/// </summary>
/// <param name="Version">The version that the write made.</param>
/// <param name="Epoch">The epoch of the site.</param>
/// <param name="WriteId">The id of the write, by which its entry in the change log is known.</param>
/// <param name="Rows">The row of each announcement that changed; null for one that is gone.</param>
/// <param name="Bytes">The memory that the rows take, an upper estimate.</param>
internal sealed record OwnWrite(long Version, string Epoch, Guid WriteId, IReadOnlyDictionary<Guid, TableEntity?> Rows, int Bytes)
{
    /// <summary>Takes the announcements out of a committed write.</summary>
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
