using Azure.Data.Tables;
using Bulletin.Announcements;
using Bulletin.Http;
using Bulletin.Media;
using Bulletin.Problems;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Editing;

/// <summary>
/// Permanently deletes an announcement in the bin, in several writes if its history is long. The data is consistent
/// after each of them: the announcement remains in the bin with fewer revisions, and the next purge continues.
/// </summary>
internal static class Purging
{
    // The maximum number of revisions that a transaction deletes, alone and together with the announcement's other
    // rows. Neither needs more rows than are reserved for one announcement.
    private const int RevisionsAtOnce = 40;
    private const int RevisionsBesideTheRest = 10;

    private static readonly string[] KeysOnly = ["PartitionKey", "RowKey"];

    /// <summary>Purges an announcement immediately, before the timer does.</summary>
    /// <param name="writer">The site's writer.</param>
    /// <param name="id">The id of the announcement.</param>
    /// <param name="condition">The required current revision, checked in every write.</param>
    /// <param name="actor">The actor.</param>
    /// <param name="cancellation">Cancels the purge between two writes.</param>
    /// <exception cref="ProblemException">The announcement does not exist, or is not in the bin.</exception>
    /// <exception cref="StorageUnavailableException">
    /// Storage is unavailable; the rows not deleted yet remain in the bin.
    /// </exception>
    public static async Task PurgeAsync(this SiteWriter writer, Guid id, IfMatch condition, Actor actor, CancellationToken cancellation)
    {
        bool isBegun = false;
        bool isGone;
        do
        {
            bool mayBeGone = isBegun;
            isGone = await writer.WriteAsync(
                actor,
                "purge",
                async (write, stop) =>
                {
                    if (await write.Table.ReadAnnouncementAsync(id, stop).ConfigureAwait(false) is not { } stored)
                    {
                        // Another request may have completed the purge.
                        return mayBeGone ? true : throw Problem.NotFound($"There is no announcement {id}.");
                    }

                    condition.Check(stored.Revision);
                    return stored.Status == AnnouncementStatus.Deleted
                        ? await write.PurgeAsync(stored, stop).ConfigureAwait(false)
                        : throw Problem.WrongState(
                            $"The announcement is {stored.At(write.Now).Status.Word()}: "
                                + "delete it first, only what is in the bin can be purged.");
                },
                cancellation).ConfigureAwait(false);
            isBegun = true;
        }
        while (!isGone);
    }

    /// <summary>
    /// Deletes an announcement in the bin with all its rows, or, while it has many revisions, only the oldest of these.
    /// </summary>
    /// <param name="write">The write.</param>
    /// <param name="stored">The announcement as stored.</param>
    /// <param name="cancellation">Cancels the read.</param>
    /// <returns>True if the announcement is deleted; otherwise another write must follow.</returns>
    public static async Task<bool> PurgeAsync(this SiteWrite write, Announcement stored, CancellationToken cancellation)
    {
        (int? next, bool isLast) = await write.RemoveRevisionsAsync(stored.Id, cancellation).ConfigureAwait(false);
        if (isLast)
        {
            await write.PurgeDraftAsync(stored.Id, cancellation).ConfigureAwait(false);
            write.Purge(stored);
            if ((await write.Table.ReadMediaOfAsync(stored.Id, DateTimeOffset.MinValue, cancellation).ConfigureAwait(false)).Count > 0)
            {
                write.LeaveWork(MediaWorkKind.Purged, stored.Id);
            }
        }
        else
        {
            write.Transaction.Put(
                (stored with { OldestRevision = next ?? stored.Revision }).ToRow(write.Table, RowKeys.Announcement(stored.Id)));
            write.Log(ChangeKind.Internal, stored.Id);
        }

        return isLast;
    }

    // Deletes revisions, oldest first. Next is the oldest one left; null if none is.
    private static async Task<(int? Next, bool IsLast)> RemoveRevisionsAsync(this SiteWrite write, Guid id, CancellationToken cancellation)
    {
        int removed = 0;
        await foreach (TableEntity row in write.Table
            .RowsAsync(RowRange.Of(RowKeys.RevisionPrefix(id)), null, cancellation, RevisionsAtOnce + 1, KeysOnly).ConfigureAwait(false))
        {
            if (removed == RevisionsAtOnce)
            {
                return (RowKeys.RevisionOf(row.RowKey), false);
            }

            write.Transaction.Delete(row);
            removed++;
        }

        return (null, removed <= RevisionsBesideTheRest);
    }
}
