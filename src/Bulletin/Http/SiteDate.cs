using NodaTime;
using NodaTime.Text;
using NodaTime.TimeZones;

namespace Bulletin.Http;

/// <summary>Dates in the site's time zone.</summary>
internal static class SiteDate
{
    // A day may begin later than at midnight, where clocks are put forward then, or twice; and a zone that changed sides of the date line has
    // left out a whole day, whose first moment is that of the next one.
    private static readonly ZoneLocalMappingResolver FirstMoment =
        Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    /// <summary>The first moment of a date such as <c>2026-04-23</c>, of the years 1900 to 2999, in UTC; null when the text is none.</summary>
    public static DateTimeOffset? Parse(string text, DateTimeZone zone) =>
        LocalDatePattern.Iso.Parse(text) is { Success: true, Value: { Year: >= 1900 and < 3000 } date }
            ? zone.ResolveLocal(date.AtMidnight(), FirstMoment).ToInstant().ToDateTimeOffset()
            : null;
}
