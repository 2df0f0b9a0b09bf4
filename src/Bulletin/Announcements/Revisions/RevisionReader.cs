using Azure.Data.Tables;
using Bulletin.Problems;
using Bulletin.Storage;

namespace Bulletin.Announcements.Revisions;

/// <summary>
/// Reads the revisions of announcements. Their numbers have no gaps from the oldest stored revision to the current one.
/// </summary>
internal static class RevisionReader
{
    private static readonly string[] DocumentOnly = ["PartitionKey", "RowKey", nameof(Announcement)];

    /// <summary>Reads one revision.</summary>
    /// <param name="table">The table.</param>
    /// <param name="present">The announcement as it is now.</param>
    /// <param name="revision">The number of the revision.</param>
    /// <param name="cancellation">Cancels the read.</param>
    /// <exception cref="ProblemException">There is no revision with this number, or it is no longer stored.</exception>
    public static async Task<Announcement> ReadRevisionAsync(
        this SiteTable table, Announcement present, int revision, CancellationToken cancellation)
    {
        if (revision == present.Revision)
        {
            return present;
        }

        if (revision < 1 || revision > present.Revision)
        {
            throw Problem.NotFound($"The announcement has no revision {revision}: its revisions are 1 to {present.Revision}.");
        }

        // The revision may have been deleted after the announcement was read.
        TableEntity? row = revision < present.FirstKept
            ? null
            : await table.ReadAsync(RowKeys.Revision(present.Id, revision), cancellation).ConfigureAwait(false);
        return row is null
            ? throw new ProblemException(new Problem(
                ProblemKind.Gone,
                $"Revision {revision} is no longer kept: the setting Bulletin:Revisions:Keep says how many former revisions are."))
            : Announcement.FromRow(row);
    }

    /// <summary>Reads former revisions without their bodies, newest first.</summary>
    /// <param name="table">The table.</param>
    /// <param name="id">The id of the announcement.</param>
    /// <param name="first">The number of the oldest revision to read.</param>
    /// <param name="last">The number of the newest revision to read.</param>
    /// <param name="cancellation">Cancels the read.</param>
    public static async Task<IReadOnlyList<Announcement>> ReadRevisionsAsync(
        this SiteTable table, Guid id, int first, int last, CancellationToken cancellation)
    {
        List<Announcement> revisions = [];
        if (first <= last)
        {
            // The end of a range is exclusive.
            RowRange range = new(RowKeys.Revision(id, first), RowKeys.Revision(id, last) + ";");
            await foreach (TableEntity row in table.RowsAsync(range, null, cancellation, select: DocumentOnly).ConfigureAwait(false))
            {
                revisions.Add(Announcement.DocumentOf(row));
            }
        }

        revisions.Reverse();
        return revisions;
    }
}
