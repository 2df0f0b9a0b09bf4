using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Bulletin.Telemetry;

/// <summary>A measurement from construction to disposal: a span and one value of a histogram.</summary>
/// <param name="duration">Records the duration.</param>
/// <param name="span">The span; null if nobody listens.</param>
internal sealed class Measurement(Histogram<double> duration, Activity? span) : IDisposable
{
    private readonly long start = Stopwatch.GetTimestamp();
    private TagList tags;

    /// <summary>Sets the name of the span, if it is known only after the start.</summary>
    public void Name(string name)
    {
        if (span is not null)
        {
            span.DisplayName = name;
        }
    }

    /// <summary>Adds a tag to the span and the metric; its values must come from a small set.</summary>
    public void Tell(string key, object? value)
    {
        if (value is not null)
        {
            tags.Add(key, value);
            span?.SetTag(key, value);
        }
    }

    /// <summary>Adds a tag to the span only.</summary>
    public void Note(string key, object? value) => span?.SetTag(key, value);

    /// <summary>Marks the measurement as failed.</summary>
    /// <param name="kind">A status or the name of a type, never a message.</param>
    public void Fail(string kind)
    {
        Tell("error.type", kind);
        span?.SetStatus(ActivityStatusCode.Error);
    }

    /// <summary>Marks the measurement as failed, by the type of an exception: its message may contain anything.</summary>
    public void Fail(Exception failure) => Fail(failure.GetType().FullName!);

    /// <summary>Records the duration and ends the span.</summary>
    public void Dispose()
    {
        duration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, tags);
        span?.Dispose();
    }
}
