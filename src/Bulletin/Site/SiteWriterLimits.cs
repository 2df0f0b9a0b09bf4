namespace Bulletin.Site;

/// <summary>How long a write may take, how many may share a transaction, and what a write leaves of the past.</summary>
internal sealed record SiteWriterLimits
{
    /// <summary>How many former revisions of an announcement are kept; null for all.</summary>
    public int? RevisionsKept { get; init; }

    /// <summary>When a write gives up: 7 s, so that an answer comes within 10.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(7);

    /// <summary>The longest wait that is worth beginning, behind writes that came before: 5 s, so that time is left for the write itself.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The time after the deadline in which a commit that is under way may still end, before it is told that its outcome is not known.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long one request of a commit may take before it is sent again.</summary>
    public TimeSpan Attempt { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The shortest pause before another try; it doubles up to <see cref="LongestPause"/>, with jitter.</summary>
    public TimeSpan ShortestPause { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>The longest pause before another try.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The most writes that share a transaction; 1 for none.</summary>
    public int MaximumShared { get; init; } = 16;

    /// <summary>
    /// The clock of deadlines and pauses. It is the machine's and not the service's: when a test stops the service's clock, a try that
    /// failed must still be repeated.
    /// </summary>
    public TimeProvider Waits { get; init; } = TimeProvider.System;

    /// <summary>The source of jitter; a seeded one makes pauses repeatable.</summary>
    public Random Jitter { get; init; } = Random.Shared;
}
