using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Bulletin.Http;

/// <summary>The part of a file that a request asks for (RFC 9110, 14).</summary>
/// <param name="Offset">The position of the first byte.</param>
/// <param name="Length">The number of bytes; 0 if the file has none of the bytes asked for.</param>
internal readonly record struct ByteRange(long Offset, long Length)
{
    private const string Unit = "bytes";

    /// <summary>True if the file has none of the bytes asked for, so that the response is 416.</summary>
    public bool IsBeyond => Length == 0;

    /// <summary>Returns the part that a request asks for; null for the whole file.</summary>
    /// <remarks>
    /// Several ranges at once are answered with the whole file, which is allowed (14.2). So is a range with a condition that the
    /// present ETag does not meet (13.1.5).
    /// </remarks>
    /// <param name="request">The request.</param>
    /// <param name="length">The length of the file.</param>
    /// <param name="etag">The present ETag of the file.</param>
    public static ByteRange? Of(HttpRequest request, long length, string etag)
    {
        if (!HttpMethods.IsGet(request.Method)
            || request.Headers.Range.Count != 1
            || (request.Headers.IfRange.Count > 0 && request.Headers.IfRange.ToString() != etag)
            || !RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out RangeHeaderValue? header)
            || header.Unit != Unit
            || header.Ranges.Count != 1)
        {
            return null;
        }

        RangeItemHeaderValue range = header.Ranges.Single();
        (long from, long to) = range switch
        {
            { From: { } first } => (first, Math.Min(range.To ?? long.MaxValue, length - 1)),
            { To: { } last } => (Math.Max(0, length - last), last == 0 ? -1 : length - 1),
            _ => (0, length - 1),
        };
        return from <= to ? new ByteRange(from, to - from + 1) : new ByteRange(0, 0);
    }

    /// <summary>Sets the status and the headers of a response with this part of a file.</summary>
    /// <param name="response">The response.</param>
    /// <param name="length">The length of the whole file.</param>
    public void Set(HttpResponse response, long length)
    {
        response.StatusCode = IsBeyond ? StatusCodes.Status416RangeNotSatisfiable : StatusCodes.Status206PartialContent;
        response.Headers.ContentRange = IsBeyond
            ? FormattableString.Invariant($"{Unit} */{length}")
            : FormattableString.Invariant($"{Unit} {Offset}-{Offset + Length - 1}/{length}");
        response.ContentLength = Length;
    }
}
