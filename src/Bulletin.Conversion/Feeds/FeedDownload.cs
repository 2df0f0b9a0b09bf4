using System.Net;
using Bulletin.Conversion.Downloads;

namespace Bulletin.Conversion.Feeds;

/// <summary>The content of a feed, from a file or from an address.</summary>
/// <param name="Content">A seekable stream.</param>
/// <param name="Address">The address after all redirects; null for a file.</param>
/// <param name="Charset">The encoding stated by the sender, if any.</param>
internal sealed record FeedDownload(Stream Content, Uri? Address, string? Charset) : IDisposable
{
    /// <summary>The maximum size of a feed to fetch, in bytes: 50 MiB.</summary>
    public const long MaximumBytes = 50 * 1024 * 1024;

    private const string Accepted = "application/atom+xml, application/rss+xml, application/xml, text/xml, */*;q=0.1";

    /// <summary>
    /// Opens a file, or fetches an http or https address, also one in the own network: whoever runs the command names it.
    /// </summary>
    /// <exception cref="ConversionException">The feed cannot be read; the message gives the reason.</exception>
    public static async Task<FeedDownload> OpenAsync(string fileOrAddress, CancellationToken cancellation)
    {
        if (!fileOrAddress.Contains("://", StringComparison.Ordinal))
        {
            return new FeedDownload(SourceFile.Open(fileOrAddress), null, null);
        }

        if (!Uri.TryCreate(fileOrAddress, UriKind.Absolute, out Uri? address)
            || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            throw new ConversionException($"'{fileOrAddress}' is neither a file nor an http or https address.");
        }

        using HttpClient client = HttpDownload.NewClient(
            new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All }, Accepted);
        Download download = await new HttpDownload(client, MaximumBytes).FetchAsync(address, cancellation);
        return new FeedDownload(download.Content, download.Address, download.Charset);
    }

    /// <inheritdoc/>
    public void Dispose() => Content.Dispose();
}
