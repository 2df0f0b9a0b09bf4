using Bulletin.Telemetry;

namespace Bulletin.Archiving;

/// <summary>A span and a measurement of a chore, with the figures that it adds to the report.</summary>
internal sealed class ChoreTelemetry : IDisposable
{
    private readonly TimerReport report;
    private readonly Measurement? told;
    private readonly int due;
    private readonly int done;
    private readonly int skipped;
    private readonly int failed;

    /// <summary>Begins it.</summary>
    /// <param name="timer">The timer.</param>
    /// <param name="chore">The chore; the timer itself for a whole run.</param>
    /// <param name="report">Takes the figures of the chore.</param>
    public ChoreTelemetry(string timer, string chore, TimerReport report)
    {
        this.report = report;
        (due, done, skipped, failed) = (report.Due, report.Done, report.Skipped, report.Failed);
        told = BulletinTelemetry.Begin(BulletinTelemetry.ChoreDuration, chore);
        told?.Tell("bulletin.timer", timer);
        told?.Tell("bulletin.chore", chore);
    }

    /// <summary>Tells that it failed.</summary>
    public void Fail(Exception failure) => told?.Fail(Measurement.KindOf(failure));

    /// <summary>Tells the figures.</summary>
    public void Dispose()
    {
        told?.Note("bulletin.chore.due", report.Due - due);
        told?.Note("bulletin.chore.done", report.Done - done);
        told?.Note("bulletin.chore.skipped", report.Skipped - skipped);
        told?.Note("bulletin.chore.failed", report.Failed - failed);
        told?.Dispose();
    }
}
