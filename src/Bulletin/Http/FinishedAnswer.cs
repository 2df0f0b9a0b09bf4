using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Bulletin.Http;

/// <summary>
/// A public response ready to be sent any number of times: its body, uncompressed and compressed, each with a strong
/// ETag, and its headers.
/// </summary>
internal sealed class FinishedAnswer
{
    /// <summary>Time for which a client or a shared cache may treat a response as fresh: 10 s.</summary>
    public static readonly TimeSpan MaximumAge = TimeSpan.FromSeconds(10);

    /// <summary>The minimum length of a public ETag in characters, including the quotes.</summary>
    public static readonly int ETagLength = Base64Url.GetEncodedLength(HashBytes) + 2;

    // Below this size in bytes, compression saves nothing on the network.
    private const int SmallestCompressed = 300;

    private const int HashBytes = 15;

    // The approximate size of the object, its headers and its place in the cache, without the bodies.
    private const int Overhead = 1000;

    private static readonly StringValues ExposedHeaders = string.Join(',', PublicAnswer.ExposedHeaders);
    private static readonly StringValues WholeAge = CacheControl(MaximumAge);
    private static readonly StringValues CoveredByOutage = "no-cache";

    private readonly PublicAnswer answer;
    private readonly StringValues links;
    private readonly StringValues lastModified;
    private readonly StringValues constantAge;
    private readonly string hash;
    private readonly Variant identity;
    private readonly Lazy<Variant> brotli;
    private readonly Lazy<Variant> gzip;

    public FinishedAnswer(PublicAnswer answer)
    {
        this.answer = answer;
        links = answer.Links.Count == 0 ? StringValues.Empty : string.Join(", ", answer.Links);
        lastModified = answer.LastModified is { } changed ? changed.ToString("R", CultureInfo.InvariantCulture) : StringValues.Empty;
        constantAge = answer.ConstantFor is { } age
            ? CacheControl(age) + (age < PublicAnswer.ForEver ? string.Empty : ", immutable")
            : StringValues.Empty;
        hash = Base64Url.EncodeToString(SHA256.HashData(answer.Body).AsSpan(0, HashBytes));
        identity = new Variant(answer.Body, $"\"{hash}\"", default);
        brotli = new Lazy<Variant>(() => Compressed(ContentCoding.Brotli));
        gzip = new Lazy<Variant>(() => Compressed(ContentCoding.Gzip));
    }

    /// <inheritdoc cref="PublicAnswer.TrueUntil"/>
    public DateTimeOffset? TrueUntil => answer.TrueUntil;

    /// <inheritdoc cref="PublicAnswer.Announcement"/>
    public Guid? Announcement => answer.Announcement;

    /// <summary>The memory used, in bytes; it grows when a client first requests a compressed body.</summary>
    public long Bytes => Overhead + identity.Body.Length + BytesOf(brotli) + BytesOf(gzip);

    /// <summary>Returns true if an ETag belongs to one of the forms of this response (strong comparison).</summary>
    /// <param name="etag">A strong ETag, including the quotes.</param>
    public bool Has(string etag) => etag == identity.ETag
        || (etag.StartsWith($"\"{hash}-", StringComparison.Ordinal) && answer.Body.Length >= SmallestCompressed
            && (etag == brotli.Value.ETag || etag == gzip.Value.ETag));

    /// <summary>
    /// Sends the response, or 304 if the client has it already (RFC 9110, 13.1.2: weak comparison, lists, <c>*</c>).
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="security">The security headers to add.</param>
    /// <param name="now">The current time.</param>
    /// <param name="isStale">True if the response is older than its limit because storage is unavailable.</param>
    public Task WriteAsync(HttpContext context, SecurityHeaders security, DateTimeOffset now, bool isStale)
    {
        HttpResponse response = context.Response;
        IHeaderDictionary headers = response.Headers;
        security.SetPublic(headers);
        if (answer.PagePolicy is { } policy)
        {
            SecurityHeaders.SetPage(headers, policy);
        }

        headers.CacheControl = isStale ? CoveredByOutage : answer.ConstantFor is null ? AgeAt(now) : constantAge;
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlExposeHeaders = ExposedHeaders;
        if (answer.MovedTo is { } address)
        {
            response.StatusCode = StatusCodes.Status301MovedPermanently;
            headers.Location = address;
            response.ContentLength = 0;
            return Task.CompletedTask;
        }

        Variant variant = identity;
        if (answer.FileDisposition is { } disposition)
        {
            SecurityHeaders.SetFile(headers, disposition);
        }
        else
        {
            variant = VariantFor(context.Request.Headers.AcceptEncoding);
            headers.Vary = HeaderNames.AcceptEncoding;
        }

        headers.ETag = variant.ETag;
        headers.LastModified = lastModified;
        headers.Link = links;
        if (IfNoneMatch.Lists(context.Request.Headers.IfNoneMatch, variant.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        headers.ContentType = answer.ContentType;
        headers.ContentEncoding = variant.Coding;
        response.ContentLength = variant.Body.Length;
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return Task.CompletedTask;
        }

        var part = new ByteRange(0, variant.Body.Length);
        if (answer.FileDisposition is not null && ByteRange.Of(context.Request, variant.Body.Length, variant.ETag) is { } range)
        {
            part = range;
            range.Set(response, variant.Body.Length);
        }

        // If the client disconnects, the write ends as well.
        return response.Body.WriteAsync(variant.Body, (int)part.Offset, (int)part.Length, CancellationToken.None);
    }

    private StringValues AgeAt(DateTimeOffset now) => answer.TrueUntil - now is { } left && left < MaximumAge
        ? CacheControl(left > TimeSpan.Zero ? left : TimeSpan.Zero)
        : WholeAge;

    private static StringValues CacheControl(TimeSpan age) => $"public, max-age={(int)age.TotalSeconds}";

    private Variant VariantFor(StringValues acceptEncoding) => ContentCodings.Wanted(acceptEncoding) switch
    {
        _ when answer.Body.Length < SmallestCompressed => identity,
        ContentCoding.Brotli => brotli.Value,
        ContentCoding.Gzip => gzip.Value,
        _ => identity,
    };

    // If compression does not make the body smaller, it is sent uncompressed.
    private Variant Compressed(ContentCoding coding)
    {
        byte[] body = coding.Compress(answer.Body);
        return body.Length < answer.Body.Length ? new Variant(body, $"\"{hash}-{coding.Name()}\"", coding.Name()) : identity;
    }

    private long BytesOf(Lazy<Variant> variant) => variant.IsValueCreated && variant.Value != identity ? variant.Value.Body.Length : 0;

    private sealed record Variant(byte[] Body, string ETag, StringValues Coding);
}
