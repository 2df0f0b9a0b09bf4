using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Bulletin.Telemetry;

/// <summary>
/// The spans and metrics of the service, under the one name by which a host listens to them. Nothing is exported here, and without a
/// listener nothing is measured. No name and no tag holds a person, a credential, an address of a client, a text that somebody wrote, or a
/// key of a row: docs/security.md.
/// </summary>
public static class BulletinTelemetry
{
    /// <summary>The name of the source of spans and of the meter.</summary>
    public const string Name = "Bulletin";

    // Those that the conventions of OpenTelemetry advise for requests, and longer ones for what runs beside them.
    private static readonly InstrumentAdvice<double> Seconds =
        new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] };

    private static readonly InstrumentAdvice<double> LongSeconds =
        new() { HistogramBucketBoundaries = [0.01, 0.1, 1, 5, 10, 30, 60, 120, 300, 600, 3600, 86400] };

    private static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    /// <summary>Requests, by method, route, status and operation.</summary>
    internal static readonly Histogram<double> RequestDuration =
        Meter.CreateHistogram("http.server.request.duration", "s", "Duration of requests.", null, Seconds);

    /// <summary>Answers from the read cache, by operation and by whether they are older than they should be.</summary>
    internal static readonly Counter<long> CacheHits =
        Meter.CreateCounter<long>("bulletin.cache.hits", "{answer}", "Answers that the read cache had at hand.");

    /// <summary>Storage requests, by operation and status.</summary>
    internal static readonly Histogram<double> StorageDuration =
        Meter.CreateHistogram("db.client.operation.duration", "s", "Duration of storage requests, tries again included.", null, Seconds);

    /// <summary>Tries of storage requests beyond the first.</summary>
    internal static readonly Counter<long> StorageRetries =
        Meter.CreateCounter<long>("bulletin.storage.retries", "{retry}", "Storage requests that were sent again.");

    /// <summary>Writes, by action.</summary>
    internal static readonly Histogram<double> WriteDuration =
        Meter.CreateHistogram("bulletin.write.duration", "s", "Duration of writes, from their arrival to their outcome.", null, Seconds);

    /// <summary>The time for which writes waited for their turn.</summary>
    internal static readonly Histogram<double> WriteWait =
        Meter.CreateHistogram("bulletin.write.wait", "s", "Time for which writes waited for those before them.", null, Seconds);

    /// <summary>Transactions that another instance was faster than, or whose row was there.</summary>
    internal static readonly Counter<long> WriteConflicts =
        Meter.CreateCounter<long>("bulletin.write.conflicts", "{conflict}", "Transactions that were planned anew after another write.");

    /// <summary>Transactions whose answer was lost.</summary>
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

    /// <summary>How late timers come, by kind.</summary>
    internal static readonly Histogram<double> SettlingLag =
        Meter.CreateHistogram("bulletin.settling.lag", "s", "Time from falling due until a timer took it.", null, LongSeconds);

    /// <summary>Fillings of the search index.</summary>
    internal static readonly Histogram<double> SearchFillDuration =
        Meter.CreateHistogram("bulletin.search.fill.duration", "s", "Duration of filling the search index.", null, LongSeconds);

    /// <summary>The size of the search index when it was filled.</summary>
    internal static readonly Gauge<long> SearchDocuments =
        Meter.CreateGauge<long>("bulletin.search.documents", "{announcement}", "Announcements in the search index when it was filled.");

    /// <summary>True when somebody wants to know of requests.</summary>
    internal static bool IsOn => RequestDuration.Enabled || Source.HasListeners();

    /// <summary>The innermost span of the service that is open; null when nobody listens.</summary>
    internal static Activity? Current => Activity.Current is { } span && span.Source == Source ? span : null;

    /// <summary>Begins to measure something, in a method that is asynchronous; null when nobody listens.</summary>
    /// <param name="duration">The histogram that gets its duration.</param>
    /// <param name="name">The name of the span: one of few.</param>
    /// <param name="kind">The kind of the span.</param>
    internal static Measurement? Begin(Histogram<double> duration, string name, ActivityKind kind = ActivityKind.Internal)
    {
        Activity? span = Source.HasListeners() ? Start(name, kind) : null;
        return span is null && !duration.Enabled ? null : new Measurement(duration, span);
    }

    /// <summary>Counts a transaction that is planned anew.</summary>
    /// <param name="cause"><c>version</c> when another write was faster, <c>row</c> when a row that was to be inserted is there.</param>
    internal static void TellConflict(string cause) => WriteConflicts.Add(1, new KeyValuePair<string, object?>("bulletin.conflict", cause));

    // ASP.NET Core makes an activity of its own for each request, for the log, which nobody exports: as a parent it would be missing, and
    // would say that nothing is to be recorded. Its parent, the caller's span, is the right one; what else the caller sends is not kept.
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
