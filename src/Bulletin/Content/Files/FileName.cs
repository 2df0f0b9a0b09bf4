using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Bulletin.Content.Files;

/// <summary>Makes the name of a file, as a client or a person gives it, safe and useful on every system.</summary>
internal static partial class FileName
{
    /// <summary>The maximum length of a name with its extension, in UTF-16 code units.</summary>
    public const int MaximumLength = 120;

    private const string Nameless = "file";

    // Windows forbids them in names; a slash separates the parts of a number, such as "12/2026".
    private const string Forbidden = "<>:\"|?*";

    /// <summary>
    /// Returns the name without folders, invisible and forbidden characters, at most <see cref="MaximumLength"/> long, with an
    /// extension of its kind.
    /// </summary>
    /// <param name="given">The name as given; it may be empty.</param>
    /// <param name="kind">The kind of the file.</param>
    public static string Of(string given, FileKind kind)
    {
        string name = Visible(ComposedLetters.Join(LastPart(given))).TrimEnd(' ', '.');
        string extension = Path.GetExtension(name).ToLowerInvariant();
        bool isKnown = FileKind.All.Any(one => one.Extensions.Contains(extension));
        string stem = Trimmed(isKnown ? name[..^extension.Length] : name);
        string ending = kind.Extensions.Contains(extension) ? extension : kind.Extension;
        stem = Trimmed(stem[..GraphemeClusters.WholeUpTo(stem, MaximumLength - ending.Length - 1)]);
        return !VisibleText.IsIn(stem) ? Nameless + ending
            : Reserved().IsMatch(stem) ? $"_{stem}{ending}"
            : stem + ending;
    }

    /// <summary>Returns the form of a name for addresses, such as <c>uchwala-nr-12.pdf</c>.</summary>
    /// <param name="name">A name as <see cref="Of"/> returns it.</param>
    public static string Address(string name)
    {
        string extension = Path.GetExtension(name);
        string words = Slug.OfWords(Path.GetFileNameWithoutExtension(name));
        return (words.Length > 0 ? words : Nameless) + extension;
    }

    // A path tells where the file was on somebody's machine.
    private static string LastPart(string given)
    {
        bool isPath = given.Contains('\\', StringComparison.Ordinal) || given.StartsWith('/') || DotSegment().IsMatch(given);
        return isPath ? given[(given.LastIndexOfAny(['/', '\\']) + 1)..] : given.Replace('/', '-');
    }

    private static string Visible(string name)
    {
        var visible = new StringBuilder(name.Length);
        foreach (Rune rune in name.EnumerateRunes())
        {
            bool isBlank = Rune.IsWhiteSpace(rune) || (rune.IsAscii && Forbidden.Contains((char)rune.Value, StringComparison.Ordinal));
            if (isBlank && visible.Length > 0 && visible[^1] != ' ')
            {
                visible.Append(' ');
            }
            else if (!isBlank && !IsHidden(rune))
            {
                visible.Append(rune);
            }
        }

        return visible.ToString();
    }

    // Controls, those of writing direction among them, which can make "fdp.exe" look like "exe.pdf".
    private static bool IsHidden(Rune rune) => rune == Rune.ReplacementChar || HtmlEscape.IsNoncharacter(rune.Value)
        || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate;

    // A dot first hides a file on Unix; Windows drops dots and blanks at the end.
    private static string Trimmed(string name) => name.Trim(' ', '.');

    [GeneratedRegex(@"(^|/)\.{1,2}/", RegexOptions.CultureInvariant)]
    private static partial Regex DotSegment();

    // "Naming Files, Paths, and Namespaces" of Windows.
    [GeneratedRegex(
        @"\A(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|\z)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Reserved();
}
