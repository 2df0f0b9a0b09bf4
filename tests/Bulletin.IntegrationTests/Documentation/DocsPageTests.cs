using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Bulletin.LocalRun.Emulator;

namespace Bulletin.IntegrationTests.Documentation;

/// <summary>Tests the page that shows the OpenAPI document, and its parts.</summary>
public sealed class DocsPageTests(AzuriteFixture azurite)
{
    private static readonly string Chromium = Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named ? named : "/usr/bin/chromium";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_shows_every_operation_and_asks_no_other_origin_for_anything()
    {
        Assert.SkipUnless(File.Exists(Chromium), $"There is no {Chromium}: install Chromium, or name it in CHROMIUM.");
        await using Service service = await Service.StartAsync(azurite);
        using HttpClient client = service.Client();
        JsonNode document = (await client.GetFromJsonAsync<JsonNode>("/openapi/v1.json", Cancellation))!;
        (string Path, string Method, string Summary)[] operations = [.. document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()
            .Select(operation => (path.Key, operation.Key.ToUpperInvariant(), (string)operation.Value!["summary"]!)))];

        JsonNode shown = await ShowAsync(new Uri(service.Address, "/docs"), operations[0].Summary);

        string[] requests = [.. shown["requests"]!.AsArray().Select(request => (string)request!)];
        Assert.All(requests, request => Assert.StartsWith(service.Address.AbsoluteUri, request, StringComparison.Ordinal));
        Assert.Equal(["/docs", "/docs/scalar.js", "/openapi/v1.json"], requests.Select(request => new Uri(request).AbsolutePath).Order(StringComparer.Ordinal));
        Assert.Empty(shown["errors"]!.AsArray());
        // A library in the script tries whether it may make functions out of text, and does without.
        Assert.All(shown["refused"]!.AsArray(), refused => Assert.Equal("script-src eval", (string?)refused));
        string[] links = [.. shown["links"]!.AsArray().Select(link => (string)link!)];
        Assert.All(operations, operation => Assert.Contains(links, link => link.EndsWith($"/{operation.Method}{operation.Path}", StringComparison.Ordinal)));
        Assert.Contains(operations[0].Summary, (string)shown["text"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_may_load_nothing_from_elsewhere_and_be_framed_nowhere()
    {
        await using Service service = await Service.StartAsync(azurite);
        using HttpClient client = service.Client();
        using HttpResponseMessage page = await client.GetAsync("/docs", Cancellation);

        string policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("connect-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
    }

    private static async Task<JsonNode> ShowAsync(Uri address, string expected)
    {
        string repository = RepositoryFolder.Find(AppContext.BaseDirectory);
        using Process browser = ProgramRun.Start(
            "node", [Path.Combine(repository, "tests/Bulletin.IntegrationTests/Documentation/show-docs.mjs"), address.AbsoluteUri, expected], repository);
        browser.StandardInput.Close();
        try
        {
            Task<string> errors = browser.StandardError.ReadToEndAsync(Cancellation);
            string output = await browser.StandardOutput.ReadToEndAsync(Cancellation);
            await browser.WaitForExitAsync(Cancellation);
            Assert.True(browser.ExitCode == 0, await errors);
            return JsonNode.Parse(output)!;
        }
        finally
        {
            if (!browser.HasExited)
            {
                browser.Kill(entireProcessTree: true);
            }
        }
    }
}
