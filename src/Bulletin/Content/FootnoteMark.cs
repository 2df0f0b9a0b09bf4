using System.Text.RegularExpressions;

namespace Bulletin.Content;

/// <summary>The ids of footnotes and of the references to them: <c>fn-1</c> and <c>fnref-1</c>.</summary>
internal static partial class FootnoteMark
{
    /// <summary>
    /// Converts the id of a footnote or reference, as written by the Markdown library (<c>fn:1</c>) or this service, to
    /// this service's form; null for other ids.
    /// </summary>
    public static string? Parse(string? id) =>
        id is not null && Pattern().Match(id) is { Success: true } match
            ? $"{match.Groups[1].ValueSpan}-{match.Groups[2].ValueSpan}"
            : null;

    [GeneratedRegex(@"\A(fn|fnref)[:-]([1-9][0-9]{0,5})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
