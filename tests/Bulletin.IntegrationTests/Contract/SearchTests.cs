using System.Net;
using System.Text.Json.Nodes;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>Searching over HTTP. Each test searches for a word of its own.</summary>
public sealed class SearchTests(ContractFixture service) : ContractTests(service)
{
    [Fact]
    public async Task What_is_found_is_an_announcement_as_lists_have_it_with_what_matched()
    {
        string word = Word();
        Announcement made = await PublishAsync($"Łódź {word}", "Zajawka <b>", "Treść o *Krakowie*.");
        JsonObject item = Assert.Single((await SearchAsync($"{word} kraków")).Json["items"]!.AsArray())!.AsObject();
        JsonNode highlight = item["highlight"]!;
        Assert.Equal($"Łódź <mark>{word}</mark>", (string?)highlight["title"]);
        Assert.Equal("Treść o <mark>Krakowie</mark>.", (string?)highlight["text"]);

        item.Remove("highlight");
        JsonObject whole = (await Reader.GetAsync(made.Address)).Json.AsObject();
        whole.Remove("body");
        whole.Remove("bodyHtml");
        whole.Remove("attachments");
        Assert.Equal(whole.ToJsonString(), item.ToJsonString());
    }

    [Fact]
    public async Task Only_what_is_public_is_found_and_the_archive_on_request()
    {
        string word = Word();
        await Editor.CreateAsync(new { title = $"szkic {word}" });
        Announcement live = await PublishAsync($"publiczne {word}");
        Announcement old = await Editor.ActAsync(await PublishAsync($"archiwalne {word}"), "archive");
        Announcement gone = await PublishAsync($"usunięte {word}");
        await Editor.ActAsync(gone, "delete");
        await Editor.CreateAsync(new { title = $"zaplanowane {word}", status = "published", publishedAt = "2099-01-01T00:00:00Z" });
        Assert.Equal([live.Title], await TitlesAsync($"/api/search?q={word}"));
        Assert.Equal([live.Title], await TitlesAsync($"/api/search?q={word}&status=published"));
        Assert.Equal([old.Title], await TitlesAsync($"/api/search?q={word}&status=archived"));
        Assert.Equal([live.Title], await TitlesAsync($"/api/announcements?q={word}"));
        Assert.Equal([old.Title], await TitlesAsync($"/api/announcements?q={word}&status=archived"));
    }

    [Fact]
    public async Task A_write_is_found_at_once_and_no_longer_after_it_is_undone()
    {
        string word = Word();
        Assert.Empty(await TitlesAsync($"/api/search?q={word}"));
        Announcement made = await PublishAsync($"pierwszy {word}");
        Assert.Equal([$"pierwszy {word}"], await TitlesAsync($"/api/search?q={word}"));
        made = await Editor.PatchAsync(made, new { title = $"drugi {word}" });
        Assert.Equal([$"drugi {word}"], await TitlesAsync($"/api/search?q={word}"));
        made = await Editor.ActAsync(made, "unpublish");
        Assert.Empty(await TitlesAsync($"/api/search?q={word}"));
        await Editor.ActAsync(made, "publish");
        Assert.Equal([$"drugi {word}"], await TitlesAsync($"/api/search?q={word}"));
    }

    [Fact]
    public async Task Pages_have_each_match_once_in_the_order_of_their_rank()
    {
        string word = Word();
        string[] titles = [$"C {word}", $"B {word}", $"A {word}", "E", "D", "G", "F"];
        for (int index = titles.Length - 1; index >= 0; index--)
        {
            await PublishAsync(titles[index], index is 3 or 4 ? $"w zajawce {word}" : "zajawka", index > 4 ? $"w treści {word}" : "treść", $"2021-01-01T00:00:0{9 - index}Z");
        }

        Assert.Equal(titles, await TitlesAsync($"/api/search?q={word}"));
        Assert.Equal(titles, await TitlesPageByPageAsync($"/api/search?q={word}&limit=2"));
        Answer first = await Reader.GetAsync($"/api/search?q={word}&limit=2");
        Assert.Equal($"<{PublicUrl}/api/search?q={word}&limit=2&cursor={first.Next}>; rel=\"next\"", first.Header("Link"));
        (await Reader.GetAsync($"/api/search?q=inne&cursor={first.Next}"))
            .IsProblem(HttpStatusCode.BadRequest, "invalid", "cursor");
    }

    [Fact]
    public async Task Categories_limit_the_search_under_their_present_and_former_names()
    {
        string word = Word();
        Category category = await Admin.CreateCategoryAsync();
        Category other = await Admin.CreateCategoryAsync();
        await PublishAsync($"w kategorii {word}", categories: [category.Slug]);
        await PublishAsync($"w innej {word}", categories: [other.Slug]);
        Assert.Equal([$"w kategorii {word}"], await TitlesAsync($"/api/search?q={word}&category={category.Slug}"));
        Assert.Equal(2, (await TitlesAsync($"/api/search?q={word}&category={other.Slug},{category.Slug}")).Count);
        (await Admin.Delete($"{category.Address}?moveTo={other.Slug}").IfMatch("*").SendAsync()).Is(HttpStatusCode.NoContent);
        Assert.Equal(2, (await TitlesAsync($"/api/search?q={word}&category={category.Slug}")).Count);
        (await Reader.GetAsync($"/api/search?q={word}&category=nie-ma-takiej")).IsProblem(HttpStatusCode.BadRequest, "invalid", "category");
    }

    [Fact]
    public async Task Lists_keep_their_order_and_filters_with_words()
    {
        string word = Word();
        Category category = await Admin.CreateCategoryAsync();
        await PublishAsync($"stare {word}", at: "2021-01-01T00:00:00Z", categories: [category.Slug]);
        await PublishAsync("nowe", body: $"treść {word}", at: "2023-01-01T00:00:00Z", categories: [category.Slug]);
        await PublishAsync($"przypięte {word}", at: "2020-01-01T00:00:00Z", categories: [category.Slug], pinned: true);
        await PublishAsync("bez słowa", at: "2023-01-01T00:00:00Z", categories: [category.Slug]);
        await PublishAsync($"gdzie indziej {word}", at: "2022-01-01T00:00:00Z", language: "en");
        string[] order = [$"przypięte {word}", "nowe", $"stare {word}"];
        Assert.Equal(order, await TitlesAsync($"/api/announcements?q={word}&category={category.Slug}"));
        Assert.Equal(order, await TitlesPageByPageAsync($"/api/announcements?q={word}&category={category.Slug}&limit=1"));
        Assert.Equal([$"gdzie indziej {word}"], await TitlesAsync($"/api/announcements?q={word}&language=en"));
        Assert.Equal([$"przypięte {word}"], await TitlesAsync($"/api/announcements?q={word}&pinned=true"));
        Assert.Equal([$"gdzie indziej {word}", $"stare {word}"], await TitlesAsync($"/api/announcements?q={word}&pinned=false&to=2023-01-01"));
    }

    [Fact]
    public async Task Editors_find_every_state_by_last_change_and_authors_what_they_made()
    {
        string word = Word();
        Announcement first = await PublishAsync($"pierwsze {word}");
        await Editor.CreateAsync(new { title = $"szkic {word}" });
        await Author.CreateAsync(new { title = $"szkic autora {word}" });
        await Editor.ActAsync(await PublishAsync($"usunięte {word}"), "delete");
        await Editor.PatchAsync(first, new { pinned = true });
        string path = $"/api/editor/announcements?q={word}";
        Assert.Equal([$"pierwsze {word}", $"usunięte {word}", $"szkic autora {word}", $"szkic {word}"], Titles(await Editor.GetAsync(path)));
        Assert.Equal([$"szkic autora {word}", $"szkic {word}"], Titles(await Editor.GetAsync(path + "&status=draft")));
        Assert.Equal([$"szkic autora {word}"], Titles(await Author.GetAsync(path)));
        await Editor.ActAsync(await Author.CreateAsync(new { title = $"autora, publiczne {word}" }), "publish");
        Assert.Equal([$"autora, publiczne {word}", $"szkic autora {word}"], Titles(await Author.GetAsync(path)));
        Answer page = await Editor.GetAsync(path + "&limit=4");
        Assert.Equal([$"szkic {word}"], Titles(await Editor.GetAsync($"{path}&limit=4&cursor={page.Next}")));
    }

    [Theory]
    [InlineData("", "q")]
    [InlineData("?q=", "q")]
    [InlineData("?q=%20", "q")]
    [InlineData("?q=*", "q")]
    [InlineData("?q=%22%22", "q")]
    [InlineData("?q=a%00b", "q")]
    [InlineData("?q=woda&status=draft", "status")]
    [InlineData("?q=woda&limit=0", "limit")]
    [InlineData("?q=woda&cursor=AAAA", "cursor")]
    [InlineData("?q=woda&sort=date", "sort")]
    public async Task A_wrong_query_names_what_is_wrong(string query, string member) =>
        (await Reader.GetAsync("/api/search" + query)).IsProblem(HttpStatusCode.BadRequest, "invalid", member);

    [Fact]
    public async Task A_query_may_have_200_characters_and_16_words()
    {
        (await Reader.GetAsync($"/api/search?q={new string('a', 200)}")).Is(HttpStatusCode.OK);
        (await Reader.GetAsync($"/api/search?q={new string('a', 201)}")).IsProblem(HttpStatusCode.BadRequest, "invalid", "q");
        (await Reader.GetAsync($"/api/search?q={string.Join('+', Enumerable.Repeat("a", 17))}")).IsProblem(HttpStatusCode.BadRequest, "invalid", "q");
        (await Reader.GetAsync($"/api/announcements?q={string.Join('+', Enumerable.Repeat("a", 17))}")).IsProblem(HttpStatusCode.BadRequest, "invalid", "q");
        (await Editor.GetAsync("/api/editor/announcements?q=*")).IsProblem(HttpStatusCode.BadRequest, "invalid", "q");
    }

    [Theory]
    [InlineData("AND OR NOT")]
    [InlineData("NEAR(a b, 3)")]
    [InlineData("title : x ^ y* {z}")]
    [InlineData("\" OR \"1\"=\"1")]
    [InlineData("'; DROP TABLE Body; --")]
    public async Task Operators_are_words(string query) => (await SearchAsync(query)).Is(HttpStatusCode.OK);

    private static string Word() => "sl" + Guid.NewGuid().ToString("N")[..12];

    private static List<string> Titles(Answer list) => list.Is(HttpStatusCode.OK).Items.Select(item => item.Title).ToList();

    private Task<Answer> SearchAsync(string query) => Reader.GetAsync($"/api/search?q={Uri.EscapeDataString(query)}");

    private async Task<List<string>> TitlesAsync(string address) => Titles(await Reader.GetAsync(address));

    private async Task<List<string>> TitlesPageByPageAsync(string address)
    {
        List<string> titles = [];
        string? next = null;
        do
        {
            Answer page = await Reader.GetAsync(address + (next is null ? null : "&cursor=" + next));
            titles.AddRange(Titles(page));
            next = page.Next;
        }
        while (next is not null);
        return titles;
    }

    private Task<Announcement> PublishAsync(
        string title, string? lead = null, string body = "", string? at = null, string[]? categories = null, bool pinned = false, string language = "pl") =>
        Editor.CreateAsync(new { title, lead, body, status = "published", publishedAt = at, categories = categories ?? [], pinned, language });
}
