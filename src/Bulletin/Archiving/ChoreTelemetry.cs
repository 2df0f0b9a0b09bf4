using Bulletin.Telemetry;

namespace Bulletin.Archiving;

/// <summary>Measures a chore: a span, a duration, and the figures that the chore adds to the report.</summary>
internal sealed class ChoreTelemetry : IDisposable
{
    private readonly TimerReport report;
    private readonly Measurement? told;
    private readonly int due;
    private readonly int done;
    private readonly int skipped;
    private readonly int failed;

    /// <summary>Starts the measurement.</summary>
    /// <param name="timer">The timer.</param>
    /// <param name="chore">The chore; the timer itself for a whole run.</param>
    /// <param name="report">The figures of the timer.</param>
    public ChoreTelemetry(string timer, string chore, TimerReport report)
    {
        this.report = report;
        (due, done, skipped, failed) = (report.Due, report.Done, report.Skipped, report.Failed);
        told = BulletinTelemetry.Begin(BulletinTelemetry.ChoreDuration, chore);
        told?.Tell("bulletin.timer", timer);
        told?.Tell("bulletin.chore", chore);
    }

    /// <summary>Records a failure.</summary>
    public void Fail(Exception failure) => told?.Fail(failure);

    /// <summary>Records the figures and ends the measurement.</summary>
    public void Dispose()
    {
        told?.Note("bulletin.chore.due", report.Due - due);
        told?.Note("bulletin.chore.done", report.Done - done);
        told?.Note("bulletin.chore.skipped", report.Skipped - skipped);
        told?.Note("bulletin.chore.failed", report.Failed - failed);
        told?.Dispose();
    }
}
