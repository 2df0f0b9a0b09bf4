using Microsoft.Extensions.Logging;

namespace Bulletin.Archiving;

/// <summary>The figures of one run of a timer.</summary>
public sealed class TimerReport
{
    private readonly List<string> failedChores = [];

    /// <summary>Announcements that were found to be due.</summary>
    public int Due { get; internal set; }

    /// <summary>Announcements that were changed.</summary>
    public int Done { get; internal set; }

    /// <summary>Announcements that were due and had been changed by somebody else meanwhile.</summary>
    public int Skipped { get; internal set; }

    /// <summary>
    /// Announcements, merges and whole chores that could not be handled; the log says why, and the next run tries again. More than 0 is a
    /// failure of the run.
    /// </summary>
    public int Failed { get; internal set; }

    /// <summary>The names of the chores that failed as a whole; they are counted in <see cref="Failed"/>.</summary>
    public IReadOnlyList<string> FailedChores => failedChores;

    /// <summary>Whether the run stopped because its time was up; the next run goes on.</summary>
    public bool IsOutOfTime { get; internal set; }

    private string Ending => (failedChores.Count > 0 ? $" ({string.Join(", ", failedChores)})" : string.Empty)
        + (IsOutOfTime ? ", out of time" : string.Empty);

    /// <summary>The figures in words.</summary>
    public override string ToString() => $"due {Due}, done {Done}, skipped {Skipped}, failed {Failed}{Ending}";

    /// <summary>Notes a chore that failed as a whole.</summary>
    internal void Fail(string chore)
    {
        Failed++;
        failedChores.Add(chore);
    }

    /// <summary>Writes the one line of the run.</summary>
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
