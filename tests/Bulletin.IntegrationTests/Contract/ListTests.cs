using System.Net;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>Lists for readers. Each test lists a category of its own.</summary>
public sealed class ListTests(ContractFixture service) : ContractTests(service)
{
    [Fact]
    public async Task Pinned_ones_come_first_and_then_the_newest()
    {
        Category category = await Admin.CreateCategoryAsync();
        await PublishAsync(category, "stare", "2021-01-01T00:00:00Z");
        await PublishAsync(category, "nowe", "2023-01-01T00:00:00Z");
        await PublishAsync(category, "przypięte stare", "2020-01-01T00:00:00Z", pinned: true);
        await PublishAsync(category, "środkowe", "2022-01-01T00:00:00.5Z");
        await PublishAsync(category, "przypięte nowe", "2020-01-01T00:00:00.0000001Z", pinned: true);
        string[] order = ["przypięte nowe", "przypięte stare", "nowe", "środkowe", "stare"];
        Assert.Equal(order, await TitlesAsync($"?category={category.Slug}"));
        Assert.Equal(order, await TitlesPageByPageAsync($"?category={category.Slug}&limit=1"));
    }

    [Fact]
    public async Task Pinning_and_a_corrected_date_move_an_announcement_at_once()
    {
        Category category = await Admin.CreateCategoryAsync();
        Announcement old = await PublishAsync(category, "stare", "2021-01-01T00:00:00Z");
        await PublishAsync(category, "nowe", "2023-01-01T00:00:00Z");
        Announcement pinned = await Editor.PatchAsync(old, new { pinned = true });
        Assert.Equal(["stare", "nowe"], await TitlesAsync($"?category={category.Slug}"));
        Announcement loose = await Editor.PatchAsync(pinned, new { pinned = false });
        Assert.Equal(["nowe", "stare"], await TitlesAsync($"?category={category.Slug}"));
        await Editor.PatchAsync(loose, new { publishedAt = "2024-01-01T00:00:00Z" });
        Assert.Equal(["stare", "nowe"], await TitlesAsync($"?category={category.Slug}"));
    }

    [Fact]
    public async Task An_item_says_everything_but_the_body()
    {
        Category category = await Admin.CreateCategoryAsync();
        Announcement made = await PublishAsync(category, "pozycja", LongAgo);
        Answer list = await Reader.GetAsync($"/api/announcements?category={category.Slug}");
        System.Text.Json.Nodes.JsonObject item = Assert.Single(list.Json["items"]!.AsArray())!.AsObject();
        System.Text.Json.Nodes.JsonObject whole = (await Reader.GetAsync(made.Address)).Json.AsObject();
        Assert.False(item.ContainsKey("body") || item.ContainsKey("bodyHtml"), "the list carries bodies");
        whole.Remove("body");
        whole.Remove("bodyHtml");
        whole.Remove("attachments");
        Assert.Equal(whole.ToJsonString(), item.ToJsonString());
        Assert.Null(list.Next);
        Assert.True(list.Json.AsObject().ContainsKey("next"), "next is left out");
        Assert.DoesNotContain("rel=\"next\"", list.Header("Link"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_and_its_end_are_in_the_list_at_once()
    {
        Category category = await Admin.CreateCategoryAsync();
        Announcement made = await PublishAsync(category, "pierwszy", LongAgo);
        Announcement changed = await Editor.PatchAsync(made, new { title = "drugi" });
        Assert.Equal(["drugi"], await TitlesAsync($"?category={category.Slug}"));
        Announcement draft = await Editor.ActAsync(changed, "unpublish");
        Assert.Empty(await TitlesAsync($"?category={category.Slug}"));
        Announcement published = await Editor.ActAsync(draft, "publish");
        Assert.Equal(["drugi"], await TitlesAsync($"?category={category.Slug}"));
        await Editor.PatchAsync(published, """{"categories": null}""");
        Assert.Empty(await TitlesAsync($"?category={category.Slug}"));
    }

    [Fact]
    public async Task Only_published_ones_are_listed_and_archived_ones_in_the_archive()
    {
        Category category = await Admin.CreateCategoryAsync();
        await Editor.CreateAsync(new { title = "szkic", categories = new[] { category.Slug } });
        await PublishAsync(category, "zaplanowane", FarAway);
        await PublishAsync(category, "ważne", LongAgo);
        await Editor.ActAsync(await PublishAsync(category, "archiwalne", "2021-01-01T00:00:00Z"), "archive");
        await Editor.ActAsync(await PublishAsync(category, "usunięte", LongAgo), "delete");
        await Editor.CreateAsync(new
        {
            title = "wygasłe",
            categories = new[] { category.Slug },
            publishedAt = LongAgo,
            expiresAt = "2020-02-01T00:00:00Z",
            status = "published",
        });
        await Editor.CreateAsync(new
        {
            title = "wygaśnie",
            categories = new[] { category.Slug },
            publishedAt = "2019-01-01T00:00:00Z",
            expiresAt = FarAway,
            status = "published",
        });
        Assert.Equal(["ważne", "wygaśnie"], await TitlesAsync($"?category={category.Slug}"));
        Assert.Equal(["ważne", "wygaśnie"], await TitlesAsync($"?category={category.Slug}&status=published"));
        Assert.Equal(["archiwalne", "wygasłe"], await TitlesAsync($"?category={category.Slug}&status=archived"));
        Assert.All((await Reader.GetAsync($"/api/announcements?category={category.Slug}&status=archived")).Items, item => Assert.Equal("archived", item.Status));
    }

    [Fact]
    public async Task An_expiry_that_is_set_into_the_past_moves_it_to_the_archive_at_once_and_restoring_brings_it_back()
    {
        Category category = await Admin.CreateCategoryAsync();
        Announcement made = await PublishAsync(category, "wpis", LongAgo);
        Announcement expired = await Editor.PatchAsync(made, new { expiresAt = "2020-02-01T00:00:00Z" });
        Assert.Empty(await TitlesAsync($"?category={category.Slug}"));
        Assert.Equal(["wpis"], await TitlesAsync($"?category={category.Slug}&status=archived"));
        await Editor.ActAsync(expired, "restore");
        Assert.Equal(["wpis"], await TitlesAsync($"?category={category.Slug}"));
        Assert.Empty(await TitlesAsync($"?category={category.Slug}&status=archived"));
    }

    [Fact]
    public async Task Several_categories_mean_any_of_them_and_each_item_comes_once()
    {
        Category one = await Admin.CreateCategoryAsync();
        Category two = await Admin.CreateCategoryAsync();
        await Editor.CreateAsync(new { title = "oba", categories = new[] { two.Slug, one.Slug }, publishedAt = "2022-01-01T00:00:00Z", status = "published" });
        await PublishAsync(one, "pierwsza", "2021-01-01T00:00:00Z");
        await PublishAsync(two, "druga", "2023-01-01T00:00:00Z");
        string[] all = ["druga", "oba", "pierwsza"];
        Assert.Equal(all, await TitlesAsync($"?category={one.Slug},{two.Slug}"));
        Assert.Equal(all, await TitlesAsync($"?category={two.Slug},%20{one.Slug}"));
        Assert.Equal(all, await TitlesAsync($"?category={one.Slug}&category={two.Slug}"));
        Assert.Equal(all, await TitlesPageByPageAsync($"?category={one.Slug},{two.Slug}&limit=1"));
        Assert.Equal(["oba", "pierwsza"], await TitlesAsync($"?category={one.Slug}"));
    }

    [Fact]
    public async Task From_is_inclusive_and_to_is_exclusive()
    {
        Category category = await Admin.CreateCategoryAsync();
        await PublishAsync(category, "przed", "2024-05-01T09:59:59.9999999Z");
        await PublishAsync(category, "od", "2024-05-01T10:00:00Z");
        await PublishAsync(category, "przypięte", "2024-05-01T11:00:00Z", pinned: true);
        await PublishAsync(category, "przypięte poza", "2024-06-01T11:00:00Z", pinned: true);
        await PublishAsync(category, "ostatnie", "2024-05-01T11:59:59.9999999Z");
        await PublishAsync(category, "do", "2024-05-01T12:00:00Z");
        string[] inside = ["przypięte", "ostatnie", "od"];
        Assert.Equal(inside, await TitlesAsync($"?category={category.Slug}&from=2024-05-01T10:00:00Z&to=2024-05-01T12:00:00Z"));
        Assert.Equal(inside, await TitlesAsync($"?category={category.Slug}&from=2024-05-01T12:00:00%2B02:00&to=2024-05-01T14:00:00%2B02:00"));
        Assert.Equal(inside, await TitlesPageByPageAsync($"?category={category.Slug}&from=2024-05-01T10:00:00Z&to=2024-05-01T12:00:00Z&limit=1"));
        Assert.Equal(["przypięte poza", "przypięte", "do", "ostatnie", "od"], await TitlesAsync($"?category={category.Slug}&from=2024-05-01T10:00:00Z"));
        Assert.Equal(["przypięte", "ostatnie", "od", "przed"], await TitlesAsync($"?category={category.Slug}&to=2024-05-01T12:00:00Z"));
    }

    [Theory]
    [InlineData("2024-07-15", "2024-07-16", "2024-07-14T22:00:00Z", "2024-07-15T22:00:00Z")]
    [InlineData("2024-01-15", "2024-01-16", "2024-01-14T23:00:00Z", "2024-01-15T23:00:00Z")]
    [InlineData("2024-03-31", "2024-04-01", "2024-03-30T23:00:00Z", "2024-03-31T22:00:00Z")]
    [InlineData("2024-10-27", "2024-10-28", "2024-10-26T22:00:00Z", "2024-10-27T23:00:00Z")]
    [InlineData("2024-02-29", "2024-03-01", "2024-02-28T23:00:00Z", "2024-02-29T23:00:00Z")]
    public async Task Dates_are_days_of_the_sites_time_zone_also_when_the_clocks_change(string from, string to, string first, string next)
    {
        Category category = await Admin.CreateCategoryAsync();
        DateTimeOffset start = DateTimeOffset.Parse(first), end = DateTimeOffset.Parse(next);
        await PublishAsync(category, "przed", $"{start.AddTicks(-1):O}");
        await PublishAsync(category, "pierwsza chwila", $"{start:O}");
        await PublishAsync(category, "ostatnia chwila", $"{end.AddTicks(-1):O}");
        await PublishAsync(category, "po", $"{end:O}");
        Assert.Equal(["ostatnia chwila", "pierwsza chwila"], await TitlesAsync($"?category={category.Slug}&from={from}&to={to}"));
        Assert.Equal(["po", "ostatnia chwila", "pierwsza chwila"], await TitlesAsync($"?category={category.Slug}&from={from}"));
        Assert.Equal(["ostatnia chwila", "pierwsza chwila", "przed"], await TitlesAsync($"?category={category.Slug}&to={to}"));
    }

    [Fact]
    public async Task A_list_can_be_of_one_language_and_of_pinned_ones_or_the_others()
    {
        Category category = await Admin.CreateCategoryAsync();
        string[] categories = [category.Slug];
        await Editor.CreateAsync(new { title = "po polsku", categories, status = "published", publishedAt = "2022-01-01T00:00:00Z" });
        await Editor.CreateAsync(new { title = "in English", categories, status = "published", publishedAt = "2021-01-01T00:00:00Z", language = "en-GB" });
        await Editor.CreateAsync(new { title = "pinned", categories, status = "published", publishedAt = LongAgo, language = "en-GB", pinned = true });
        Assert.Equal(["po polsku"], await TitlesAsync($"?category={category.Slug}&language=pl"));
        Assert.Equal(["pinned", "in English"], await TitlesAsync($"?category={category.Slug}&language=EN-gb"));
        Assert.Empty(await TitlesAsync($"?category={category.Slug}&language=de"));
        Assert.Equal(["pinned"], await TitlesAsync($"?category={category.Slug}&pinned=true"));
        Assert.Equal(["po polsku", "in English"], await TitlesAsync($"?category={category.Slug}&pinned=false"));
        Assert.Equal(["in English"], await TitlesAsync($"?category={category.Slug}&pinned=false&language=en-GB&from=2020-06-01&to=2021-06-01"));
    }

    [Fact]
    public async Task The_archive_has_the_same_filters()
    {
        Category category = await Admin.CreateCategoryAsync();
        foreach ((string title, string publishedAt, bool pinned) in new[]
        {
            ("styczeń", "2021-01-15T12:00:00Z", false), ("luty", "2021-02-15T12:00:00Z", true), ("marzec", "2021-03-15T12:00:00Z", false),
        })
        {
            await Editor.ActAsync(await PublishAsync(category, title, publishedAt, pinned), "archive");
        }

        string archive = $"?status=archived&category={category.Slug}";
        Assert.Equal(3, (await TitlesPageByPageAsync(archive + "&limit=1")).Count);
        Assert.Equal(["marzec", "styczeń"], await TitlesAsync(archive + "&pinned=false"));
        Assert.Equal(["luty"], await TitlesAsync(archive + "&pinned=true"));
        Assert.Equal(["luty"], await TitlesAsync(archive + "&from=2021-02-01&to=2021-03-01"));
        Assert.Equal(["styczeń"], await TitlesAsync(archive + "&to=2021-02-01"));
        Assert.Empty(await TitlesAsync(archive + "&language=en"));
    }

    [Fact]
    public async Task Without_a_limit_a_page_has_20_and_a_limit_is_from_1_to_100()
    {
        Category category = await Admin.CreateCategoryAsync();
        await Task.WhenAll(Enumerable.Range(0, 21).Select(number => PublishAsync(category, $"{number}", LongAgo)));
        Answer first = await Reader.GetAsync($"/api/announcements?category={category.Slug}");
        Assert.Equal(20, first.Items.Count);
        Assert.NotNull(first.Next);
        Answer last = await Reader.GetAsync($"/api/announcements?category={category.Slug}&cursor={first.Next}");
        Assert.Single(last.Items);
        Assert.Null(last.Next);
        Assert.Single((await Reader.GetAsync($"/api/announcements?category={category.Slug}&limit=1")).Items);
        Answer all = await Reader.GetAsync($"/api/announcements?category={category.Slug}&limit=100");
        Assert.Equal(21, all.Items.Select(item => item.Id).Distinct().Count());
        Answer exact = await Reader.GetAsync($"/api/announcements?category={category.Slug}&limit=21");
        Assert.Equal((21, null), (exact.Items.Count, exact.Next));
    }

    [Fact]
    public async Task An_unknown_category_is_refused_and_a_former_slug_is_understood()
    {
        (await Reader.GetAsync("/api/announcements?category=nie-ma-takiej")).IsProblem(HttpStatusCode.BadRequest, "invalid", "category");
        Category category = await Admin.CreateCategoryAsync();
        await PublishAsync(category, "wpis", LongAgo);
        (await Admin.Put(category.Address).IfMatch("*").Json(new { name = category.Name, slug = UniqueSlug() }).SendAsync()).Is(HttpStatusCode.OK);
        Assert.Equal(["wpis"], await TitlesAsync($"?category={category.Slug}"));
    }

    private async Task<Announcement> PublishAsync(Category category, string title, string publishedAt, bool pinned = false) =>
        await Editor.CreateAsync(new { title, pinned, publishedAt, categories = new[] { category.Slug }, status = "published" });

    private async Task<List<string>> TitlesAsync(string query)
    {
        Answer list = (await Reader.GetAsync("/api/announcements" + query)).Is(HttpStatusCode.OK);
        Assert.Null(list.Next);
        return list.Items.Select(item => item.Title).ToList();
    }

    private async Task<List<string>> TitlesPageByPageAsync(string query)
    {
        List<string> titles = [];
        string? next = null;
        do
        {
            Answer page = (await Reader.GetAsync($"/api/announcements{query}{(next is null ? null : "&cursor=" + next)}")).Is(HttpStatusCode.OK);
            titles.AddRange(page.Items.Select(item => item.Title));
            next = page.Next;
        }
        while (next is not null);
        return titles;
    }
}
