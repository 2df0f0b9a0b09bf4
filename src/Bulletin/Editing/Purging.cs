using Azure.Data.Tables;
using Bulletin.Announcements;
using Bulletin.Http;
using Bulletin.Problems;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Editing;

/// <summary>
/// Removes an announcement of the bin for good, in as many writes as its history is long. After each of them everything agrees: what is
/// left is an announcement in the bin with fewer revisions, and whoever comes next goes on.
/// </summary>
internal static class Purging
{
    // The most revisions that one transaction removes, and those that it removes together with the announcement's other rows: neither
    // needs more rows than one announcement may.
    private const int RevisionsAtOnce = 40;
    private const int RevisionsBesideTheRest = 10;

    private static readonly string[] KeysOnly = ["PartitionKey", "RowKey"];

    /// <summary>Purges an announcement at once, before the timer does.</summary>
    /// <param name="writer">Makes the writes.</param>
    /// <param name="id">The announcement.</param>
    /// <param name="condition">What its present revision must be, before every write.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellation">Stops it between two writes.</param>
    /// <exception cref="ProblemException">There is none, or it is not in the bin.</exception>
    /// <exception cref="StorageUnavailableException">Storage is away; what was not removed is in the bin.</exception>
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
                        // Somebody else may have done the rest.
                        return mayBeGone ? true : throw Problem.NotFound($"There is no announcement {id}.");
                    }

                    condition.Check(stored.Revision);
                    return stored.Status == AnnouncementStatus.Deleted
                        ? await write.PurgeAsync(stored, stop).ConfigureAwait(false)
                        : throw Problem.WrongState($"The announcement is {stored.At(write.Now).Status.Word()}: delete it first, only what is in the bin can be purged.");
                },
                cancellation).ConfigureAwait(false);
            isBegun = true;
        }
        while (!isGone);
    }

    /// <summary>
    /// Removes an announcement of the bin, or, while it has many revisions, the oldest of these: everything that it has goes here.
    /// </summary>
    /// <param name="write">The write.</param>
    /// <param name="stored">The announcement as it is stored.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>Whether it is gone; if not, another write must follow.</returns>
    public static async Task<bool> PurgeAsync(this SiteWrite write, Announcement stored, CancellationToken cancellation)
    {
        (int? next, bool isLast) = await write.RemoveRevisionsAsync(stored.Id, cancellation).ConfigureAwait(false);
        if (isLast)
        {
            await write.PurgeDraftAsync(stored.Id, cancellation).ConfigureAwait(false);
            write.Purge(stored);
        }
        else
        {
            write.Transaction.Put((stored with { OldestRevision = next ?? stored.Revision }).ToRow(write.Table, RowKeys.Announcement(stored.Id)));
            write.Log(ChangeKind.Internal, stored.Id);
        }

        return isLast;
    }

    // From the oldest on. The next one is the oldest of what is left; null when nothing is.
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
