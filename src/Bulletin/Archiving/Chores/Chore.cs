namespace Bulletin.Archiving.Chores;

/// <summary>One thing that a timer does at each tick. It may be stopped anywhere and run twice at once; the next tick goes on.</summary>
internal abstract class Chore
{
    /// <summary>The name in the log, such as <c>empty-bin</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Does what there is to do.</summary>
    /// <param name="report">Takes the figures.</param>
    /// <param name="budget">Stops the chore when its time is up.</param>
    /// <exception cref="Exception">
    /// Any: the chore failed, for this tick. What cannot be handled alone, such as one announcement, is counted in the report instead.
    /// </exception>
    public abstract Task RunAsync(TimerReport report, CancellationToken budget);
}
