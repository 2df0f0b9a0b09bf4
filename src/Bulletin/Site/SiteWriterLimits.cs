namespace Bulletin.Site;

/// <summary>
/// The time limits of a write, the number of writes that may share a transaction, and the number of revisions kept.
/// </summary>
internal sealed record SiteWriterLimits
{
    /// <summary>The number of former revisions kept per announcement; null: all.</summary>
    public int? RevisionsKept { get; init; }

    /// <summary>Timeout of a write: 7 s, so that the response is sent within 10.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(7);

    /// <summary>The longest acceptable wait behind earlier writes: 5 s, which leaves time for the write itself.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Time after the deadline that a running commit gets to complete, before its outcome is reported as unknown: 500
    /// ms.
    /// </summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Timeout of one request of a commit, after which it is sent again: 3 s.</summary>
    public TimeSpan Attempt { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// The shortest pause before a retry: 10 ms; it doubles up to <see cref="LongestPause"/>, with jitter.
    /// </summary>
    public TimeSpan ShortestPause { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>The longest pause before a retry: 500 ms.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The maximum number of writes that share a transaction: 16; 1 disables sharing.</summary>
    public int MaximumShared { get; init; } = 16;

    /// <summary>
    /// The clock of deadlines and pauses. It is the machine's clock, not the service's: a failed attempt must be
    /// repeated even if a test stops the service's clock.
    /// </summary>
    public TimeProvider Waits { get; init; } = TimeProvider.System;

    /// <summary>The source of jitter; a seeded one makes the pauses reproducible.</summary>
    public Random Jitter { get; init; } = Random.Shared;
}
