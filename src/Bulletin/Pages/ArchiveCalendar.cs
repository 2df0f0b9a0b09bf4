using Azure.Data.Tables;
using Bulletin.Http;
using Bulletin.Settings;
using Bulletin.Site;
using Bulletin.Storage;
using NodaTime;

namespace Bulletin.Pages;

/// <summary>Knows the months in which public or archived announcements were published.</summary>
/// <remarks>
/// Table Storage cannot group. But rows are ordered by time, so one request for one row finds the newest month before an
/// instant: a site of ten years costs 120 small requests a timeline, once a minute and after a write of this instance,
/// while somebody reads the archive.
/// </remarks>
internal sealed class ArchiveCalendar
{
    // Fifty years. Older months are in the archive, but have no link of their own.
    private const int MaximumMonths = 600;

    private static readonly string[] KeyOnly = ["PartitionKey", "RowKey"];

    private readonly SiteTable table;
    private readonly DateTimeZone zone;
    private readonly RefillLimits limits;
    private readonly TimeProvider clock;
    private volatile RefilledValue<IReadOnlyList<YearMonth>> months;

    public ArchiveCalendar(SiteTable table, SiteWriter writer, BulletinSettings settings, TimeProvider clock)
    {
        this.table = table;
        this.clock = clock;
        zone = settings.TimeZone;
        limits = new RefillLimits { Fresh = TimeSpan.FromMinutes(1), Stale = settings.CacheStale };
        months = New();
        // A write of this instance shows at once.
        writer.Committed += write =>
        {
            if (write.Changes.Any(change => change.Kind != ChangeKind.Internal))
            {
                months = New();
            }
        };
    }

    /// <summary>Returns the months, newest first, in the site's time zone.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not respond, and the months were not read before.</exception>
    public async Task<IReadOnlyList<YearMonth>> ReadAsync(CancellationToken cancellation) =>
        (await months
            .ReadAsync(async stop => (await FillAsync(stop).ConfigureAwait(false), null), cancellation).ConfigureAwait(false)).Value;

    /// <summary>Returns the first moment of a month in the site's time zone.</summary>
    public DateTimeOffset StartOf(YearMonth month) => SiteDate.StartOf(month.OnDayOfMonth(1), zone);

    private RefilledValue<IReadOnlyList<YearMonth>> New() => new(limits, clock);

    private async Task<IReadOnlyList<YearMonth>> FillAsync(CancellationToken cancellation)
    {
        string[] prefixes = [.. RowKeys.TimelineParts(RowKeys.TimelinePrefix), RowKeys.ArchivePrefix];
        IReadOnlyCollection<YearMonth>[] found = await Task
            .WhenAll(prefixes.Select(prefix => MonthsOfAsync(prefix, cancellation))).ConfigureAwait(false);
        return found.SelectMany(part => part).Distinct().OrderDescending().ToList();
    }

    private async Task<IReadOnlyCollection<YearMonth>> MonthsOfAsync(string prefix, CancellationToken cancellation)
    {
        List<YearMonth> found = [];
        RowRange whole = RowRange.Of(prefix);
        DateTimeOffset? last = clock.GetUtcNow();
        while (last is { } instant && found.Count < MaximumMonths)
        {
            last = null;
            RowRange range = whole with { From = prefix + RowKeys.Inverted(instant) };
            await foreach (TableEntity row in table
                .RowsAsync(range, null, cancellation, pageSize: 1, select: KeyOnly).ConfigureAwait(false))
            {
                DateTimeOffset published = RowKeys.InstantOf(row.RowKey[prefix.Length..]);
                YearMonth month = Instant.FromDateTimeOffset(published).InZone(zone).Date.ToYearMonth();
                found.Add(month);
                last = StartOf(month).AddTicks(-1);
                break;
            }
        }

        return found;
    }
}
