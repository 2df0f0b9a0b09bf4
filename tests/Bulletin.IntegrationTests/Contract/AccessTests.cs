using System.Net;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>Tests the permissions of each role.</summary>
public sealed class AccessTests(ContractFixture service) : ContractTests(service)
{
    private const string SomeId = "0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11";

    /// <summary>Every operation that needs a credential.</summary>
    public static TheoryData<string, string> ForEditors => new()
    {
        { "GET", "/api/editor/announcements" },
        { "HEAD", "/api/editor/announcements" },
        { "GET", $"/api/editor/announcements/{SomeId}" },
        { "GET", "/api/editor/categories" },
        { "GET", "/api/editor/categories/kategoria" },
        { "POST", "/api/announcements" },
        { "PUT", $"/api/announcements/{SomeId}" },
        { "PATCH", $"/api/announcements/{SomeId}" },
        { "DELETE", $"/api/announcements/{SomeId}" },
        { "POST", $"/api/announcements/{SomeId}/publish" },
        { "POST", $"/api/announcements/{SomeId}/unpublish" },
        { "POST", $"/api/announcements/{SomeId}/archive" },
        { "POST", $"/api/announcements/{SomeId}/restore" },
        { "GET", $"/api/announcements/{SomeId}/revisions" },
        { "GET", $"/api/announcements/{SomeId}/revisions/1" },
        { "POST", $"/api/announcements/{SomeId}/revisions/1/revert" },
        { "POST", $"/api/announcements/{SomeId}/purge" },
        { "GET", $"/api/announcements/{SomeId}/draft" },
        { "HEAD", $"/api/announcements/{SomeId}/draft" },
        { "PUT", $"/api/announcements/{SomeId}/draft" },
        { "DELETE", $"/api/announcements/{SomeId}/draft" },
        { "POST", $"/api/announcements/{SomeId}/draft/publish" },
        { "POST", $"/api/announcements/{SomeId}/preview" },
        { "POST", "/api/announcements/batch" },
        { "POST", "/api/categories" },
        { "PUT", "/api/categories/kategoria" },
        { "DELETE", "/api/categories/kategoria" },
        { "GET", "/api/audit" },
        { "HEAD", "/api/audit" },
        { "POST", "/api/import" },
        { "GET", "/api/export" },
    };

    [Theory]
    [MemberData(nameof(ForEditors))]
    public async Task Without_a_valid_credential_it_is_401(string method, string address)
    {
        foreach (string? authorization in (string?[])[null, "Bearer bk_wrong", "Bearer", "Bearer " + new string('x', 4000), $"Basic {TestKeys.Admin}", TestKeys.Admin])
        {
            Request request = Reader.Request(new HttpMethod(method), address);
            if (method is "POST" or "PUT" or "PATCH")
            {
                // Callers without permission to write learn nothing about errors in the text.
                request.Content("{"u8.ToArray(), "text/plain");
            }

            Answer answer = await (authorization is null ? request : request.With("Authorization", authorization)).SendAsync();
            answer.Is(HttpStatusCode.Unauthorized);
            Assert.StartsWith("Bearer", answer.Header("WWW-Authenticate"), StringComparison.Ordinal);
            if (method != "HEAD")
            {
                answer.IsProblem(HttpStatusCode.Unauthorized, "unauthorized");
            }
        }
    }

    [Theory]
    [InlineData("/api/announcements/{0}/publish")]
    [InlineData("/api/announcements/{0}/unpublish")]
    [InlineData("/api/announcements/{0}/archive")]
    [InlineData("/api/announcements/{0}/restore")]
    public async Task An_author_cannot_run_an_action_on_a_draft_of_their_own(string address)
    {
        Announcement draft = await Author.CreateAsync(new { title = Unique("Szkic") });
        (await Author.Post(string.Format(address, draft.Id)).SendAsync()).IsProblem(HttpStatusCode.Forbidden, "forbidden");
        Assert.Equal(draft.Revision, (await Editor.ReadAsync(draft)).Revision);
    }

    [Fact]
    public async Task An_author_writes_reads_and_bins_drafts_of_their_own()
    {
        Announcement draft = await Author.CreateAsync(new { title = Unique("Szkic") });
        Announcement changed = await Author.PatchAsync(draft, new { body = "Treść." });
        Announcement replaced = await Author.PutAsync(changed, new { title = "Nowy tytuł", status = "draft" });
        Assert.Equal("Nowy tytuł", (await Author.ReadAsync(replaced)).Title);
        (await Author.Delete(draft.Address).IfMatch(replaced.ETag).SendAsync()).Is(HttpStatusCode.NoContent);
        Assert.Equal("deleted", (await Author.GetAsync(draft.EditorsAddress)).Announcement().Status);
    }

    [Fact]
    public async Task An_author_reads_what_became_of_their_own_and_its_history_and_cannot_change_it()
    {
        Announcement own = await Author.CreateAsync(new { title = Unique("Moje"), body = "Pierwsza" });
        (string State, Func<Announcement, Task> Change)[] states =
        [
            ("scheduled", async one => await Editor.PatchAsync(one, new { status = "published", publishedAt = FarAway, body = "Druga" })),
            ("published", async one => await Editor.ActAsync(one, "publish")),
            ("archived", async one => await Editor.ActAsync(one, "archive")),
            ("deleted", async one => (await Editor.Delete(one.Address).IfMatch("*").SendAsync()).Is(HttpStatusCode.NoContent)),
        ];
        int revision = own.Revision;
        foreach ((string state, Func<Announcement, Task> change) in states)
        {
            await change(own);
            Announcement present = (await Author.GetAsync(own.EditorsAddress)).Announcement();
            Assert.Equal((state, ++revision, "Druga"), (present.Status, present.Revision, present.Body));
            Assert.Contains(own.Id, (await Author.GetAsync($"/api/editor/announcements?status={state}&limit=100")).Items.Select(one => one.Id));
            Assert.Equal(revision, (await Author.GetAsync($"{own.Address}/revisions")).Json["items"]!.AsArray().Count);
            Assert.Equal("Pierwsza", (string?)(await Author.GetAsync($"{own.Address}/revisions/1")).Json["body"]);
            Assert.NotNull((await Author.GetAsync($"{own.Address}/revisions/2?diff=1")).Json["members"]!["body"]);

            (await Author.Patch(own.Address).IfMatch("*").Json(new { title = "x" }).SendAsync()).IsProblem(HttpStatusCode.Forbidden, "forbidden");
            (await Author.Put(own.Address).IfMatch("*").Json(new { title = "x" }).SendAsync()).IsProblem(HttpStatusCode.Forbidden, "forbidden");
            (await Author.Delete(own.Address).IfMatch("*").SendAsync()).IsProblem(HttpStatusCode.Forbidden, "forbidden");
            (await Author.Post($"{own.Address}/revisions/1/revert").IfMatch("*").SendAsync()).IsProblem(HttpStatusCode.Forbidden, "forbidden");
            (await Author.Post($"{own.Address}/preview").SendAsync()).IsProblem(HttpStatusCode.Forbidden, "forbidden");
            (await SecondAuthor.GetAsync(own.EditorsAddress)).IsProblem(HttpStatusCode.Forbidden, "forbidden");
            (await SecondAuthor.GetAsync($"{own.Address}/revisions")).IsProblem(HttpStatusCode.Forbidden, "forbidden");
            (await SecondAuthor.GetAsync($"{own.Address}/revisions/2?diff=1")).IsProblem(HttpStatusCode.Forbidden, "forbidden");
        }
    }

    [Fact]
    public async Task An_author_cannot_publish_by_a_status()
    {
        string slug = UniqueSlug();
        (await Author.Post("/api/announcements").Json(new { title = Unique("Nie"), slug, status = "published" }).SendAsync())
            .IsProblem(HttpStatusCode.Forbidden, "forbidden");
        (await Author.Post("/api/announcements").Json(new { title = Unique("Nie"), slug, status = "published", publishedAt = FarAway }).SendAsync())
            .IsProblem(HttpStatusCode.Forbidden, "forbidden");
        Announcement draft = await Author.CreateAsync(new { title = Unique("Szkic"), slug });
        (await Author.Patch(draft.Address).IfMatch("*").Json(new { status = "published" }).SendAsync()).IsProblem(HttpStatusCode.Forbidden, "forbidden");
        (await Author.Put(draft.Address).IfMatch("*").Json(new { title = "x", status = "published" }).SendAsync()).IsProblem(HttpStatusCode.Forbidden, "forbidden");
        Assert.Equal(draft.Revision, (await Author.ReadAsync(draft)).Revision);
    }

    [Fact]
    public async Task An_author_touches_neither_anothers_draft_nor_what_is_a_draft_no_more()
    {
        Announcement own = await Author.CreateAsync(new { title = Unique("Szkic") });
        Announcement published = await Editor.ActAsync(own, "publish");
        Announcement others = await SecondAuthor.CreateAsync(new { title = Unique("Cudzy") });
        Announcement editors = await Editor.CreateAsync(new { title = Unique("Redaktora") });
        foreach (Announcement one in (Announcement[])[published, others, editors])
        {
            Answer read = await Author.GetAsync(one.EditorsAddress);
            if (one == published)
            {
                read.Is(HttpStatusCode.OK);
            }
            else
            {
                read.IsProblem(HttpStatusCode.Forbidden, "forbidden");
            }

            (await Author.Put(one.Address).IfMatch("*").Json(new { title = "x" }).SendAsync()).IsProblem(HttpStatusCode.Forbidden, "forbidden");
            (await Author.Patch(one.Address).IfMatch("*").Json(new { title = "x" }).SendAsync()).IsProblem(HttpStatusCode.Forbidden, "forbidden");
            (await Author.Patch(one.Address).IfMatch("*").Json(new { status = "draft" }).SendAsync()).IsProblem(HttpStatusCode.Forbidden, "forbidden");
            (await Author.Delete(one.Address).IfMatch("*").SendAsync()).IsProblem(HttpStatusCode.Forbidden, "forbidden");
            Assert.Equal(one.Revision, (await Editor.ReadAsync(one)).Revision);
        }
    }

    [Fact]
    public async Task An_editor_changes_every_announcement()
    {
        Announcement draft = await Author.CreateAsync(new { title = Unique("Szkic") });
        Announcement published = await Editor.PatchAsync(draft, new { status = "published" });
        Announcement changed = await SecondEditor.PatchAsync(published, new { body = "Poprawka." });
        Assert.Equal("archived", (await Admin.ActAsync(changed, "archive")).Status);
    }

    [Fact]
    public async Task Categories_are_for_admins_alone()
    {
        Category category = await Admin.CreateCategoryAsync();
        foreach (Caller caller in (Caller[])[Author, Editor])
        {
            (await caller.Post("/api/categories").Json(new { name = Unique("Nie") }).SendAsync()).IsProblem(HttpStatusCode.Forbidden, "forbidden");
            (await caller.Put(category.Address).IfMatch("*").Json(new { name = Unique("Nie") }).SendAsync()).IsProblem(HttpStatusCode.Forbidden, "forbidden");
            (await caller.Delete(category.Address).IfMatch("*").SendAsync()).IsProblem(HttpStatusCode.Forbidden, "forbidden");
            (await caller.GetAsync(category.EditorsAddress)).Is(HttpStatusCode.OK);
        }

        Assert.Equal(category, (await Admin.GetAsync(category.EditorsAddress)).Category());
    }

    [Fact]
    public async Task What_readers_get_is_the_same_for_everybody_to_the_byte()
    {
        Category category = await Admin.CreateCategoryAsync();
        Announcement made = await Editor.CreateAsync(new { title = Unique("Dla wszystkich"), categories = new[] { category.Slug }, status = "published" });
        Announcement draft = await Editor.CreateAsync(new { title = Unique("Szkic"), categories = new[] { category.Slug } });
        foreach (string address in (string[])
        [
            made.Address, $"/api/announcements/{made.Slug}", draft.Address, $"/api/announcements?category={category.Slug}", category.Address,
            "/api/announcements?limit=0", "/health/live", "/health/ready", "/problems/gone",
        ])
        {
            Answer plain = await Reader.GetAsync(address);
            foreach (Answer other in (Answer[])
            [
                await Reader.Get(address).With("Authorization", "Bearer bk_wrong").SendAsync(),
                await Reader.Get(address).With("Authorization", "???").SendAsync(),
                await Admin.GetAsync(address),
            ])
            {
                Assert.Equal(plain.Status, other.Status);
                Assert.Equal(plain.Text, other.Text);
                Assert.Equal(plain.Headers, other.Headers);
            }
        }
    }
}
