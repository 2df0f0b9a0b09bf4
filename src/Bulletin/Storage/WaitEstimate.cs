namespace Bulletin.Storage;

/// <summary>
/// Estimates how long a new request will wait in a queue, from the duration of the last turns, and tells requests that
/// would wait too long when to come back. All members are thread-safe.
/// </summary>
/// <param name="clock">The clock that measures the waits.</param>
/// <param name="longest">The longest acceptable wait; longer ones are refused.</param>
/// <param name="first">The assumed duration of a turn until one has been measured.</param>
internal sealed class WaitEstimate(TimeProvider clock, TimeSpan longest, TimeSpan first)
{
    // The weight of the last turn: about ten turns determine the estimate.
    private const double Weight = 0.2;

    private readonly Lock change = new();
    private TimeSpan turn = first;
    private DateTimeOffset promised = DateTimeOffset.MinValue;

    /// <summary>The estimated duration of one turn.</summary>
    public TimeSpan Turn
    {
        get
        {
            lock (change)
            {
                return turn;
            }
        }
    }

    /// <summary>Records the duration of one or more turns.</summary>
    /// <param name="took">The time from the start of the first turn to the end of the last.</param>
    /// <param name="turns">The number of turns, at least 1.</param>
    public void Note(TimeSpan took, int turns = 1)
    {
        lock (change)
        {
            double weight = 1 - Math.Pow(1 - Weight, turns);
            turn += ((took / turns) - turn) * weight;
        }
    }

    /// <summary>Decides if a request should start to wait.</summary>
    /// <param name="ahead">The number of turns before it, including the current one.</param>
    /// <returns>
    /// Null if it should; otherwise the time after which there will be room. Each refused request gets a later time
    /// than the one before.
    /// </returns>
    public TimeSpan? RefusedFor(int ahead)
    {
        lock (change)
        {
            // A request that finds nobody waiting is never refused: otherwise no turn would be measured any more, and
            // the estimate could not fall.
            TimeSpan wait = turn * ahead;
            if (ahead <= 1 || wait <= longest)
            {
                return null;
            }

            DateTimeOffset now = clock.GetUtcNow();
            DateTimeOffset room = now + wait - longest;
            promised = (promised > room ? promised : room) + turn;
            return promised - now;
        }
    }
}
