using System.Buffers.Binary;
using System.Buffers.Text;
using System.IO.Compression;
using System.Security.Cryptography;
using Bulletin.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Scalar.AspNetCore;

namespace Bulletin.Documentation;

/// <summary>
/// The script of the page that shows the OpenAPI document: a resource of Scalar's package. It is gzip-compressed there,
/// and sent unchanged to every client that accepts gzip. Neither form is kept in memory.
/// </summary>
internal sealed class ScalarScript : IResult
{
    private const string Resource = "ScalarStaticAssets.scalar.js";
    private const string CacheControl = "public, max-age=3600";
    private const int LengthOfPlainLength = 4;

    // The hash changes with the version of the package.
    private readonly string hash;
    private readonly long plainLength;

    private ScalarScript()
    {
        using Stream compressed = Open();
        hash = Base64Url.EncodeToString(SHA256.HashData(compressed).AsSpan(0, 15));
        // The last four bytes of the resource contain the uncompressed length (RFC 1952, 2.3.1).
        byte[] end = new byte[LengthOfPlainLength];
        compressed.Seek(-LengthOfPlainLength, SeekOrigin.End);
        compressed.ReadExactly(end);
        plainLength = BinaryPrimitives.ReadUInt32LittleEndian(end);
    }

    /// <summary>The result that sends the script.</summary>
    public static IResult Result => Made.Value;

    private static Lazy<ScalarScript> Made { get; } = new(() => new ScalarScript());

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        bool isCompressed = ContentCodings.Accepts(httpContext.Request.Headers.AcceptEncoding, ContentCoding.Gzip);
        string etag = isCompressed ? $"\"{hash}-gzip\"" : $"\"{hash}\"";
        response.Headers.ETag = etag;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        response.Headers.CacheControl = CacheControl;
        if (IfNoneMatch.Lists(httpContext.Request.Headers.IfNoneMatch, etag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        using Stream compressed = Open();
        response.ContentType = "text/javascript; charset=utf-8";
        response.ContentLength = isCompressed ? compressed.Length : plainLength;
        if (isCompressed)
        {
            response.Headers.ContentEncoding = ContentCoding.Gzip.Name();
        }

        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            RequestDeadline.Suspend(httpContext);
            using Stream sent = isCompressed ? compressed : new GZipStream(compressed, CompressionMode.Decompress);
            await sent.CopyToAsync(response.Body, httpContext.RequestAborted).ConfigureAwait(false);
        }
    }

    private static Stream Open() => typeof(ScalarOptions).Assembly.GetManifestResourceStream(Resource)
        ?? throw new InvalidOperationException("The package of Scalar has no script any more.");
}
