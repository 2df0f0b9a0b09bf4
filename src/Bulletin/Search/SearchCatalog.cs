using Azure.Data.Tables;
using Bulletin.Announcements;
using Bulletin.Problems;
using Bulletin.Site;
using Bulletin.Storage;
using Bulletin.Telemetry;
using Microsoft.Extensions.Logging;

namespace Bulletin.Search;

/// <summary>
/// The search index of this instance. It is filled when somebody searches first. Then it takes over what the instance writes itself, at
/// once and without storage, and what others write by the change log, within a few seconds. While storage is away it is used as it is,
/// for as long as answers are.
/// </summary>
internal sealed class SearchCatalog : IDisposable
{
    // What is put into the index at a time: others may search in between.
    private const int BatchSize = 200;

    // What is read of others' changes at a time: after each part it is known that storage answers.
    private const int ReadAtOnce = 16;

    // Beyond these, filling is faster than catching up, which reads each changed announcement by itself.
    private const int MaximumVersions = 5_000;
    private const int MaximumChanged = 500;

    // A filling does not wait for requests, and requests do not wait for all of a filling: 10 min.
    private static readonly TimeSpan LongestFilling = TimeSpan.FromMinutes(10);

    // How long a search waits for an index that is being brought up to date before it uses the one that is there: below the deadline of a
    // request.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    // The memory for writes of this instance that are on their way into the index.
    private const int OwnBytes = 32 * 1024 * 1024;

    // Fewer are put in faster than a snapshot is read.
    private const int SmallestSaved = 500;

    // How far a snapshot may be behind: by then it is caught up at once.
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

    // The index is for one caller at a time; so is the way forward.
    private readonly SemaphoreSlim inUse = new(1);
    private readonly SemaphoreSlim advancing = new(1);
    private volatile Current? current;
    private Task filling = Task.CompletedTask;
    private long writtenVersion;
    private int isFollowing;

    public SearchCatalog(
        SiteTable table, SearchSnapshots snapshots, AnnouncementReader reader, TimeProvider clock, TimeSpan stale, ILogger<SearchCatalog> log)
    {
        this.table = table;
        this.snapshots = snapshots;
        this.clock = clock;
        this.log = log;
        this.reader = reader;
        // 3 s: with those of the read cache, what another instance writes is found within 10 s.
        recent = new RefilledValue<Current>(
            new RefillLimits { Fresh = TimeSpan.FromSeconds(3), Stale = stale, LongestWait = LongestWait, Deadline = LongestFilling }, clock);
    }

    /// <summary>Takes over a write of this instance, beside what goes on: the next search has it.</summary>
    public void Note(SiteWrite write)
    {
        // While nobody searches here there is nothing to keep current.
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

    /// <summary>Uses the index as it was a few seconds ago, with all that this instance has written.</summary>
    /// <param name="use">What to do with it; nobody else uses it meanwhile.</param>
    /// <param name="cancellation">Stops the waiting.</param>
    /// <returns>The result, and whether the index is older than that because storage is away.</returns>
    /// <exception cref="StorageUnavailableException">Storage did not answer, and the index is not there or too old.</exception>
    public async Task<(T Result, bool IsStale)> UseAsync<T>(Func<SearchIndex, T> use, CancellationToken cancellation)
    {
        long needed = Volatile.Read(ref writtenVersion);
        (_, bool isStale) = await recent
            .ReadAsync(async stop => (await AdvanceAsync(long.MaxValue, stop).ConfigureAwait(false), null), cancellation).ConfigureAwait(false);
        if (!isStale && current!.Version < needed)
        {
            isStale = !await IsReachedAsync(needed, cancellation).ConfigureAwait(false);
        }

        return (await InTurnAsync(use, cancellation).ConfigureAwait(false), isStale);
    }

    // Usually what this instance has written is on its way already, and no storage is needed.
    private async Task<bool> IsReachedAsync(long needed, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(LongestWait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            await AdvanceAsync(needed, either.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception late) when (late is StorageUnavailableException || (late is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return false;
        }
    }

    /// <summary>Uses the index as it is now.</summary>
    /// <param name="use">What to do with it; nobody else uses it meanwhile.</param>
    /// <param name="cancellation">Stops the waiting.</param>
    /// <exception cref="StorageUnavailableException">Storage did not answer.</exception>
    public async Task<T> UsePresentAsync<T>(Func<SearchIndex, T> use, CancellationToken cancellation)
    {
        recent.Put(await AdvanceAsync(long.MaxValue, cancellation).ConfigureAwait(false));
        return await InTurnAsync(use, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Saves the index in storage for instances that start, when the site is large and the saved one is of another day or some hundred
    /// writes behind. It may be stopped anywhere and run twice at once.
    /// </summary>
    /// <returns>Whether it was saved.</returns>
    /// <exception cref="StorageUnavailableException">Storage did not answer.</exception>
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

    // Brings the index to the present version of the site, unless another caller has brought it to the needed one meanwhile.
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
            if (current is not { } before || before.Epoch != epoch || !await CatchUpAsync(before, version.Version, cancellation).ConfigureAwait(false))
            {
                await FillInBackground(epoch, version.Version).WaitAsync(cancellation).ConfigureAwait(false);
                // It may have been begun by an earlier request, at an earlier version.
                await CatchUpAsync(current!, version.Version, cancellation).ConfigureAwait(false);
            }

            own.Forget(current!.Version, current.Epoch);
            // The site was made anew and counts from 0: what this instance wrote to the former one is not waited for.
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

    // Takes over what this instance has written, as long as there is more and nobody else wrote in between.
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
            while (current is { } reached && own.Following(reached.Version, reached.Epoch, 1).Count > 0 && Interlocked.Exchange(ref isFollowing, 1) == 0);
        }
        catch (Exception failure) when (failure is OperationCanceledException or ObjectDisposedException)
        {
            // The service stops.
        }
        catch (Exception failure)
        {
            Volatile.Write(ref isFollowing, 0);
            log.LogWarning(failure, "What this instance wrote could not be put into the search index; the next search tries again.");
        }
    }

    // Puts what this instance wrote next into the index: it needs no storage. Called by one at a time.
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

    // Each row is an announcement; null for one that is gone.
    private Task<bool> PutAsync(Current before, Dictionary<Guid, TableEntity?> rows, long version, CancellationToken cancellation)
    {
        List<SearchDocument> documents = [.. rows.Values.OfType<TableEntity>().AsParallel().Select(row => new SearchDocument(Announcement.FromRow(row)))];
        return PutAsync(before, documents, rows.Where(row => row.Value is null).Select(row => row.Key), version, cancellation);
    }

    // False when the index was replaced meanwhile by one that was filled.
    private Task<bool> PutAsync(
        Current before, IReadOnlyList<SearchDocument> documents, IEnumerable<Guid> gone, long version, CancellationToken cancellation) => InTurnAsync(
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

    // False when the index must be filled anew: the change log does not go back so far, or others have changed too much.
    private async Task<bool> CatchUpAsync(Current before, long version, CancellationToken cancellation)
    {
        if (before.Version >= version || version - before.Version > MaximumVersions)
        {
            return before.Version == version;
        }

        if (await ReadLogAsync(before, version, cancellation).ConfigureAwait(false) is not var (known, others) || others.Count > MaximumChanged)
        {
            return false;
        }

        // The version moves on when everything is there.
        foreach (KeyValuePair<Guid, TableEntity?>[] rows in known.Chunk(BatchSize))
        {
            await PutAsync(before, rows.ToDictionary(), before.Version, cancellation).ConfigureAwait(false);
            recent.NoteAnswer();
        }

        foreach (Guid[] ids in others.Chunk(ReadAtOnce))
        {
            IReadOnlyDictionary<Guid, Announcement> announcements = await reader.ReadAsync(ids, cancellation).ConfigureAwait(false);
            List<SearchDocument> documents = [.. announcements.Values.AsParallel().Select(announcement => new SearchDocument(announcement))];
            IEnumerable<Guid> gone = ids.Where(id => !announcements.ContainsKey(id));
            await PutAsync(before, documents, gone, before.Version, cancellation).ConfigureAwait(false);
            recent.NoteAnswer();
        }

        return await PutAsync(before, [], [], version, cancellation).ConfigureAwait(false);
    }

    // The announcements that changed up to a version: those of which this instance knows the present row, and the others. Null when the
    // change log has a gap.
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
        // What others have changed, too, is read: it is at least as new.
        others.ToList().ForEach(id => known.Remove(id));
        return told < version ? null : (known, others);
    }

    // A filling goes on when the request that began it does not wait any longer. Called by one at a time.
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
            told?.Fail(Measurement.KindOf(failure));
            throw;
        }
    }

    // Returns where it was filled from.
    private async Task<string> FillAsync(string epoch, long version, CancellationToken stop)
    {
        // From where the index is, the change log does not lead on, so neither does it from before; and nobody is to find less meanwhile.
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
        // What was written while it was filled is in the log above this version.
        (await ReplaceAsync(new Current(filled, epoch, version), stop).ConfigureAwait(false))?.Index.Dispose();
        return "table";
    }

    // Reading a large site leaves many times the index behind as garbage, which the process would else keep until it needs it again.
    private void ReturnMemory()
    {
        if (current?.Index.Count >= SmallestSaved)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }

    // The saved index, when there is one of this site and this release that is not too far behind; null otherwise.
    // It is newer than what was reached already. One that was replaced while it was read is read again.
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
            // While storage hands over the next rows, those before are put in.
            await foreach (IReadOnlyList<TableEntity> rows in table
                .PagesAsync(RowRange.Of(RowKeys.AnnouncementPrefix), null, StoredTable.MaximumPage, cancellation).ConfigureAwait(false))
            {
                await put.ConfigureAwait(false);
                recent.NoteAnswer();
                put = Task.Run(() => index.Put(rows.AsParallel().Select(row => new SearchDocument(Announcement.FromRow(row)))), cancellation);
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
            .RowsAsync(RowRange.Of(RowKeys.AnnouncementPrefix), null, cancellation, SmallestSaved, [nameof(TableEntity.RowKey)]).ConfigureAwait(false))
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
