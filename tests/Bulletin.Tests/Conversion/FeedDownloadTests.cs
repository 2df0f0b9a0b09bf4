using Bulletin.Conversion;
using Bulletin.Conversion.Feeds;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bulletin.Tests.Conversion;

public sealed class FeedDownloadTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_address_is_fetched_through_its_redirects_and_within_bounds()
    {
        byte[] feed = Fixture.Bytes("powiat-atom.xml");
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using WebApplication site = builder.Build();
        site.Run(context => Answer(context, feed));
        await site.StartAsync(Cancellation);
        string address = site.Urls.Single();

        using FeedDownload download = await FeedDownload.OpenAsync(address + "/old", Cancellation);

        Assert.Equal(feed.Length, download.Content.Length);
        Assert.Equal("/new", download.Address?.AbsolutePath);
        Assert.Equal("utf-8", download.Charset);
        foreach ((string path, string message) in ((string, string)[])[
            ("/loop", "answers 302, after at most 5 redirects"), ("/gone", "answers 404"), ("/large", "is larger than 50 MB")])
        {
            ConversionException refused = await Assert.ThrowsAsync<ConversionException>(() => FeedDownload.OpenAsync(address + path, Cancellation));
            Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("ftp://example.org/feed", "neither a file nor an http or https address")]
    [InlineData("/no/such/feed.xml", "cannot be read")]
    [InlineData("http://127.0.0.1:1/feed", "cannot be read")]
    public async Task What_cannot_be_fetched_gets_a_clear_error(string source, string message)
    {
        ConversionException refused = await Assert.ThrowsAsync<ConversionException>(() => FeedDownload.OpenAsync(source, Cancellation));

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    private static async Task Answer(HttpContext context, byte[] feed)
    {
        switch (context.Request.Path.Value)
        {
            case "/new":
                context.Response.ContentType = "application/atom+xml; charset=utf-8";
                await context.Response.Body.WriteAsync(feed);
                break;
            case "/old":
                context.Response.Redirect("/new");
                break;
            case "/loop":
                context.Response.Redirect("/loop");
                break;
            case "/large":
                context.Response.ContentLength = FeedDownload.MaximumBytes + 1;
                byte[] part = new byte[1024 * 1024];
                for (long sent = 0; sent < FeedDownload.MaximumBytes; sent += part.Length)
                {
                    await context.Response.Body.WriteAsync(part, context.RequestAborted);
                }

                await context.Response.Body.WriteAsync(part.AsMemory(0, 1), context.RequestAborted);
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }
}
