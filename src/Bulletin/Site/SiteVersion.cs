using Azure;
using Azure.Data.Tables;
using Bulletin.Storage;

namespace Bulletin.Site;

/// <summary>The site's version row as read.</summary>
/// <param name="Version">The number of writes so far; 0 for a new site.</param>
/// <param name="Epoch">
/// A random id created with the site, by which tokens of another site, or of one that was recreated, are recognised.
/// </param>
/// <param name="CategoryStamp">The version at which a category last changed.</param>
/// <param name="ETag">The ETag of the row; null if the row does not exist yet.</param>
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

    /// <summary>
    /// Returns the action that advances the version by some writes, and fails if another write was committed first.
    /// </summary>
    /// <param name="table">The partition.</param>
    /// <param name="writes">The number of writes.</param>
    /// <param name="categoryStamp">The version of the last write that changes a category; null if none does.</param>
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
