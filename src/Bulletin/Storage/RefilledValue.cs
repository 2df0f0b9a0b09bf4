using Bulletin.Problems;

namespace Bulletin.Storage;

/// <summary>How long a value that was read from storage is used.</summary>
internal sealed record RefillLimits
{
    /// <summary>For how long it is fresh.</summary>
    public required TimeSpan Fresh { get; init; }

    /// <summary>For how long after that it is still used while storage is away.</summary>
    public required TimeSpan Stale { get; init; }

    /// <summary>
    /// The age from which on a request makes it be read again, ahead of its end, without waiting for that: then nobody waits as long as
    /// somebody asks. Not before its end unless it is given.
    /// </summary>
    public TimeSpan? Ahead { get; init; }

    /// <summary>
    /// How long a request waits for a sign that storage is there before it gets what there is: 1 s. Storage that answers is not away, however
    /// much there is to read: see <see cref="LongestWait"/>.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a request waits in all, while storage answers, before it gets what there is: 5 s.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long storage is left alone after it did not answer, as long as there is something to use: 1 s.</summary>
    public TimeSpan Rest { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>When a refill is given up: 8 s, the time of a request, by the machine's clock.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(8);
}

/// <summary>
/// A value that is read from storage, used for a while, and read again by one caller for all that wait. While storage is away it is
/// used for longer.
/// </summary>
/// <typeparam name="T">The value; immutable.</typeparam>
/// <param name="limits">For how long.</param>
/// <param name="clock">The service's clock.</param>
/// <param name="isOlder">
/// Whether the first value is older than the second: a slow reading must not bring back what was replaced meanwhile. Null when that
/// cannot happen.
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

    /// <summary>The value as it was last read or put, however old; null when there is none.</summary>
    public T? Last => kept?.Value;

    /// <summary>The value when it is fresh, or null.</summary>
    public T? Fresh => kept is { } present && IsFresh(present) ? present.Value : null;

    /// <summary>Whether it is fresh and old enough to be read again ahead of its end, and nobody does so yet.</summary>
    public bool IsDue => kept is { } present && IsFresh(present) && refill is null && clock.GetElapsedTime(present.ReadAt) >= limits.Ahead && !IsResting;

    /// <summary>Puts a value in place, as if it were just read.</summary>
    public void Put(T value) => Keep(new Kept(value, null, clock.GetTimestamp()));

    /// <summary>Notes that storage has answered a part of what is being read: those who wait for it do so for a while longer.</summary>
    public void NoteAnswer() => Volatile.Write(ref lastSign, clock.GetTimestamp());

    /// <summary>The value: fresh, or read now, or, while storage is away, older.</summary>
    /// <param name="read">
    /// Reads it, and says until when it is true by the clock at most (null for no such bound). It is not stopped with the request that
    /// began it: others may wait for it.
    /// </param>
    /// <param name="cancellation">Stops the waiting.</param>
    /// <exception cref="UnavailableException">Storage is away, and there is nothing that could be used instead.</exception>
    public async ValueTask<(T Value, bool IsStale)> ReadAsync(
        Func<CancellationToken, Task<(T Value, DateTimeOffset? TrueUntil)>> read, CancellationToken cancellation)
    {
        Kept? present = kept;
        if (present is not null && IsFresh(present))
        {
            if (IsDue)
            {
                // Nobody waits for it: when it fails, the next one who must wait learns why.
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

    /// <summary>The value, read again unless it is younger than an age: for who misses in it what may have come since.</summary>
    /// <param name="read">As in <see cref="ReadAsync"/>.</param>
    /// <param name="age">The age.</param>
    /// <param name="cancellation">Stops the waiting.</param>
    /// <exception cref="UnavailableException">Storage is away: what is missed may be there or not.</exception>
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
            while (Patience is var patience && patience > TimeSpan.Zero)
            {
                try
                {
                    return ((await refilled.WaitAsync(patience, clock, cancellation).ConfigureAwait(false)).Value, false);
                }
                catch (TimeoutException) when (!refilled.IsCompleted)
                {
                    // Storage may have answered a part meanwhile.
                }
            }

            return refilled.IsCompletedSuccessfully ? ((await refilled.ConfigureAwait(false)).Value, false) : (present.Value, true);
        }
        catch (Exception failure) when (failure is UnavailableException || IsGivenUp(failure, cancellation))
        {
            return (present.Value, true);
        }
    }

    // The time for which a request that waits still does so.
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
            // What storage says now is that the value is no more.
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

    // The age counts from before the reading: what was written meanwhile may not be in it.
    private sealed record Kept(T Value, DateTimeOffset? TrueUntil, long ReadAt);
}
