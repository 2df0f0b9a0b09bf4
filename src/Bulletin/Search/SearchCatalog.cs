using Azure.Data.Tables;
using Bulletin.Announcements;
using Bulletin.Storage;

namespace Bulletin.Search;

/// <summary>
/// The search index of this instance. It is filled when somebody searches first, and kept current by the change log: by the next
/// search after a write of this instance, within a few seconds after one of another instance. While storage is away it is used as it
/// is, for as long as answers are.
/// </summary>
internal sealed class SearchCatalog : IDisposable
{
    // What is put into the index at a time: others may search in between.
    private const int BatchSize = 200;

    private readonly SiteTable table;
    private readonly AnnouncementReader reader;
    private readonly RefilledValue<State> present;

    // The index is for one caller at a time; so is the way forward.
    private readonly SemaphoreSlim inUse = new(1);
    private readonly SemaphoreSlim advancing = new(1);
    private volatile State? state;
    private long written;

    public SearchCatalog(SiteTable table, AnnouncementReader reader, TimeProvider clock, RefillLimits limits)
    {
        this.table = table;
        this.reader = reader;
        present = new RefilledValue<State>(limits, clock);
    }

    /// <summary>For how long an index is used without a look at the change log: 3 s.</summary>
    public static TimeSpan Fresh => TimeSpan.FromSeconds(3);

    /// <summary>How long a first filling may take before it is given up: 10 min. Requests do not wait so long.</summary>
    public static TimeSpan LongestFilling => TimeSpan.FromMinutes(10);

    /// <summary>Notes a write of this instance: the next search has it.</summary>
    public void Note(SiteWrite write) => Volatile.Write(ref written, write.NextVersion);

    /// <summary>Uses the index as it was a few seconds ago, or as it is after the last write of this instance.</summary>
    /// <param name="use">What to do with it; nobody else uses it meanwhile.</param>
    /// <param name="cancellation">Stops the waiting.</param>
    /// <exception cref="StorageUnavailableException">Storage did not answer, and the index is not there or too old.</exception>
    public async Task<T> UseAsync<T>(Func<SearchIndex, T> use, CancellationToken cancellation)
    {
        (State current, bool isStale) = await ReadAsync(cancellation).ConfigureAwait(false);
        return !isStale && current.Version < Volatile.Read(ref written)
            ? await UsePresentAsync(use, cancellation).ConfigureAwait(false)
            : await UseAsync(current, use, cancellation).ConfigureAwait(false);
    }

    /// <summary>Uses the index as it is now.</summary>
    /// <inheritdoc cref="UseAsync{T}(Func{SearchIndex, T}, CancellationToken)"/>
    public async Task<T> UsePresentAsync<T>(Func<SearchIndex, T> use, CancellationToken cancellation)
    {
        if (state is null)
        {
            // A first filling goes on when the request does not wait for it any longer.
            await ReadAsync(cancellation).ConfigureAwait(false);
        }

        State current = await AdvanceAsync(cancellation).ConfigureAwait(false);
        present.Put(current);
        return await UseAsync(current, use, cancellation).ConfigureAwait(false);
    }

    public void Dispose()
    {
        state?.Index.Dispose();
        inUse.Dispose();
        advancing.Dispose();
    }

    private ValueTask<(State Value, bool IsStale)> ReadAsync(CancellationToken cancellation) =>
        present.ReadAsync(async stop => (await AdvanceAsync(stop).ConfigureAwait(false), null), cancellation);

    private async Task<T> UseAsync<T>(State current, Func<SearchIndex, T> use, CancellationToken cancellation)
    {
        await inUse.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            // Another one may be in its place meanwhile, and this one closed.
            return use((state ?? current).Index);
        }
        finally
        {
            inUse.Release();
        }
    }

    // Brings the index to the present version of the site.
    private async Task<State> AdvanceAsync(CancellationToken cancellation)
    {
        await advancing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            SiteVersion version = await SiteVersion.ReadAsync(table, cancellation).ConfigureAwait(false);
            string epoch = version.ETag is null ? string.Empty : version.Epoch;
            if (state is not { } before || before.Epoch != epoch || !await CatchUpAsync(before, version.Version, cancellation).ConfigureAwait(false))
            {
                await FillAsync(epoch, version.Version, cancellation).ConfigureAwait(false);
            }

            // A site that was made anew counts from 0 again.
            if (state!.Version < Volatile.Read(ref written))
            {
                Volatile.Write(ref written, state.Version);
            }

            return state;
        }
        finally
        {
            advancing.Release();
        }
    }

    // False when the change log does not go back so far.
    private async Task<bool> CatchUpAsync(State before, long version, CancellationToken cancellation)
    {
        if (before.Version >= version)
        {
            return before.Version == version;
        }

        HashSet<Guid> changed = [];
        long told = before.Version;
        var range = new RowRange(RowKeys.Change(before.Version + 1), RowKeys.Change(version + 1));
        await foreach (TableEntity row in table.RowsAsync(range, null, cancellation).ConfigureAwait(false))
        {
            var entry = ChangeLogEntry.FromRow(row);
            if (entry.Version != told + 1)
            {
                return false;
            }

            told = entry.Version;
            changed.UnionWith(entry.Changes.Where(change => change.Kind != ChangeKind.Category).Select(change => change.Id));
        }

        if (told < version)
        {
            return false;
        }

        foreach (Guid[] ids in changed.Chunk(BatchSize))
        {
            IReadOnlyDictionary<Guid, Announcement> announcements = await reader.ReadAsync(ids, cancellation).ConfigureAwait(false);
            List<SearchDocument> documents = announcements.Values.Select(announcement => new SearchDocument(announcement)).ToList();
            await UseAsync(
                before,
                index =>
                {
                    index.Remove(ids.Where(id => !announcements.ContainsKey(id)));
                    index.Put(documents);
                    return true;
                },
                cancellation).ConfigureAwait(false);
        }

        state = before with { Version = version };
        return true;
    }

    private async Task FillAsync(string epoch, long version, CancellationToken cancellation)
    {
        var index = new SearchIndex();
        try
        {
            // While storage hands over the next rows, those before are put in.
            Task put = Task.CompletedTask;
            await foreach (IReadOnlyList<TableEntity> rows in table
                .PagesAsync(RowRange.Of(RowKeys.AnnouncementPrefix), null, SiteTable.MaximumPage, cancellation).ConfigureAwait(false))
            {
                await put.ConfigureAwait(false);
                put = Task.Run(() => index.Put(rows.AsParallel().Select(row => new SearchDocument(Announcement.FromRow(row)))), cancellation);
            }

            await put.ConfigureAwait(false);
        }
        catch
        {
            index.Dispose();
            throw;
        }

        await inUse.WaitAsync(cancellation).ConfigureAwait(false);
        State? before = state;
        // What was written while it was filled is in the log above this version.
        state = new State(index, epoch, version);
        before?.Index.Dispose();
        inUse.Release();
    }

    private sealed record State(SearchIndex Index, string Epoch, long Version);
}
