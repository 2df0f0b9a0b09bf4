using System.Text.RegularExpressions;

namespace Bulletin.Content;

/// <summary>Language tags in the form of BCP 47 (RFC 5646): <c>pl</c>, <c>zh-Hant-TW</c>, <c>de-CH-1996</c>.</summary>
/// <remarks>
/// The form is checked, not the registry. Two kinds of tags that the grammar allows are rejected because they are
/// always a mistake here: names such as <c>polish</c> (a language of four to eight letters has never been registered),
/// and tags without a language (<c>x-...</c>, the old <c>i-...</c>).
/// </remarks>
public static partial class LanguageTag
{
    /// <summary>
    /// The maximum length of a tag in characters: the minimum that RFC 5646 (4.4.1) asks implementations to support.
    /// </summary>
    public const int MaximumLength = 35;

    /// <summary>Returns true if a text has the form of a language tag, in upper or lower case.</summary>
    public static bool IsValid(string tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        return tag.Length <= MaximumLength && Pattern().IsMatch(tag);
    }

    /// <summary>
    /// Returns a tag with the conventional capitalisation: language lower case, script with a capital, region upper
    /// case, the rest lower case.
    /// </summary>
    /// <param name="tag">A valid tag.</param>
    /// <exception cref="ArgumentException"><paramref name="tag"/> is not valid, see <see cref="IsValid"/>.</exception>
    public static string Canonical(string tag)
    {
        if (!IsValid(tag))
        {
            throw new ArgumentException("not a language tag", nameof(tag));
        }

        string[] subtags = tag.ToLowerInvariant().Split('-');
        for (int index = 1; index < subtags.Length && subtags[index].Length > 1; index++)
        {
            subtags[index] = Capitalised(subtags[index]);
        }

        return string.Join('-', subtags);
    }

    private static string Capitalised(string subtag) => subtag.Length switch
    {
        2 => subtag.ToUpperInvariant(),
        4 when char.IsAsciiLetter(subtag[0]) => char.ToUpperInvariant(subtag[0]) + subtag[1..],
        _ => subtag,
    };

    [GeneratedRegex(
        @"\A[a-z]{2,3}(-[a-z]{3}){0,3}" // language and extended language
        + @"(-[a-z]{4})?" // script
        + @"(-([a-z]{2}|[0-9]{3}))?" // region
        + @"(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*" // variants
        + @"(-[0-9a-wyz](-[a-z0-9]{2,8})+)*" // extensions
        + @"(-x(-[a-z0-9]{1,8})+)?\z", // private use
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
