using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Bulletin.Archiving;

/// <summary>What one run of a timer did.</summary>
public sealed class TimerReport
{
    private readonly long start = Stopwatch.GetTimestamp();

    /// <summary>What was found to be due.</summary>
    public int Due { get; internal set; }

    /// <summary>What was done.</summary>
    public int Done { get; internal set; }

    /// <summary>What was due and had been done by somebody else meanwhile.</summary>
    public int Skipped { get; internal set; }

    /// <summary>What could not be handled; the log says why, and the next run tries again.</summary>
    public int Failed { get; internal set; }

    /// <summary>Whether the run stopped because its time was up; the next run goes on.</summary>
    public bool IsOutOfTime { get; internal set; }

    /// <summary>The figures in words.</summary>
    public override string ToString() =>
        $"due {Due}, done {Done}, skipped {Skipped}, failed {Failed}{(IsOutOfTime ? ", out of time" : string.Empty)}";

    /// <summary>Writes the one line of the run.</summary>
    internal void Log(ILogger log, string timer) => log.Log(
        Failed > 0 ? LogLevel.Error : LogLevel.Information,
        "{Timer}: due {Due}, done {Done}, skipped {Skipped}, failed {Failed}, {Milliseconds} ms{OutOfTime}",
        timer,
        Due,
        Done,
        Skipped,
        Failed,
        (long)Stopwatch.GetElapsedTime(start).TotalMilliseconds,
        IsOutOfTime ? ", out of time" : string.Empty);
}
