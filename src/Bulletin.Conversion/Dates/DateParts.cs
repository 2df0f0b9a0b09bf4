using NodaTime;

namespace Bulletin.Conversion.Dates;

/// <summary>The parts of a date as found in a text.</summary>
internal sealed class DateParts
{
    public int? Year { get; set; }

    public int? Month { get; set; }

    public int? Day { get; set; }

    public int Hour { get; set; }

    public int Minute { get; set; }

    public int Second { get; set; }

    /// <summary>The stated time zone; null: none.</summary>
    public DateTimeZone? Zone { get; set; }

    /// <summary>True if the zone is a plain GMT or UTC, which an offset may follow.</summary>
    public bool IsZoneGeneral { get; set; }

    /// <summary>Returns the year from 1950 to 2049 with the given last two digits.</summary>
    public static int FullYear(int year) => year + (year < 50 ? 2000 : 1900);
}
