using Azure.Data.Tables;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Announcements;

/// <summary>
/// Adds a changed announcement to a write: its rows, its history, the category counts and the change log.
/// </summary>
internal static class AnnouncementWrite
{
    // The maximum number of former revisions deleted by one write: one more than it adds, so that the number falls
    // after the setting is reduced.
    private const int RevisionsRemovedAtOnce = 2;

    /// <summary>Saves a change as the announcement's next revision, made by the write's actor and action.</summary>
    /// <param name="write">The write.</param>
    /// <param name="stored">The announcement exactly as stored; null for a new one.</param>
    /// <param name="present">The announcement before the change, as of now.</param>
    /// <param name="changed">The announcement after the change.</param>
    /// <param name="note">The note for the public history, if any.</param>
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
    /// <param name="stored">The announcement exactly as stored; null for a new one.</param>
    /// <param name="next">The new content of the announcement.</param>
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
    /// Inserts an imported announcement, with as many of its former revisions as there is room for, newest first.
    /// </summary>
    /// <param name="write">The write.</param>
    /// <param name="next">The announcement, which must not exist yet.</param>
    /// <param name="former">The former revisions, newest first.</param>
    /// <param name="draft">The draft of its next version to insert with it, if any.</param>
    /// <returns>The number of former revisions inserted; null if there was no room for the announcement.</returns>
    public static int? TryInsert(
        this SiteWrite write, Announcement next, IReadOnlyList<Announcement> former, AnnouncementDraft? draft = null)
    {
        // The announcement is consistent without its history: revisions that do not fit follow in another write.
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

        // None of the rows exists. Inserting them takes the emulator one look-up per row instead of two.
        foreach (TableEntity row in rows)
        {
            write.Transaction.Insert(row);
        }

        write.Count(null, next);
        write.Log(ChangeOf(null, next, write.Now), next.Id);
        return index;
    }

    /// <summary>Inserts the draft of an existing announcement that has none.</summary>
    /// <returns>True if there was room for it.</returns>
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

    /// <summary>
    /// Inserts former revisions, newest first, that are older than the stored ones of an announcement.
    /// </summary>
    /// <returns>The number of revisions inserted.</returns>
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
    /// Saves an announcement of an older layout in the current one, which adds the missing rows. The content does not
    /// change, so there is no new revision, and clients that keep a copy are not notified.
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

    /// <summary>
    /// Deletes the rows of an announcement in the bin. Its former revisions must have been deleted before.
    /// </summary>
    public static void Purge(this SiteWrite write, Announcement stored)
    {
        foreach (TableEntity row in AnnouncementRows.Of(write.Table, stored))
        {
            write.Transaction.Delete(row);
        }

        write.Log(ChangeKind.Internal, stored.Id);
    }

    // Deletes the oldest revisions that exceed the setting, and returns the oldest one left; null if none was deleted.
    // No query is needed, because the numbers of stored revisions have no gaps. Revisions for which there is no room
    // are deleted with a later change.
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
        // Readers see due events before they are settled in storage.
        bool wasSeen = stored is { } before && (before.IsPublic || before.At(now).IsPublic);
        return next switch
        {
            { IsPublic: false } => wasSeen ? ChangeKind.Removed : ChangeKind.Internal,
            // An expired announcement that is not settled yet returns from the archive, although its stored state is
            // published.
            { } when next.Status == stored?.Status && next.Status == stored.At(now).Status => ChangeKind.Updated,
            { Status: AnnouncementStatus.Archived } => ChangeKind.Archived,
            _ => ChangeKind.Published,
        };
    }
}
