using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Bulletin.Telemetry;

namespace Bulletin.Tests.Telemetry;

/// <summary>Collects all spans and measurements of the service until it is disposed.</summary>
internal sealed class Heard : IDisposable
{
    private readonly ConcurrentQueue<Activity> spans = [];
    private readonly ConcurrentQueue<Measured> values = [];
    private readonly ActivityListener listener;
    private readonly MeterListener meters = new();

    public Heard()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == BulletinTelemetry.Name,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        meters.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == BulletinTelemetry.Name)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        meters.Start();
    }

    public IReadOnlyCollection<Activity> Spans => spans;

    /// <summary>The spans of requests. Work that an earlier test left behind may still tell spans of its own.</summary>
    public IReadOnlyCollection<Activity> Requests => [.. spans.Where(span => span.Kind == ActivityKind.Server)];

    public IReadOnlyCollection<Measured> Values => values;

    /// <summary>The one span of this name.</summary>
    public Activity Span(string name) => Assert.Single(spans, span => span.DisplayName == name);

    /// <summary>The values that a metric was given, with its tags in the order of their names: <c>a=1 b=2</c>.</summary>
    public IReadOnlyList<Measured> Of(Instrument instrument) => [.. values.Where(value => value.Instrument == instrument.Name)];

    /// <summary>The tags of a span, in the order of their names.</summary>
    public static string TagsOf(Activity span) => Text([.. span.TagObjects]);

    /// <summary>All that is told of a span in words.</summary>
    public static string AllOf(Activity span) =>
        $"{span.OperationName} {span.DisplayName} {span.StatusDescription} {TagsOf(span)} "
        + $"{string.Join(' ', span.Events.Select(one => one.Name))} {string.Join(' ', span.Baggage)} {span.TraceStateString}";

    public void Dispose()
    {
        listener.Dispose();
        meters.Dispose();
    }

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        values.Enqueue(new(instrument.Name, value, Text(tags.ToArray())));

    private static string Text(KeyValuePair<string, object?>[] tags) =>
        string.Join(' ', tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={tag.Value}"));

    internal sealed record Measured(string Instrument, double Value, string Tags);
}
