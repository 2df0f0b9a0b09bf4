using Bulletin.Storage;
using Bulletin.Telemetry;

namespace Bulletin.Archiving;

/// <summary>The figures of what is due of one kind: how much there was, how late a timer took it, and how much is left.</summary>
/// <param name="kind">The kind.</param>
/// <param name="report">Takes the figures of the timer.</param>
internal sealed class DueTelemetry(DueKind kind, TimerReport report) : IDisposable
{
    private readonly KeyValuePair<string, object?> tag = new("bulletin.due.kind", WordOf(kind));
    private readonly int handled = report.Done + report.Skipped;
    private int found;
    private bool isComplete;
    private bool isCutOff;

    /// <summary>Tells what was found to be due.</summary>
    /// <param name="due">The keys of its rows, which hold the instants.</param>
    /// <param name="now">The moment of the run.</param>
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

    /// <summary>Notes that nothing more was due.</summary>
    public void Complete() => isComplete = true;

    /// <summary>Notes that the time was up before that.</summary>
    public void CutOff() => isCutOff = true;

    /// <summary>
    /// Records the number of announcements that are still due: those that could not be handled, and at least one if the time was up.
    /// Nothing is recorded if the run failed: then the number is not known.
    /// </summary>
    public void Dispose()
    {
        int left = found - (report.Done + report.Skipped - handled);
        if (isComplete || isCutOff)
        {
            BulletinTelemetry.Overdue.Record(isCutOff ? Math.Max(1, left) : left, tag);
        }
    }

    private static string WordOf(DueKind kind) => kind switch
    {
        DueKind.Publish => "publish",
        DueKind.Expire => "expire",
        DueKind.Archive => "archive",
        DueKind.Purge => "purge",
        _ => "unpin",
    };
}
