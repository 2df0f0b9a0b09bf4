using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Bulletin.Telemetry;

/// <summary>One thing that is measured from its making to its disposal: a span, and a value of a histogram.</summary>
/// <param name="duration">Gets the duration.</param>
/// <param name="span">The span; null when nobody wants it.</param>
internal sealed class Measurement(Histogram<double> duration, Activity? span) : IDisposable
{
    private readonly long start = Stopwatch.GetTimestamp();
    private TagList tags;

    /// <summary>Names the span, when that is known later than at its beginning.</summary>
    public void Name(string name)
    {
        if (span is not null)
        {
            span.DisplayName = name;
        }
    }

    /// <summary>Tells something of few possible values, of the span and of the metric.</summary>
    public void Tell(string key, object? value)
    {
        if (value is not null)
        {
            tags.Add(key, value);
            span?.SetTag(key, value);
        }
    }

    /// <summary>Notes a figure or the like, of the span alone.</summary>
    public void Note(string key, object? value) => span?.SetTag(key, value);

    /// <summary>Tells that it failed.</summary>
    /// <param name="kind">A status, or what <see cref="KindOf"/> says; never a message.</param>
    public void Fail(string kind)
    {
        Tell("error.type", kind);
        span?.SetStatus(ActivityStatusCode.Error);
    }

    /// <summary>The kind of a failure: the type of the exception, whose message may hold anything.</summary>
    public static string KindOf(Exception failure) => failure.GetType().FullName!;

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        duration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, tags);
        span?.Dispose();
    }
}
