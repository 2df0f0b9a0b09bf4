using Microsoft.Extensions.Logging;

namespace Bulletin.Archiving;

/// <summary>The figures of one timer run.</summary>
public sealed class TimerReport
{
    private readonly List<string> failedChores = [];

    /// <summary>The number of announcements that were due.</summary>
    public int Due { get; internal set; }

    /// <summary>The number of announcements that the run changed.</summary>
    public int Done { get; internal set; }

    /// <summary>The number of due announcements that someone else had already changed.</summary>
    public int Skipped { get; internal set; }

    /// <summary>
    /// The number of announcements, merges and whole chores that failed; the log gives the causes, and the next run
    /// retries them. The run failed if this is more than 0.
    /// </summary>
    public int Failed { get; internal set; }

    /// <summary>The names of the chores that failed as a whole; <see cref="Failed"/> includes them.</summary>
    public IReadOnlyList<string> FailedChores => failedChores;

    /// <summary>True if the run stopped because its time was up; the next run continues.</summary>
    public bool IsOutOfTime { get; internal set; }

    private string Ending => (failedChores.Count > 0 ? $" ({string.Join(", ", failedChores)})" : string.Empty)
        + (IsOutOfTime ? ", out of time" : string.Empty);

    /// <summary>Returns the figures as text.</summary>
    public override string ToString() => $"due {Due}, done {Done}, skipped {Skipped}, failed {Failed}{Ending}";

    /// <summary>Records a chore that failed as a whole.</summary>
    internal void Fail(string chore)
    {
        Failed++;
        failedChores.Add(chore);
    }

    /// <summary>Writes the log line of the run.</summary>
    internal void Log(ILogger log, string timer, TimeSpan taken) => log.Log(
        Failed > 0 ? LogLevel.Error : LogLevel.Information,
        "{Timer}: due {Due}, done {Done}, skipped {Skipped}, failed {Failed}{Ending}, {Milliseconds} ms",
        timer,
        Due,
        Done,
        Skipped,
        Failed,
        Ending,
        (long)taken.TotalMilliseconds);
}
