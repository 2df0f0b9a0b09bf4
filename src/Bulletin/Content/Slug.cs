using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Bulletin.Content;

/// <summary>The readable part of the address of an announcement or category.</summary>
public static partial class Slug
{
    /// <summary>The maximum length of a slug in characters, all of them ASCII.</summary>
    public const int MaximumLength = 100;

    // The highest number that is appended to a slug.
    private const int LongestNumber = 999_999_999;

    private const string Fallback = "announcement";

    /// <summary>
    /// Creates a slug from a title: transliterated, lower case, words joined by hyphens, cut after a whole word if
    /// possible. The result is always valid, see <see cref="IsValid"/>.
    /// </summary>
    /// <param name="text">The title, in any script.</param>
    /// <returns>A slug; <c>announcement</c> if the title has neither letters nor digits.</returns>
    public static string FromText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        string slug = OfWords(text);
        if (slug.Length == 0)
        {
            return Fallback;
        }
        // Addresses accept an id or a slug in the same place, so a slug must never be mistaken for an id.
        return Guid.TryParse(slug, out _) ? Cut($"{Fallback}-{slug}", MaximumLength) : slug;
    }

    /// <summary>The words of a text as a slug has them; empty if it has neither letters nor digits.</summary>
    internal static string OfWords(string text) => Cut(Words(text), MaximumLength);

    /// <summary>
    /// Returns true if a text is a slug: groups of <c>a-z</c> and <c>0-9</c> joined by single hyphens, at most
    /// <see cref="MaximumLength"/> characters, and not a GUID, with or without hyphens.
    /// </summary>
    public static bool IsValid(string slug)
    {
        ArgumentNullException.ThrowIfNull(slug);
        return slug.Length <= MaximumLength && Pattern().IsMatch(slug) && !Guid.TryParse(slug, out _);
    }

    /// <summary>
    /// Creates another slug from one that is taken: <c>x</c> and 2 give <c>x-2</c>. A long slug is shortened to make
    /// room.
    /// </summary>
    /// <param name="slug">A valid slug.</param>
    /// <param name="number">The number to append; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="number"/> is below 1.</exception>
    public static string WithNumber(string slug, int number)
    {
        ArgumentNullException.ThrowIfNull(slug);
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);

        string suffix = string.Create(CultureInfo.InvariantCulture, $"-{number}");
        return Cut(slug, MaximumLength - suffix.Length) + suffix;
    }

    /// <summary>The choice with a number: the wanted slug for 1, else the wanted slug with the number.</summary>
    public static string Numbered(string wanted, int number) => number == 1 ? wanted : WithNumber(wanted, number);

    /// <summary>The first free slug: the wanted one, else the wanted one with 2, 3, and so on.</summary>
    /// <param name="wanted">A valid slug.</param>
    /// <param name="isTaken">True for a slug that is not free.</param>
    public static string FirstFree(string wanted, Func<string, bool> isTaken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(isTaken);

        return Enumerable.Range(1, LongestNumber)
            .Select(number => Numbered(wanted, number))
            .First(slug => !isTaken(slug));
    }

    /// <summary>The beginning that a slug has in common with all its numbered forms (<see cref="WithNumber"/>).</summary>
    public static string ShortestStem(string slug) => WithNumber(slug, LongestNumber)[..^$"-{LongestNumber}".Length];

    private static string Words(string text)
    {
        var slug = new StringBuilder(text.Length);
        foreach (char character in TextFolding.Fold(text))
        {
            if (char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character))
            {
                slug.Append(character);
            }
            else if (character is not '\'' && slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        return slug.ToString().Trim('-');
    }

    private static string Cut(string slug, int length)
    {
        if (slug.Length <= length)
        {
            return slug;
        }

        int end = slug.LastIndexOf('-', length);
        return end > 0 ? slug[..end] : slug[..length];
    }

    [GeneratedRegex(@"\A[a-z0-9]+(?:-[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
