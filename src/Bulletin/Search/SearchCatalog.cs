using Azure.Data.Tables;
using Bulletin.Announcements;
using Bulletin.Problems;
using Bulletin.Site;
using Bulletin.Storage;
using Bulletin.Telemetry;
using Microsoft.Extensions.Logging;

namespace Bulletin.Search;

/// <summary>The search index of this instance.</summary>
/// <remarks>
/// It is filled at the first search. After that, it takes over the writes of this instance at once and without storage,
/// and those of others from the change log within a few seconds. While storage is unavailable, the old index is used
/// for as long as cached responses are.
/// </remarks>
internal sealed class SearchCatalog : IDisposable
{
    // The number of announcements put into the index at a time; other searches run in between.
    private const int BatchSize = 200;

    // The number of others' changes read at a time; each part read shows that storage responds.
    private const int ReadAtOnce = 16;

    // Above these limits filling is faster than catching up, which reads each changed announcement separately.
    private const int MaximumVersions = 5_000;
    private const int MaximumChanged = 500;

    // Filling runs in the background, and requests do not wait for all of it: 10 min.
    private static readonly TimeSpan LongestFilling = TimeSpan.FromMinutes(10);

    // The longest time that a search waits for the index to be updated before it uses the old one; less than the
    // deadline of a request.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    // The memory limit for writes of this instance that are not in the index yet.
    private const int OwnBytes = 32 * 1024 * 1024;

    // Below this number of announcements, filling the index is faster than reading a snapshot.
    private const int SmallestSaved = 500;

    // The largest distance of a snapshot from the current version and time; up to these limits, catching up takes no
    // time.
    private const int MaximumBehind = 200;
    private static readonly TimeSpan MaximumAge = TimeSpan.FromDays(1);

    private readonly SiteTable table;
    private readonly SearchSnapshots snapshots;
    private readonly AnnouncementReader reader;
    private readonly TimeProvider clock;
    private readonly ILogger<SearchCatalog> log;
    private readonly RefilledValue<Current> recent;
    private readonly OwnWrites own = new(OwnBytes);
    private readonly CancellationTokenSource closing = new();

    // Only one caller at a time uses the index, and only one at a time advances it.
    private readonly SemaphoreSlim inUse = new(1);
    private readonly SemaphoreSlim advancing = new(1);
    private volatile Current? current;
    private Task filling = Task.CompletedTask;
    private long writtenVersion;
    private int isFollowing;

    public SearchCatalog(
        SiteTable table,
        SearchSnapshots snapshots,
        AnnouncementReader reader,
        TimeProvider clock,
        TimeSpan stale,
        ILogger<SearchCatalog> log)
    {
        this.table = table;
        this.snapshots = snapshots;
        this.clock = clock;
        this.log = log;
        this.reader = reader;
        // 3 s: together with the read cache, writes of another instance are found within 10 s.
        recent = new RefilledValue<Current>(
            new RefillLimits { Fresh = TimeSpan.FromSeconds(3), Stale = stale, LongestWait = LongestWait, Deadline = LongestFilling },
            clock);
    }

    /// <summary>Takes over a write of this instance in the background; the next search includes it.</summary>
    public void Note(SiteWrite write)
    {
        // Until the first search there is no index to update.
        if (current is not null)
        {
            own.Add(OwnWrite.Of(write));
        }

        Volatile.Write(ref writtenVersion, write.NextVersion);
        if (current is not null && Interlocked.Exchange(ref isFollowing, 1) == 0)
        {
            _ = Task.Run(FollowAsync);
        }
    }

    /// <summary>Uses the index, at most a few seconds old, with all writes of this instance.</summary>
    /// <param name="use">Uses the index exclusively.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    /// <returns>The result, and true if the index is older than that because storage is unavailable.</returns>
    /// <exception cref="StorageUnavailableException">
    /// Storage did not respond, and there is no index or it is too old.
    /// </exception>
    public async Task<(T Result, bool IsStale)> UseAsync<T>(Func<SearchIndex, T> use, CancellationToken cancellation)
    {
        long needed = Volatile.Read(ref writtenVersion);
        (_, bool isStale) = await recent
            .ReadAsync(async stop => (await AdvanceAsync(long.MaxValue, stop).ConfigureAwait(false), null), cancellation)
            .ConfigureAwait(false);
        if (!isStale && current!.Version < needed)
        {
            isStale = !await IsReachedAsync(needed, cancellation).ConfigureAwait(false);
        }

        return (await InTurnAsync(use, cancellation).ConfigureAwait(false), isStale);
    }

    // Usually the writes of this instance are already being taken over, which needs no storage.
    private async Task<bool> IsReachedAsync(long needed, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(LongestWait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            await AdvanceAsync(needed, either.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception late) when (
            late is StorageUnavailableException || (late is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return false;
        }
    }

    /// <summary>Uses the index after bringing it up to date.</summary>
    /// <param name="use">Uses the index exclusively.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public async Task<T> UsePresentAsync<T>(Func<SearchIndex, T> use, CancellationToken cancellation)
    {
        recent.Put(await AdvanceAsync(long.MaxValue, cancellation).ConfigureAwait(false));
        return await InTurnAsync(use, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Saves the index in storage for starting instances, if the site is large and the saved index is a day old or some
    /// hundred writes behind. It may be interrupted at any point, and may run twice at the same time.
    /// </summary>
    /// <returns>True if it was saved.</returns>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public async Task<bool> SaveAsync(CancellationToken cancellation)
    {
        SiteVersion version = await SiteVersion.ReadAsync(table, cancellation).ConfigureAwait(false);
        if (!await IsSavingNeededAsync(version, cancellation).ConfigureAwait(false))
        {
            return false;
        }

        Current saved = await AdvanceAsync(long.MaxValue, cancellation).ConfigureAwait(false);
        Func<byte[]> write = await InTurnAsync(index => index.Save(), cancellation).ConfigureAwait(false);
        byte[] bytes = write();
        await snapshots.SaveAsync(bytes, saved.Epoch, saved.Version, clock.GetUtcNow(), cancellation).ConfigureAwait(false);
        log.LogInformation("The search index was saved at version {Version}: {Bytes} bytes.", saved.Version, bytes.Length);
        return true;
    }

    public void Dispose()
    {
        closing.Cancel();
        current?.Index.Dispose();
        closing.Dispose();
        inUse.Dispose();
        advancing.Dispose();
    }

    private async Task<T> InTurnAsync<T>(Func<SearchIndex, T> use, CancellationToken cancellation)
    {
        await inUse.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return use(current!.Index);
        }
        finally
        {
            inUse.Release();
        }
    }

    // Brings the index to the site's current version, unless another caller has brought it to the needed version
    // meanwhile.
    private async Task<Current> AdvanceAsync(long needed, CancellationToken cancellation)
    {
        await advancing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (await FollowOwnAsync(cancellation).ConfigureAwait(false) is { } already && already.Version >= needed)
            {
                return already;
            }

            long noted = Volatile.Read(ref writtenVersion);
            SiteVersion version = await SiteVersion.ReadAsync(table, cancellation).ConfigureAwait(false);
            recent.NoteAnswer();
            string epoch = version.ETag is null ? string.Empty : version.Epoch;
            if (current is not { } before
                || before.Epoch != epoch
                || !await CatchUpAsync(before, version.Version, cancellation).ConfigureAwait(false))
            {
                await FillInBackground(epoch, version.Version).WaitAsync(cancellation).ConfigureAwait(false);
                // An earlier request may have started the filling, at an earlier version.
                await CatchUpAsync(current!, version.Version, cancellation).ConfigureAwait(false);
            }

            own.Forget(current!.Version, current.Epoch);
            // The site was recreated and its version starts at 0: do not wait for writes to the former site.
            if (current.Version < noted)
            {
                Interlocked.CompareExchange(ref writtenVersion, current.Version, noted);
            }

            return current;
        }
        finally
        {
            advancing.Release();
        }
    }

    // Takes over the writes of this instance until there are no more, or another instance's write comes next.
    private async Task FollowAsync()
    {
        try
        {
            do
            {
                await advancing.WaitAsync(closing.Token).ConfigureAwait(false);
                try
                {
                    await FollowOwnAsync(closing.Token).ConfigureAwait(false);
                }
                finally
                {
                    advancing.Release();
                }

                Volatile.Write(ref isFollowing, 0);
            }
            while (current is { } reached
                && own.Following(reached.Version, reached.Epoch, 1).Count > 0
                && Interlocked.Exchange(ref isFollowing, 1) == 0);
        }
        catch (Exception failure) when (failure is OperationCanceledException or ObjectDisposedException)
        {
            // The service is stopping.
        }
        catch (Exception failure)
        {
            Volatile.Write(ref isFollowing, 0);
            log.LogWarning(failure, "What this instance wrote could not be put into the search index; the next search tries again.");
        }
    }

    // Puts the next writes of this instance into the index, without storage. The caller must hold "advancing".
    private async Task<Current?> FollowOwnAsync(CancellationToken cancellation)
    {
        while (current is { } before && own.Following(before.Version, before.Epoch, BatchSize) is { Count: > 0 } writes)
        {
            Dictionary<Guid, TableEntity?> rows = [];
            foreach ((Guid id, TableEntity? row) in writes.SelectMany(write => write.Rows))
            {
                rows[id] = row;
            }

            if (!await PutAsync(before, rows, writes[^1].Version, cancellation).ConfigureAwait(false))
            {
                break;
            }

            own.Forget(writes[^1].Version, before.Epoch);
        }

        return current;
    }

    // Each row is an announcement; null for a deleted one.
    private Task<bool> PutAsync(Current before, Dictionary<Guid, TableEntity?> rows, long version, CancellationToken cancellation)
    {
        List<SearchDocument> documents =
            [.. rows.Values.OfType<TableEntity>().AsParallel().Select(row => new SearchDocument(Announcement.FromRow(row)))];
        return PutAsync(before, documents, rows.Where(row => row.Value is null).Select(row => row.Key), version, cancellation);
    }

    // Returns false if the index was meanwhile replaced by a newly filled one.
    private Task<bool> PutAsync(
        Current before,
        IReadOnlyList<SearchDocument> documents,
        IEnumerable<Guid> gone,
        long version,
        CancellationToken cancellation) => InTurnAsync(
            index =>
            {
                if (current != before)
                {
                    return false;
                }

                index.Remove(gone);
                index.Put(documents);
                current = before with { Version = version };
                return true;
            },
            cancellation);

    // Returns false if the index must be filled again, because the change log does not go back far enough or others
    // have changed too much.
    private async Task<bool> CatchUpAsync(Current before, long version, CancellationToken cancellation)
    {
        if (before.Version >= version || version - before.Version > MaximumVersions)
        {
            return before.Version == version;
        }

        if (await ReadLogAsync(before, version, cancellation).ConfigureAwait(false) is not var (known, others)
            || others.Count > MaximumChanged)
        {
            return false;
        }

        // The version advances only after all changes are in the index.
        foreach (KeyValuePair<Guid, TableEntity?>[] rows in known.Chunk(BatchSize))
        {
            await PutAsync(before, rows.ToDictionary(), before.Version, cancellation).ConfigureAwait(false);
            recent.NoteAnswer();
        }

        foreach (Guid[] ids in others.Chunk(ReadAtOnce))
        {
            IReadOnlyDictionary<Guid, Announcement> announcements = await reader.ReadAsync(ids, cancellation).ConfigureAwait(false);
            List<SearchDocument> documents =
                [.. announcements.Values.AsParallel().Select(announcement => new SearchDocument(announcement))];
            IEnumerable<Guid> gone = ids.Where(id => !announcements.ContainsKey(id));
            await PutAsync(before, documents, gone, before.Version, cancellation).ConfigureAwait(false);
            recent.NoteAnswer();
        }

        return await PutAsync(before, [], [], version, cancellation).ConfigureAwait(false);
    }

    // Returns the announcements changed up to a version: those whose current row this instance knows, and the others.
    // Returns null if the change log has a gap.
    private async Task<(Dictionary<Guid, TableEntity?> Known, HashSet<Guid> Others)?> ReadLogAsync(
        Current before, long version, CancellationToken cancellation)
    {
        IReadOnlyDictionary<Guid, OwnWrite> writes = own.ById();
        Dictionary<Guid, TableEntity?> known = [];
        HashSet<Guid> others = [];
        long told = before.Version;
        var range = new RowRange(RowKeys.Change(before.Version + 1), RowKeys.Change(version + 1));
        await foreach (TableEntity row in table.RowsAsync(range, null, cancellation).ConfigureAwait(false))
        {
            var entry = ChangeLogEntry.FromRow(row);
            if (entry.Version != ++told)
            {
                return null;
            }

            if (writes.TryGetValue(entry.WriteId, out OwnWrite? write))
            {
                foreach ((Guid id, TableEntity? present) in write.Rows)
                {
                    known[id] = present;
                }
            }
            else
            {
                others.UnionWith(entry.Changes.Where(change => change.Kind != ChangeKind.Category).Select(change => change.Id));
            }
        }

        recent.NoteAnswer();
        // An announcement that others have changed as well is read from storage, where it is at least as new.
        others.ToList().ForEach(id => known.Remove(id));
        return told < version ? null : (known, others);
    }

    // Filling continues even if the request that started it no longer waits. The caller must hold "advancing".
    private Task FillInBackground(string epoch, long version)
    {
        if (filling.IsCompleted)
        {
            filling = Task.Run(() => FillAsync(epoch, version));
            filling.ContinueWith(_ => ReturnMemory(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        return filling;
    }

    private async Task FillAsync(string epoch, long version)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(closing.Token);
        stop.CancelAfter(LongestFilling);
        using Measurement? told = BulletinTelemetry.Begin(BulletinTelemetry.SearchFillDuration, "search fill");
        try
        {
            string source = await FillAsync(epoch, version, stop.Token).ConfigureAwait(false);
            int documents = current?.Index.Count ?? 0;
            told?.Tell("bulletin.search.source", source);
            told?.Note("bulletin.search.documents", documents);
            BulletinTelemetry.SearchDocuments.Record(documents);
        }
        catch (Exception failure)
        {
            told?.Fail(failure);
            throw;
        }
    }

    // Returns the source: snapshot or table.
    private async Task<string> FillAsync(string epoch, long version, CancellationToken stop)
    {
        // Catching up from the current version was not possible, so an older snapshot would not help, and searches
        // would find less meanwhile.
        long reached = current is { } present && present.Epoch == epoch ? present.Version : -1;
        if (await LoadAsync(epoch, reached, version, stop).ConfigureAwait(false) is { } saved)
        {
            (await ReplaceAsync(saved, stop).ConfigureAwait(false))?.Index.Dispose();
            if (await CatchUpAsync(saved, version, stop).ConfigureAwait(false))
            {
                return "snapshot";
            }
        }

        SearchIndex filled = await ReadAllAsync(stop).ConfigureAwait(false);
        // Writes during the filling are in the change log after this version.
        (await ReplaceAsync(new Current(filled, epoch, version), stop).ConfigureAwait(false))?.Index.Dispose();
        return "table";
    }

    // Reading a large site leaves garbage many times the size of the index, which the process would otherwise keep.
    private void ReturnMemory()
    {
        if (current?.Index.Count >= SmallestSaved)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }

    // Returns the saved index if it belongs to this site and release, is newer than the current one, and is not too far
    // behind; otherwise null. A snapshot that is replaced during the read is read again.
    private async Task<Current?> LoadAsync(string epoch, long reached, long version, CancellationToken cancellation)
    {
        try
        {
            string? unreadable = null;
            while (await snapshots.FindAsync(cancellation).ConfigureAwait(false) is { } snapshot
                && snapshot.Id != unreadable && snapshot.Epoch == epoch
                && snapshot.Version > reached && snapshot.Version <= version && version - snapshot.Version <= MaximumVersions)
            {
                if (await snapshots.ReadAsync(snapshot, cancellation).ConfigureAwait(false) is { } bytes)
                {
                    return new Current(SearchIndex.Load(bytes), epoch, snapshot.Version);
                }

                unreadable = snapshot.Id;
            }

            if (unreadable is not null)
            {
                log.LogInformation("The saved search index {Id} is damaged or was removed; the index is made anew.", unreadable);
            }

            return null;
        }
        catch (Exception damaged) when (damaged is not (OperationCanceledException or UnavailableException or OutOfMemoryException))
        {
            log.LogWarning(damaged, "The saved search index cannot be used; it is made anew.");
            return null;
        }
    }

    private async Task<SearchIndex> ReadAllAsync(CancellationToken cancellation)
    {
        var index = new SearchIndex();
        Task put = Task.CompletedTask;
        try
        {
            // While storage returns the next rows, the previous ones are put into the index.
            await foreach (IReadOnlyList<TableEntity> rows in table
                .PagesAsync(RowRange.Of(RowKeys.AnnouncementPrefix), null, StoredTable.MaximumPage, cancellation).ConfigureAwait(false))
            {
                await put.ConfigureAwait(false);
                recent.NoteAnswer();
                put = Task.Run(
                    () => index.Put(rows.AsParallel().Select(row => new SearchDocument(Announcement.FromRow(row)))), cancellation);
            }

            await put.ConfigureAwait(false);
            index.Optimize();
            return index;
        }
        catch
        {
            await put.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            index.Dispose();
            throw;
        }
    }

    private async Task<bool> IsSavingNeededAsync(SiteVersion version, CancellationToken cancellation)
    {
        SearchSnapshot? snapshot = await snapshots.FindAsync(cancellation).ConfigureAwait(false);
        if (snapshot is not null && snapshot.Epoch == version.Epoch && snapshot.Version <= version.Version)
        {
            long behind = version.Version - snapshot.Version;
            return behind > MaximumBehind || (behind > 0 && clock.GetUtcNow() - snapshot.SavedAt > MaximumAge);
        }

        int announcements = 0;
        await foreach (TableEntity _ in table
            .RowsAsync(RowRange.Of(RowKeys.AnnouncementPrefix), null, cancellation, SmallestSaved, [nameof(TableEntity.RowKey)])
            .ConfigureAwait(false))
        {
            if (++announcements == SmallestSaved)
            {
                return true;
            }
        }

        return false;
    }

    private async Task<Current?> ReplaceAsync(Current next, CancellationToken cancellation)
    {
        await inUse.WaitAsync(cancellation).ConfigureAwait(false);
        Current? before = current;
        current = next;
        inUse.Release();
        return before;
    }

    private sealed record Current(SearchIndex Index, string Epoch, long Version);
}
