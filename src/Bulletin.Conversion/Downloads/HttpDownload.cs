using System.Net;
using System.Net.Http.Headers;

namespace Bulletin.Conversion.Downloads;

/// <summary>Fetches one http or https address within bounds: its redirects, its bytes, its time.</summary>
/// <param name="client">The client, which follows no redirects itself.</param>
/// <param name="maximumBytes">The maximum size of the content, decompressed.</param>
internal sealed class HttpDownload(HttpClient client, long maximumBytes)
{
    private const int MaximumRedirects = 5;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Makes a client for downloads.</summary>
    /// <param name="handler">The handler; redirects and cookies are turned off in it.</param>
    /// <param name="accept">The kinds of content that are wanted.</param>
    public static HttpClient NewClient(SocketsHttpHandler handler, string accept)
    {
        handler.AllowAutoRedirect = false;
        handler.UseCookies = false;
        var client = new HttpClient(handler) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("Bulletin");
        client.DefaultRequestHeaders.Accept.ParseAdd(accept);
        return client;
    }

    /// <summary>Fetches an address into a temporary file.</summary>
    /// <exception cref="ConversionException">It cannot be fetched; the message gives the reason.</exception>
    public async Task<Download> FetchAsync(Uri address, CancellationToken cancellation)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limited.CancelAfter(Timeout);
        try
        {
            return await FollowAsync(address, limited.Token);
        }
        catch (HttpRequestException failure) when (failure.InnerException is ConversionException refused)
        {
            throw new ConversionException($"{address} cannot be read: {refused.Message}", failure);
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

    private async Task<Download> FollowAsync(Uri address, CancellationToken cancellation)
    {
        Uri present = address;
        for (int redirects = 0; ; redirects++)
        {
            Check(present);
            using HttpResponseMessage answer = await client.GetAsync(present, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (answer.IsSuccessStatusCode)
            {
                Stream content = await SaveAsync(answer, address, cancellation);
                return new Download(
                    content, present, NameOf(answer.Content.Headers, present), answer.Content.Headers.ContentType?.CharSet?.Trim('"'));
            }

            int status = (int)answer.StatusCode;
            if (!IsRedirect(answer.StatusCode) || answer.Headers.Location is not { } location)
            {
                throw new ConversionException($"{address} answers {status}.");
            }

            if (redirects == MaximumRedirects)
            {
                throw new ConversionException($"{address} answers {status}, after at most {MaximumRedirects} redirects.");
            }

            var next = new Uri(present, location);
            if (present.Scheme == Uri.UriSchemeHttps && next.Scheme == Uri.UriSchemeHttp)
            {
                throw new ConversionException($"{address} answers {status} and leads from https to http.");
            }

            present = next;
        }
    }

    private static bool IsRedirect(HttpStatusCode status) => status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found
        or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    private static void Check(Uri address)
    {
        if (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps)
        {
            throw new ConversionException($"{address.GetLeftPart(UriPartial.Path)} is no http or https address.");
        }

        if (address.UserInfo.Length > 0)
        {
            throw new ConversionException(
                $"{address.Scheme}://{address.Authority}{address.AbsolutePath} has a user name or a password in it.");
        }
    }

    private static string NameOf(HttpContentHeaders headers, Uri address) =>
        headers.ContentDisposition is { } disposition && (disposition.FileNameStar ?? disposition.FileName) is { Length: > 0 } name
            ? name.Trim('"')
            : Uri.UnescapeDataString(address.Segments[^1]).Trim('/');

    private async Task<Stream> SaveAsync(HttpResponseMessage answer, Uri address, CancellationToken cancellation)
    {
        if (answer.Content.Headers.ContentLength > maximumBytes)
        {
            throw TooLarge(address);
        }

        string path = Path.Combine(Path.GetTempPath(), $"bulletin-{Guid.NewGuid():N}.download");
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 16 * 1024, FileOptions.DeleteOnClose);
        try
        {
            await using Stream body = await answer.Content.ReadAsStreamAsync(cancellation);
            byte[] buffer = new byte[64 * 1024];
            while (await body.ReadAsync(buffer, cancellation) is var read and > 0)
            {
                // The limit applies to the decompressed size.
                if (file.Length + read > maximumBytes)
                {
                    throw TooLarge(address);
                }

                await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
                await file.FlushAsync(cancellation);
            }

            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private ConversionException TooLarge(Uri address) => new($"{address} is larger than {maximumBytes / 1024 / 1024} MB.");
}
