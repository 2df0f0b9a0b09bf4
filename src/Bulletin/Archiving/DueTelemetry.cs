using Bulletin.Storage;
using Bulletin.Telemetry;

namespace Bulletin.Archiving;

/// <summary>
/// Records the metrics of one kind of due event: how many announcements were due, how late they were handled, and how many are left.
/// </summary>
/// <param name="kind">The kind.</param>
/// <param name="report">The figures of the timer.</param>
internal sealed class DueTelemetry(DueKind kind, TimerReport report) : IDisposable
{
    private readonly KeyValuePair<string, object?> tag = new("bulletin.due.kind", RowKeys.WordOf(kind));
    private readonly int handled = report.Done + report.Skipped;
    private int found;

    // The minimum number of announcements that are left; null if the run failed.
    private int? minimumLeft;

    /// <summary>Records announcements found to be due.</summary>
    /// <param name="due">Their row keys, which contain the due times.</param>
    /// <param name="now">The time of the run.</param>
    public void Find(IReadOnlyCollection<string> due, DateTimeOffset now)
    {
        found += due.Count;
        BulletinTelemetry.Due.Add(due.Count, tag);
        foreach (string rowKey in due)
        {
            if (RowKeys.DueInstantOf(rowKey) is { } instant)
            {
                BulletinTelemetry.SettlingLag.Record((now - instant).TotalSeconds, tag);
            }
        }
    }

    /// <summary>Marks that nothing more is due.</summary>
    public void Complete() => minimumLeft = 0;

    /// <summary>Marks that the time limit ended the run.</summary>
    public void CutOff() => minimumLeft = 1;

    /// <summary>
    /// Records the number of announcements that are still due: those that could not be handled, and at least one if the time was up.
    /// Nothing is recorded if the run failed: then the number is not known.
    /// </summary>
    public void Dispose()
    {
        if (minimumLeft is { } minimum)
        {
            BulletinTelemetry.Overdue.Record(Math.Max(minimum, found - (report.Done + report.Skipped - handled)), tag);
        }
    }
}
