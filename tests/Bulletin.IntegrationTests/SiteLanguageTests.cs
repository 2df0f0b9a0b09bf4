using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Bulletin.IntegrationTests;

/// <summary>Tests a site in a language other than Polish: announcements created without a language get the site's.</summary>
public sealed class SiteLanguageTests(AzuriteFixture azurite) : ClockedTests(azurite, [new("Bulletin:Language", "en-gb")])
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_announcement_is_in_the_language_of_the_site_unless_it_names_its_own()
    {
        Answer made = await Newsroom.CreateAsync(new { title = "Road works" });
        Answer polish = await Newsroom.CreateAsync(new { title = "Roboty drogowe", language = "pl" });
        Assert.Equal(("en-GB", "pl"), (LanguageOf(made), LanguageOf(polish)));

        // PUT without one gives the default again; PATCH changes nothing that it does not name.
        Answer patched = await Newsroom.SendAsync(HttpMethod.Patch, $"/api/announcements/{polish.Id}", new { title = "Roboty" }, polish.ETag);
        Assert.Equal("pl", LanguageOf(patched.Expect(HttpStatusCode.OK)));
        Answer replaced = await Newsroom.SendAsync(HttpMethod.Put, $"/api/announcements/{polish.Id}", new { title = "Road works" }, patched.ETag);
        Assert.Equal("en-GB", LanguageOf(replaced.Expect(HttpStatusCode.OK)));
    }

    [Fact]
    public async Task So_is_the_draft_of_a_next_version()
    {
        Answer made = await Newsroom.PublishNewAsync("Road works");
        Answer draft = await Newsroom.SendAsync(HttpMethod.Put, $"/api/announcements/{made.Id}/draft", new { title = "Road works end" });
        Assert.Equal("en-GB", LanguageOf(draft));
    }

    [Fact]
    public async Task So_is_what_is_imported_without_a_language_with_its_former_revisions()
    {
        const string Id = "0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11";
        string stamps = $"\"status\":\"published\",\"publishedAt\":\"2026-01-01T00:00:00Z\",\"firstPublicAt\":\"2026-01-01T00:00:00Z\",\"createdAt\":\"2026-01-01T00:00:00Z\",\"createdBy\":\"Ewa\",\"changedAt\":\"2026-01-01T00:00:00Z\",\"changedBy\":\"Ewa\",\"changeAction\":\"create\"";
        string[] lines =
        [
            """{"type":"announcement","title":"Road works","status":"published"}""",
            """{"type":"announcement","title":"Roboty","status":"published","language":"PL"}""",
            $$"""{"type":"announcement","id":"{{Id}}","slug":"water","title":"Water","revision":2,{{stamps}}}""",
            $$"""{"type":"revision","of":"{{Id}}","slug":"water","title":"Waters","revision":1,{{stamps}}}""",
        ];
        using HttpClient admin = Service.Client(TestKeys.Admin);
        using var content = new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson");
        using HttpResponseMessage response = await admin.PostAsync("/api/import", content, Cancellation);
        string report = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.StatusCode == HttpStatusCode.OK, report);

        JsonArray items = (await Newsroom.ReadAsync("/api/announcements")).Body!["items"]!.AsArray();
        Assert.Equal(
            ["Road works en-GB", "Roboty pl", "Water en-GB"],
            items.Select(item => $"{item!["title"]} {item["language"]}").Order(StringComparer.Ordinal));
        Answer former = await Newsroom.SendAsync(HttpMethod.Get, $"/api/announcements/{Id}/revisions/1");
        Assert.Equal("en-GB", LanguageOf(former.Expect(HttpStatusCode.OK)));
    }

    [Fact]
    public async Task Search_inflects_what_is_in_Polish_only_and_the_feeds_name_both_languages()
    {
        Answer english = await Newsroom.PublishNewAsync("Inicjatywa miast");
        Answer polish = await Newsroom.CreateAsync(new { title = "Inicjatywa miast", language = "pl", status = "published" });

        Assert.Equal(2, (await Newsroom.ReadAsync("/api/search?q=inicjatywa")).Ids.Count);
        Assert.Equal([polish.Id], (await Newsroom.ReadAsync("/api/search?q=inicjatywie")).Ids);
        Assert.Equal([english.Id], (await Newsroom.ReadAsync("/api/announcements?language=en-GB")).Ids);

        JsonNode feed = (await Newsroom.ReadAsync("/feed.json")).Body!;
        Assert.Equal("en-GB", (string?)feed["language"]);
        Assert.Equal(["en-GB", "pl"], feed["items"]!.AsArray().Select(item => (string)item!["language"]!).Order());
    }

    private static string? LanguageOf(Answer answer) => (string?)answer.Body!["language"];
}
