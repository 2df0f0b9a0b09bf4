using System.Globalization;
using Bulletin.Http;
using NodaTime;

namespace Bulletin.Pages;

/// <summary>An instant as a page shows it.</summary>
/// <param name="Machine">For <c>datetime</c>: RFC 3339 with the offset of the site's time zone.</param>
/// <param name="Text">For people, in the language of the page.</param>
public sealed record Stamp(string Machine, string Text);

/// <summary>Writes instants in the site's time zone and the language of the pages.</summary>
internal sealed class PageDates
{
    private readonly PageTexts texts;
    private readonly DateTimeZone zone;
    private readonly DateTimeFormatInfo format;

    public PageDates(PageTexts texts, DateTimeZone zone)
    {
        this.texts = texts;
        this.zone = zone;
        // The invariant culture's names of months, replaced: the service runs without the tables of ICU.
        format = (DateTimeFormatInfo)DateTimeFormatInfo.InvariantInfo.Clone();
        format.MonthNames = [.. texts.Months, string.Empty];
        format.MonthGenitiveNames = [.. texts.MonthsInDates, string.Empty];
    }

    /// <summary>Writes date and time, such as <c>23.04.2024 10:33</c>.</summary>
    public Stamp Of(DateTimeOffset instant) => Of(instant, texts.DateTime);

    /// <summary>
    /// Writes the stamp of an update, such as <c>10:36 23.04.2024</c>: Polish public bodies write the time first there.
    /// </summary>
    public Stamp OfUpdate(DateTimeOffset instant) => Of(instant, texts.TimeAndDate);

    /// <summary>Writes a date, such as <c>23 April 2024</c>.</summary>
    public Stamp Of(LocalDate date) => new(
        date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture), date.ToDateTimeUnspecified().ToString(texts.Date, format));

    /// <summary>Writes a month, such as <c>April 2024</c>.</summary>
    public string OfMonth(int year, int month) => string.Create(CultureInfo.InvariantCulture, $"{texts.Months[month - 1]} {year}");

    /// <summary>Writes the date of an instant, such as <c>23 April 2024</c>.</summary>
    public string DayOf(DateTimeOffset instant) => Of(SiteDate.Of(instant, zone)).Text;

    /// <summary>Writes an instant as RFC 3339 with the offset of the site's time zone.</summary>
    public string Machine(DateTimeOffset instant)
    {
        ZonedDateTime local = Local(instant);
        return local.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
    }

    private Stamp Of(DateTimeOffset instant, string pattern) =>
        new(Machine(instant), Local(instant).ToDateTimeUnspecified().ToString(pattern, format));

    private ZonedDateTime Local(DateTimeOffset instant) => Instant.FromDateTimeOffset(instant).InZone(zone);
}
