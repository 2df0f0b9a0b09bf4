using Bulletin.Content.Files;
using Microsoft.Net.Http.Headers;

namespace Bulletin.Http;

/// <summary>The <c>Content-Disposition</c> of a file (RFC 6266), whose name every browser shows as it is (RFC 8187).</summary>
internal static class FileDisposition
{
    /// <summary>Returns the header's value for a file that is shown if the browser can.</summary>
    /// <param name="name">A name as <see cref="FileName.Of"/> returns it.</param>
    public static string Inline(string name) => Of("inline", name);

    /// <summary>Returns the header's value for a file that is saved.</summary>
    /// <inheritdoc cref="Inline"/>
    public static string Attachment(string name) => Of("attachment", name);

    private static string Of(string type, string name) => new ContentDispositionHeaderValue(type)
    {
        // For clients that do not know the other form; some of them decode a percent sign.
        FileName = HeaderUtilities.EscapeAsQuotedString(FileName.Address(name)),
        FileNameStar = name,
    }.ToString();
}
