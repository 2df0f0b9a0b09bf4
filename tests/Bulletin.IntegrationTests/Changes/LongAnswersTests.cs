using System.Net;
using System.Text.Json.Nodes;

namespace Bulletin.IntegrationTests.Changes;

/// <summary>Announcements that are as long as they may be: answers that have many of them stay within bounds, and nothing is lost.</summary>
public sealed class LongAnswersTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const int Bound = 1024 * 1024;
    private const int Count = 15;

    // As HTML six bytes each: with its text and its HTML it is longer than a page.
    private static readonly string Long = new('"', 150_000);

    private Service service = null!;
    private Newsroom newsroom = null!;

    public async ValueTask InitializeAsync()
    {
        service = await Service.StartAsync(azurite);
        newsroom = Newsroom.At(service);
    }

    public async ValueTask DisposeAsync()
    {
        newsroom.Dispose();
        await service.DisposeAsync();
    }

    [Fact]
    public async Task A_page_of_changes_ends_early_and_goes_on_by_its_token()
    {
        await newsroom.CreateCategoryAsync("Sport");
        List<Guid> made = [];
        for (int number = 0; number < Count; number++)
        {
            made.Add((await newsroom.CreateAsync(new { title = $"Numer {number}", body = new string('x', 250_000), status = "published", categories = (string[])["sport"] })).Id);
        }

        (List<Guid> beginning, string token) = await ReadAllAsync(null);
        Assert.Equal(made.Order(), beginning.Order());

        foreach (Guid id in made)
        {
            await newsroom.PatchAsync(id, new { pinned = true });
        }

        (List<Guid> changed, token) = await ReadAllAsync(token);
        Assert.Equal(made, changed);
        // A category that is renamed changes all of them.
        (await newsroom.SendAsync(HttpMethod.Put, "/api/categories/sport", new { name = "Rekreacja" }, ifMatch: "*")).Expect(HttpStatusCode.OK);
        Assert.Equal(made.Order(), (await ReadAllAsync(token)).Ids.Order());
    }

    [Fact]
    public async Task An_announcement_that_is_longer_than_a_page_is_a_page_by_itself()
    {
        List<Guid> made = [];
        for (int number = 0; number < 3; number++)
        {
            made.Add((await newsroom.CreateAsync(new { title = $"Numer {number}", body = Long, status = "published" })).Id);
        }

        Assert.Equal(made.Order(), (await ReadAllAsync(null)).Ids.Order());
        var copy = new ClientCopy();
        for (int pages = 1; await copy.SyncOnceAsync(newsroom, 100); pages++)
        {
            Assert.Equal(pages, copy.Announcements.Count);
        }
    }

    [Fact]
    public async Task What_falls_due_at_one_instant_is_told_in_pages_too()
    {
        await newsroom.CreateAsync(new { title = "Szkic" });
        (_, string token) = await ReadAllAsync(null);
        DateTimeOffset at = service.Clock.GetUtcNow().AddHours(1);
        List<Guid> made = [];
        for (int number = 0; number < Count; number++)
        {
            made.Add((await newsroom.CreateAsync(new { title = $"Numer {number}", body = new string('x', 250_000), status = "published", publishedAt = at })).Id);
        }

        (_, token) = await ReadAllAsync(token);
        service.Clock.Advance(TimeSpan.FromHours(2));
        // While it is told, something else changes.
        Answer first = await newsroom.ReadAsync($"/api/changes?limit=100&since={token}");
        await newsroom.PatchAsync(made[0], new { title = "Zmienione" });
        service.Clock.Advance(TimeSpan.FromMinutes(1));
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
        for (int number = 0; number < Count; number++)
        {
            await newsroom.CreateAsync(new { title = $"Numer {number}", lead = $"Krótko <{number}>.", body = new string('x', 250_000), status = "published" });
            service.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Answer feed = await ReadTextAsync($"/feed{format}");

        Assert.InRange(feed.Text.Length, 1024 * 1024, 3 * 1024 * 1024);
        // The newest is whole; the oldest has its lead.
        Assert.Contains(new string('x', 250_000), feed.Text, StringComparison.Ordinal);
        Assert.Contains(format == ".json" ? "Krótko &lt;0&gt;." : "Krótko &amp;lt;0&amp;gt;.", feed.Text, StringComparison.Ordinal);
    }

    private async Task<Answer> ReadTextAsync(string path)
    {
        using HttpClient reader = service.Client();
        using HttpResponseMessage response = await reader.GetAsync(path, TestContext.Current.CancellationToken);
        return new Answer(response.StatusCode, null, response.Headers, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Expect(HttpStatusCode.OK);
    }

    private async Task<(List<Guid> Ids, string Token)> ReadAllAsync(string? token)
    {
        List<Guid> ids = [];
        for (bool more = true; more;)
        {
            Answer page = (await newsroom.ReadAsync($"/api/changes?limit=100{(token is null ? string.Empty : "&since=" + token)}")).Expect(HttpStatusCode.OK);
            List<JsonNode?> told = page.Body!["items"]!.AsArray().Where(item => (string?)item!["kind"] != "category").ToList();
            Assert.True(page.Text.Length <= Bound + 100_000 || told.Count == 1, $"{page.Text.Length} bytes of {told.Count} announcements.");
            ids.AddRange(told.Select(item => Guid.Parse((string)item!["id"]!)));
            (token, more) = ((string)page.Body["next"]!, (bool)page.Body["more"]!);
        }

        return (ids, token!);
    }
}
