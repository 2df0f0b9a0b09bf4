using Azure.Data.Tables;
using Bulletin.Announcements;
using Bulletin.Media;
using Bulletin.Problems;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Transfer;

/// <summary>
/// Writes checked lines, as many as fit into each transaction. The site is consistent after each of them, so the import
/// can be stopped at any point.
/// </summary>
/// <param name="writer">Commits the transactions.</param>
/// <param name="limits">The time limits of a transaction.</param>
/// <param name="actor">The actor who imports.</param>
/// <param name="checkedAt">The version of the site at which the lines were checked.</param>
/// <param name="committed">Receives the number of lines of each transaction.</param>
internal sealed class ImportWriter(SiteWriter writer, TransferLimits limits, Actor actor, long checkedAt, Action<int> committed)
{
    // The number of categories per transaction, which has room for little else.
    private const int CategoriesAtOnce = 50;

    // The number of uses of media per transaction, each of which has two rows.
    private const int UsesAtOnce = 40;

    private long version = checkedAt;

    // True once another write was committed after the check; it stays true, because all lines were checked before it.
    private bool othersWrote;

    /// <summary>Writes the lines.</summary>
    /// <returns>The numbers of the lines that could not be written, because another writer was faster.</returns>
    /// <exception cref="UnavailableException">A transaction could not be committed within the time limits.</exception>
    public async Task<IReadOnlySet<int>> WriteAsync(CheckedLines lines, CancellationToken cancellation)
    {
        foreach (Category[] some in lines.Categories.Chunk(CategoriesAtOnce))
        {
            version = await CommitAsync((write, _) => Task.FromResult(Put(write, some)), cancellation).ConfigureAwait(false);
            committed(some.Length);
        }

        HashSet<int> refused = [];
        var media = new Queue<(Medium Medium, int Line)>(lines.Media);
        while (media.Count > 0)
        {
            Written written = await CommitAsync((write, stop) => FillAsync(write, media, stop), cancellation).ConfigureAwait(false);
            version = written.Version;
            refused.UnionWith(written.Refused);
            committed(written.Units - written.Refused.Count);
            for (int count = 0; count < written.Units; count++)
            {
                media.Dequeue();
            }
        }

        // The uses are recorded before the announcements, because a transaction may have no room for both.
        foreach ((Guid Medium, Guid Announcement)[] some in lines.Units
            .SelectMany(unit => unit.Media.Select(medium => (medium.Id, unit.Id))).Distinct().Chunk(UsesAtOnce))
        {
            version = await CommitAsync((write, stop) => RecordAsync(write, some, stop), cancellation).ConfigureAwait(false);
        }

        // Announcements in the same categories share transactions, because each transaction writes the rows of its
        // categories.
        var waiting = new LinkedList<ImportUnit>(
            lines.Units.OrderBy(unit => string.Join(',', unit.New?.Categories ?? []), StringComparer.Ordinal));
        while (waiting.Count > 0)
        {
            Written written = await CommitAsync((write, stop) => FillAsync(write, waiting, stop), cancellation).ConfigureAwait(false);
            version = written.Version;
            refused.UnionWith(written.Refused);
            int done = -written.Refused.Count - (written.Rest?.Lines.Count() ?? 0);
            for (int count = 0; count < written.Units; count++)
            {
                done += waiting.First!.Value.Lines.Count();
                waiting.RemoveFirst();
            }

            if (written.Rest is { } rest)
            {
                waiting.AddFirst(rest);
            }

            committed(done);
        }

        return refused;
    }

    // A write gives up after some seconds, for callers that wait for it. An import retries it: the caller waits for the
    // whole import, and the retry finds out if a write with an unknown outcome was committed.
    private async Task<T> CommitAsync<T>(Func<SiteWrite, CancellationToken, Task<T>> plan, CancellationToken cancellation)
    {
        long begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await writer.WriteAsync(actor, TransferFormat.Action, plan, cancellation).ConfigureAwait(false);
            }
            catch (UnavailableException failure) when (
                failure is not StorageUnavailableException { IsWorthRepeating: false }
                && TimeProvider.System.GetElapsedTime(begun) < limits.Patience)
            {
                await Task.Delay(limits.Pause, cancellation).ConfigureAwait(false);
            }
        }
    }

    private long Put(SiteWrite write, IEnumerable<Category> categories)
    {
        othersWrote |= write.NextVersion != version + 1;
        foreach (Category category in categories)
        {
            // Another writer may have created the category meanwhile. The lines that name it are then checked again,
            // and use the existing category.
            if (!category.FormerSlugs.Append(category.Slug).Any(write.Categories.IsTaken)
                && !write.Categories.IsFull
                && write.Categories.FindByName(category.Name) is null
                && write.Categories.Resolve(category.Id) is null)
            {
                write.Set(category);
                write.Log(ChangeKind.Category, category.Id);
            }
        }

        return VersionOf(write);
    }

    private async Task<Written> FillAsync(
        SiteWrite write, IEnumerable<(Medium Medium, int Line)> waiting, CancellationToken cancellation)
    {
        othersWrote |= write.NextVersion != version + 1;
        List<int> refused = [];
        int count = 0;
        foreach ((Medium medium, int line) in waiting)
        {
            // An earlier write with an unknown outcome, or another import of the same lines, may have created it.
            Medium? stored = othersWrote
                ? await write.Table.ReadMediumAsync(medium.Id, cancellation).ConfigureAwait(false)
                : null;
            if (stored is null && !write.TryInsert(medium))
            {
                break;
            }

            count++;
            refused.AddRange(stored is null || stored.IsSame(medium) ? [] : [line]);
        }

        return new Written(count, null, refused, VersionOf(write));
    }

    // Uses that an import which was cut off recorded a short time ago are left out, so that it goes on; and media that were
    // deleted since the check, because the announcements that name them are refused.
    private async Task<long> RecordAsync(
        SiteWrite write, IReadOnlyList<(Guid Medium, Guid Announcement)> uses, CancellationToken cancellation)
    {
        othersWrote |= write.NextVersion != version + 1;
        Medium?[] found = await Task.WhenAll(
            uses.Select(use => use.Medium).Distinct().Select(id => write.Table.ReadMediumAsync(id, cancellation))).ConfigureAwait(false);
        HashSet<Guid> present = [.. found.OfType<Medium>().Select(medium => medium.Id)];
        DateTimeOffset recent = write.Now - (MediaUses.InProgress / 2);
        (Guid Announcement, HashSet<Guid> Media)[] recorded = await Task.WhenAll(
            uses.Select(use => use.Announcement).Distinct().Select(async id =>
                (id, await write.Table.ReadMediaOfAsync(id, recent, cancellation).ConfigureAwait(false)))).ConfigureAwait(false);
        Dictionary<Guid, HashSet<Guid>> before = recorded.ToDictionary(one => one.Announcement, one => one.Media);
        foreach ((Guid medium, Guid announcement) in uses
            .Where(use => present.Contains(use.Medium) && !before[use.Announcement].Contains(use.Medium)))
        {
            write.RecordUse(medium, announcement);
        }

        return VersionOf(write);
    }

    // True if a medium that the unit names was deleted since the check.
    private static async Task<bool> LacksMediaAsync(SiteWrite write, ImportUnit unit, CancellationToken cancellation)
    {
        foreach (IGrouping<Guid, NamedMedium> named in unit.Media.GroupBy(medium => medium.Id))
        {
            Medium? medium = await write.Table.ReadMediumAsync(named.Key, cancellation).ConfigureAwait(false);
            if (medium is null || named.Any(one => !medium.Had(one.Hash)))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<Written> FillAsync(SiteWrite write, IEnumerable<ImportUnit> waiting, CancellationToken cancellation)
    {
        othersWrote |= write.NextVersion != version + 1;
        List<int> refused = [];
        int units = 0;
        foreach (ImportUnit one in waiting)
        {
            Announcement? stored = one.New is not null && othersWrote
                ? await write.Table.ReadAnnouncementAsync(one.Id, cancellation).ConfigureAwait(false)
                : null;
            ImportUnit unit = one.New is { } added && stored is not null && IsSame(stored, added) ? one.WithoutAnnouncement() : one;
            if (unit.New is not null
                && (stored is not null
                    || await IsTakenAsync(write, unit, unit.New, othersWrote, cancellation).ConfigureAwait(false)))
            {
                refused.AddRange(unit.Lines);
                units++;
                continue;
            }

            if (othersWrote && await LacksMediaAsync(write, unit, cancellation).ConfigureAwait(false))
            {
                refused.AddRange(unit.Lines);
                units++;
                continue;
            }

            Outcome put = await PutAsync(write, unit, cancellation).ConfigureAwait(false);
            if (!put.IsBegun)
            {
                break;
            }

            units++;
            refused.AddRange(put.Refused);
            if (put.Left is { } rest)
            {
                return new Written(units, rest, refused, write.NextVersion);
            }
        }

        return new Written(units, null, refused, VersionOf(write));
    }

    private static long VersionOf(SiteWrite write) => write.IsEmpty ? write.NextVersion - 1 : write.NextVersion;

    private static async Task<Outcome> PutAsync(SiteWrite write, ImportUnit unit, CancellationToken cancellation)
    {
        List<Announcement> former = unit.Former.Select(one => one.Revision).ToList();
        if (unit.New is { } announcement)
        {
            return write.TryInsert(announcement, former, unit.Draft) is { } written
                ? new Outcome(true, unit.Rest(written), [])
                : Outcome.NoRoom;
        }

        // Another writer may have purged the announcement, or added the same rows, meanwhile.
        if (await write.Table.ReadAnnouncementAsync(unit.Id, cancellation).ConfigureAwait(false) is not { } stored)
        {
            return new Outcome(true, null, [.. unit.Lines]);
        }

        if (unit.Draft is { } draft
            && await write.Table.ReadDraftAsync(unit.Id, cancellation).ConfigureAwait(false) is null
            && !write.TryInsert(draft))
        {
            return Outcome.NoRoom;
        }

        List<Announcement> older = former.Where(one => one.Revision < stored.FirstKept).ToList();
        if (older.Count == 0)
        {
            return new Outcome(true, null, []);
        }

        int added = write.AddFormer(stored, older);
        return added == 0 && unit.Draft is null
            ? Outcome.NoRoom
            : new Outcome(true, unit.Rest(former.Count - older.Count + added), []);
    }

    // True if the stored announcement is the one to write: an earlier write with an unknown outcome, or another import
    // of the same lines, has created it.
    private static bool IsSame(Announcement stored, Announcement announcement) => AnnouncementChange.IsSame(
        stored with { Layout = 0, OldestRevision = null }, announcement with { Layout = 0, OldestRevision = null });

    // A conflict is possible only if an insert failed, or another write was committed after the check.
    private static async Task<bool> IsTakenAsync(
        SiteWrite write, ImportUnit unit, Announcement announcement, bool hasMoved, CancellationToken cancellation)
    {
        List<string> rowKeys = [.. announcement.FormerSlugs.Append(announcement.Slug).Select(RowKeys.Slug)];
        if (write.IsTaken(RowKeys.Announcement(announcement.Id))
            || rowKeys.Exists(write.IsTaken)
            || announcement.Categories.Any(category => write.Categories.Stored(category) is not { AliasOf: null }))
        {
            return true;
        }

        if (!hasMoved)
        {
            return false;
        }

        foreach (string rowKey in rowKeys)
        {
            if (await write.Table.ReadAsync(rowKey, cancellation).ConfigureAwait(false) is not null)
            {
                return true;
            }
        }

        return unit.IsBySource
            && announcement.SourceUrl is { } source
            && await HasSourceAsync(write.Table, source, cancellation).ConfigureAwait(false);
    }

    private static async Task<bool> HasSourceAsync(SiteTable table, string source, CancellationToken cancellation)
    {
        await foreach (TableEntity _ in table
            .RowsAsync(RowRange.Of(RowKeys.SourcePrefix(source)), null, cancellation, pageSize: 1).ConfigureAwait(false))
        {
            return true;
        }

        return false;
    }

    private sealed record Written(int Units, ImportUnit? Rest, IReadOnlyList<int> Refused, long Version);

    // The outcome for a unit: IsBegun is false if the transaction had no room for it, Left is the part still to be
    // written, and Refused are the lines that cannot be written any more.
    private sealed record Outcome(bool IsBegun, ImportUnit? Left, IReadOnlyList<int> Refused)
    {
        public static readonly Outcome NoRoom = new(false, null, []);
    }
}
