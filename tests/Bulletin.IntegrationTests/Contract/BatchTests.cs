using System.Net;
using System.Text.Json.Nodes;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>Many announcements changed by one request.</summary>
public sealed class BatchTests(ContractFixture service) : ContractTests(service)
{
    private const string Batch = "/api/announcements/batch";

    [Fact]
    public async Task Each_item_is_judged_by_itself_and_answered_in_the_order_of_the_request()
    {
        Announcement draft = await Editor.CreateAsync(new { title = Unique("Szkic") });
        Announcement stale = await Editor.CreateAsync(new { title = Unique("Szkic") });
        await Editor.PatchAsync(stale, new { lead = "Zmiana kolegi" });
        Announcement published = await Editor.PublishedAsync();
        Announcement binned = await Editor.ActAsync(await Editor.PublishedAsync(), "delete");
        var unknown = Guid.NewGuid();

        JsonArray items = await RunAsync(
            new { action = "publish", items = new object[] { Of(draft), Of(stale), Of(published), Of(binned), new { id = unknown, ifMatch = "*" } } });

        Assert.Equal([draft.Id, stale.Id, published.Id, binned.Id, unknown], items.Select(item => Guid.Parse((string)item!["id"]!)));
        Assert.Equal([200, 412, 200, 409, 404], items.Select(item => (int)item!["status"]!));
        Assert.Equal(
            [null, "/problems/changed-meanwhile", null, "/problems/wrong-state", "/problems/not-found"], items.Select(item => (string?)item!["problem"]?["type"]));
        // As lists show it.
        Assert.Equal(
            await Editor.ReadAsync(draft) with { Body = null, BodyHtml = null, Keep = null, Categories = [] },
            Announcement.Of(items[0]!["announcement"]!) with { Categories = [] });
        Assert.Equal(1, (int)items[2]!["announcement"]!["revision"]!);
        Assert.Null(items[1]!["announcement"]);
        Assert.Equal("published", (await Reader.GetAsync(draft.Address)).Announcement().Status);
        Assert.Equal(2, (await Editor.ReadAsync(stale)).Revision);
    }

    [Fact]
    public async Task A_hundred_are_published_categorised_archived_taken_back_and_deleted()
    {
        Category one = await Admin.CreateCategoryAsync();
        Category two = await Admin.CreateCategoryAsync();
        List<Announcement> all = [];
        for (int number = 0; number < 100; number++)
        {
            all.Add(await Editor.CreateAsync(new { title = Unique("Zbiorczo"), categories = (string[])[one.Slug] }));
        }

        await ExpectAsync("publish", null, all, "published", 2);
        Assert.Equal(100, await CountAsync(one));
        await ExpectAsync("categorise", [two.Slug], all, "published", 3);
        Assert.Equal((0, 100), (await CountAsync(one), await CountAsync(two)));
        await ExpectAsync("archive", null, all[..50], "archived", 4);
        await ExpectAsync("unpublish", null, all[50..], "draft", 4);
        Assert.Equal(0, await CountAsync(two));
        await ExpectAsync("delete", null, all, "deleted", 5);
        // Again: there is nothing to change.
        await ExpectAsync("delete", null, all, "deleted", 5);
    }

    [Fact]
    public async Task What_is_refused_for_one_may_be_a_value_too()
    {
        Announcement late = await Editor.CreateAsync(new { title = Unique("Po terminie"), expiresAt = LongAgo });
        JsonNode item = (await RunAsync(new { action = "publish", items = new[] { Of(late) } }))[0]!;
        Assert.Equal((400, "/problems/invalid"), ((int)item["status"]!, (string?)item["problem"]!["type"]));
        Assert.StartsWith("expiresAt: ", (string?)item["problem"]!["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"action": "vanish", "items": [{"id": "ID", "ifMatch": "*"}]}""", "action")]
    [InlineData("""{"action": "publish"}""", "items")]
    [InlineData("""{"action": "publish", "items": []}""", "items")]
    [InlineData("""{"action": "publish", "items": [{"id": "ID"}]}""", "items[0].ifMatch")]
    [InlineData("""{"action": "publish", "items": [{"id": "ID", "ifMatch": null}]}""", "items[0].ifMatch")]
    [InlineData("""{"action": "publish", "items": [{"id": "ID", "ifMatch": "*"}, {"id": "slug", "ifMatch": "*"}]}""", "items[1].id")]
    [InlineData("""{"action": "publish", "items": [{"id": "ID", "ifMatch": "*"}, {"id": "ID", "ifMatch": "*"}]}""", "items[1].id")]
    [InlineData("""{"action": "publish", "categories": [], "items": [{"id": "ID", "ifMatch": "*"}]}""", "categories")]
    [InlineData("""{"action": "categorise", "items": [{"id": "ID", "ifMatch": "*"}]}""", "categories")]
    [InlineData("""{"action": "categorise", "categories": ["nie-ma-takiej"], "items": [{"id": "ID", "ifMatch": "*"}]}""", "categories")]
    [InlineData("""{"action": "publish", "all": true, "items": [{"id": "ID", "ifMatch": "*"}]}""", "all")]
    public async Task A_wrong_batch_is_refused_whole(string json, string member)
    {
        Announcement draft = await Editor.CreateAsync(new { title = Unique("Szkic") });
        Answer answer = await Editor.Post(Batch).Json(json.Replace("ID", draft.Id.ToString(), StringComparison.Ordinal)).SendAsync();
        answer.IsProblem(HttpStatusCode.BadRequest, "invalid", member);
        Assert.Equal(1, (await Editor.ReadAsync(draft)).Revision);
    }

    [Fact]
    public async Task It_is_for_editors()
    {
        Announcement own = await Author.CreateAsync(new { title = Unique("Szkic") });
        (await Author.Post(Batch).Json(new { action = "delete", items = new[] { Of(own) } }).SendAsync()).IsProblem(HttpStatusCode.Forbidden, "forbidden");
        Assert.Equal("draft", (await Editor.ReadAsync(own)).Status);
    }

    [Fact]
    public async Task An_announcement_with_this_word_as_its_slug_keeps_its_address()
    {
        Announcement made = await Editor.CreateAsync(new { title = "Batch", slug = "batch", status = "published" });
        Assert.Equal(made.Id, (await Reader.GetAsync(Batch)).Announcement().Id);
    }

    private static object Of(Announcement announcement) => new { id = announcement.Id, ifMatch = announcement.ETag };

    private async Task<JsonArray> RunAsync(object body) =>
        (await Editor.Post(Batch).Json(body).SendAsync()).Is(HttpStatusCode.OK).Json["items"]!.AsArray();

    private async Task ExpectAsync(string action, string[]? categories, IReadOnlyList<Announcement> announcements, string status, int revision)
    {
        var body = new JsonObject
        {
            ["action"] = action,
            ["items"] = new JsonArray([.. announcements.Select(one => new JsonObject { ["id"] = one.Id.ToString(), ["ifMatch"] = "*" })]),
        };
        if (categories is not null)
        {
            body["categories"] = new JsonArray([.. categories.Select(slug => (JsonNode)slug)]);
        }

        JsonArray items = await RunAsync(body.ToJsonString());
        Assert.Equal(announcements.Select(one => one.Id.ToString()), items.Select(item => (string?)item!["id"]));
        if (items.Any(item => (int)item!["status"]! == 503))
        {
            // On a machine that is busy the time may be up: those that were not reached are sent again, and the others have it already.
            items = await RunAsync(body.ToJsonString());
        }

        Assert.All(items, item => Assert.Equal(
            (200, status, revision), ((int)item!["status"]!, (string?)item["announcement"]!["status"], (int)item["announcement"]!["revision"]!)));
    }

    private async Task<int> CountAsync(Category category) =>
        (int)(await Editor.GetAsync($"/api/editor/categories/{category.Slug}")).Json["count"]!;
}
