using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bulletin.IntegrationTests.Transfer;

namespace Bulletin.IntegrationTests.Changes;

/// <summary>Tests announcements of maximum length: responses with many of them stay within limits, and nothing is lost.</summary>
public sealed class LongAnswersTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const int Bound = 1024 * 1024;
    private const int Count = 15;

    // As HTML six bytes each: with its text and its HTML it is longer than a page.
    private static readonly string Long = new('"', 150_000);

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private TransferSite site = null!;

    private Service Service => site.Service;

    private Newsroom Newsroom => site.Newsroom;

    public async ValueTask InitializeAsync() => site = await TransferSite.StartAsync(azurite);

    public async ValueTask DisposeAsync() => await site.DisposeAsync();

    [Fact]
    public async Task A_page_of_changes_ends_early_and_goes_on_by_its_token()
    {
        await Newsroom.CreateCategoryAsync("Sport");
        List<Guid> made = await MakeAsync(Count, number => new { type = "announcement", title = $"Numer {number}", body = new string('x', 250_000), status = "published", categories = (string[])["sport"] });

        (List<Guid> beginning, string token) = await ReadAllAsync(null);
        Assert.Equal(made.Order(), beginning.Order());

        foreach (Guid id in made[..5])
        {
            await Newsroom.PatchAsync(id, new { pinned = true });
        }

        (List<Guid> changed, token) = await ReadAllAsync(token);
        Assert.Equal(made[..5], changed);
        // Renaming a category changes all of them.
        (await Newsroom.SendAsync(HttpMethod.Put, "/api/categories/sport", new { name = "Rekreacja" }, ifMatch: "*")).Expect(HttpStatusCode.OK);
        Assert.Equal(made.Order(), (await ReadAllAsync(token)).Ids.Order());
    }

    [Fact]
    public async Task An_announcement_that_is_longer_than_a_page_is_a_page_by_itself()
    {
        List<Guid> made = await MakeAsync(3, number => new { type = "announcement", title = $"Numer {number}", body = Long, status = "published" });

        Assert.Equal(made.Order(), (await ReadAllAsync(null)).Ids.Order());
        var copy = new ClientCopy();
        for (int pages = 1; await copy.SyncOnceAsync(Newsroom, 100); pages++)
        {
            Assert.Equal(pages, copy.Announcements.Count);
        }
    }

    [Fact]
    public async Task What_falls_due_at_one_instant_is_told_in_pages_too()
    {
        await Newsroom.CreateAsync(new { title = "Szkic" });
        (_, string token) = await ReadAllAsync(null);
        DateTimeOffset at = Service.Clock.GetUtcNow().AddHours(1);
        List<Guid> made = await MakeAsync(Count, number => new { type = "announcement", title = $"Numer {number}", body = new string('x', 250_000), status = "published", publishedAt = at });

        (_, token) = await ReadAllAsync(token);
        Service.Clock.Advance(TimeSpan.FromHours(2));
        // Between the pages, something else changes.
        Answer first = await Newsroom.ReadAsync($"/api/changes?limit=100&since={token}");
        await Newsroom.PatchAsync(made[0], new { title = "Zmienione" });
        Service.Clock.Advance(TimeSpan.FromMinutes(1));
        (List<Guid> rest, token) = await ReadAllAsync((string)first.Body!["next"]!);

        Assert.True((bool)first.Body["more"]!);
        Assert.Equal(made.Order(), first.Body["items"]!.AsArray().Select(item => Guid.Parse((string)item!["id"]!)).Concat(rest).Distinct().Order());
        Assert.Empty((await ReadAllAsync(token)).Ids);
    }

    [Theory]
    [InlineData(".atom")]
    [InlineData(".rss")]
    [InlineData(".json")]
    public async Task A_feed_has_the_lead_of_what_does_not_fit_any_more(string format)
    {
        DateTimeOffset now = Service.Clock.GetUtcNow();
        await MakeAsync(Count, number => new
        {
            type = "announcement",
            title = $"Numer {number}",
            lead = $"Krótko <{number}>.",
            body = new string('x', 250_000),
            status = "published",
            publishedAt = now.AddMinutes(number - 60),
        });

        Answer feed = await ReadTextAsync($"/feed{format}");

        Assert.InRange(feed.Text.Length, 1024 * 1024, 3 * 1024 * 1024);
        // The newest is whole; the oldest has its lead.
        Assert.Contains(new string('x', 250_000), feed.Text, StringComparison.Ordinal);
        Assert.Contains(format == ".json" ? "Krótko &lt;0&gt;." : "Krótko &amp;lt;0&amp;gt;.", feed.Text, StringComparison.Ordinal);
    }

    // One request brings them all.
    private async Task<List<Guid>> MakeAsync(int count, Func<int, object> line)
    {
        Answer answer = (await site.ImportAsync(string.Join('\n', Enumerable.Range(0, count).Select(number => JsonSerializer.Serialize(line(number), Plain)))))
            .Expect(HttpStatusCode.OK);
        return [.. answer.Body!["lines"]!.AsArray().Select(told => Guid.Parse((string)told!["id"]!))];
    }

    private async Task<Answer> ReadTextAsync(string path)
    {
        using HttpClient reader = Service.Client();
        using HttpResponseMessage response = await reader.GetAsync(path, TestContext.Current.CancellationToken);
        return new Answer(response.StatusCode, null, response.Headers, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Expect(HttpStatusCode.OK);
    }

    private async Task<(List<Guid> Ids, string Token)> ReadAllAsync(string? token)
    {
        List<Guid> ids = [];
        for (bool more = true; more;)
        {
            Answer page = (await Newsroom.ReadAsync($"/api/changes?limit=100{(token is null ? string.Empty : "&since=" + token)}")).Expect(HttpStatusCode.OK);
            List<JsonNode?> told = page.Body!["items"]!.AsArray().Where(item => (string?)item!["kind"] != "category").ToList();
            Assert.True(page.Text.Length <= Bound + 100_000 || told.Count == 1, $"{page.Text.Length} bytes of {told.Count} announcements.");
            ids.AddRange(told.Select(item => Guid.Parse((string)item!["id"]!)));
            (token, more) = ((string)page.Body["next"]!, (bool)page.Body["more"]!);
        }

        return (ids, token!);
    }
}
