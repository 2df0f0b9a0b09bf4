using Azure.Data.Tables;
using Bulletin.Http;
using Bulletin.Settings;
using Bulletin.Storage;
using NodaTime;

namespace Bulletin.Pages;

/// <summary>Knows the months in which public or archived announcements were published.</summary>
/// <remarks>
/// Table Storage cannot group. But rows are ordered by time, so one request for one row finds the newest month before an
/// instant: a site of ten years costs 120 small requests, once a minute while somebody reads the archive. So a month may be
/// missing, or be there without an announcement, for a minute.
/// </remarks>
internal sealed class ArchiveCalendar
{
    // Fifty years. Older months are in the archive, but have no link of their own.
    private const int MaximumMonths = 600;

    private static readonly string[] KeyOnly = ["PartitionKey", "RowKey"];

    private readonly SiteTable table;
    private readonly DateTimeZone zone;
    private readonly TimeProvider clock;
    private readonly RefilledValue<IReadOnlyList<YearMonth>> months;

    public ArchiveCalendar(SiteTable table, BulletinSettings settings, TimeProvider clock)
    {
        this.table = table;
        this.clock = clock;
        zone = settings.TimeZone;
        var limits = new RefillLimits
        {
            Fresh = TimeSpan.FromMinutes(1),
            Stale = settings.CacheStale,
            Ahead = TimeSpan.FromSeconds(45),
        };
        months = new RefilledValue<IReadOnlyList<YearMonth>>(limits, clock);
    }

    /// <summary>Returns the months, newest first, in the site's time zone.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not respond, and the months were not read before.</exception>
    public async Task<IReadOnlyList<YearMonth>> ReadAsync(CancellationToken cancellation) =>
        (await months
            .ReadAsync(async stop => (await FillAsync(stop).ConfigureAwait(false), null), cancellation).ConfigureAwait(false)).Value;

    /// <summary>Returns the month of an instant in the site's time zone.</summary>
    public YearMonth MonthOf(DateTimeOffset instant) => SiteDate.Of(instant, zone).ToYearMonth();

    /// <summary>Returns the first moment of a month in the site's time zone.</summary>
    public DateTimeOffset StartOf(YearMonth month) => SiteDate.StartOf(month.OnDayOfMonth(1), zone);

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
                YearMonth month = MonthOf(RowKeys.InstantOf(row.RowKey[prefix.Length..]));
                found.Add(month);
                last = StartOf(month).AddTicks(-1);
                break;
            }
        }

        return found;
    }
}
