using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;

namespace Bulletin.Conversion.Dates;

/// <summary>
/// Recognizes time zones in dates: offsets, abbreviations that mean the same zone everywhere they are used, and names
/// of the tz database.
/// </summary>
internal static partial class ZoneName
{
    private const int MaximumHours = 14;

    private static readonly Dictionary<string, double> Hours = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Z"] = 0,
        ["UT"] = 0,
        ["UTC"] = 0,
        ["GMT"] = 0,
        ["WET"] = 0,
        ["WEST"] = 1,
        ["BST"] = 1,
        ["CET"] = 1,
        ["MET"] = 1,
        ["MEZ"] = 1,
        ["CEST"] = 2,
        ["CEDT"] = 2,
        ["MEST"] = 2,
        ["MESZ"] = 2,
        ["EET"] = 2,
        ["SAST"] = 2,
        ["CAT"] = 2,
        ["EEST"] = 3,
        ["MSK"] = 3,
        ["TRT"] = 3,
        ["EAT"] = 3,
        ["MSD"] = 4,
        ["SAMT"] = 4,
        ["PKT"] = 5,
        ["NPT"] = 5.75,
        ["ICT"] = 7,
        ["WIB"] = 7,
        ["HKT"] = 8,
        ["SGT"] = 8,
        ["PHT"] = 8,
        ["AWST"] = 8,
        ["JST"] = 9,
        ["KST"] = 9,
        ["ACST"] = 9.5,
        ["ACDT"] = 10.5,
        ["AEST"] = 10,
        ["AEDT"] = 11,
        ["NZST"] = 12,
        ["NZDT"] = 13,
        ["BRT"] = -3,
        ["ART"] = -3,
        ["NST"] = -3.5,
        ["NDT"] = -2.5,
        ["AST"] = -4,
        ["ADT"] = -3,
        ["EST"] = -5,
        ["EDT"] = -4,
        ["CST"] = -6,
        ["CDT"] = -5,
        ["MST"] = -7,
        ["MDT"] = -6,
        ["PST"] = -8,
        ["PDT"] = -7,
        ["AKST"] = -9,
        ["AKDT"] = -8,
        ["HST"] = -10,
        ["WAT"] = 1,
    };

    // These zones have daylight saving time.
    private static readonly Dictionary<string, string> Places = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ET"] = "America/New_York",
        ["CT"] = "America/Chicago",
        ["MT"] = "America/Denver",
        ["PT"] = "America/Los_Angeles",
    };

    /// <summary>Returns the zone that a text names; null if it names none, or an ambiguous one.</summary>
    public static DateTimeZone? Find(string text)
    {
        if (Hours.TryGetValue(text.Trim('.'), out double hours))
        {
            return DateTimeZone.ForOffset(Offset.FromSeconds((int)(hours * 3600)));
        }

        if (Numbers().Match(text) is { Success: true } offset)
        {
            return OfOffset(offset);
        }

        string place = text.Contains('/', StringComparison.Ordinal) ? text : string.Empty;
        return DateTimeZoneProviders.Tzdb.GetZoneOrNull(Places.GetValueOrDefault(text, place));
    }

    private static DateTimeZone? OfOffset(Match match)
    {
        int hours = int.Parse(match.Groups["hours"].ValueSpan, CultureInfo.InvariantCulture);
        int minutes = match.Groups["minutes"] is { Success: true } said ? int.Parse(said.ValueSpan, CultureInfo.InvariantCulture) : 0;
        int seconds = (hours * 3600) + (minutes * 60);
        return minutes > 59 || seconds > MaximumHours * 3600
            ? null
            : DateTimeZone.ForOffset(Offset.FromSeconds(match.Groups["sign"].ValueSpan is "+" ? seconds : -seconds));
    }

    [GeneratedRegex(
        @"\A(GMT|UTC|UT|Z)?(?<sign>[+\u2212-])(?<hours>[0-9]{1,2})(:?(?<minutes>[0-9]{2}))?\z",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Numbers();
}
