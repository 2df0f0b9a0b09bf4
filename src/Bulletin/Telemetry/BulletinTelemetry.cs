using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Bulletin.Telemetry;

/// <summary>
/// The spans and metrics of the service, under the name to which a host listens. Nothing is exported here, and without a listener nothing
/// is measured. Names and tags never contain personal data, credentials, client addresses, users' texts or row keys (docs/security.md).
/// </summary>
public static class BulletinTelemetry
{
    /// <summary>The name of the source of spans and of the meter.</summary>
    public const string Name = "Bulletin";

    // The buckets that OpenTelemetry recommends for requests, and longer ones for background work.
    private static readonly InstrumentAdvice<double> Seconds =
        new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] };

    private static readonly InstrumentAdvice<double> LongSeconds =
        new() { HistogramBucketBoundaries = [0.01, 0.1, 1, 5, 10, 30, 60, 120, 300, 600, 3600, 86400] };

    private static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    /// <summary>Requests, by method, route, status and operation.</summary>
    internal static readonly Histogram<double> RequestDuration =
        Meter.CreateHistogram("http.server.request.duration", "s", "Duration of requests.", null, Seconds);

    /// <summary>Responses from the read cache, by operation and by whether they exceed their age limit.</summary>
    internal static readonly Counter<long> CacheHits =
        Meter.CreateCounter<long>("bulletin.cache.hits", "{answer}", "Answers that the read cache had at hand.");

    /// <summary>Storage requests, by operation and status.</summary>
    internal static readonly Histogram<double> StorageDuration =
        Meter.CreateHistogram("db.client.operation.duration", "s", "Duration of storage requests, tries again included.", null, Seconds);

    /// <summary>Retries of storage requests.</summary>
    internal static readonly Counter<long> StorageRetries =
        Meter.CreateCounter<long>("bulletin.storage.retries", "{retry}", "Storage requests that were sent again.");

    /// <summary>Writes, by action.</summary>
    internal static readonly Histogram<double> WriteDuration =
        Meter.CreateHistogram("bulletin.write.duration", "s", "Duration of writes, from their arrival to their outcome.", null, Seconds);

    /// <summary>The time that writes waited for earlier ones.</summary>
    internal static readonly Histogram<double> WriteWait =
        Meter.CreateHistogram("bulletin.write.wait", "s", "Time for which writes waited for those before them.", null, Seconds);

    /// <summary>Transactions rejected because another write was committed first, or because a row to be inserted exists.</summary>
    internal static readonly Counter<long> WriteConflicts =
        Meter.CreateCounter<long>("bulletin.write.conflicts", "{conflict}", "Transactions that were planned anew after another write.");

    /// <summary>Transactions whose response was lost.</summary>
    internal static readonly Counter<long> WriteRetries =
        Meter.CreateCounter<long>("bulletin.write.retries", "{retry}", "Transactions that were sent again because their answer was lost.");

    /// <summary>Chores of the timers.</summary>
    internal static readonly Histogram<double> ChoreDuration =
        Meter.CreateHistogram("bulletin.chore.duration", "s", "Duration of the chores of the timers.", null, LongSeconds);

    /// <summary>Announcements that timers found to be due, by kind.</summary>
    internal static readonly Counter<long> Due =
        Meter.CreateCounter<long>("bulletin.due", "{announcement}", "Announcements that a timer found to be due.");

    /// <summary>Announcements that timers left due, by kind.</summary>
    internal static readonly Gauge<long> Overdue =
        Meter.CreateGauge<long>("bulletin.overdue", "{announcement}", "Announcements that a timer left due.");

    /// <summary>The delay between an event's due time and its handling by a timer, by kind.</summary>
    internal static readonly Histogram<double> SettlingLag =
        Meter.CreateHistogram("bulletin.settling.lag", "s", "Time from falling due until a timer took it.", null, LongSeconds);

    /// <summary>Fillings of the search index.</summary>
    internal static readonly Histogram<double> SearchFillDuration =
        Meter.CreateHistogram("bulletin.search.fill.duration", "s", "Duration of filling the search index.", null, LongSeconds);

    /// <summary>The size of the search index when it was filled.</summary>
    internal static readonly Gauge<long> SearchDocuments =
        Meter.CreateGauge<long>("bulletin.search.documents", "{announcement}", "Announcements in the search index when it was filled.");

    /// <summary>True if a listener records requests or spans.</summary>
    internal static bool IsOn => RequestDuration.Enabled || Source.HasListeners();

    /// <summary>The current span, if it is one of this service; otherwise null.</summary>
    internal static Activity? Current => Activity.Current is { } span && span.Source == Source ? span : null;

    /// <summary>Starts a measurement; null if there is no listener. Call it only in an asynchronous method.</summary>
    /// <param name="duration">The histogram that records the duration.</param>
    /// <param name="name">The name of the span, from a small fixed set.</param>
    /// <param name="kind">The kind of the span.</param>
    internal static Measurement? Begin(Histogram<double> duration, string name, ActivityKind kind = ActivityKind.Internal)
    {
        Activity? span = Source.HasListeners() ? Start(name, kind) : null;
        return span is null && !duration.Enabled ? null : new Measurement(duration, span);
    }

    /// <summary>Counts a transaction that must be planned again.</summary>
    /// <param name="cause"><c>version</c> if another write was committed first, <c>row</c> if a row to be inserted exists.</param>
    internal static void TellConflict(string cause) => WriteConflicts.Add(1, new KeyValuePair<string, object?>("bulletin.conflict", cause));

    // ASP.NET Core creates its own activity for each request, for the log. It is not exported: as a parent it would be missing in the
    // trace and would mark the span as not recorded. So the caller's span becomes the parent; the caller's other context is discarded.
    private static Activity? Start(string name, ActivityKind kind)
    {
        if (Activity.Current is not { Source.Name: "" } unheard)
        {
            return Source.StartActivity(name, kind);
        }

        ActivityContext.TryParse(unheard.ParentId, null, isRemote: true, out ActivityContext caller);
        Activity.Current = null;
        return Source.StartActivity(name, kind, caller);
    }
}
