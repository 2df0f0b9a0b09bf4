using Bulletin.Problems;

namespace Bulletin.Storage;

/// <summary>The limits on the use of a value that was read from storage.</summary>
internal sealed record RefillLimits
{
    /// <summary>Age up to which the value is fresh.</summary>
    public required TimeSpan Fresh { get; init; }

    /// <summary>Additional time for which the value is used while storage is unavailable.</summary>
    public required TimeSpan Stale { get; init; }

    /// <summary>
    /// Age after which a request starts a background refresh, so that no request has to wait while requests keep
    /// coming; null: none.
    /// </summary>
    public TimeSpan? Ahead { get; init; }

    /// <summary>
    /// Time that a request waits for a sign of life from storage before it gets the old value: 1 s. Each response of
    /// storage extends the wait, up to <see cref="LongestWait"/>.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest time that a request waits, while storage responds, before it gets the old value: 5 s.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Pause after a failed refresh, during which storage is not asked again if a usable value exists: 1 s.
    /// </summary>
    public TimeSpan Rest { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Timeout of a refresh, by the machine's clock: 8 s, the time of a request.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(8);
}

/// <summary>
/// A value cached from storage. One refresh serves all callers that wait for it; while storage is unavailable, the old
/// value is used for longer.
/// </summary>
/// <typeparam name="T">The type of the value; immutable.</typeparam>
/// <param name="limits">The time limits.</param>
/// <param name="clock">The service's clock.</param>
/// <param name="isOlder">
/// Returns true if the first value is older than the second, so that a slow read does not replace a newer value; null
/// if that cannot happen.
/// </param>
internal sealed class RefilledValue<T>(RefillLimits limits, TimeProvider clock, Func<T, T, bool>? isOlder = null)
    where T : class
{
    private readonly Lock change = new();
    private volatile Kept? kept;
    private volatile Task<Kept>? refill;
    private long refillBegan;
    private long lastSign;
    private long? restSince;
    private volatile UnavailableException? away;

    /// <summary>The value last read or put, however old; null if there is none.</summary>
    public T? Last => kept?.Value;

    /// <summary>The value if it is fresh; otherwise null.</summary>
    public T? Fresh => kept is { } present && IsFresh(present) ? present.Value : null;

    /// <summary>True if the value is fresh, but old enough for a background refresh, and none is running.</summary>
    public bool IsDue =>
        kept is { } present
        && IsFresh(present)
        && refill is null
        && clock.GetElapsedTime(present.ReadAt) >= limits.Ahead
        && !IsResting;

    /// <summary>Replaces the value, as if it had just been read.</summary>
    public void Put(T value) => Keep(new Kept(value, null, clock.GetTimestamp()));

    /// <summary>Records that storage has responded to a part of the refresh: the callers that wait get more time.</summary>
    public void NoteAnswer() => Volatile.Write(ref lastSign, clock.GetTimestamp());

    /// <summary>Returns the value: the fresh one, one read now, or, while storage is unavailable, the old one.</summary>
    /// <param name="read">
    /// Reads the value and returns the time until which it is true at most (null: no such limit). It is not cancelled
    /// with the request that started it, because others may wait for it.
    /// </param>
    /// <param name="cancellation">Cancels the wait.</param>
    /// <exception cref="UnavailableException">Storage is unavailable, and there is no usable old value.</exception>
    public async ValueTask<(T Value, bool IsStale)> ReadAsync(
        Func<CancellationToken, Task<(T Value, DateTimeOffset? TrueUntil)>> read, CancellationToken cancellation)
    {
        Kept? present = kept;
        if (present is not null && IsFresh(present))
        {
            if (IsDue)
            {
                // No caller waits for this. If it fails, the next caller that has to wait gets the exception.
                _ = Refill(read).ContinueWith(
                    refilled => refilled.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            }

            return (present.Value, false);
        }

        if (present is null || !IsUsable(present))
        {
            return ((await Refill(read).WaitAsync(cancellation).ConfigureAwait(false)).Value, false);
        }

        return await WaitBrieflyAsync(present, read, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Returns the value, and reads it again first unless it is younger than <paramref name="age"/>. For callers that
    /// do not find something in it that may have been added since.
    /// </summary>
    /// <param name="read">See <see cref="ReadAsync"/>.</param>
    /// <param name="age">The highest acceptable age of the value.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    /// <exception cref="UnavailableException">Storage is unavailable, so it is unknown if something was added.</exception>
    public async ValueTask<T> ReadAgainAsync(
        Func<CancellationToken, Task<(T Value, DateTimeOffset? TrueUntil)>> read, TimeSpan age, CancellationToken cancellation)
    {
        if (kept is { } present)
        {
            if (clock.GetElapsedTime(present.ReadAt) < age)
            {
                return present.Value;
            }

            if (IsResting)
            {
                throw away ?? new StorageUnavailableException();
            }
        }

        return (await Refill(read).WaitAsync(cancellation).ConfigureAwait(false)).Value;
    }

    private async Task<(T Value, bool IsStale)> WaitBrieflyAsync(
        Kept present, Func<CancellationToken, Task<(T Value, DateTimeOffset? TrueUntil)>> read, CancellationToken cancellation)
    {
        if (IsResting)
        {
            return (present.Value, true);
        }

        Task<Kept> refilled = Refill(read);
        try
        {
            // Each part of the response from storage extends the patience.
            while (!refilled.IsCompleted && Patience is var patience && patience > TimeSpan.Zero)
            {
                await ((Task)refilled).WaitAsync(patience, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancellation.ThrowIfCancellationRequested();
            }

            return refilled.IsCompleted ? ((await refilled.ConfigureAwait(false)).Value, false) : (present.Value, true);
        }
        catch (Exception failure) when (failure is UnavailableException || IsGivenUp(failure, cancellation))
        {
            return (present.Value, true);
        }
    }

    // The remaining time that a request waits.
    private TimeSpan Patience
    {
        get
        {
            TimeSpan untilSign = limits.Patience - clock.GetElapsedTime(Volatile.Read(ref lastSign));
            TimeSpan untilEnd = limits.LongestWait - clock.GetElapsedTime(Volatile.Read(ref refillBegan));
            return untilSign < untilEnd ? untilSign : untilEnd;
        }
    }

    private static bool IsGivenUp(Exception failure, CancellationToken cancellation) =>
        failure is OperationCanceledException && !cancellation.IsCancellationRequested;

    private Task<Kept> Refill(Func<CancellationToken, Task<(T Value, DateTimeOffset? TrueUntil)>> read)
    {
        lock (change)
        {
            if (refill is null)
            {
                Volatile.Write(ref refillBegan, clock.GetTimestamp());
                NoteAnswer();
                refill = Task.Run(() => RefillAsync(read));
            }

            return refill;
        }
    }

    private async Task<Kept> RefillAsync(Func<CancellationToken, Task<(T Value, DateTimeOffset? TrueUntil)>> read)
    {
        long began = clock.GetTimestamp();
        using var deadline = new CancellationTokenSource(limits.Deadline);
        try
        {
            (T value, DateTimeOffset? trueUntil) = await read(deadline.Token).ConfigureAwait(false);
            restSince = null;
            return Keep(new Kept(value, trueUntil, began));
        }
        catch (Exception failure) when (failure is UnavailableException or OperationCanceledException)
        {
            away = failure as UnavailableException;
            restSince = clock.GetTimestamp();
            throw;
        }
        catch
        {
            // Storage responded, and the response says that the value no longer exists.
            kept = null;
            throw;
        }
        finally
        {
            lock (change)
            {
                refill = null;
            }
        }
    }

    private Kept Keep(Kept next)
    {
        lock (change)
        {
            if (kept is not { } present || isOlder is null || !isOlder(next.Value, present.Value))
            {
                kept = next;
            }

            return kept;
        }
    }

    private bool IsFresh(Kept present) => clock.GetElapsedTime(present.ReadAt) < limits.Fresh && IsTrue(present);

    private bool IsUsable(Kept present) => clock.GetElapsedTime(present.ReadAt) < limits.Fresh + limits.Stale && IsTrue(present);

    private bool IsTrue(Kept present) => present.TrueUntil is not { } end || clock.GetUtcNow() < end;

    private bool IsResting => restSince is { } since && clock.GetElapsedTime(since) < limits.Rest;

    // The age counts from the start of the read: a write during the read may be missing from the value.
    private sealed record Kept(T Value, DateTimeOffset? TrueUntil, long ReadAt);
}
