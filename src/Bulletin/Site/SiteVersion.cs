using Azure;
using Azure.Data.Tables;
using Bulletin.Storage;

namespace Bulletin.Site;

/// <summary>The site's version row, as it was read.</summary>
/// <param name="Version">The number of writes so far; 0 for a site that has none.</param>
/// <param name="Epoch">A random id made with the site: tokens of another site, or of one that was made anew, are told apart by it.</param>
/// <param name="CategoryStamp">The version at which a category last changed.</param>
/// <param name="ETag">The ETag of the row; null when the row is not there yet.</param>
internal sealed record SiteVersion(long Version, string Epoch, long CategoryStamp, ETag? ETag)
{
    public static async Task<SiteVersion> ReadAsync(SiteTable table, CancellationToken cancellation)
    {
        TableEntity? row = await table.ReadAsync(RowKeys.Version, cancellation).ConfigureAwait(false);
        return row is null
            ? new SiteVersion(0, Guid.NewGuid().ToString("N"), 0, null)
            : new SiteVersion(
                row.GetInt64(nameof(Version)) ?? throw new InvalidDataException("The site's version row has no version."),
                row.GetString(nameof(Epoch)) ?? string.Empty,
                row.GetInt64(nameof(CategoryStamp)) ?? 0,
                row.ETag);
    }

    /// <summary>The action that moves the row on by some writes, and fails when somebody else did so first.</summary>
    /// <param name="table">The partition.</param>
    /// <param name="writes">The number of the writes.</param>
    /// <param name="categoryStamp">The version of the last of them that changes a category; null when none does.</param>
    public TableTransactionAction Advance(SiteTable table, int writes, long? categoryStamp)
    {
        TableEntity row = table.NewRow(RowKeys.Version);
        row[nameof(Version)] = Version + writes;
        row[nameof(Epoch)] = Epoch;
        row[nameof(CategoryStamp)] = categoryStamp ?? CategoryStamp;
        return ETag is { } etag
            ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, etag)
            : new TableTransactionAction(TableTransactionActionType.Add, row);
    }
}
