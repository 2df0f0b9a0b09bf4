using System.Collections.Frozen;
using System.Text;

namespace Bulletin.Content;

/// <summary>
/// Checks the addresses of links and images, and normalises them so that every browser reads them the same way.
/// </summary>
internal static class HtmlAddress
{
    private static readonly FrozenSet<string> LinkSchemes =
        HtmlPolicy.LinkSchemes.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Returns an address allowed for a link (web, mail, telephone, a medium, relative, or a fragment); otherwise null.
    /// </summary>
    public static string? ForLink(string? address)
    {
        if (Cleaned(address) is not { Length: > 0 } cleaned)
        {
            return null;
        }

        if (MediaAddress.Parse(cleaned) is { } medium)
        {
            return MediaAddress.Of(medium);
        }

        string? scheme = SchemeOf(cleaned);
        if (scheme is null)
        {
            return IsPlainRelative(cleaned) ? AbsoluteHost(cleaned) : null;
        }

        if (!LinkSchemes.Contains(scheme))
        {
            return null;
        }

        return !IsWeb(scheme) || HasHost(cleaned, scheme) ? cleaned : null;
    }

    /// <summary>
    /// Returns an address allowed for an image (absolute, http or https, or a medium); otherwise null. A relative one would
    /// not work in a feed or an app.
    /// </summary>
    public static string? ForImage(string? address) =>
        ForLink(address) is { } link && (IsOutbound(link) || MediaAddress.Parse(link) is not null) ? link : null;

    /// <summary>Returns true for an allowed address that is absolute and leads to a web server.</summary>
    public static bool IsOutbound(string address) => SchemeOf(address) is { } scheme && IsWeb(scheme);

    private static bool IsWeb(string scheme) =>
        scheme.Equals("http", StringComparison.OrdinalIgnoreCase) || scheme.Equals("https", StringComparison.OrdinalIgnoreCase);

    // Browsers ignore blanks around an address, and line breaks and tabs anywhere in it; so "java\nscript:" would get
    // past a check of the raw text. Other control characters and backslashes (which browsers treat as slashes) are not
    // allowed in an address at all.
    private static string? Cleaned(string? address)
    {
        // Noncharacters are removed when the address is written, which would change it: "/\uFFFE/host" would become "//host".
        if (address is null || address.EnumerateRunes().Any(rune => HtmlEscape.IsNoncharacter(rune.Value)))
        {
            return null;
        }

        var cleaned = new StringBuilder(address.Length);
        foreach (char character in address.AsSpan().Trim(" \t\r\n\f\0"))
        {
            if (character is '\t' or '\r' or '\n')
            {
                continue;
            }

            if (char.IsControl(character) || character is '\\' or '\uFFFD')
            {
                return null;
            }

            cleaned.Append(character == ' ' ? "%20" : character.ToString());
        }

        return cleaned.ToString();
    }

    // Null if the address has no scheme; empty if it has a colon where a scheme would end, but no valid scheme before
    // it.
    private static string? SchemeOf(string address)
    {
        int end = address.AsSpan().IndexOfAny(":/?#");
        if (end < 0 || address[end] != ':')
        {
            return null;
        }

        string scheme = address[..end];
        return scheme.Length > 0 && scheme.All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.') ? scheme : "";
    }

    private static bool HasHost(string address, string scheme) =>
        address.AsSpan(scheme.Length + 1) is ['/', '/', not ('/' or '?' or '#' or ':'), ..];

    private static bool IsPlainRelative(string address) => !address.StartsWith("///", StringComparison.Ordinal) && address != "//";

    // An address without a scheme uses that of the page, which is unknown in an app or a mail.
    private static string AbsoluteHost(string address) =>
        address.StartsWith("//", StringComparison.Ordinal) ? "https:" + address : address;
}
