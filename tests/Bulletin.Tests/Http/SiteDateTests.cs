using Bulletin.Http;
using NodaTime;
using NodaTime.TimeZones;

namespace Bulletin.Tests.Http;

public sealed class SiteDateTests
{
    [Theory]
    [InlineData("Europe/Warsaw", "2026-04-23", "2026-04-22T22:00:00Z")]
    // The date that Samoa left out when it changed sides of the date line: the first moment of the next one.
    [InlineData("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z")]
    [InlineData("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z")]
    [InlineData("Pacific/Kwajalein", "1993-08-21", "1993-08-21T12:00:00Z")]
    [InlineData("Pacific/Fakaofo", "2011-12-30", "2011-12-30T11:00:00Z")]
    // Clocks are put forward at midnight: the day begins at 1:00.
    [InlineData("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z")]
    [InlineData("Asia/Beirut", "2024-03-31", "2024-03-30T22:00:00Z")]
    // Midnight comes twice: the first time.
    [InlineData("America/Havana", "2023-11-05", "2023-11-05T04:00:00Z")]
    [InlineData("Pacific/Apia", "2999-12-31", "2999-12-30T11:00:00Z")]
    public void A_date_is_its_first_moment_in_the_zone(string zone, string date, string instant) => Assert.Equal(
        DateTimeOffset.Parse(instant, null), SiteDate.Parse(date, DateTimeZoneProviders.Tzdb[zone]));

    [Theory]
    [InlineData("1899-12-31")]
    [InlineData("3000-01-01")]
    [InlineData("0001-01-01")]
    [InlineData("9999-12-31")]
    [InlineData("-0001-01-01")]
    [InlineData("2023-02-29")]
    [InlineData("2023-2-1")]
    [InlineData("")]
    public void What_is_no_date_of_the_years_1900_to_2999_is_none(string text) => Assert.Null(SiteDate.Parse(text, DateTimeZone.Utc));

    [Fact]
    public void Every_date_around_every_change_of_every_zone_begins_somewhere()
    {
        foreach (DateTimeZone zone in DateTimeZoneProviders.Tzdb.Ids.Select(id => DateTimeZoneProviders.Tzdb[id]))
        {
            foreach (ZoneInterval interval in zone.GetZoneIntervals(Instant.FromUtc(1900, 1, 2, 0, 0), Instant.FromUtc(2040, 1, 1, 0, 0)).Where(one => one.HasEnd))
            {
                LocalDate day = interval.IsoLocalEnd.Date;
                foreach (LocalDate date in (LocalDate[])[day.PlusDays(-1), day, day.PlusDays(1)])
                {
                    DateTimeOffset first = SiteDate.Parse($"{date:uuuu-MM-dd}", zone)!.Value;
                    LocalDateTime local = Instant.FromDateTimeOffset(first).InZone(zone).LocalDateTime;
                    Assert.True(local.Date >= date && (local.Date == date || zone.MapLocal(date.AtMidnight()).Count == 0), $"{zone.Id} {date}: {local}");
                }
            }
        }
    }
}
