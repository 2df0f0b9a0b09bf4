using Azure.Data.Tables;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Announcements;

/// <summary>Puts a changed announcement into a write: its rows, its history, the counts and the change log.</summary>
internal static class AnnouncementWrite
{
    // How many former revisions one write removes at the most: one more than it makes is enough to come down to a smaller setting.
    private const int RevisionsRemovedAtOnce = 2;

    /// <summary>Reads an announcement, or null.</summary>
    public static async Task<Announcement?> ReadAnnouncementAsync(this SiteTable table, Guid id, CancellationToken cancellation) =>
        await table.ReadAsync(RowKeys.Announcement(id), cancellation).ConfigureAwait(false) is { } row ? Announcement.FromRow(row) : null;

    /// <summary>Saves a change of an announcement as its next revision, by the actor and action of the write.</summary>
    /// <param name="write">The write.</param>
    /// <param name="stored">The announcement exactly as it is stored; null for a new one.</param>
    /// <param name="present">The announcement before the change, by the clock.</param>
    /// <param name="changed">The announcement after the change.</param>
    /// <param name="note">The note of the change for the public history, if any.</param>
    /// <param name="isMinor">True if the change is too small for the public history.</param>
    /// <returns>The new revision.</returns>
    public static Announcement SaveRevision(
        this SiteWrite write, Announcement? stored, Announcement present, Announcement changed, string? note, bool isMinor = false)
    {
        Announcement next = AnnouncementChange.Stamp(present, changed, write.Actor.Name, write.Action, write.Now, note, isMinor);
        write.Note = next.ChangeNote;
        write.Save(stored, next);
        return next;
    }

    /// <summary>Saves an announcement.</summary>
    /// <param name="write">The write.</param>
    /// <param name="stored">The announcement exactly as it is stored; null for a new one.</param>
    /// <param name="next">What it shall be.</param>
    public static void Save(this SiteWrite write, Announcement? stored, Announcement next)
    {
        next = next with { Layout = AnnouncementRows.PresentLayout };
        List<TableEntity> before = stored is null ? [] : AnnouncementRows.Of(write.Table, stored).ToList();
        List<TableEntity> after = AnnouncementRows.Of(write.Table, next).ToList();
        if (stored is not null && next.Revision > stored.Revision)
        {
            write.Transaction.Put(stored.ToRow(write.Table, RowKeys.Revision(stored.Id, stored.Revision)));
            if (write.RemoveOldRevisions(stored, next, [.. before.UnionBy(after, row => row.RowKey)]) is { } oldest)
            {
                after[0] = (next with { OldestRevision = oldest }).ToRow(write.Table, after[0].RowKey);
            }
        }

        write.Transaction.Replace(before, after, insertOnly: rowKey => rowKey.StartsWith(RowKeys.SlugPrefix, StringComparison.Ordinal));
        write.Count(stored, next);
        write.Log(ChangeOf(stored, next, write.Now), next.Id);
    }

    /// <summary>
    /// Adds an announcement that comes from elsewhere, with as many of its former revisions as there is room for, the newest first.
    /// </summary>
    /// <param name="write">The write.</param>
    /// <param name="next">The announcement, which is new here.</param>
    /// <param name="former">Its former revisions, the newest first.</param>
    /// <param name="draft">The draft of its next version, which goes in with it; or null.</param>
    /// <returns>How many of the former revisions went in; null when there was no room for the announcement.</returns>
    public static int? TryInsert(this SiteWrite write, Announcement next, IReadOnlyList<Announcement> former, AnnouncementDraft? draft = null)
    {
        // Without its history it is whole, too: what does not fit follows in another write.
        next = next with { Layout = AnnouncementRows.PresentLayout, OldestRevision = next.Revision == 1 ? null : next.Revision };
        List<TableEntity> rows = AnnouncementRows.Of(write.Table, next).ToList();
        if (draft is not null)
        {
            rows.Add(draft.ToRow(write.Table));
        }

        IReadOnlyList<Guid> counted = next.Status == AnnouncementStatus.Published ? next.Categories : [];
        if (!write.HasRoomFor(rows, counted))
        {
            return null;
        }

        int index = 0;
        for (; index < former.Count; index++)
        {
            rows.Add(former[index].ToRow(write.Table, RowKeys.Revision(next.Id, former[index].Revision)));
            if (!write.HasRoomFor(rows, counted))
            {
                rows.RemoveAt(rows.Count - 1);
                break;
            }
        }

        if (index > 0)
        {
            rows[0] = next.KeepingFrom(former[index - 1].Revision).ToRow(write.Table, rows[0].RowKey);
        }

        // None of them is there: an insert says so, and an emulator looks for the row once instead of twice.
        foreach (TableEntity row in rows)
        {
            write.Transaction.Insert(row);
        }

        write.Count(null, next);
        write.Log(ChangeOf(null, next, write.Now), next.Id);
        return index;
    }

    /// <summary>Adds the draft of an announcement that is there and has none.</summary>
    /// <returns>Whether there was room for it.</returns>
    public static bool TryInsert(this SiteWrite write, AnnouncementDraft draft)
    {
        TableEntity row = draft.ToRow(write.Table);
        if (!write.HasRoomFor([row], []))
        {
            return false;
        }

        write.Transaction.Insert(row);
        write.Log(ChangeKind.Internal, draft.AnnouncementId);
        return true;
    }

    /// <summary>Adds former revisions, the newest first, that are older than those which an announcement has.</summary>
    /// <returns>How many went in.</returns>
    public static int AddFormer(this SiteWrite write, Announcement stored, IReadOnlyList<Announcement> former)
    {
        List<TableEntity> rows = [stored.ToRow(write.Table, RowKeys.Announcement(stored.Id))];
        int index = 0;
        for (; index < former.Count; index++)
        {
            rows.Add(former[index].ToRow(write.Table, RowKeys.Revision(stored.Id, former[index].Revision)));
            if (!write.HasRoomFor(rows, []))
            {
                break;
            }
        }

        if (index == 0)
        {
            return 0;
        }

        write.Transaction.Put(stored.KeepingFrom(former[index - 1].Revision).ToRow(write.Table, rows[0].RowKey));
        foreach (TableEntity row in rows.Skip(1).Take(index))
        {
            write.Transaction.Insert(row);
        }

        write.Log(ChangeKind.Internal, stored.Id);
        return index;
    }

    /// <summary>
    /// Saves an announcement of an older layout in the present one: it gets the rows that it lacks. Nothing that anybody sees changes, so
    /// there is no revision, and clients that keep a copy are not told.
    /// </summary>
    public static void BringUp(this SiteWrite write, Announcement stored)
    {
        write.Transaction.Replace(
            AnnouncementRows.Of(write.Table, stored),
            AnnouncementRows.Of(write.Table, stored with { Layout = AnnouncementRows.PresentLayout }),
            insertOnly: _ => false);
        write.Log(ChangeKind.Internal, stored.Id);
    }

    private static Announcement KeepingFrom(this Announcement announcement, int oldest) =>
        announcement with { OldestRevision = oldest == 1 ? null : oldest };

    /// <summary>Removes an announcement that is in the bin. Its former revisions must be gone.</summary>
    public static void Purge(this SiteWrite write, Announcement stored)
    {
        foreach (TableEntity row in AnnouncementRows.Of(write.Table, stored))
        {
            write.Transaction.Delete(row);
        }

        write.Log(ChangeKind.Internal, stored.Id);
    }

    // What is removed is known without a query: the numbers of what is kept have no gaps. What has no room beside the rows of the
    // announcement goes with a later change. Returns the oldest revision that is left; null when none was removed.
    private static int? RemoveOldRevisions(this SiteWrite write, Announcement stored, Announcement next, List<TableEntity> rows)
    {
        if (write.RevisionsKept is not { } kept)
        {
            return null;
        }

        List<Guid> counted = [.. stored.Categories.Union(next.Categories)];
        int oldest = stored.FirstKept;
        int end = Math.Min(next.Revision - kept, oldest + RevisionsRemovedAtOnce);
        for (; oldest < end; oldest++)
        {
            rows.Add(write.Table.NewRow(RowKeys.Revision(stored.Id, oldest)));
            if (!write.HasRoomFor(rows, counted))
            {
                break;
            }
        }

        for (int revision = stored.FirstKept; revision < oldest; revision++)
        {
            write.Transaction.Delete(write.Table.NewRow(RowKeys.Revision(stored.Id, revision)));
        }

        return oldest > stored.FirstKept ? oldest : null;
    }

    private static void Count(this SiteWrite write, Announcement? stored, Announcement next)
    {
        IReadOnlyList<Guid> before = stored?.Status == AnnouncementStatus.Published ? stored.Categories : [];
        IReadOnlyList<Guid> after = next.Status == AnnouncementStatus.Published ? next.Categories : [];
        List<Guid> twiceBefore = [.. write.Categories.Repeated(before)];
        List<Guid> twiceAfter = [.. write.Categories.Repeated(after)];
        foreach (Guid id in before.Union(after))
        {
            int count = after.Count(one => one == id) - before.Count(one => one == id);
            int twice = twiceAfter.Count(one => one == id) - twiceBefore.Count(one => one == id);
            if (count != 0 || twice != 0)
            {
                Category category = write.Categories.Stored(id) ?? throw new InvalidDataException($"There is no category {id}.");
                write.Set(category with { Count = category.Count + count, CountedTwice = category.CountedTwice + twice });
            }
        }
    }

    private static ChangeKind ChangeOf(Announcement? stored, Announcement next, DateTimeOffset now)
    {
        // A reader may have seen by the clock what storage had not settled yet.
        bool wasSeen = stored is { } before && (before.IsPublic || before.At(now).IsPublic);
        return next switch
        {
            { IsPublic: false } => wasSeen ? ChangeKind.Removed : ChangeKind.Internal,
            // What has expired and is not settled in storage comes back from the archive, though storage calls it published.
            { } when next.Status == stored?.Status && next.Status == stored.At(now).Status => ChangeKind.Updated,
            { Status: AnnouncementStatus.Archived } => ChangeKind.Archived,
            _ => ChangeKind.Published,
        };
    }
}
