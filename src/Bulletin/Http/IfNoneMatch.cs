using Microsoft.Extensions.Primitives;

namespace Bulletin.Http;

/// <summary>Evaluates the <c>If-None-Match</c> header (RFC 9110, 13.1.2).</summary>
internal static class IfNoneMatch
{
    private const string Space = " \t";

    /// <summary>Returns true if the header contains an ETag (weak comparison), or is <c>*</c>.</summary>
    /// <param name="header">
    /// The header. A malformed one matches nothing: sending a body again does no harm, but withholding it from a client
    /// that does not have it does. The framework's parser would read <c>*</c> into some malformed headers.
    /// </param>
    /// <param name="etag">A strong ETag, including the quotes.</param>
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
