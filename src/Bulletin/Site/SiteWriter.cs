using System.Diagnostics;
using Azure;
using Azure.Data.Tables;
using Bulletin.Problems;
using Bulletin.Storage;
using Bulletin.Telemetry;

namespace Bulletin.Site;

/// <summary>
/// Commits writes, one transaction after the other, each write at the site's next version. Waiting writes that change
/// different announcements share a transaction. The first instance to commit wins; the others read and try again. After
/// a lost response, the write id in the change log shows if the write was committed.
/// </summary>
internal sealed class SiteWriter(SiteTable table, CategoryCache categories, TimeProvider clock, SiteWriterLimits limits) : IDisposable
{
    // From this number of rows on hardly another write fits, and planning one in vain costs storage requests.
    private const int RowsOfFullGroup = 88;

    // An attempt that takes longer is waiting for storage: nothing else in it takes long.
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);

    // A timer this late means that the machine is overloaded.
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(1);

    private readonly Lock change = new();
    private readonly LinkedList<WaitingWrite> waiting = new();
    private readonly WaitEstimate estimate = new(limits.Waits, limits.LongestWait, TimeSpan.FromMilliseconds(10));
    private readonly CancellationTokenSource disposed = new();
    private bool isRunning;
    private long attemptBegan;
    private volatile StorageUnavailableException? trouble;

    /// <summary>Raised after each committed write of this instance.</summary>
    public event Action<SiteWrite>? Committed;

    /// <summary>The partition, for reads before a write.</summary>
    public SiteTable Table => table;

    /// <summary>Plans and commits a write.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="action">The requested operation, for the change log.</param>
    /// <param name="plan">
    /// Reads, checks and fills the write. It is called again, with a new write, if another write was committed first. A
    /// write left empty is not committed. Its cost must not depend on the length of a text, because all other writes
    /// wait for it.
    /// </param>
    /// <param name="cancellation">
    /// Cancels the write while it waits and reads; a commit that has started is completed.
    /// </param>
    /// <param name="about">
    /// The only announcement that the write changes. Set it only if the write changes nothing else and reads nothing
    /// that a write to another announcement changes, except for category counts and rows that it inserts; such writes
    /// may share a transaction. Null for a write that needs its own transaction.
    /// </param>
    /// <returns>The result of the plan.</returns>
    /// <exception cref="StorageUnavailableException">
    /// Storage is unavailable, or the outcome of the write is unknown.
    /// </exception>
    /// <exception cref="WritesBusyException">
    /// There are more writes, from this instance or others, than can be done in time.
    /// </exception>
    /// <exception cref="MachineBusyException">The machine is overloaded.</exception>
    public async Task<T> WriteAsync<T>(
        Actor actor, string action, Func<SiteWrite, CancellationToken, Task<T>> plan, CancellationToken cancellation, Guid? about = null)
    {
        cancellation.ThrowIfCancellationRequested();
        T result = default!;
        using var told = new WriteTelemetry(action, limits.Waits);
        var write = new WaitingWrite(
            actor, action, async (attempt, stop) => result = await plan(attempt, stop).ConfigureAwait(false), about);
        told.Of(write);
        long arrived = limits.Waits.GetTimestamp();
        Enqueue(write);
        using var deadline = new CancellationTokenSource(limits.Deadline, limits.Waits);
        using (cancellation.Register(() => Stop(write, new OperationCanceledException(cancellation))))
        using (deadline.Token.Register(() => Expire(write, limits.Waits.GetElapsedTime(arrived))))
        {
            await write.Done.ConfigureAwait(false);
        }

        return result;
    }

    public void Dispose()
    {
        disposed.Cancel();
        disposed.Dispose();
    }

    private void Enqueue(WaitingWrite write)
    {
        lock (change)
        {
            if (estimate.RefusedFor(waiting.Count) is { } wait)
            {
                throw Cause() is { } storage
                    ? new StorageUnavailableException(storage.Fault, storage.Message, storage) { RetryAfter = wait }
                    : new WritesBusyException("There are more writes than get done in time.") { RetryAfter = wait };
            }

            waiting.AddLast(write);
            if (isRunning)
            {
                return;
            }

            isRunning = true;
            Volatile.Write(ref attemptBegan, limits.Waits.GetTimestamp());
        }

        // The loop goes on to serve other requests, so it must not belong to the request that starts it.
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(RunAsync);
        }
    }

    private void Stop(WaitingWrite write, Exception reason)
    {
        // A write that is not planned yet ends at once; the others end at their next step.
        if (write.TryStop(reason) && TryRemove(write))
        {
            write.Fail(reason);
        }
    }

    private void Expire(WaitingWrite write, TimeSpan after)
    {
        UnavailableException reason = after > limits.Deadline + Late
            ? new MachineBusyException(
                $"The time of a write was up {(after - limits.Deadline).TotalSeconds:0.0} s before the machine noticed.")
            : Cause() is { } storage ? new StorageUnavailableException(storage.Fault, storage.Message, storage)
            : write.Races > 0 ? Raced(write)
            // Most of the time was spent in the attempt, and nothing but storage takes long in it.
            : write.FirstPlanned is { } begun && limits.Waits.GetElapsedTime(begun) > after / 2
                ? new StorageUnavailableException(StorageFault.NoAnswer, "Storage did not answer in time.", null)
            : new WritesBusyException("The writes that came before took too long.") { RetryAfter = estimate.Turn * Count() };
        if (!write.TryStop(reason))
        {
            // The outcome is often known a moment later: committed, or another instance was faster again.
            _ = FailSoonAsync(write, Unknown(StorageFault.NoAnswer, reason));
        }
        else if (TryRemove(write))
        {
            write.Fail(reason);
        }
    }

    private async Task FailSoonAsync(WaitingWrite write, Exception failure)
    {
        await Task.Delay(limits.Grace, limits.Waits).ConfigureAwait(false);
        write.Fail(failure);
    }

    // The storage problem that causes the wait; null if storage is not the cause.
    private StorageUnavailableException? Cause() => trouble
        ?? (limits.Waits.GetElapsedTime(Volatile.Read(ref attemptBegan)) > Slow
            ? new StorageUnavailableException(StorageFault.NoAnswer, "Storage takes too long to answer.", null)
            : null);

    private int Count()
    {
        lock (change)
        {
            return waiting.Count;
        }
    }

    // True if the write was waiting and not yet chosen.
    private bool TryRemove(WaitingWrite write)
    {
        lock (change)
        {
            return !write.IsChosen && waiting.Remove(write);
        }
    }

    private async Task RunAsync()
    {
        long noted = limits.Waits.GetTimestamp();
        while (Choose() is { Count: > 0 } chosen)
        {
            Volatile.Write(ref attemptBegan, limits.Waits.GetTimestamp());
            try
            {
                await AttemptAsync(chosen).ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                // Whatever the failure is, the callers must learn of it, and the next writes get their turn.
                chosen.ForEach(write => write.Fail(failure));
            }

            if (Release(chosen) is > 0 and var done)
            {
                long now = limits.Waits.GetTimestamp();
                estimate.Note(limits.Waits.GetElapsedTime(noted, now), done);
                noted = now;
            }
        }
    }

    // Returns the first waiting write, and those after it that may share its transaction.
    private List<WaitingWrite> Choose()
    {
        lock (change)
        {
            List<WaitingWrite> chosen = [];
            HashSet<Guid> about = [];
            foreach (WaitingWrite write in waiting)
            {
                if (chosen.Count == limits.MaximumShared || (chosen.Count > 0 && (chosen[0].About is null || write.About is null)))
                {
                    break;
                }

                // A second write to the same announcement must follow the first.
                if (write.About is not { } id || about.Add(id))
                {
                    write.IsChosen = true;
                    chosen.Add(write);
                }
            }

            isRunning = chosen.Count > 0;
            return chosen;
        }
    }

    // Removes the completed writes from the queue and returns their number.
    private int Release(List<WaitingWrite> chosen)
    {
        int done = 0;
        lock (change)
        {
            foreach (WaitingWrite write in chosen)
            {
                write.IsChosen = false;
                if (write.Done.IsCompleted && waiting.Remove(write))
                {
                    done++;
                }
            }
        }

        return done;
    }

    // Makes one attempt at some writes; those neither committed nor failed afterwards wait for the next attempt.
    private async Task AttemptAsync(List<WaitingWrite> chosen)
    {
        // Storage requests that serve all chosen writes appear in the trace of the first.
        Activity.Current = chosen[0].Span;
        using var deadline = new CancellationTokenSource(limits.Deadline, limits.Waits);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, disposed.Token);
        SiteVersion version;
        CategorySet present;
        try
        {
            version = await SiteVersion.ReadAsync(table, either.Token).ConfigureAwait(false);
            present = await categories.AtAsync(version, either.Token).ConfigureAwait(false);
        }
        catch (StorageUnavailableException away)
        {
            trouble = away;
            throw;
        }

        var group = new WriteGroup(table, version, present);
        List<WaitingWrite> joined = await PlanAsync(chosen, group, either.Token).ConfigureAwait(false);
        if (joined.Count == 0)
        {
            trouble = null;
            return;
        }

        bool isWhole = true;
        joined.ForEach(write => isWhole &= write.TryBeginCommit());
        if (!isWhole)
        {
            // A write was stopped at the last moment: the others are planned again without it.
            joined.ForEach(write => write.EndCommit());
            return;
        }

        await CommitAsync(joined, group, either.Token).ConfigureAwait(false);
    }

    // Plans as many writes as fit, and returns those in the group.
    private async Task<List<WaitingWrite>> PlanAsync(List<WaitingWrite> chosen, WriteGroup group, CancellationToken deadline)
    {
        List<WaitingWrite> joined = [];
        DateTimeOffset now = clock.GetUtcNow().ToMilliseconds();
        foreach (WaitingWrite write in chosen)
        {
            var attempt = new SiteWrite(table, group.Version, group.Categories, now, write.Actor, write.Action, write.Taken)
            {
                RevisionsKept = limits.RevisionsKept,
            };
            write.NotePlanned(limits.Waits.GetTimestamp());
            try
            {
                await write.PlanAsync(attempt).ConfigureAwait(false);
            }
            catch (InvalidDataException) when (joined.Count > 0)
            {
                // Inconsistent rows: they are examined when this write is the first of a group.
                break;
            }
            catch (InvalidDataException broken)
            {
                // Either the rows are permanently inconsistent, or another instance committed while they were read.
                if ((await SiteVersion.ReadAsync(table, deadline).ConfigureAwait(false)).Version == group.Version.Version)
                {
                    write.Fail(broken);
                    continue;
                }

                BulletinTelemetry.TellConflict("version");
                write.Races++;
                await PauseAsync(write.Races, deadline).ConfigureAwait(false);
                break;
            }
            catch (Exception failure)
            {
                write.Fail(failure);
                continue;
            }

            if (attempt.IsEmpty)
            {
                write.Succeed();
                continue;
            }

            if (!group.TryAdd(attempt))
            {
                break;
            }

            joined.Add(write);
            if (group.Rows >= RowsOfFullGroup)
            {
                break;
            }
        }

        return joined;
    }

    private async Task CommitAsync(List<WaitingWrite> joined, WriteGroup group, CancellationToken deadline)
    {
        switch (await SubmitUntilKnownAsync(group, deadline).ConfigureAwait(false))
        {
            case (true, _):
                trouble = null;
                for (int index = 0; index < joined.Count; index++)
                {
                    joined[index].Rows = group.Writes[index].Transaction.Actions.Count + group.Writes[index].ChangedCategories.Count;
                    joined[index].Shared = joined.Count;
                    categories.Keep(group.Writes[index]);
                    Committed?.Invoke(group.Writes[index]);
                    joined[index].Succeed();
                }

                return;
            case (false, { } conflict):
                BulletinTelemetry.TellConflict("row");
                joined[group.IndexOf(conflict)].Taken.Add(conflict);
                joined.ForEach(write => write.EndCommit());
                return;
            default:
                BulletinTelemetry.TellConflict("version");
                joined.ForEach(write => write.Races++);
                joined.ForEach(write => write.EndCommit());
                if (deadline.IsCancellationRequested)
                {
                    joined.ForEach(write => write.Fail(Raced(write)));
                    return;
                }

                await PauseAsync(joined.Max(write => write.Races), deadline).ConfigureAwait(false);
                return;
        }
    }

    // Sends a transaction until its outcome is known: committed, overtaken by another write, or rejected because a row
    // to be inserted exists.
    private async Task<(bool IsCommitted, string? Conflict)> SubmitUntilKnownAsync(WriteGroup group, CancellationToken deadline)
    {
        IReadOnlyList<TableTransactionAction> actions = group.ToActions();
        bool isLost = false;
        try
        {
            for (int attempt = 1; ; attempt++)
            {
                try
                {
                    return await SubmitAsync(group, actions, isRepeated: attempt > 1, deadline).ConfigureAwait(false);
                }
                catch (Exception failure) when (failure is StorageUnavailableException || StoredTable.IsUnavailable(failure, deadline))
                {
                    trouble = StorageUnavailableException.Of(failure);
                    isLost |= trouble.Fault == StorageFault.NoAnswer;
                    if (!trouble.IsWorthRepeating)
                    {
                        throw isLost ? Unknown(trouble.Fault, failure) : trouble;
                    }
                }

                BulletinTelemetry.WriteRetries.Add(1);
                // The response is lost, but the write may be committed. The same transaction with the same ETag can
                // succeed only once.
                await PauseAsync(attempt, deadline).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException late) when (deadline.IsCancellationRequested)
        {
            throw Unknown(StorageFault.NoAnswer, late);
        }
    }

    private static StorageUnavailableException Unknown(StorageFault fault, Exception cause) =>
        new(fault, "Storage did not say in time what became of the write.", cause) { IsOutcomeUnknown = true };

    private async Task<(bool IsCommitted, string? Conflict)> SubmitAsync(
        WriteGroup group, IReadOnlyList<TableTransactionAction> actions, bool isRepeated, CancellationToken deadline)
    {
        using var soon = new CancellationTokenSource(limits.Attempt, limits.Waits);
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(deadline, soon.Token);
        try
        {
            await table.SubmitAsync(actions, attempt.Token).ConfigureAwait(false);
            return (true, null);
        }
        catch (RequestFailedException failure) when (failure.Status is 409 or 412 && !StoredTable.IsUnavailable(failure, deadline))
        {
            if (await IsCommittedAsync(group, isRepeated, deadline).ConfigureAwait(false))
            {
                return (true, null);
            }

            // If a log entry or the version row failed, another write was faster.
            string? conflict = failure is TableTransactionFailedException { Status: 409, FailedTransactionActionIndex: { } index }
                && index >= group.Writes.Count && index < actions.Count - 1
                    ? actions[index].Entity.RowKey
                    : null;
            return (false, conflict);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            // A row that was read has been deleted since: another write was faster.
            if (missing is TableTransactionFailedException { FailedTransactionActionIndex: { } index }
                && actions[index] is { ActionType: TableTransactionActionType.UpdateReplace } expected
                && expected.Entity.RowKey != RowKeys.Version)
            {
                return (false, null);
            }

            // A row that should exist does not. If another write came first, or the table was recreated, this counts as
            // overtaken; anything else is a bug.
            SiteVersion present = await SiteVersion.ReadAsync(table, deadline).ConfigureAwait(false);
            if (present.Version == group.First.NextVersion - 1 && present.Epoch == group.First.Epoch)
            {
                throw;
            }

            return (false, null);
        }
    }

    private static WritesBusyException Raced(WaitingWrite write) =>
        new($"Other instances were faster {write.Races} times.") { IsRaced = true };

    private async Task<bool> IsCommittedAsync(WriteGroup group, bool isRepeated, CancellationToken deadline)
    {
        try
        {
            TableEntity? entry = await table.ReadAsync(RowKeys.Change(group.First.NextVersion), deadline).ConfigureAwait(false);
            return entry is not null && ChangeLogEntry.FromRow(entry).WriteId == group.First.WriteId;
        }
        catch (OperationCanceledException) when (!isRepeated && deadline.IsCancellationRequested)
        {
            // The transaction was sent once, and the answer was a refusal: the write lost a race.
            return false;
        }
    }

    private Task PauseAsync(int attempt, CancellationToken deadline)
    {
        double longest = Math.Min(
            limits.LongestPause.TotalMilliseconds,
            limits.ShortestPause.TotalMilliseconds * Math.Pow(2, Math.Min(attempt - 1, 16)));
        // Jitter needs no cryptographic randomness.
#pragma warning disable CA5394
        return Task.Delay(TimeSpan.FromMilliseconds(longest * (0.5 + (limits.Jitter.NextDouble() / 2))), limits.Waits, deadline);
#pragma warning restore CA5394
    }
}
