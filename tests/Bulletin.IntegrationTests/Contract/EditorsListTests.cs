using System.Net;
using System.Text.Json.Nodes;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>Tests the editors' lists: every state, directly from storage.</summary>
public sealed class EditorsListTests(ContractFixture service) : ContractTests(service)
{
    private static readonly string[] States = ["draft", "scheduled", "published", "archived", "deleted"];

    [Fact]
    public async Task An_announcement_of_every_state_is_read_with_its_revision_and_never_cached()
    {
        foreach (Announcement made in await OneOfEachStateAsync(await Admin.CreateCategoryAsync()))
        {
            Answer answer = (await Editor.GetAsync(made.EditorsAddress)).Is(HttpStatusCode.OK);
            Assert.Equal(made.ETag, answer.ETag);
            Assert.Equal("no-store, private", answer.Header("Cache-Control"));
            JsonNode json = answer.Json;
            Assert.Equal(made.Status, (string?)json["status"]);
            Assert.Equal(made.Status == "deleted", json["deletedAt"] is not null);
            Assert.Equal("editor", (string?)json["createdBy"]);
        }
    }

    [Fact]
    public async Task What_is_not_there_is_404()
    {
        (await Editor.GetAsync($"/api/editor/announcements/{Guid.CreateVersion7()}")).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await Author.GetAsync($"/api/editor/announcements/{Guid.CreateVersion7()}")).IsProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task The_list_has_every_state_last_changed_first_or_the_one_that_is_asked_for()
    {
        Category category = await Admin.CreateCategoryAsync();
        List<Announcement> made = await OneOfEachStateAsync(category);
        Answer list = (await Editor.GetAsync($"/api/editor/announcements?category={category.Slug}")).Is(HttpStatusCode.OK);
        Assert.Equal(made.Select(one => one.Id).Reverse(), list.Items.Select(item => item.Id));
        Assert.Equal("no-store, private", list.Header("Cache-Control"));
        Assert.Null(list.ETag);
        foreach (string state in States)
        {
            Announcement only = Assert.Single((await Editor.GetAsync($"/api/editor/announcements?category={category.Slug}&status={state}")).Items);
            Assert.Equal(state, only.Status);
        }

        await Editor.PatchAsync(made[0], new { author = "Ktoś" });
        Assert.Equal(made[0].Id, (await Editor.GetAsync($"/api/editor/announcements?category={category.Slug}")).Items[0].Id);
    }

    [Fact]
    public async Task What_expires_by_the_clock_is_listed_as_archived()
    {
        Category category = await Admin.CreateCategoryAsync();
        Announcement made = await Editor.CreateAsync(new
        {
            title = "wygasłe",
            categories = new[] { category.Slug },
            publishedAt = LongAgo,
            expiresAt = "2020-02-01T00:00:00Z",
            status = "published",
        });
        Assert.Empty((await Editor.GetAsync($"/api/editor/announcements?category={category.Slug}&status=published")).Items);
        Assert.Equal(made.Id, Assert.Single((await Editor.GetAsync($"/api/editor/announcements?category={category.Slug}&status=archived")).Items).Id);
    }

    [Fact]
    public async Task The_list_can_be_of_categories_and_of_a_language()
    {
        Category one = await Admin.CreateCategoryAsync();
        Category two = await Admin.CreateCategoryAsync();
        await Editor.CreateAsync(new { title = "pl", categories = new[] { one.Slug } });
        await Editor.CreateAsync(new { title = "en", categories = new[] { two.Slug, one.Slug }, language = "en" });
        Assert.Equal(["en", "pl"], (await Editor.GetAsync($"/api/editor/announcements?category={one.Slug},{two.Slug}")).Items.Select(item => item.Title));
        Assert.Equal(["en"], (await Editor.GetAsync($"/api/editor/announcements?category={two.Slug}")).Items.Select(item => item.Title));
        Assert.Equal(["pl"], (await Editor.GetAsync($"/api/editor/announcements?category={one.Slug}&language=PL")).Items.Select(item => item.Title));
    }

    [Fact]
    public async Task Its_pages_show_each_once_and_link_to_each_other()
    {
        Category category = await Admin.CreateCategoryAsync();
        List<Guid> made = [.. (await OneOfEachStateAsync(category)).Select(one => one.Id)];
        List<Guid> seen = [];
        for (string? address = $"/api/editor/announcements?category={category.Slug}&limit=2"; address is not null;)
        {
            Answer page = (await Editor.GetAsync(address)).Is(HttpStatusCode.OK);
            Assert.InRange(page.Items.Count, 0, 2);
            seen.AddRange(page.Items.Select(item => item.Id));
            string? link = page.Header("Link");
            Assert.Equal(page.Next is null, link is null);
            Assert.True(link is null || link.StartsWith($"<{PublicUrl}/api/editor/announcements?", StringComparison.Ordinal), link);
            address = link?[(PublicUrl.Length + 1)..link.IndexOf('>', StringComparison.Ordinal)];
        }

        Assert.Equal(Enumerable.Reverse(made), seen);
    }

    [Fact]
    public async Task A_cursor_of_the_list_belongs_to_its_filter()
    {
        Category category = await Admin.CreateCategoryAsync();
        await OneOfEachStateAsync(category);
        string cursor = (await Editor.GetAsync($"/api/editor/announcements?category={category.Slug}&limit=2")).Next!;
        (await Editor.GetAsync($"/api/editor/announcements?cursor={cursor}")).IsProblem(HttpStatusCode.BadRequest, "invalid", "cursor");
        (await Editor.GetAsync($"/api/editor/announcements?category={category.Slug}&status=draft&cursor={cursor}"))
            .IsProblem(HttpStatusCode.BadRequest, "invalid", "cursor");
    }

    [Fact]
    public async Task An_author_sees_what_they_made_in_every_state_and_nothing_else()
    {
        Category category = await Admin.CreateCategoryAsync();
        string[] categories = [category.Slug];
        Announcement own = await Author.CreateAsync(new { title = "własny", categories });
        await SecondAuthor.CreateAsync(new { title = "cudzy", categories });
        await OneOfEachStateAsync(category);
        Announcement published = await Editor.ActAsync(await Author.CreateAsync(new { title = "własny, już opublikowany", categories }), "publish");
        string path = $"/api/editor/announcements?category={category.Slug}";
        Assert.Equal([published.Id, own.Id], (await Author.GetAsync(path)).Items.Select(one => one.Id));
        Assert.Equal(own.Id, Assert.Single((await Author.GetAsync($"{path}&status=draft")).Items).Id);
        Assert.Equal(published.Id, Assert.Single((await Author.GetAsync($"{path}&status=published")).Items).Id);
        Assert.Empty((await Author.GetAsync($"{path}&status=archived")).Items);
    }

    // Each made after the one before it.
    private async Task<List<Announcement>> OneOfEachStateAsync(Category category)
    {
        List<Announcement> made = [];
        foreach (string state in States)
        {
            Announcement one = await Editor.CreateAsync(new
            {
                title = state,
                categories = new[] { category.Slug },
                status = state == "draft" ? "draft" : "published",
                publishedAt = state == "scheduled" ? FarAway : LongAgo,
            });
            made.Add(state switch { "archived" => await Editor.ActAsync(one, "archive"), "deleted" => await Editor.ActAsync(one, "delete"), _ => one });
        }

        return made;
    }
}
