using System.Collections.Concurrent;
using System.IO.Compression;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Bulletin.Http;

/// <summary>The content codings of a response body (RFC 9110, 8.4.1).</summary>
internal enum ContentCoding
{
    /// <summary>Not compressed.</summary>
    Identity,

    /// <summary>RFC 7932.</summary>
    Brotli,

    /// <summary>RFC 1952.</summary>
    Gzip,
}

/// <summary>Chooses content codings and applies them.</summary>
internal static class ContentCodings
{
    // A body is compressed once and sent many times, but the highest quality would still delay the first client.
    private const int BrotliQuality = 5;
    private const int BrotliWindow = 22;

    // Browsers send a handful of header values, and parsing one costs more than sending a small response: this many are
    // cached.
    private const int MaximumKnown = 100;
    private const int MaximumKnownLength = 100;
    private static readonly ConcurrentDictionary<string, ContentCoding> Known = new(StringComparer.Ordinal);

    /// <summary>Returns the name in <c>Content-Encoding</c>.</summary>
    public static string Name(this ContentCoding coding) => coding switch
    {
        ContentCoding.Brotli => "br",
        ContentCoding.Gzip => "gzip",
        _ => "identity",
    };

    /// <summary>
    /// Returns the coding that a client prefers, by <c>Accept-Encoding</c> (RFC 9110, 12.5.3); if it prefers several
    /// equally, the one with the smallest result. A client that accepts none of them gets the uncompressed body.
    /// </summary>
    public static ContentCoding Wanted(StringValues acceptEncoding)
    {
        if (acceptEncoding.Count == 0)
        {
            return ContentCoding.Identity;
        }

        string header = acceptEncoding.ToString();
        if (Known.TryGetValue(header, out ContentCoding known))
        {
            return known;
        }

        ContentCoding wanted = Read(acceptEncoding);
        if (header.Length <= MaximumKnownLength && Known.Count < MaximumKnown)
        {
            Known.TryAdd(header, wanted);
        }

        return wanted;
    }

    private static ContentCoding Read(StringValues acceptEncoding)
    {
        if (!StringWithQualityHeaderValue.TryParseList(acceptEncoding, out IList<StringWithQualityHeaderValue>? wanted))
        {
            return ContentCoding.Identity;
        }

        double brotli = QualityOf("br", wanted);
        double gzip = QualityOf("gzip", wanted);
        double best = Math.Max(brotli, gzip);
        // If identity is not listed, it is acceptable but not preferred.
        double identity = wanted.Any(one => one.Value.Equals("identity", StringComparison.OrdinalIgnoreCase))
            ? QualityOf("identity", wanted)
            : 0;
        return best <= 0 || best < identity ? ContentCoding.Identity : brotli == best ? ContentCoding.Brotli : ContentCoding.Gzip;
    }

    /// <summary>Returns true if a client accepts a coding, even if it prefers another.</summary>
    public static bool Accepts(StringValues acceptEncoding, ContentCoding coding) =>
        StringWithQualityHeaderValue.TryParseList(acceptEncoding, out IList<StringWithQualityHeaderValue>? wanted)
        && QualityOf(coding.Name(), wanted) > 0;

    /// <summary>Compresses a body.</summary>
    public static byte[] Compress(this ContentCoding coding, byte[] body)
    {
        if (coding == ContentCoding.Brotli)
        {
            byte[] buffer = new byte[BrotliEncoder.GetMaxCompressedLength(body.Length)];
            return BrotliEncoder.TryCompress(body, buffer, out int written, BrotliQuality, BrotliWindow)
                ? buffer[..written]
                : throw new InvalidOperationException("Brotli needs more room than it says.");
        }

        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(body);
        }

        return compressed.ToArray();
    }

    private static double QualityOf(string name, IList<StringWithQualityHeaderValue> wanted)
    {
        StringWithQualityHeaderValue? found = wanted.FirstOrDefault(one => one.Value.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? wanted.FirstOrDefault(one => one.Value == "*");
        return found is null ? 0 : found.Quality ?? 1;
    }
}
