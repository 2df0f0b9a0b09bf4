using Bulletin.Access;
using Bulletin.Announcements;
using Bulletin.Categories;
using Bulletin.Storage;

namespace Bulletin.Transfer;

/// <summary>
/// Writes what was checked: as much as fits into each transaction. After every one of them the site is whole, so it can be stopped
/// anywhere.
/// </summary>
/// <param name="writer">Commits.</param>
/// <param name="actor">Who imports.</param>
/// <param name="checkedAt">The version of the site at which was checked.</param>
internal sealed class ImportWriter(SiteWriter writer, Actor actor, long checkedAt)
{
    // Beside their rows a transaction has room for little else than categories.
    private const int CategoriesAtOnce = 50;

    private long version = checkedAt;

    // That others wrote since the check stays true for all that was checked then.
    private bool othersWrote;

    /// <summary>Writes.</summary>
    /// <returns>The numbers of the lines that could not be written, because somebody else was faster.</returns>
    public async Task<IReadOnlySet<int>> WriteAsync(CheckedLines lines, CancellationToken cancellation)
    {
        foreach (Category[] some in lines.Categories.Chunk(CategoriesAtOnce))
        {
            version = await writer.WriteAsync(actor, TransferFormat.Action, (write, _) => Task.FromResult(Put(write, some)), cancellation).ConfigureAwait(false);
        }

        HashSet<int> refused = [];
        // Those of the same categories stand together: the rows of the categories are written with each transaction.
        var waiting = new LinkedList<ImportUnit>(lines.Units.OrderBy(unit => string.Join(',', unit.New?.Categories ?? []), StringComparer.Ordinal));
        while (waiting.Count > 0)
        {
            Written written = await writer.WriteAsync(
                actor, TransferFormat.Action, (write, stop) => FillAsync(write, waiting, stop), cancellation).ConfigureAwait(false);
            version = written.Version;
            refused.UnionWith(written.Refused);
            for (int count = 0; count < written.Units; count++)
            {
                waiting.RemoveFirst();
            }

            if (written.Rest is { } rest)
            {
                waiting.AddFirst(rest);
            }
        }

        return refused;
    }

    private long Put(SiteWrite write, IEnumerable<Category> categories)
    {
        othersWrote |= write.NextVersion != version + 1;
        foreach (Category category in categories)
        {
            // Somebody may have made it meanwhile: announcements are put into the one that is there.
            if (!category.FormerSlugs.Append(category.Slug).Any(write.Categories.IsTaken)
                && write.Categories.All.Count() < Category.MaximumCount
                && write.Categories.FindByName(category.Name) is null
                && write.Categories.Resolve(category.Id) is null)
            {
                write.Set(category);
                write.Log(ChangeKind.Category, category.Id);
            }
        }

        return write.IsEmpty ? write.NextVersion - 1 : write.NextVersion;
    }

    private async Task<Written> FillAsync(SiteWrite write, IEnumerable<ImportUnit> waiting, CancellationToken cancellation)
    {
        othersWrote |= write.NextVersion != version + 1;
        List<int> refused = [];
        int units = 0;
        foreach (ImportUnit unit in waiting)
        {
            if (unit.New is not null && await IsTakenAsync(write, unit, unit.New, othersWrote, cancellation).ConfigureAwait(false))
            {
                refused.AddRange(unit.Former.Select(former => former.Line).Append(unit.Line));
                units++;
                continue;
            }

            (bool isBegun, ImportUnit? rest) = await PutAsync(write, unit, cancellation).ConfigureAwait(false);
            if (!isBegun)
            {
                break;
            }

            units++;
            if (rest is not null)
            {
                return new Written(units, rest, refused, write.NextVersion);
            }
        }

        return new Written(units, null, refused, write.IsEmpty ? write.NextVersion - 1 : write.NextVersion);
    }

    private static async Task<(bool IsBegun, ImportUnit? Left)> PutAsync(SiteWrite write, ImportUnit unit, CancellationToken cancellation)
    {
        List<Announcement> former = unit.Former.Select(one => one.Revision).ToList();
        if (unit.New is { } announcement)
        {
            return write.TryInsert(announcement, former) is { } written ? (true, unit.Rest(written)) : (false, null);
        }

        Announcement? stored = await write.Table.ReadAnnouncementAsync(unit.Id, cancellation).ConfigureAwait(false);
        // Somebody may have removed it, or added these, meanwhile.
        List<Announcement> older = former.Where(one => one.Revision < (stored?.OldestRevision ?? 1)).ToList();
        if (stored is null || older.Count == 0)
        {
            return (true, null);
        }

        int added = write.AddFormer(stored, older);
        return added == 0 ? (false, null) : (true, unit.Rest(former.Count - older.Count + added));
    }

    // Only when another wrote since the check, or an insert failed, is there anything to look for.
    private static async Task<bool> IsTakenAsync(SiteWrite write, ImportUnit unit, Announcement announcement, bool hasMoved, CancellationToken cancellation)
    {
        List<string> rowKeys = [RowKeys.Announcement(announcement.Id), .. announcement.FormerSlugs.Append(announcement.Slug).Select(RowKeys.Slug)];
        if (rowKeys.Exists(write.IsTaken) || announcement.Categories.Any(category => write.Categories.Stored(category) is not { AliasOf: null }))
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

        return unit.IsBySource && announcement.SourceUrl is { } source && await HasSourceAsync(write.Table, source, cancellation).ConfigureAwait(false);
    }

    private static async Task<bool> HasSourceAsync(SiteTable table, string source, CancellationToken cancellation)
    {
        await foreach (Azure.Data.Tables.TableEntity _ in table.RowsAsync(RowRange.Of(RowKeys.SourcePrefix(source)), null, cancellation, pageSize: 1).ConfigureAwait(false))
        {
            return true;
        }

        return false;
    }

    private sealed record Written(int Units, ImportUnit? Rest, IReadOnlyList<int> Refused, long Version);
}
