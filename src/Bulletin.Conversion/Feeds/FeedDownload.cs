using System.Net;

namespace Bulletin.Conversion.Feeds;

/// <summary>The content of a feed, from a file or from an address.</summary>
/// <param name="Content">A seekable stream.</param>
/// <param name="Address">The address after all redirects; null for a file.</param>
/// <param name="Charset">The encoding stated by the sender, if any.</param>
internal sealed record FeedDownload(Stream Content, Uri? Address, string? Charset) : IDisposable
{
    /// <summary>The maximum size of a feed to fetch, in bytes: 50 MiB.</summary>
    public const long MaximumBytes = 50 * 1024 * 1024;

    private const int MaximumRedirects = 5;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Opens a file, or fetches an http or https address.</summary>
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

        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limited.CancelAfter(Timeout);
        try
        {
            return await FetchAsync(address, limited.Token);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw new ConversionException($"{address} cannot be read: {failure.Message}", failure);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new ConversionException($"{address} was not read within {Timeout.TotalSeconds:0} seconds.", late);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Content.Dispose();

    private static async Task<FeedDownload> FetchAsync(Uri address, CancellationToken cancellation)
    {
        using var handler = new SocketsHttpHandler
        {
            MaxAutomaticRedirections = MaximumRedirects,
            AutomaticDecompression = DecompressionMethods.All,
            UseCookies = false,
        };
        using var client = new HttpClient(handler) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("Bulletin");
        client.DefaultRequestHeaders.Accept.ParseAdd("application/atom+xml, application/rss+xml, application/xml, text/xml, */*;q=0.1");
        using HttpResponseMessage answer = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (!answer.IsSuccessStatusCode)
        {
            string reason = (int)answer.StatusCode is >= 300 and < 400 ? $", after at most {MaximumRedirects} redirects" : string.Empty;
            throw new ConversionException($"{address} answers {(int)answer.StatusCode}{reason}.");
        }

        Stream content = await SaveAsync(answer, address, cancellation);
        return new FeedDownload(
            content, answer.RequestMessage?.RequestUri ?? address, answer.Content.Headers.ContentType?.CharSet?.Trim('"'));
    }

    private static async Task<Stream> SaveAsync(HttpResponseMessage answer, Uri address, CancellationToken cancellation)
    {
        string path = Path.Combine(Path.GetTempPath(), $"bulletin-{Guid.NewGuid():N}.xml");
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 16 * 1024, FileOptions.DeleteOnClose);
        try
        {
            await using Stream body = await answer.Content.ReadAsStreamAsync(cancellation);
            byte[] buffer = new byte[64 * 1024];
            while (await body.ReadAsync(buffer, cancellation) is var read and > 0)
            {
                // The limit applies to the decompressed size.
                if (file.Length + read > MaximumBytes)
                {
                    throw new ConversionException($"{address} is larger than {MaximumBytes / 1024 / 1024} MB.");
                }

                await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
                await file.FlushAsync(cancellation);
            }

            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }
}
