using System.Net;
using System.Net.Sockets;

namespace Bulletin.Conversion.Downloads;

/// <summary>
/// Fetches files from public addresses only, wherever an export or a feed points: nothing on this machine, in its network, or of
/// the cloud's own services. The address is checked when the connection is made, so that neither a redirect nor a name whose
/// address changes gets around it. A proxy is not used, because it would connect by itself.
/// </summary>
internal sealed class PublicDownload : IDisposable
{
    /// <summary>The maximum size of a file, in bytes: 15 MiB.</summary>
    public const long MaximumBytes = 15 * 1024 * 1024;

    private readonly Func<string, CancellationToken, Task<IPAddress[]>> resolve;
    private readonly Func<IPEndPoint, CancellationToken, ValueTask<Stream>> connect;
    private readonly HttpClient client;

    /// <summary>Creates the client of the real internet.</summary>
    public PublicDownload()
        : this(Dns.GetHostAddressesAsync, ConnectAsync)
    {
    }

    /// <summary>Creates a client with another internet.</summary>
    /// <param name="resolve">Returns the addresses of a name.</param>
    /// <param name="connect">Connects to an address that was checked.</param>
    internal PublicDownload(
        Func<string, CancellationToken, Task<IPAddress[]>> resolve, Func<IPEndPoint, CancellationToken, ValueTask<Stream>> connect)
    {
        this.resolve = resolve;
        this.connect = connect;
        client = HttpDownload.NewClient(
            new SocketsHttpHandler
            {
                UseProxy = false,
                ConnectCallback = (context, stop) => ConnectCheckedAsync(context.DnsEndPoint, stop),
            },
            "*/*");
    }

    /// <summary>Fetches a file.</summary>
    /// <param name="address">An http or https address.</param>
    /// <param name="cancellation">Cancels the download.</param>
    /// <exception cref="ConversionException">It cannot be fetched, or must not be; the message gives the reason.</exception>
    public Task<Download> FetchAsync(string address, CancellationToken cancellation) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? absolute)
            ? new HttpDownload(client, MaximumBytes).FetchAsync(absolute, cancellation)
            : Task.FromException<Download>(new ConversionException($"'{address}' is no http or https address."));

    /// <summary>Closes the connections.</summary>
    public void Dispose() => client.Dispose();

    private async ValueTask<Stream> ConnectCheckedAsync(DnsEndPoint end, CancellationToken cancellation)
    {
        IPAddress[] addresses = IPAddress.TryParse(end.Host, out IPAddress? literal) ? [literal] : await resolve(end.Host, cancellation);
        if (addresses.FirstOrDefault(address => !PublicAddress.IsPublic(address)) is { } wrong)
        {
            throw new ConversionException($"{end.Host} is at {wrong}, which is not an address of the public internet.");
        }

        SocketException? failure = null;
        foreach (IPAddress address in addresses)
        {
            try
            {
                return await connect(new IPEndPoint(address, end.Port), cancellation);
            }
            catch (SocketException unreachable)
            {
                failure = unreachable;
            }
        }

        throw failure ?? new SocketException((int)SocketError.HostNotFound);
    }

    private static async ValueTask<Stream> ConnectAsync(IPEndPoint end, CancellationToken cancellation)
    {
        var socket = new Socket(end.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(end, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
