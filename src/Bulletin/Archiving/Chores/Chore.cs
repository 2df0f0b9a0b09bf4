namespace Bulletin.Archiving.Chores;

/// <summary>
/// A task that a timer runs at each tick. It may be interrupted at any point and run concurrently; the next tick
/// continues.
/// </summary>
internal abstract class Chore
{
    /// <summary>The name, such as <c>archive-old</c>, for the log.</summary>
    public abstract string Name { get; }

    /// <summary>Runs the chore.</summary>
    /// <param name="report">Receives the figures.</param>
    /// <param name="budget">Stops the chore when its time is up.</param>
    /// <exception cref="Exception">
    /// Any: the chore failed in this run. The failure of a single item, such as an announcement, is counted in the
    /// report instead.
    /// </exception>
    public abstract Task RunAsync(TimerReport report, CancellationToken budget);
}
