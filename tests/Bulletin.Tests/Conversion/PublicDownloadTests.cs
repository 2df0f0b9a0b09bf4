using System.Net;
using System.Net.Sockets;
using System.Text;
using Bulletin.Conversion;
using Bulletin.Conversion.Downloads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bulletin.Tests.Conversion;

/// <summary>A small internet: names with addresses, and one server behind all of them.</summary>
public sealed class PublicDownloadTests : IAsyncLifetime
{
    private static readonly IPAddress Public = IPAddress.Parse("93.184.215.14");

    private readonly Dictionary<string, IPAddress[]> names = new(StringComparer.Ordinal)
    {
        ["www.example.org"] = [Public],
        ["intranet.example.org"] = [IPAddress.Parse("10.0.0.7")],
        ["both.example.org"] = [Public, IPAddress.Loopback],
        ["two.example.org"] = [IPAddress.Parse("93.184.215.99"), Public],
    };

    private readonly List<IPEndPoint> connected = [];
    private WebApplication site = null!;
    private PublicDownload downloads = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        site = builder.Build();
        site.Run(AnswerAsync);
        await site.StartAsync(Cancellation);
        int port = new Uri(site.Urls.Single()).Port;
        downloads = new PublicDownload(ResolveAsync, async (end, stop) =>
        {
            connected.Add(end);
            if (!end.Address.Equals(Public))
            {
                throw new SocketException((int)SocketError.ConnectionRefused);
            }

            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), stop);
            return new NetworkStream(socket, ownsSocket: true);
        });
    }

    public async ValueTask DisposeAsync()
    {
        downloads.Dispose();
        await site.DisposeAsync();
    }

    [Theory]
    [InlineData("http://www.example.org/plan%20miejscowy.pdf", "plan miejscowy.pdf")]
    [InlineData("http://www.example.org/named", "Uchwała.pdf")]
    [InlineData("http://www.example.org/old", "new.pdf")]
    [InlineData("http://www.example.org/", "")]
    public async Task A_file_of_the_public_internet_is_fetched_with_its_name(string address, string name)
    {
        using Download download = await downloads.FetchAsync(address, Cancellation);

        using var reader = new StreamReader(download.Content);
        Assert.Equal(("content", name), (await reader.ReadToEndAsync(Cancellation), download.Name));
    }

    [Fact]
    public async Task An_address_that_does_not_answer_is_followed_by_the_next()
    {
        using Download download = await downloads.FetchAsync("http://two.example.org/a", Cancellation);

        Assert.Equal(2, connected.Count);
    }

    [Theory]
    [InlineData("http://intranet.example.org/a", "intranet.example.org is at 10.0.0.7, which is not an address of the public internet.")]
    [InlineData("http://both.example.org/a", "both.example.org is at 127.0.0.1")]
    [InlineData("http://127.0.0.1/a", "127.0.0.1 is at 127.0.0.1")]
    [InlineData("http://2130706433/a", "127.0.0.1 is at 127.0.0.1")]
    [InlineData("http://0x7f.1/a", "127.0.0.1 is at 127.0.0.1")]
    [InlineData("http://169.254.169.254/metadata/instance", "169.254.169.254")]
    [InlineData("http://[::1]/a", "::1")]
    [InlineData("http://[::ffff:10.0.0.1]/a", "not an address of the public internet")]
    [InlineData("https://[64:ff9b::a00:1]/a", "not an address of the public internet")]
    [InlineData("http://www.example.org/to-intranet", "intranet.example.org is at 10.0.0.7")]
    [InlineData("http://www.example.org/to-metadata", "169.254.169.254")]
    [InlineData("http://nowhere.example.org/a", "cannot be read")]
    public async Task Nothing_else_is_ever_connected_to(string address, string message)
    {
        ConversionException refused = await Assert.ThrowsAsync<ConversionException>(() => downloads.FetchAsync(address, Cancellation));

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.All(connected, end => Assert.Equal(Public, end.Address));
    }

    [Fact]
    public async Task A_name_whose_address_changes_is_checked_at_each_connection()
    {
        (await downloads.FetchAsync("http://www.example.org/close", Cancellation)).Dispose();
        names["www.example.org"] = [IPAddress.Loopback];

        await Assert.ThrowsAsync<ConversionException>(() => downloads.FetchAsync("http://www.example.org/close", Cancellation));

        Assert.Single(connected);
    }

    [Theory]
    [InlineData("ftp://www.example.org/a", "is no http or https address")]
    [InlineData("file:///etc/passwd", "is no http or https address")]
    [InlineData("/etc/passwd", "is no http or https address")]
    [InlineData("nonsense", "is no http or https address")]
    [InlineData("http://user:secret@www.example.org/a", "has a user name or a password in it")]
    [InlineData("http://www.example.org/to-password", "has a user name or a password in it")]
    [InlineData("http://www.example.org/to-ftp", "is no http or https address")]
    [InlineData("http://www.example.org/loop", "answers 302, after at most 5 redirects")]
    [InlineData("http://www.example.org/gone", "answers 404")]
    [InlineData("http://www.example.org/large", "is larger than 15 MB")]
    [InlineData("http://www.example.org/endless", "is larger than 15 MB")]
    public async Task What_cannot_or_must_not_be_fetched_gets_a_clear_error(string address, string message)
    {
        ConversionException refused = await Assert.ThrowsAsync<ConversionException>(() => downloads.FetchAsync(address, Cancellation));

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("93.184.215.14", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("100.128.0.1", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.255.255.255", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("127.255.255.254", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.0.0.170", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("198.19.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("240.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::7f00:1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("64:ff9b:1::1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2001:0:4136:e378:8000:63bf:3fff:fdd2", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("ff02::1", false)]
    public void Public_addresses_are_told_from_all_others(string address, bool isPublic) =>
        Assert.Equal(isPublic, PublicAddress.IsPublic(IPAddress.Parse(address)));

    private Task<IPAddress[]> ResolveAsync(string name, CancellationToken cancellation) => names.TryGetValue(name, out IPAddress[]? addresses)
        ? Task.FromResult(addresses)
        : Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound));

    private static async Task AnswerAsync(HttpContext context)
    {
        HttpResponse response = context.Response;
        string? target = context.Request.Path.Value switch
        {
            "/old" => "/new.pdf",
            "/loop" => "/loop",
            "/to-intranet" => "http://intranet.example.org/a",
            "/to-metadata" => "http://169.254.169.254/metadata/instance",
            "/to-password" => "http://user:secret@www.example.org/a",
            "/to-ftp" => "ftp://www.example.org/a",
            _ => null,
        };
        switch (context.Request.Path.Value)
        {
            case not null when target is not null:
                response.Redirect(target);
                break;
            case "/gone":
                response.StatusCode = StatusCodes.Status404NotFound;
                break;
            case "/large":
                response.ContentLength = PublicDownload.MaximumBytes + 1;
                await response.Body.WriteAsync(new byte[1024], context.RequestAborted);
                break;
            case "/endless":
                while (!context.RequestAborted.IsCancellationRequested)
                {
                    await response.Body.WriteAsync(new byte[1024 * 1024], context.RequestAborted);
                }

                break;
            case "/named":
                response.Headers.ContentDisposition = "attachment; filename=\"x.pdf\"; filename*=UTF-8''Uchwa%C5%82a.pdf";
                goto default;
            case "/close":
                response.Headers.Connection = "close";
                goto default;
            default:
                await response.Body.WriteAsync(Encoding.UTF8.GetBytes("content"));
                break;
        }
    }
}
