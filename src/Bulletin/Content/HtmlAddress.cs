using System.Collections.Frozen;
using System.Text;

namespace Bulletin.Content;

/// <summary>Decides which addresses a link or an image may have, and writes them the way every browser reads them.</summary>
internal static class HtmlAddress
{
    private static readonly FrozenSet<string> LinkSchemes =
        HtmlPolicy.LinkSchemes.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>An address for a link: web, mail, telephone, relative or a fragment; null when it is none of them.</summary>
    public static string? ForLink(string? address)
    {
        if (Cleaned(address) is not { Length: > 0 } cleaned)
            return null;

        var scheme = SchemeOf(cleaned);
        if (scheme is null)
            return IsPlainRelative(cleaned) ? AbsoluteHost(cleaned) : null;
        if (!LinkSchemes.Contains(scheme))
            return null;
        return !IsWeb(scheme) || HasHost(cleaned, scheme) ? cleaned : null;
    }

    /// <summary>
    /// An address for an image: absolute, http or https; else null. A relative one would lead nowhere in a feed or an app.
    /// </summary>
    public static string? ForImage(string? address) => ForLink(address) is { } link && IsOutbound(link) ? link : null;

    /// <summary>True for an accepted address that leads to a web server by its name.</summary>
    public static bool IsOutbound(string address) => SchemeOf(address) is { } scheme && IsWeb(scheme);

    private static bool IsWeb(string scheme) =>
        scheme.Equals("http", StringComparison.OrdinalIgnoreCase) || scheme.Equals("https", StringComparison.OrdinalIgnoreCase);

    // Browsers ignore blanks around an address and line breaks and tabs anywhere in it; that is how "java\nscript:"
    // gets past a look at the raw text. Other control characters and backslashes (which browsers take for slashes)
    // have no place in an address at all.
    private static string? Cleaned(string? address)
    {
        if (address is null)
            return null;

        var cleaned = new StringBuilder(address.Length);
        foreach (var character in address.AsSpan().Trim(" \t\r\n\f\0"))
        {
            if (character is '\t' or '\r' or '\n')
                continue;
            if (char.IsControl(character) || character is '\\' or '\uFFFD')
                return null;
            cleaned.Append(character == ' ' ? "%20" : character.ToString());
        }

        return cleaned.ToString();
    }

    // Null: there is none. Empty: there is a colon where only a scheme could stand, but what stands before it is none.
    private static string? SchemeOf(string address)
    {
        var end = address.AsSpan().IndexOfAny(":/?#");
        if (end < 0 || address[end] != ':')
            return null;

        var scheme = address[..end];
        return scheme.Length > 0 && scheme.All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.') ? scheme : "";
    }

    private static bool HasHost(string address, string scheme) =>
        address.AsSpan(scheme.Length + 1) is ['/', '/', not ('/' or '?' or '#' or ':'), ..];

    private static bool IsPlainRelative(string address) => !address.StartsWith("///", StringComparison.Ordinal) && address != "//";

    // An address without a scheme takes that of the page, which in an app or a mail is anybody's guess.
    private static string AbsoluteHost(string address) =>
        address.StartsWith("//", StringComparison.Ordinal) ? "https:" + address : address;
}
