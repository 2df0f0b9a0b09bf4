using Bulletin.Telemetry;

namespace Bulletin.Site;

/// <summary>A span and the measurements of a write, from its arrival until it is known what became of it.</summary>
internal sealed class WriteTelemetry : IDisposable
{
    private readonly Measurement? told;
    private readonly TimeProvider waits;
    private readonly long arrived;
    private WaitingWrite? write;

    /// <summary>Begins it: what the write reads and commits belongs to it.</summary>
    /// <param name="action">What was asked for: one of few words.</param>
    /// <param name="waits">The clock of the waits.</param>
    public WriteTelemetry(string action, TimeProvider waits)
    {
        this.waits = waits;
        arrived = waits.GetTimestamp();
        told = BulletinTelemetry.Begin(BulletinTelemetry.WriteDuration, "write");
        told?.Tell("bulletin.action", action);
    }

    /// <summary>Names the write, whose figures are told at the end.</summary>
    public void Of(WaitingWrite waiting) => write = waiting;

    /// <summary>Tells what became of it.</summary>
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
        if (!waited.Done.IsCompletedSuccessfully)
        {
            // One that was refused at once has no failure of its own.
            measurement.Fail(waited.Done.Exception is { } failed ? Measurement.KindOf(failed.InnerException!) : "refused");
        }
    }
}
