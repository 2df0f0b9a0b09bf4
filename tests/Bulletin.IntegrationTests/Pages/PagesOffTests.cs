using System.Net;

namespace Bulletin.IntegrationTests.Pages;

/// <summary>Tests a service for a site that renders its own pages.</summary>
public sealed class PagesOffTests(AzuriteFixture azurite) : ClockedTests(azurite, [new("Bulletin:Pages:Enabled", "false")])
{
    [Theory]
    [InlineData("/")]
    [InlineData("/news/wpis")]
    [InlineData("/archive")]
    [InlineData("/search?q=a")]
    [InlineData("/deklaracja-dostepnosci")]
    [InlineData("/robots.txt")]
    [InlineData("/embed.js")]
    public async Task There_is_no_page_not_even_an_error(string path)
    {
        await Newsroom.PublishNewAsync("Wpis");
        using HttpClient browser = Service.Client();
        browser.DefaultRequestHeaders.Add("Accept", "text/html");
        using HttpResponseMessage response = await browser.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
    }
}
