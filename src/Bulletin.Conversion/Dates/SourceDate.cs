using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;

namespace Bulletin.Conversion.Dates;

/// <summary>
/// Dates as feeds write them: RFC 822 with years of two digits, named zones and Polish months, ISO 8601 in its variants. What says no
/// zone is taken to be in the site's.
/// </summary>
internal sealed partial class SourceDate(DateTimeZone zone)
{
    private static readonly string[] Months =
    [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
        "sty", "lut", "mar", "kwi", "maj", "cze", "lip", "sie", "wrz", "paź", "lis", "gru",
    ];

    private static readonly Dictionary<string, int> ZoneHours = new(StringComparer.OrdinalIgnoreCase)
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
        ["CEST"] = 2,
        ["MEST"] = 2,
        ["EET"] = 2,
        ["EEST"] = 3,
        ["MSK"] = 3,
        ["EST"] = -5,
        ["EDT"] = -4,
        ["CST"] = -6,
        ["CDT"] = -5,
        ["MST"] = -7,
        ["MDT"] = -6,
        ["PST"] = -8,
        ["PDT"] = -7,
    };

    /// <summary>The instant that a text names; null when it names none in the years 1900 to 2999.</summary>
    public DateTimeOffset? Parse(string? text)
    {
        string trimmed = text?.Trim() ?? string.Empty;
        if (trimmed.Length is 0 or > 100)
        {
            return null;
        }

        Match match = Iso().Match(trimmed);
        if (!match.Success)
        {
            match = Rfc822().Match(trimmed);
        }

        return match.Success && MonthOf(match.Groups["month"].Value) is { } month
            ? Instant(YearOf(match.Groups["year"].Value), month, match)
            : null;
    }

    private DateTimeOffset? Instant(int year, int month, Match match)
    {
        int day = Number(match, "day");
        int hour = Number(match, "hour");
        int minute = Number(match, "minute");
        // A leap second is the last of its minute here.
        int second = Math.Min(Number(match, "second"), 59);
        if (year is < 1900 or > 2999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59)
        {
            return null;
        }

        var local = new LocalDateTime(year, month, day, hour, minute, second);
        DateTimeOffset instant = OffsetOf(match.Groups["zone"].Value) is { } offset
            ? new DateTimeOffset(local.ToDateTimeUnspecified(), offset)
            : zone.AtLeniently(local).ToDateTimeOffset();
        return instant.UtcDateTime.Year is >= 1900 and <= 2999 ? instant.ToUniversalTime() : null;
    }

    private static TimeSpan? OffsetOf(string text)
    {
        if (ZoneHours.TryGetValue(text, out int hours))
        {
            return TimeSpan.FromHours(hours);
        }

        if (text is not ['+' or '-', ..])
        {
            return null;
        }

        string digits = text[1..].Replace(":", string.Empty, StringComparison.Ordinal).PadRight(4, '0');
        var offset = new TimeSpan(int.Parse(digits[..2], CultureInfo.InvariantCulture), int.Parse(digits[2..], CultureInfo.InvariantCulture), 0);
        return offset <= TimeSpan.FromHours(14) ? text[0] == '-' ? -offset : offset : null;
    }

    private static int? MonthOf(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return number;
        }

        string name = text.ToLowerInvariant();
        int index = Array.FindIndex(Months, month => name.StartsWith(month, StringComparison.Ordinal));
        return index >= 0 ? (index % 12) + 1 : null;
    }

    private static int YearOf(string text)
    {
        int year = int.Parse(text, CultureInfo.InvariantCulture);
        return text.Length > 2 ? year : year + (year < 50 ? 2000 : 1900);
    }

    private static int Number(Match match, string group) =>
        match.Groups[group] is { Success: true } found ? int.Parse(found.Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(
        @"\A(?<year>[0-9]{4})-(?<month>[0-9]{1,2})-(?<day>[0-9]{1,2})" +
        @"([T\s]+(?<hour>[0-9]{1,2}):(?<minute>[0-9]{2})(:(?<second>[0-9]{2})([.,][0-9]+)?)?\s*(?<zone>[A-Za-z]{1,5}|[+-][0-9]{2}(:?[0-9]{2})?)?)?\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Iso();

    [GeneratedRegex(
        @"\A(\p{L}+\.?,?\s*)?(?<day>[0-9]{1,2})[\s-]+(?<month>\p{L}{3,12})\.?,?[\s-]+(?<year>[0-9]{4}|[0-9]{2})" +
        @"(,?\s+(?<hour>[0-9]{1,2}):(?<minute>[0-9]{2})(:(?<second>[0-9]{2}))?\s*(?<zone>[A-Za-z]{1,5}|[+-][0-9]{2}(:?[0-9]{2})?)?)?\s*(\([^)]*\))?\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Rfc822();
}
