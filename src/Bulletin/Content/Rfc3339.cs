using System.Globalization;
using System.Text.RegularExpressions;

namespace Bulletin.Content;

/// <summary>Formats and parses instants (RFC 3339).</summary>
internal static partial class Rfc3339
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
        "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm'Z'",
    ];

    /// <summary>
    /// Parses an instant with an offset, in the years 1900 to 2999 in UTC; null if the text is not one. Digits beyond a
    /// tick (100 ns), which some languages write, are cut off.
    /// </summary>
    public static DateTimeOffset? Parse(string text) =>
        Form().Match(text.ToUpperInvariant()) is { Success: true } match
            && match.Groups["finer"] is var finer
            && DateTimeOffset.TryParseExact(
                match.Value.Remove(finer.Index, finer.Length),
                Formats,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out DateTimeOffset instant)
            // The year must be valid in UTC, because the instant is returned to clients in UTC.
            && instant.UtcDateTime.Year is >= 1900 and < 3000
            ? instant.ToUniversalTime()
            : null;

    /// <summary>Formats an instant in UTC, with a fraction of a second only if it is not zero.</summary>
    public static string Format(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture) + "Z";

    // The formats alone would also accept an offset without its colon, and a point without a fraction.
    [GeneratedRegex(
        @"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,7}(?<finer>[0-9]*))?)?(Z|[+-][0-9]{2}:[0-9]{2})\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
