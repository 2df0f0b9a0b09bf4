using System.Collections.Concurrent;
using System.IO.Compression;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Bulletin.Http;

/// <summary>How a body is sent (RFC 9110, 8.4.1).</summary>
internal enum ContentCoding
{
    /// <summary>As it is.</summary>
    Identity,

    /// <summary>RFC 7932.</summary>
    Brotli,

    /// <summary>RFC 1952.</summary>
    Gzip,
}

/// <summary>Chooses codings and applies them.</summary>
internal static class ContentCodings
{
    // A body is compressed once and sent many times; the highest level would still make the first client wait.
    private const int BrotliQuality = 5;
    private const int BrotliWindow = 22;

    // Browsers send a handful of forms of the header, and reading one costs more than sending a small answer: so many are remembered.
    private const int MaximumKnown = 100;
    private const int MaximumKnownLength = 100;
    private static readonly ConcurrentDictionary<string, ContentCoding> Known = new(StringComparer.Ordinal);

    /// <summary>The name in <c>Content-Encoding</c>.</summary>
    public static string Name(this ContentCoding coding) => coding switch
    {
        ContentCoding.Brotli => "br",
        ContentCoding.Gzip => "gzip",
        _ => "identity",
    };

    /// <summary>
    /// The coding that a client wants most, by <c>Accept-Encoding</c> (RFC 9110, 12.5.3); of several that it wants equally, the one
    /// that is shortest. A client that accepts nothing we have gets the body as it is.
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
        // Absent, identity is acceptable but not asked for.
        double identity = wanted.Any(one => one.Value.Equals("identity", StringComparison.OrdinalIgnoreCase)) ? QualityOf("identity", wanted) : 0;
        return best <= 0 || best < identity ? ContentCoding.Identity : brotli == best ? ContentCoding.Brotli : ContentCoding.Gzip;
    }

    /// <summary>Whether a client can read a coding, however much it wants another.</summary>
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
