using Azure;
using Azure.Data.Tables;
using Bulletin.Access;
using Bulletin.Categories;

namespace Bulletin.Storage;

/// <summary>How long a write may take, and what it leaves of the past. The waits are by the machine's clock, not by the service's.</summary>
internal sealed record SiteWriterLimits
{
    /// <summary>How many former revisions of an announcement are kept; null for all.</summary>
    public int? RevisionsKept { get; init; }

    /// <summary>When a write gives up: 7 s, so that an answer comes within 10.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(7);

    /// <summary>How long one request of a commit may take before it is sent again.</summary>
    public TimeSpan Attempt { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The shortest wait before another try; it doubles up to <see cref="LongestWait"/>, with jitter.</summary>
    public TimeSpan ShortestWait { get; init; } = TimeSpan.FromMilliseconds(10);

    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMilliseconds(500);
}

/// <summary>
/// Commits writes, one after the other, each as one transaction at the site's next version. Whoever commits first wins; the
/// others read again and try again. A lost answer is cleared up by the write id in the change log.
/// </summary>
internal sealed class SiteWriter(SiteTable table, CategoryCache categories, TimeProvider clock, SiteWriterLimits limits) : IDisposable
{
    // An instance never races itself.
    private readonly SemaphoreSlim gate = new(1);

    /// <summary>Called after each committed write of this instance.</summary>
    public event Action<SiteWrite>? Committed;

    /// <summary>The partition that is written, for what is read before a write.</summary>
    public SiteTable Table => table;

    /// <summary>Makes a write.</summary>
    /// <param name="actor">Who writes.</param>
    /// <param name="action">What was asked for, for the change log.</param>
    /// <param name="plan">
    /// Reads, checks and fills the write; it is called again, with a new write, when somebody else committed first. A write that is
    /// left empty is not committed.
    /// </param>
    /// <param name="cancellation">Stops the write while it waits and reads; a commit that was begun is seen through.</param>
    /// <returns>What the plan returned.</returns>
    /// <exception cref="StorageUnavailableException">Storage is away, or what became of the write is not known.</exception>
    public async Task<T> WriteAsync<T>(
        Actor actor, string action, Func<SiteWrite, CancellationToken, Task<T>> plan, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(limits.Deadline);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            await gate.WaitAsync(either.Token).ConfigureAwait(false);
            try
            {
                return await WriteAsync(actor, action, plan, either.Token, deadline.Token).ConfigureAwait(false);
            }
            finally
            {
                gate.Release();
            }
        }
        catch (OperationCanceledException late) when (deadline.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new StorageUnavailableException("The write could not be made in time.", late);
        }
    }

    public void Dispose() => gate.Dispose();

    private async Task<T> WriteAsync<T>(
        Actor actor,
        string action,
        Func<SiteWrite, CancellationToken, Task<T>> plan,
        CancellationToken cancellation,
        CancellationToken deadline)
    {
        HashSet<string> taken = new(StringComparer.Ordinal);
        for (int attempt = 0; ; attempt++)
        {
            SiteVersion version = await SiteVersion.ReadAsync(table, cancellation).ConfigureAwait(false);
            CategorySet present = await categories.AtAsync(version, cancellation).ConfigureAwait(false);
            var write = new SiteWrite(table, version, present, clock.GetUtcNow().ToMilliseconds(), actor, action, taken)
            {
                RevisionsKept = limits.RevisionsKept,
            };
            T result;
            try
            {
                result = await plan(write, cancellation).ConfigureAwait(false);
            }
            catch (InvalidDataException)
            {
                // Rows that do not agree: either they never do, or another instance committed while they were read.
                if ((await SiteVersion.ReadAsync(table, cancellation).ConfigureAwait(false)).Version == version.Version)
                {
                    throw;
                }

                await WaitAsync(attempt, cancellation).ConfigureAwait(false);
                continue;
            }

            if (write.IsEmpty)
            {
                return result;
            }

            switch (await CommitAsync(write, deadline).ConfigureAwait(false))
            {
                case (true, _):
                    categories.Keep(write);
                    Committed?.Invoke(write);
                    return result;
                case (false, { } conflict):
                    taken.Add(conflict);
                    break;
                default:
                    await WaitAsync(attempt, deadline).ConfigureAwait(false);
                    break;
            }
        }
    }

    // Sends a transaction until it is known what became of it: committed, or overtaken by another write, or refused because a
    // row that was to be inserted is there.
    private async Task<(bool Committed, string? Conflict)> CommitAsync(SiteWrite write, CancellationToken deadline)
    {
        IReadOnlyList<TableTransactionAction> actions = write.ToActions();
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return await SubmitAsync(write, actions, deadline).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is StorageUnavailableException || SiteTable.IsUnavailable(failure, deadline))
            {
                // The answer is lost, the write perhaps not. The same transaction under the same ETag can succeed only once.
                await WaitAsync(attempt, deadline).ConfigureAwait(false);
            }
        }
    }

    private async Task<(bool Committed, string? Conflict)> SubmitAsync(
        SiteWrite write, IReadOnlyList<TableTransactionAction> actions, CancellationToken deadline)
    {
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(deadline);
        attempt.CancelAfter(limits.Attempt);
        try
        {
            await table.SubmitAsync(actions, attempt.Token).ConfigureAwait(false);
            return (true, null);
        }
        catch (RequestFailedException failure) when (failure.Status is 409 or 412)
        {
            if (await IsCommittedAsync(write, deadline).ConfigureAwait(false))
            {
                return (true, null);
            }

            // At the entry of the log, or at the version, another write was faster.
            bool isConflict = failure.Status == 409
                && failure is TableTransactionFailedException { FailedTransactionActionIndex: > 0 and var index } && index < actions.Count - 1;
            return (false, isConflict ? actions[((TableTransactionFailedException)failure).FailedTransactionActionIndex!.Value].Entity.RowKey : null);
        }
    }

    private async Task<bool> IsCommittedAsync(SiteWrite write, CancellationToken deadline)
    {
        TableEntity? entry = await table.ReadAsync(RowKeys.Change(write.NextVersion), deadline).ConfigureAwait(false);
        return entry is not null && ChangeLogEntry.FromRow(entry).WriteId == write.WriteId;
    }

    private Task WaitAsync(int attempt, CancellationToken deadline)
    {
        double longest = Math.Min(limits.LongestWait.TotalMilliseconds, limits.ShortestWait.TotalMilliseconds * Math.Pow(2, Math.Min(attempt, 16)));
        // Jitter needs no secrecy.
#pragma warning disable CA5394
        return Task.Delay(TimeSpan.FromMilliseconds(longest * (0.5 + (Random.Shared.NextDouble() / 2))), deadline);
#pragma warning restore CA5394
    }
}
