using NodaTime;
using NodaTime.Text;
using NodaTime.TimeZones;

namespace Bulletin.Http;

/// <summary>Dates in the site's time zone.</summary>
internal static class SiteDate
{
    // A day may start after midnight, or have midnight twice, where clocks change at midnight. A zone that crossed the
    // date line skipped a whole day, whose first moment is then that of the next day.
    private static readonly ZoneLocalMappingResolver FirstMoment =
        Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    /// <summary>
    /// Returns the first moment of a date such as <c>2026-04-23</c> in UTC; null if the text is not a date in the years
    /// 1900 to 2999.
    /// </summary>
    public static DateTimeOffset? Parse(string text, DateTimeZone zone) =>
        LocalDatePattern.Iso.Parse(text) is { Success: true, Value: { Year: >= 1900 and < 3000 } date }
            ? StartOf(date, zone)
            : null;

    /// <summary>Returns the date of an instant.</summary>
    public static LocalDate Of(DateTimeOffset instant, DateTimeZone zone) => Instant.FromDateTimeOffset(instant).InZone(zone).Date;

    /// <summary>Returns the first moment of a date in UTC.</summary>
    public static DateTimeOffset StartOf(LocalDate date, DateTimeZone zone) =>
        zone.ResolveLocal(date.AtMidnight(), FirstMoment).ToInstant().ToDateTimeOffset();
}
