using System.Diagnostics;
using Azure;
using Azure.Data.Tables;
using Bulletin.Problems;
using Bulletin.Storage;
using Bulletin.Telemetry;

namespace Bulletin.Site;

/// <summary>
/// Commits writes, one transaction after the other, each write at the site's next version. Writes that wait at the same time and change
/// different announcements share a transaction. Whoever commits first wins; other instances read again and try again. A lost answer is
/// cleared up by the write id in the change log.
/// </summary>
internal sealed class SiteWriter(SiteTable table, CategoryCache categories, TimeProvider clock, SiteWriterLimits limits) : IDisposable
{
    // With more rows than that hardly another write fits, and planning one in vain costs storage requests.
    private const int RowsOfFullGroup = 88;

    // An attempt that takes longer than this waits for storage: nothing else in it takes long.
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);

    // A timer that is so late says that the machine does not get its work done.
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(1);

    private readonly Lock change = new();
    private readonly LinkedList<WaitingWrite> waiting = new();
    private readonly WaitEstimate estimate = new(limits.Waits, limits.LongestWait, TimeSpan.FromMilliseconds(10));
    private readonly CancellationTokenSource disposed = new();
    private bool isRunning;
    private long attemptBegan;
    private volatile StorageUnavailableException? trouble;

    /// <summary>Called after each committed write of this instance.</summary>
    public event Action<SiteWrite>? Committed;

    /// <summary>The partition that is written, for what is read before a write.</summary>
    public SiteTable Table => table;

    /// <summary>Makes a write.</summary>
    /// <param name="actor">Who writes.</param>
    /// <param name="action">What was asked for, for the change log.</param>
    /// <param name="plan">
    /// Reads, checks and fills the write; it is called again, with a new write, when somebody else committed first. A write that is
    /// left empty is not committed. Its cost must not depend on the length of a text: all others wait for it.
    /// </param>
    /// <param name="cancellation">Stops the write while it waits and reads; a commit that was begun is seen through.</param>
    /// <param name="about">
    /// The one announcement that the write changes, when it changes nothing else and reads nothing that a write of another announcement
    /// changes, but for the counts of categories and for rows that it inserts: such writes may share a transaction. Null for a write that
    /// stays alone.
    /// </param>
    /// <returns>What the plan returned.</returns>
    /// <exception cref="StorageUnavailableException">Storage is away, or what became of the write is not known.</exception>
    /// <exception cref="WritesBusyException">There are more writes than get done in time, of this instance or of others.</exception>
    /// <exception cref="MachineBusyException">The machine did not get the work done in time.</exception>
    public async Task<T> WriteAsync<T>(
        Actor actor, string action, Func<SiteWrite, CancellationToken, Task<T>> plan, CancellationToken cancellation, Guid? about = null)
    {
        cancellation.ThrowIfCancellationRequested();
        T result = default!;
        using var told = new WriteTelemetry(action, limits.Waits);
        var write = new WaitingWrite(actor, action, async (attempt, stop) => result = await plan(attempt, stop).ConfigureAwait(false), about);
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

        // It serves others after the request that begins it, and is no part of that.
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(RunAsync);
        }
    }

    private void Stop(WaitingWrite write, Exception reason)
    {
        // One that is not planned yet is over at once; the others end where they are.
        if (write.TryStop(reason) && TryRemove(write))
        {
            write.Fail(reason);
        }
    }

    private void Expire(WaitingWrite write, TimeSpan after)
    {
        UnavailableException reason = after > limits.Deadline + Late
            ? new MachineBusyException($"The time of a write was up {(after - limits.Deadline).TotalSeconds:0.0} s before the machine noticed.")
            : Cause() is { } storage ? new StorageUnavailableException(storage.Fault, storage.Message, storage)
            : write.Races > 0 ? new WritesBusyException($"Other instances were faster {write.Races} times.") { IsRaced = true }
            // Most of the time went into the attempt, and nothing in it takes long but storage.
            : write.FirstPlanned is { } begun && limits.Waits.GetElapsedTime(begun) > after / 2
                ? new StorageUnavailableException(StorageFault.NoAnswer, "Storage did not answer in time.", null)
            : new WritesBusyException("The writes that came before took too long.") { RetryAfter = estimate.Turn * Count() };
        if (!write.TryStop(reason))
        {
            // A moment more often tells: it is made, or another instance was faster once more.
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

    // What storage has to do with it that there is a wait; null when it has nothing to do with it.
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

    // Whether it waited and was not chosen yet.
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
                // Whatever it is: those who wait must be told, and the next ones get their turn.
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

    // The first that waits, and those behind it that may share its transaction.
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

                // The second write of one announcement is made after the first.
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

    // Lets go of those that are done; returns how many these are.
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

    // One attempt at some writes: those that are neither done nor failed afterwards wait for the next one.
    private async Task AttemptAsync(List<WaitingWrite> chosen)
    {
        // What all of them need is told of the first.
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
            // Somebody left at the last moment: the others are planned without them.
            joined.ForEach(write => write.EndCommit());
            return;
        }

        await CommitAsync(joined, group, either.Token).ConfigureAwait(false);
    }

    // Plans as many as fit; returns those that are in the group.
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
            write.FirstPlanned ??= limits.Waits.GetTimestamp();
            try
            {
                await write.PlanAsync(attempt).ConfigureAwait(false);
            }
            catch (InvalidDataException) when (joined.Count > 0)
            {
                // Rows that do not agree: it is looked into when the write is the first one.
                break;
            }
            catch (InvalidDataException broken)
            {
                // Either they never agree, or another instance committed while they were read.
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
                await PauseAsync(joined.Max(write => write.Races), deadline).ConfigureAwait(false);
                return;
        }
    }

    // Sends a transaction until it is known what became of it: committed, or overtaken by another write, or refused because a
    // row that was to be inserted is there.
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
                    return await SubmitAsync(group, actions, deadline).ConfigureAwait(false);
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
                // The answer is lost, the write perhaps not. The same transaction under the same ETag can succeed only once.
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
        WriteGroup group, IReadOnlyList<TableTransactionAction> actions, CancellationToken deadline)
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
            if (await IsCommittedAsync(group, deadline).ConfigureAwait(false))
            {
                return (true, null);
            }

            // At an entry of the log, or at the version, another write was faster.
            bool isConflict = failure.Status == 409
                && failure is TableTransactionFailedException { FailedTransactionActionIndex: { } index }
                && index >= group.Writes.Count && index < actions.Count - 1;
            return (false, isConflict ? actions[((TableTransactionFailedException)failure).FailedTransactionActionIndex!.Value].Entity.RowKey : null);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            // A row that was read before is gone: that is being overtaken, too.
            if (missing is TableTransactionFailedException { FailedTransactionActionIndex: { } index }
                && actions[index] is { ActionType: TableTransactionActionType.UpdateReplace } expected && expected.Entity.RowKey != RowKeys.Version)
            {
                return (false, null);
            }

            // A row that should be there is not. A table that was deleted and made anew meanwhile is overtaken as well; anything else is a defect.
            SiteVersion present = await SiteVersion.ReadAsync(table, deadline).ConfigureAwait(false);
            if (present.Version == group.First.NextVersion - 1 && present.Epoch == group.First.Epoch)
            {
                throw;
            }

            return (false, null);
        }
    }

    private async Task<bool> IsCommittedAsync(WriteGroup group, CancellationToken deadline)
    {
        TableEntity? entry = await table.ReadAsync(RowKeys.Change(group.First.NextVersion), deadline).ConfigureAwait(false);
        return entry is not null && ChangeLogEntry.FromRow(entry).WriteId == group.First.WriteId;
    }

    private Task PauseAsync(int attempt, CancellationToken deadline)
    {
        double longest = Math.Min(limits.LongestPause.TotalMilliseconds, limits.ShortestPause.TotalMilliseconds * Math.Pow(2, Math.Min(attempt - 1, 16)));
        // Jitter needs no secrecy.
#pragma warning disable CA5394
        return Task.Delay(TimeSpan.FromMilliseconds(longest * (0.5 + (limits.Jitter.NextDouble() / 2))), limits.Waits, deadline);
#pragma warning restore CA5394
    }
}
