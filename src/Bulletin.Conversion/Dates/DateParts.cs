using NodaTime;

namespace Bulletin.Conversion.Dates;

/// <summary>The parts of a date as they were found in a text.</summary>
internal sealed class DateParts
{
    public int? Year { get; set; }

    public int? Month { get; set; }

    public int? Day { get; set; }

    public int Hour { get; set; }

    public int Minute { get; set; }

    public int Second { get; set; }

    /// <summary>The zone that was named; null: none was.</summary>
    public DateTimeZone? Zone { get; set; }

    /// <summary>Whether the zone is a mere GMT or UTC, which an offset may follow.</summary>
    public bool IsZoneGeneral { get; set; }

    /// <summary>A year of two figures in the hundred years from 1950 on.</summary>
    public static int FullYear(int year) => year + (year < 50 ? 2000 : 1900);
}
