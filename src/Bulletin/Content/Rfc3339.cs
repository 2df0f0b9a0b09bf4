using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;

namespace Bulletin.Content;

/// <summary>Formats and parses instants (RFC 3339).</summary>
internal static partial class Rfc3339
{
    // Seconds may be absent, as ISO 8601 allows.
    private static readonly IPattern<OffsetDateTime> Pattern = new CompositePatternBuilder<OffsetDateTime>
    {
        { OffsetDateTimePattern.Rfc3339, _ => true },
        { OffsetDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mmo<Z+HH:mm>"), _ => false },
    }.Build();

    /// <summary>
    /// Parses an instant with an offset, in the years 1900 to 2999 of UTC; null for any other text. A fraction of the second is cut to
    /// ticks (100 ns).
    /// </summary>
    public static DateTimeOffset? Parse(string text)
    {
        string upper = text.ToUpperInvariant();
        // NodaTime also accepts the hour 24 and a comma before the fraction; RFC 3339 does not.
        return !upper.Contains("T24", StringComparison.Ordinal)
            && !upper.Contains(',', StringComparison.Ordinal)
            && Pattern.Parse(FinerThanNanoseconds().Replace(upper, string.Empty)) is { Success: true, Value: var read }
            && read.Year is >= 1899 and <= 3000
            && read.ToInstant().InUtc().Year is >= 1900 and < 3000
                ? read.ToInstant().ToDateTimeOffset()
                : null;
    }

    /// <summary>Formats an instant in UTC, with a fraction of a second only if it is not zero.</summary>
    public static string Format(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture) + "Z";

    [GeneratedRegex(@"(?<=\.[0-9]{9})[0-9]+")]
    private static partial Regex FinerThanNanoseconds();
}
