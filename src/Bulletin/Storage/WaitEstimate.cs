namespace Bulletin.Storage;

/// <summary>
/// Tells how long whoever comes now will wait for their turn, from how long the last turns took, and when those should come back who would
/// wait too long. All members are thread-safe.
/// </summary>
/// <param name="clock">The clock by which is waited.</param>
/// <param name="longest">The longest wait that is worth beginning.</param>
/// <param name="first">The time of a turn before any was seen.</param>
internal sealed class WaitEstimate(TimeProvider clock, TimeSpan longest, TimeSpan first)
{
    // The weight of the last turn: about ten turns say how long the next one will take.
    private const double Weight = 0.2;

    private readonly Lock change = new();
    private TimeSpan turn = first;
    private DateTimeOffset promised = DateTimeOffset.MinValue;

    /// <summary>The time that a turn takes, as the last ones went.</summary>
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

    /// <summary>Notes how long some turns took.</summary>
    /// <param name="took">The time from the beginning of the first to the end of the last.</param>
    /// <param name="turns">Their number, at least 1.</param>
    public void Note(TimeSpan took, int turns = 1)
    {
        lock (change)
        {
            double weight = 1 - Math.Pow(1 - Weight, turns);
            turn += ((took / turns) - turn) * weight;
        }
    }

    /// <summary>Decides whether the wait for a turn is worth beginning.</summary>
    /// <param name="ahead">The number of turns before it, the one that is under way included.</param>
    /// <returns>Null when it is; else the time after which there will be room. Each who is told so gets a later time than the one before.</returns>
    public TimeSpan? RefusedFor(int ahead)
    {
        lock (change)
        {
            // Whoever finds nobody waiting is never refused: how else would it be seen that turns have become short again?
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
