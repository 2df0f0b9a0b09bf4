using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;

namespace Bulletin.Conversion.Dates;

/// <summary>
/// Parses dates as feeds write them: ISO 8601 in its variants; day or month first, with English and Polish months;
/// times of 12 or 24 hours; zones as an offset or a name. A date without a zone is in the site's. A date with an
/// unknown zone is rejected as a whole, because a guess would be hours off.
/// </summary>
/// <param name="zone">The time zone of the site.</param>
internal sealed partial class SourceDate(DateTimeZone zone)
{
    private const int MaximumLength = 100;

    private static readonly string[] Noise =
        ["r", "roku", "godz", "godzina", "o", "at", "of", "on", "dnia", "dn", "the", "-", "–", "|", "@"];

    /// <summary>
    /// Returns the instant that a text states; null if it is not a date, is not understood, or is outside the years
    /// 1900 to 2999.
    /// </summary>
    public DateTimeOffset? Parse(string? text)
    {
        string trimmed = Blanks().Replace(text?.Trim() ?? string.Empty, " ");
        if (trimmed.Length is 0 or > MaximumLength)
        {
            return null;
        }

        DateParts? parts = Iso().Match(trimmed) is { Success: true } iso ? OfIso(iso) : OfWords(Comment().Replace(trimmed, string.Empty));
        return parts is null ? null : Instant(parts);
    }

    private static DateParts? OfIso(Match match)
    {
        var parts = new DateParts { Year = Number(match, "year"), Month = Number(match, "month") ?? 1, Day = Number(match, "day") ?? 1 };
        if (Number(match, "ordinal") is { } ordinal)
        {
            if (ordinal < 1 || ordinal > 366)
            {
                return null;
            }

            LocalDate date = new LocalDate(parts.Year!.Value, 1, 1).PlusDays(ordinal - 1);
            (parts.Month, parts.Day) = (date.Month, date.Day);
        }

        return TakeTime(parts, match) && TakeZone(parts, match.Groups["zone"].Value) ? parts : null;
    }

    // Cuts out the time first; every remaining word must have a meaning.
    private static DateParts? OfWords(string text)
    {
        var parts = new DateParts();
        if (Time().Match(text) is { Success: true } time)
        {
            if (!TakeTime(parts, time))
            {
                return null;
            }

            text = $"{text[..time.Index]} {text[(time.Index + time.Length)..]}";
        }

        bool isFirst = true;
        foreach (Match word in Word().Matches(text))
        {
            if (!Take(parts, word.Value, isFirst))
            {
                return null;
            }

            isFirst = false;
        }

        return parts;
    }

    private static bool Take(DateParts parts, string word, bool isFirst)
    {
        string plain = word.Trim('.').ToLowerInvariant();
        if (plain.Length == 0 || Noise.Contains(plain))
        {
            return true;
        }

        if (Joined().Match(word) is { Success: true } joined)
        {
            return TakeJoined(parts, joined);
        }

        if (Figures().Match(plain) is { Success: true } figures)
        {
            return TakeNumber(parts, figures.Groups["number"].Value);
        }

        if (parts.Month is null && MonthName.Find(plain) is { } month)
        {
            parts.Month = month;
            return true;
        }

        // A first word of letters may be the name of a day in another language; no other unknown word is accepted.
        return TakeZone(parts, word) || (isFirst && plain.All(char.IsLetter)) || DayNames().IsMatch(plain);
    }

    private static bool TakeNumber(DateParts parts, string digits)
    {
        int number = int.Parse(digits, CultureInfo.InvariantCulture);
        if (digits.Length >= 3)
        {
            // Programs that count years from 1900 write three digits from the year 2000 on.
            bool isFree = parts.Year is null;
            parts.Year ??= digits.Length == 3 ? 1900 + number : number;
            return isFree && digits.Length <= 4;
        }

        if (parts.Day is null)
        {
            parts.Day = number;
            return true;
        }

        bool isYear = parts.Year is null && digits.Length == 2;
        parts.Year ??= DateParts.FullYear(number);
        return isYear;
    }

    private static bool TakeJoined(DateParts parts, Match match)
    {
        string first = match.Groups["first"].Value;
        string middle = match.Groups["middle"].Value;
        string last = match.Groups["last"].Value;
        if (parts.Day is not null || parts.Month is not null || parts.Year is not null)
        {
            return false;
        }

        if (first.Length == 4)
        {
            (parts.Year, parts.Month, parts.Day) = (ToNumber(first), MonthName.Find(middle), ToNumber(last));
            return parts.Month is not null;
        }

        int? month = MonthName.Find(middle);
        (int day, int year) = (ToNumber(first), last.Length > 2 ? ToNumber(last) : DateParts.FullYear(ToNumber(last)));
        bool isSlashed = match.Groups["mark"].Value == "/" && middle.All(char.IsAsciiDigit);
        if (isSlashed && day <= 12 && month <= 12 && day != month)
        {
            // Ambiguous: 5/6/2020 is in May in America and in June elsewhere.
            return false;
        }

        bool isMonthFirst = isSlashed && month > 12;
        (parts.Year, parts.Month, parts.Day) = (year, isMonthFirst ? day : month, isMonthFirst ? month : day);
        return parts.Month is not null;
    }

    private static bool TakeTime(DateParts parts, Match match)
    {
        parts.Hour = Number(match, "hour") ?? 0;
        parts.Minute = Number(match, "minute") ?? 0;
        // A leap second counts as the last second of its minute.
        parts.Second = Math.Min(Number(match, "second") ?? 0, 59);
        if (match.Groups["half"] is not { Success: true } half)
        {
            return true;
        }

        if (parts.Hour is < 1 or > 12)
        {
            return false;
        }

        parts.Hour = (parts.Hour % 12) + (half.ValueSpan[0] is 'p' or 'P' ? 12 : 0);
        return true;
    }

    // Returns true without a zone, which means the site's zone, and false for an unknown zone.
    private static bool TakeZone(DateParts parts, string text)
    {
        if (text.Length == 0)
        {
            return true;
        }

        if (ZoneName.Find(text) is not { } zone)
        {
            return false;
        }

        // "GMT +0200" is one zone, and the offset counts.
        bool isGeneral = text.ToUpperInvariant() is "GMT" or "UTC" or "UT";
        if (parts.Zone is not null && !parts.IsZoneGeneral)
        {
            return isGeneral;
        }

        (parts.Zone, parts.IsZoneGeneral) = (zone, isGeneral);
        return true;
    }

    private DateTimeOffset? Instant(DateParts parts)
    {
        if (parts is not { Year: { } year and >= 1900 and <= 2999, Month: { } month and >= 1 and <= 12 })
        {
            return null;
        }

        int day = parts.Day ?? 1;
        bool isNextDay = parts is { Hour: 24, Minute: 0, Second: 0 };
        if (day < 1 || day > DateTime.DaysInMonth(year, month) || (parts.Hour > 23 && !isNextDay) || parts.Minute > 59)
        {
            return null;
        }

        LocalDateTime local = new LocalDateTime(year, month, day, isNextDay ? 0 : parts.Hour, parts.Minute, parts.Second)
            .PlusDays(isNextDay ? 1 : 0);
        DateTimeOffset instant = (parts.Zone ?? zone).AtLeniently(local).ToDateTimeOffset().ToUniversalTime();
        return instant.Year is >= 1900 and <= 2999 ? instant : null;
    }

    private static int ToNumber(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    private static int? Number(Match match, string group) => match.Groups[group] is { Success: true } found ? ToNumber(found.Value) : null;

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"\([^()]*\)")]
    private static partial Regex Comment();

    [GeneratedRegex(
        @"\A(?<year>[0-9]{4})(-?(?<ordinal>[0-9]{3})(?![0-9:])" +
        @"|-(?<month>[0-9]{1,2})(-(?<day>[0-9]{1,2}))?|(?<month>[0-9]{2})(?<day>[0-9]{2}))?" +
        @"(([Tt]|\s)+(?<hour>[0-9]{1,2})((:|(?<=[Tt][0-9]{2}))(?<minute>[0-9]{2})(:?(?<second>[0-9]{2})([.,][0-9]+)?)?)?" +
        @"(\s*(?<half>[AaPp])\.?[Mm]\b\.?)?" +
        @"\s*(?<zone>[^\s]+|(GMT|UTC)\s?[+-][0-9:]+)?)?\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Iso();

    [GeneratedRegex(
        @"(?<![0-9+:-])(?<hour>[0-9]{1,2})(:(?<minute>[0-9]{2})(:(?<second>[0-9]{2})([.,][0-9]+)?)?" +
        @"(\s*(?<half>[AaPp])\.?[Mm]\b\.?)?|\s*(?<half>[AaPp])\.?[Mm]\b\.?)(?![0-9])" +
        @"|(?<=godz\.?\s?|[0-9]{4}\s)(?<hour>[0-9]{1,2})\.(?<minute>[0-9]{2})(?![.0-9])",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Time();

    [GeneratedRegex(@"[^\s,;]+")]
    private static partial Regex Word();

    [GeneratedRegex(
        @"\A((?<first>[0-9]{1,2})(?<mark>[./-])(?<middle>[0-9]{1,2}|\p{L}{1,12}\.?)\k<mark>(?<last>[0-9]{4}|[0-9]{2})" +
        @"|(?<first>[0-9]{4})(?<mark>[./-])(?<middle>[0-9]{1,2}|\p{L}{1,12})\k<mark>(?<last>[0-9]{1,2}))\.?r?\.?\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Joined();

    [GeneratedRegex(@"\A(?<number>[0-9]{1,4})(st|nd|rd|th|r)?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Figures();

    [GeneratedRegex(@"\A(mon|tue|wed|thu|fri|sat|sun|pon|wt|wto|śr|śro|sro|czw|pią|pia|pt|sob|nie|nd)\p{L}*\z", RegexOptions.IgnoreCase)]
    private static partial Regex DayNames();
}
