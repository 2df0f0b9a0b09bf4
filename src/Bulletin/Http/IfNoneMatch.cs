using Microsoft.Extensions.Primitives;

namespace Bulletin.Http;

/// <summary>What a client has already: the <c>If-None-Match</c> header (RFC 9110, 13.1.2).</summary>
internal static class IfNoneMatch
{
    private const string Space = " \t";

    /// <summary>Whether the header lists an ETag, compared weakly, or is <c>*</c>.</summary>
    /// <param name="header">
    /// The header. One that is malformed lists nothing: sending a body twice does no harm, withholding it from a client that has
    /// none does. The framework's parser reads <c>*</c> into some of those.
    /// </param>
    /// <param name="etag">A strong ETag, with its quotes.</param>
    public static bool Lists(StringValues header, string etag)
    {
        if (header.Count == 1 && header[0] == etag)
        {
            return true;
        }

        ReadOnlySpan<char> rest = header.ToString().AsSpan().Trim(Space);
        if (rest is "*")
        {
            return true;
        }

        bool isListed = false;
        while (!(rest = rest.TrimStart(", \t")).IsEmpty)
        {
            if (rest.StartsWith("W/", StringComparison.Ordinal))
            {
                rest = rest[2..];
            }

            int length = rest is ['"', .. var text] ? text.IndexOf('"') + 2 : 0;
            if (length < 2)
            {
                return false;
            }

            isListed |= rest[..length].SequenceEqual(etag);
            rest = rest[length..].TrimStart(Space);
            if (rest is [not ',', ..])
            {
                return false;
            }
        }

        return isListed;
    }
}
