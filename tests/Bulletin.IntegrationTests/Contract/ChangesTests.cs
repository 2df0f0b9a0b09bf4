using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>
/// Tests the changes for a client that keeps a copy. The tests of this class share a site and run one after the other.
/// </summary>
public sealed class ChangesTests(ContractFixture service) : ContractTests(service)
{
    [Fact]
    public async Task A_client_that_begins_gets_everything_that_is_public_in_pages_and_then_what_is_new()
    {
        Category category = await Admin.CreateCategoryAsync();
        Announcement one = await PublishAsync(category, "jeden");
        Announcement two = await PublishAsync(category, "dwa");
        Announcement pinned = await Editor.CreateAsync(new { title = "przypięte", pinned = true, status = "published" });
        Announcement archived = await Editor.ActAsync(await PublishAsync(category, "archiwalne"), "archive");
        Announcement draft = await Editor.CreateAsync(new { title = "szkic" });
        Announcement scheduled = await Editor.CreateAsync(new { title = "zaplanowane", publishedAt = FarAway, status = "published" });

        (List<Item> items, string token) = await ReadAllAsync(null, limit: 2);

        Assert.Equal(items.Count, items.DistinctBy(item => item.Id).Count());
        Assert.All(items, item => Assert.True(item.Kind is "category" or "published", item.Kind));
        Assert.Equal(items.Select(item => item.Kind).Order(StringComparer.Ordinal), items.Select(item => item.Kind));
        Assert.Equal(
            (await Reader.GetAsync("/api/categories")).Json["items"]!.AsArray().Select(one => one!.ToJsonString()).Order(StringComparer.Ordinal),
            items.Where(item => item.Kind == "category").Select(item => item.Category!.ToJsonString()).Order(StringComparer.Ordinal));
        foreach (Announcement made in (Announcement[])[one, two, pinned])
        {
            Item item = Assert.Single(items, item => item.Id == made.Id);
            Assert.Equal((await Reader.GetAsync(made.Address)).Json.ToJsonString(), item.Announcement!.ToJsonString());
            Assert.Null(item.Category);
        }

        Assert.DoesNotContain(items, item => item.Id == archived.Id || item.Id == draft.Id || item.Id == scheduled.Id);
        Assert.Empty((await ReadAllAsync(token)).Items);
        Announcement later = await PublishAsync(category, "trzy");
        Assert.Equal(("published", later.Id), KindAndId(Assert.Single((await ReadAllAsync(token)).Items, item => item.Kind != "category")));
    }

    [Fact]
    public async Task Each_kind_of_change_is_told_with_the_announcement_as_it_is_now()
    {
        Category category = await Admin.CreateCategoryAsync();
        string token = await TokenAsync();
        Announcement made = await PublishAsync(category, "wpis");
        Item published = await OnlyAsync("published");
        Assert.Equal((await Reader.GetAsync(made.Address)).Json.ToJsonString(), published.Announcement!.ToJsonString());
        Assert.NotNull(published.Announcement["bodyHtml"]);

        Announcement changed = await Editor.PatchAsync(made, new { title = "zmieniony", body = "Nowa **treść**." });
        Assert.Equal("zmieniony", (string?)(await OnlyAsync("updated")).Announcement!["title"]);

        Announcement pinned = await Editor.PatchAsync(changed, new { pinned = true });
        Assert.True((bool?)(await OnlyAsync("updated")).Announcement!["pinned"]);

        Announcement archived = await Editor.ActAsync(pinned, "archive");
        Assert.Equal("archived", (string?)(await OnlyAsync("archived")).Announcement!["status"]);

        Announcement restored = await Editor.ActAsync(archived, "restore");
        Assert.Equal("published", (string?)(await OnlyAsync("published")).Announcement!["status"]);

        Announcement withdrawn = await Editor.ActAsync(restored, "unpublish");
        Assert.Null((await OnlyAsync("removed")).Announcement);

        Announcement again = await Editor.ActAsync(withdrawn, "publish");
        await OnlyAsync("published");

        await Editor.ActAsync(again, "delete");
        Assert.Null((await OnlyAsync("removed")).Announcement);

        async Task<Item> OnlyAsync(string kind)
        {
            (List<Item> items, string next) = await ReadAllAsync(token);
            token = next;
            // The category's count comes with it.
            Assert.All(items.Where(item => item.Id != made.Id), item => Assert.Equal(category.Slug, (string?)item.Category!["slug"]));
            Item item = Assert.Single(items, item => item.Id == made.Id);
            Assert.Equal(kind, item.Kind);
            return item;
        }
    }

    [Fact]
    public async Task What_readers_do_not_see_is_not_told()
    {
        Category category = await Admin.CreateCategoryAsync();
        string token = await TokenAsync();
        Announcement draft = await Editor.CreateAsync(new { title = "szkic", categories = new[] { category.Slug } });
        Announcement changed = await Editor.PatchAsync(draft, new { title = "szkic drugi" });
        Announcement scheduled = await Editor.PatchAsync(changed, new { publishedAt = FarAway, status = "published" });
        Announcement moved = await Editor.PatchAsync(scheduled, new { title = "zaplanowany" });
        await Editor.ActAsync(await Editor.ActAsync(moved, "unpublish"), "delete");
        (List<Item> items, _) = await ReadAllAsync(token);
        Assert.DoesNotContain("szkic", string.Concat(items.Select(item => item.Announcement?.ToJsonString())), StringComparison.Ordinal);
        Assert.All(items, item => Assert.Null(item.Announcement));
    }

    [Fact]
    public async Task What_happened_to_one_thing_is_told_once_and_pages_are_in_the_order_of_time()
    {
        Category category = await Admin.CreateCategoryAsync();
        Announcement first = await PublishAsync(category, "pierwszy");
        string token = await TokenAsync();
        List<Guid> made = [];
        for (int number = 0; number < 7; number++)
        {
            made.Add((await Editor.CreateAsync(new { title = $"numer {number}", status = "published" })).Id);
        }

        Announcement changed = await Editor.PatchAsync(first, new { title = "raz" });
        changed = await Editor.PatchAsync(changed, new { title = "dwa" });
        await Editor.PatchAsync(changed, new { title = "trzy" });

        Answer page = (await Reader.GetAsync($"/api/changes?since={token}&limit=3")).Is(HttpStatusCode.OK);
        Assert.True((bool)page.Json["more"]!);
        Assert.Equal(made[..3], ItemsOf(page).Select(item => item.Id));
        (List<Item> items, _) = await ReadAllAsync(token, limit: 3);
        Assert.Equal(made, items.Select(item => item.Id).Where(made.Contains));
        Assert.All(items, item => Assert.Equal(item.Id == first.Id ? "updated" : "published", item.Kind));
        Item told = Assert.Single((await ReadAllAsync(token)).Items, item => item.Id == first.Id);
        Assert.Equal("trzy", (string?)told.Announcement!["title"]);
    }

    [Fact]
    public async Task A_new_name_of_a_category_reaches_its_announcements()
    {
        Category category = await Admin.CreateCategoryAsync();
        List<Guid> made = [];
        for (int number = 0; number < 5; number++)
        {
            made.Add((await PublishAsync(category, $"numer {number}")).Id);
        }

        string token = await TokenAsync();
        string name = Unique("Nowa nazwa");
        (await Admin.Put(category.Address).IfMatch("*").Json(new { name, slug = UniqueSlug() }).SendAsync()).Is(HttpStatusCode.OK);
        foreach (int limit in (int[])[2, 100])
        {
            (List<Item> items, _) = await ReadAllAsync(token, limit);
            // The category may come again on a later page: a repeat is harmless.
            Assert.Equal([name], items.Where(item => item.Kind == "category").Select(item => (string?)item.Category!["name"]).Distinct());
            Assert.Equal(made.Order(), items.Where(item => item.Kind == "updated").Select(item => item.Id).Order());
            Assert.All(items.Where(item => item.Kind == "updated"), item => Assert.Equal(name, (string?)item.Announcement!["categories"]![0]!["name"]));
        }
    }

    [Fact]
    public async Task A_category_that_is_merged_into_another_is_gone_and_its_announcements_name_the_other()
    {
        Category source = await Admin.CreateCategoryAsync();
        Category target = await Admin.CreateCategoryAsync();
        Announcement one = await PublishAsync(source, "jeden");
        Announcement two = await PublishAsync(source, "dwa");
        (List<Item> all, string token) = await ReadAllAsync(null);
        Guid sourceId = all.Single(item => (string?)item.Category?["slug"] == source.Slug).Id;
        Guid targetId = all.Single(item => (string?)item.Category?["slug"] == target.Slug).Id;
        (await Admin.Delete($"{source.Address}?moveTo={target.Slug}").IfMatch("*").SendAsync()).Is(HttpStatusCode.NoContent);

        Dictionary<Guid, Item> last = (await ReadAllAsync(token)).Items.GroupBy(item => item.Id).ToDictionary(group => group.Key, group => group.Last());

        Assert.Equal(("category", null), (last[sourceId].Kind, last[sourceId].Category));
        Assert.Equal(2, (int?)last[targetId].Category!["count"]);
        foreach (Announcement made in (Announcement[])[one, two])
        {
            Assert.Equal("updated", last[made.Id].Kind);
            Assert.Equal([target.Slug], last[made.Id].Announcement!["categories"]!.AsArray().Select(category => (string?)category!["slug"]));
        }

        Category empty = await Admin.CreateCategoryAsync();
        token = await TokenAsync();
        (await Admin.Delete(empty.Address).IfMatch("*").SendAsync()).Is(HttpStatusCode.NoContent);
        Item removed = Assert.Single((await ReadAllAsync(token)).Items);
        Assert.Equal(("category", null, null), (removed.Kind, removed.Category, removed.Announcement));
    }

    [Theory]
    [InlineData("since=", "since")]
    [InlineData("since=!", "since")]
    [InlineData("since=abc", "since")]
    [InlineData("since=AAAA", "since")]
    [InlineData("since=%F0%9F%8C%B3", "since")]
    [InlineData("since=%00", "since")]
    [InlineData("since=a&since=b", "since")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=x", "limit")]
    [InlineData("limit=", "limit")]
    [InlineData("limit=1&limit=2", "limit")]
    [InlineData("cursor=abc", "cursor")]
    [InlineData("since=!&limit=0", "since", "limit")]
    public async Task Parameters_that_are_wrong_are_named(string query, params string[] names) =>
        (await Reader.GetAsync($"/api/changes?{query}")).IsProblem(HttpStatusCode.BadRequest, "invalid", names);

    [Fact]
    public async Task A_token_that_is_too_long_is_none() =>
        (await Reader.GetAsync($"/api/changes?since={new string('a', 3000)}")).IsProblem(HttpStatusCode.BadRequest, "invalid", "since");

    [Fact]
    public async Task A_token_of_another_site_or_from_the_future_of_this_one_means_to_start_over()
    {
        await Editor.PublishedAsync();
        // Clients do not look into a token. This is how one of another site differs.
        string[] parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(await TokenAsync())).Split('|');
        foreach (string[] foreign in (string[][])
            [[parts[0], new string('0', parts[1].Length), .. parts[2..]], [parts[0], parts[1], "999999999", .. parts[3..]], [parts[0], string.Empty, "0", .. parts[3..]]])
        {
            string token = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join('|', foreign)));
            (await Reader.GetAsync($"/api/changes?since={token}")).IsProblem(HttpStatusCode.Gone, "token-too-old");
        }

        Assert.Contains("410", (await Reader.GetAsync("/problems/token-too-old")).Is(HttpStatusCode.OK).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_long_as_nothing_happens_the_answer_stays_the_same_and_is_304()
    {
        await Editor.PublishedAsync();
        string token = await TokenAsync();
        string address = $"/api/changes?since={token}";
        Answer nothing = (await Reader.GetAsync(address)).Is(HttpStatusCode.OK);
        Assert.Equal($$"""{"items":[],"next":"{{token}}","more":false}""", nothing.Text);
        Assert.Equal("application/json; charset=utf-8", nothing.Header("Content-Type"));
        Assert.Matches("^public, max-age=[0-9]{1,2}$", nothing.Header("Cache-Control"));
        Assert.Empty((await Reader.Get(address).With("If-None-Match", nothing.ETag!).SendAsync()).Is(HttpStatusCode.NotModified).Body);
        Answer head = (await Reader.Head(address).SendAsync()).Is(HttpStatusCode.OK);
        Assert.Empty(head.Body);
        Assert.Equal(nothing.Headers, head.Headers);

        await Editor.PublishedAsync();
        Answer something = (await Reader.Get(address).With("If-None-Match", nothing.ETag!).SendAsync()).Is(HttpStatusCode.OK);
        Assert.Equal("published", Assert.Single(ItemsOf(something)).Kind);
        (await Editor.Post(address).Json(new { }).SendAsync()).IsProblem(HttpStatusCode.MethodNotAllowed, "method-not-allowed");
    }

    private static (string Kind, Guid Id) KindAndId(Item item) => (item.Kind, item.Id);

    private static List<Item> ItemsOf(Answer answer) => answer.Json["items"]!.AsArray().Select(item =>
    {
        Assert.Equal(["kind", "id", "announcement", "category"], item!.AsObject().Select(member => member.Key));
        return new Item((string)item["kind"]!, Guid.Parse((string)item["id"]!), item["announcement"], item["category"]);
    }).ToList();

    private async Task<string> TokenAsync() => (await ReadAllAsync(null)).Token;

    // Requests changes until there are no more.
    private async Task<(List<Item> Items, string Token)> ReadAllAsync(string? since, int limit = 50)
    {
        List<Item> items = [];
        for (int pages = 0; ; pages++)
        {
            Assert.InRange(pages, 0, 1000);
            Answer page = (await Reader.GetAsync($"/api/changes?limit={limit}{(since is null ? null : "&since=" + since)}")).Is(HttpStatusCode.OK);
            items.AddRange(ItemsOf(page));
            since = (string)page.Json["next"]!;
            if (!(bool)page.Json["more"]!)
            {
                return (items, since);
            }
        }
    }

    private Task<Announcement> PublishAsync(Category category, string title) =>
        Editor.CreateAsync(new { title, body = "Treść.", categories = new[] { category.Slug }, status = "published" });

    private sealed record Item(string Kind, Guid Id, JsonNode? Announcement, JsonNode? Category);
}
