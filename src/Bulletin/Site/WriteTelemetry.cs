using Bulletin.Telemetry;

namespace Bulletin.Site;

/// <summary>Measures a write from its arrival until its outcome is known.</summary>
internal sealed class WriteTelemetry : IDisposable
{
    private readonly Measurement? told;
    private readonly TimeProvider waits;
    private readonly long arrived;
    private WaitingWrite? write;

    /// <summary>Starts the span; the reads and the commit of the write become its children.</summary>
    /// <param name="action">The action, from a small fixed set.</param>
    /// <param name="waits">The clock of the waits.</param>
    public WriteTelemetry(string action, TimeProvider waits)
    {
        this.waits = waits;
        arrived = waits.GetTimestamp();
        told = BulletinTelemetry.Begin(BulletinTelemetry.WriteDuration, "write");
        told?.Tell("bulletin.action", action);
    }

    /// <summary>Sets the write whose figures are recorded at the end.</summary>
    public void Of(WaitingWrite waiting) => write = waiting;

    /// <summary>Records the figures and the outcome.</summary>
    public void Dispose()
    {
        if (told is not null && write is not null)
        {
            Tell(told, write);
        }

        told?.Dispose();
    }

    private void Tell(Measurement measurement, WaitingWrite waited)
    {
        TimeSpan wait = waited.FirstPlanned is { } planned ? waits.GetElapsedTime(arrived, planned) : waits.GetElapsedTime(arrived);
        BulletinTelemetry.WriteWait.Record(wait.TotalSeconds);
        measurement.Note("bulletin.write.wait", wait.TotalSeconds);
        measurement.Note("bulletin.write.attempts", waited.Attempts);
        measurement.Note("bulletin.write.rows", waited.Rows);
        measurement.Note("bulletin.write.shared", waited.Shared);
        if (waited.Done.Exception is { } failed)
        {
            measurement.Fail(failed.InnerException!);
        }
        else if (!waited.Done.IsCompletedSuccessfully)
        {
            // A write refused on arrival was never queued and has no exception.
            measurement.Fail("refused");
        }
    }
}
