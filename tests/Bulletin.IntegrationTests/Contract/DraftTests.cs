using System.Net;
using System.Text.Json.Nodes;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>The next version of an announcement that readers see: begun, changed, published, thrown away.</summary>
public sealed class DraftTests(ContractFixture service) : ContractTests(service)
{
    /// <summary>Invalid drafts.</summary>
    public static TheoryData<string, string> WrongInputs => new()
    {
        { "{}", "title" },
        { """{"title": ""}""", "title" },
        { """{"title": "x", "tytul": "x"}""", "tytul" },
        { """{"title": "x", "baseRevision": 2}""", "baseRevision" },
        { """{"title": "x", "baseRevision": 0}""", "baseRevision" },
        { """{"title": "x", "baseRevision": "1"}""", "baseRevision" },
        { """{"title": "x", "baseRevision": null}""", "baseRevision" },
        { """{"title": "x", "slug": "inny"}""", "slug" },
        { """{"title": "x", "slug": null}""", "slug" },
        { """{"title": "x", "status": "draft"}""", "status" },
        { """{"title": "x", "publishedAt": "2020-01-01T00:00:00Z"}""", "publishedAt" },
        { """{"title": "x", "expiresAt": "2020-01-01T00:00:00Z"}""", "expiresAt" },
        { """{"title": "x", "categories": ["takiej-nie-ma"]}""", "categories" },
        { """{"title": "x", "body": null}""", "body" },
    };

    [Fact]
    public async Task Readers_see_the_old_text_until_the_draft_is_published()
    {
        Category category = await Admin.CreateCategoryAsync();
        Announcement made = await Editor.PublishedAsync();
        Answer before = await Reader.GetAsync(made.Address);
        Answer begun = (await PutAsync(made, new { title = "Nowa wersja", body = "Nowa **treść**.", categories = new[] { category.Slug }, pinned = true, changeNote = "Bo tak" }))
            .Is(HttpStatusCode.Created);
        Assert.Equal(DraftOf(made), begun.Header("Location"));
        Assert.Equal(("Nowa wersja", "<p>Nowa <strong>treść</strong>.</p>\n", "Nowa treść.", "Bo tak"), (Text(begun, "title"), Text(begun, "bodyHtml"), Text(begun, "lead"), Text(begun, "changeNote")));
        Assert.Equal((made.Id.ToString(), "editor", 1, 1), (Text(begun, "id"), Text(begun, "changedBy"), (int)begun.Json["baseRevision"]!, (int)begun.Json["revision"]!));
        Assert.Equal(before.Text, (await Reader.GetAsync(made.Address)).Text);
        Assert.Empty((await Reader.GetAsync($"/api/announcements?category={category.Slug}")).Items);
        Announcement present = await Editor.ReadAsync(made);
        Assert.Equal((1, made.Title), (present.Revision, present.Title));

        Announcement published = (await PublishAsync(made, begun.ETag!)).Announcement();

        Assert.Equal((2, "published", "Nowa wersja", true), (published.Revision, published.Status, published.Title, published.Pinned));
        Assert.Equal((made.Slug, made.PublishedAt), (published.Slug, published.PublishedAt));
        Assert.NotNull(published.UpdatedAt);
        Announcement read = (await Reader.GetAsync(made.Address)).Announcement();
        Assert.Equal(("Nowa wersja", "Nowa **treść**.", published.UpdatedAt), (read.Title, read.Body, read.UpdatedAt));
        Assert.Equal(made.Id, Assert.Single((await Reader.GetAsync($"/api/announcements?category={category.Slug}")).Items).Id);
        JsonNode last = (await Editor.GetAsync(made.EditorsAddress)).Json["lastChange"]!;
        Assert.Equal(("publish-draft", "Bo tak"), ((string?)last["action"], (string?)last["note"]));
        (await Editor.GetAsync(DraftOf(made))).IsProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task A_minor_draft_leaves_the_update_stamp()
    {
        Announcement made = await Editor.PublishedAsync();
        Answer draft = await PutAsync(made, new { title = "Literówka", minor = true });
        Assert.Null((await PublishAsync(made, draft.ETag!)).Announcement().UpdatedAt);
    }

    [Fact]
    public async Task The_editors_announcement_tells_that_there_is_a_draft()
    {
        Announcement made = await Editor.PublishedAsync();
        Assert.Null((await Editor.GetAsync(made.EditorsAddress)).Json["draft"]);
        Answer begun = await PutAsync(made, new { title = "Nowa" });
        JsonNode told = (await Editor.GetAsync(made.EditorsAddress)).Json["draft"]!;
        Assert.Equal((1, 1, "editor", Text(begun, "changedAt")), ((int)told["revision"]!, (int)told["baseRevision"]!, (string?)told["changedBy"], (string?)told["changedAt"]));
    }

    [Fact]
    public async Task What_was_read_can_be_sent_back_and_changes_nothing()
    {
        Announcement made = await Editor.CreateAsync(new { title = Unique("Całość"), body = "Treść.", image = new { url = "https://img.example.org/a.jpg", alt = "Zdjęcie" }, expiresAt = FarAway, status = "published" });
        Answer begun = (await PutAsync(made, (await Editor.GetAsync(made.EditorsAddress)).Text)).Is(HttpStatusCode.Created);
        Answer same = (await PutAsync(made, begun.Text, begun.ETag)).Is(HttpStatusCode.OK);
        Assert.Equal((begun.Text, begun.ETag), (same.Text, same.ETag));
        Answer read = await Editor.GetAsync(DraftOf(made));
        Assert.Equal((begun.Text, begun.ETag, "no-store, private"), (read.Text, read.ETag, read.Header("Cache-Control")));
        (await Editor.Head(DraftOf(made)).SendAsync()).IsHeadOf(read);
        // A draft that changes nothing creates no revision.
        Assert.Equal(made.Revision, (await PublishAsync(made, begun.ETag!)).Announcement().Revision);
        (await Editor.GetAsync(DraftOf(made))).IsProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Two_editors_never_overwrite_each_other_unseen()
    {
        Announcement made = await Editor.PublishedAsync();
        Answer begun = await PutAsync(made, new { title = "Pierwszy" });
        (await SecondEditor.Put(DraftOf(made)).Json(new { title = "Drugi" }).SendAsync()).IsProblem(HttpStatusCode.PreconditionRequired, "if-match-required");
        Answer changed = (await SecondEditor.Put(DraftOf(made)).IfMatch(begun.ETag!).Json(new { title = "Drugi" }).SendAsync()).Is(HttpStatusCode.OK);
        Assert.NotEqual(begun.ETag, changed.ETag);
        foreach (Answer stale in (Answer[])[await PutAsync(made, new { title = "Trzeci" }, begun.ETag), await PublishAsync(made, begun.ETag!), await DeleteAsync(made, begun.ETag!), await PutAsync(made, new { title = "Trzeci" }, "\"r2\"")])
        {
            stale.IsProblem(HttpStatusCode.PreconditionFailed, "changed-meanwhile");
        }

        Assert.Equal("Drugi", Text(await Editor.GetAsync(DraftOf(made)), "title"));
        (await Editor.Post($"{DraftOf(made)}/publish").SendAsync()).IsProblem(HttpStatusCode.PreconditionRequired, "if-match-required");
        (await Editor.Delete(DraftOf(made)).SendAsync()).IsProblem(HttpStatusCode.PreconditionRequired, "if-match-required");
        (await PutAsync(made, new { title = "x" }, "r1")).IsProblem(HttpStatusCode.BadRequest, "invalid", "If-Match");
    }

    [Fact]
    public async Task The_etag_of_a_draft_that_is_gone_does_not_fit_the_next_one()
    {
        Announcement made = await Editor.PublishedAsync();
        Answer first = await PutAsync(made, new { title = "Pierwszy" });
        (await DeleteAsync(made, first.ETag!)).Is(HttpStatusCode.NoContent);
        (await PutAsync(made, new { title = "Znowu" }, first.ETag)).IsProblem(HttpStatusCode.PreconditionFailed, "changed-meanwhile");
        (await PutAsync(made, new { title = "Znowu" }, "*")).IsProblem(HttpStatusCode.PreconditionFailed, "changed-meanwhile");
        Answer second = (await PutAsync(made, new { title = "Drugi" })).Is(HttpStatusCode.Created);
        Assert.Equal(1, (int)second.Json["revision"]!);
        (await PutAsync(made, new { title = "Znowu" }, first.ETag)).IsProblem(HttpStatusCode.PreconditionFailed, "changed-meanwhile");
        (await PublishAsync(made, first.ETag!)).IsProblem(HttpStatusCode.PreconditionFailed, "changed-meanwhile");
        (await PublishAsync(made, "*")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task When_the_announcement_changed_meanwhile_publishing_shows_both_and_whoever_has_seen_it_goes_on()
    {
        Announcement made = await Editor.PublishedAsync();
        Answer draft = await PutAsync(made, new { title = "Szkic nowej wersji" });
        Announcement corrected = await SecondEditor.PatchAsync(made, new { title = "Sprostowanie" });

        JsonNode problem = (await PublishAsync(made, draft.ETag!)).IsProblem(HttpStatusCode.PreconditionFailed, "changed-meanwhile");

        Assert.Equal(("Sprostowanie", corrected.Revision), ((string?)problem["announcement"]!["title"], (int)problem["announcement"]!["revision"]!));
        Assert.True(JsonNode.DeepEquals(draft.Json, problem["draft"]));
        Assert.Equal("Sprostowanie", (await Reader.GetAsync(made.Address)).Announcement().Title);
        // A later change keeps the base until it says another.
        Answer kept = await PutAsync(made, new { title = "Szkic nowej wersji", body = "x" }, draft.ETag);
        Assert.Equal(1, (int)kept.Json["baseRevision"]!);
        (await PublishAsync(made, "*")).IsProblem(HttpStatusCode.PreconditionFailed, "changed-meanwhile");
        Answer merged = await PutAsync(made, new { title = "Jedno i drugie", baseRevision = corrected.Revision }, kept.ETag);
        Assert.Equal("Jedno i drugie", (await PublishAsync(made, merged.ETag!)).Announcement().Title);
    }

    [Fact]
    public async Task A_draft_that_is_begun_from_an_older_revision_says_so()
    {
        Announcement made = await Editor.PublishedAsync();
        await Editor.PatchAsync(made, new { title = "Sprostowanie" });
        Answer draft = (await PutAsync(made, new { title = "Nowa", baseRevision = 1 })).Is(HttpStatusCode.Created);
        (await PublishAsync(made, draft.ETag!)).IsProblem(HttpStatusCode.PreconditionFailed, "changed-meanwhile");
    }

    [Theory]
    [InlineData("scheduled")]
    [InlineData("archived")]
    public async Task What_readers_will_see_or_see_in_the_archive_has_a_next_version_too(string state)
    {
        Announcement made = await InAsync(state);
        Answer draft = (await PutAsync(made, new { title = "Nowa wersja" })).Is(HttpStatusCode.Created);
        Announcement published = (await PublishAsync(made, draft.ETag!)).Announcement();
        Assert.Equal((state, "Nowa wersja", made.PublishedAt), (published.Status, published.Title, published.PublishedAt));
        Assert.Equal(state == "archived", published.UpdatedAt is not null);
    }

    [Theory]
    [InlineData("draft")]
    [InlineData("deleted")]
    public async Task What_readers_do_not_see_has_none(string state)
    {
        Announcement made = await InAsync(state);
        (await PutAsync(made, new { title = "Nowa" })).IsProblem(HttpStatusCode.Conflict, "wrong-state");
    }

    [Theory]
    [InlineData("unpublish")]
    [InlineData("delete")]
    public async Task A_draft_outlives_the_withdrawal_of_its_announcement_and_is_published_when_that_is_public_again(string action)
    {
        Announcement made = await Editor.PublishedAsync();
        Answer draft = await PutAsync(made, new { title = "Nowa wersja" });
        Announcement withdrawn = await Editor.ActAsync(made, action);
        (await PublishAsync(made, draft.ETag!)).IsProblem(HttpStatusCode.Conflict, "wrong-state");
        (await PutAsync(made, new { title = "Inna" }, draft.ETag)).IsProblem(HttpStatusCode.Conflict, "wrong-state");
        Assert.Equal("Nowa wersja", Text(await Editor.GetAsync(DraftOf(made)), "title"));
        Announcement again = await Editor.ActAsync(action == "delete" ? await Editor.ActAsync(withdrawn, "restore") : withdrawn, "publish");
        (await PublishAsync(made, draft.ETag!)).IsProblem(HttpStatusCode.PreconditionFailed, "changed-meanwhile");
        Answer seen = await PutAsync(made, new { title = "Nowa wersja", baseRevision = again.Revision }, draft.ETag);
        Assert.Equal("Nowa wersja", (await PublishAsync(made, seen.ETag!)).Announcement().Title);
    }

    [Fact]
    public async Task A_draft_that_would_be_archived_at_once_is_not_published()
    {
        Announcement made = await Editor.CreateAsync(new { title = Unique("Dawne"), status = "published", publishedAt = LongAgo });
        Answer draft = (await PutAsync(made, new { title = "Nowa", expiresAt = "2021-01-01T00:00:00Z" })).Is(HttpStatusCode.Created);
        (await PublishAsync(made, draft.ETag!)).IsProblem(HttpStatusCode.BadRequest, "invalid", "expiresAt");
        Assert.Equal("published", (await Editor.ReadAsync(made)).Status);
    }

    [Fact]
    public async Task Categories_that_were_merged_or_deleted_meanwhile_do_not_hinder_it()
    {
        Category merged = await Admin.CreateCategoryAsync();
        Category target = await Admin.CreateCategoryAsync();
        Category deleted = await Admin.CreateCategoryAsync();
        Announcement made = await Editor.PublishedAsync();
        Answer draft = await PutAsync(made, new { title = "Nowa", categories = new[] { merged.Slug, deleted.Slug } });
        (await Admin.Delete($"{merged.Address}?moveTo={target.Slug}").IfMatch("*").SendAsync()).Is(HttpStatusCode.NoContent);
        (await Admin.Delete(deleted.Address).IfMatch("*").SendAsync()).Is(HttpStatusCode.NoContent);
        Assert.Equal(target.Slug, (string?)Assert.Single((await Editor.GetAsync(DraftOf(made))).Json["categories"]!.AsArray())!["slug"]);
        Assert.Equal(target.Slug, Assert.Single((await PublishAsync(made, draft.ETag!)).Announcement().Categories).Slug);
    }

    [Theory]
    [MemberData(nameof(WrongInputs))]
    public async Task What_a_draft_may_not_say_is_named_and_nothing_is_begun(string input, string member)
    {
        Announcement made = await Editor.PublishedAsync();
        (await PutAsync(made, input)).IsProblem(HttpStatusCode.BadRequest, "invalid", member);
        (await Editor.GetAsync(DraftOf(made))).IsProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task What_is_no_draft_is_refused()
    {
        Announcement made = await Editor.PublishedAsync();
        (await PutAsync(made, "[]")).IsProblem(HttpStatusCode.BadRequest, "malformed");
        (await PutAsync(made, """{"title": "x", "title": "y"}""")).IsProblem(HttpStatusCode.BadRequest, "malformed");
        (await Editor.Put(DraftOf(made)).Content("{}"u8.ToArray(), "text/plain").SendAsync()).IsProblem(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
        (await Editor.Put(DraftOf(made)).Content(new byte[3 * 1024 * 1024], "application/json").SendAsync()).IsProblem(HttpStatusCode.RequestEntityTooLarge, "too-large");
        (await PutAsync(made, new { title = "x", body = new string('x', (256 * 1024) + 1) })).IsProblem(HttpStatusCode.BadRequest, "invalid", "body");
        (await Editor.Put($"{DraftOf(made)}?publish=true").Json(new { title = "x" }).SendAsync()).IsProblem(HttpStatusCode.BadRequest, "invalid", "publish");
        (await Editor.GetAsync($"{DraftOf(made)}?a=1")).IsProblem(HttpStatusCode.BadRequest, "invalid", "a");
        (await Editor.Patch(DraftOf(made)).Json(new { title = "x" }).SendAsync()).IsProblem(HttpStatusCode.MethodNotAllowed, "method-not-allowed");
        (await Editor.GetAsync(DraftOf(made))).IsProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Without_a_draft_or_an_announcement_it_is_404()
    {
        Announcement made = await Editor.PublishedAsync();
        foreach (string address in (string[])[DraftOf(made), $"/api/announcements/{Guid.NewGuid()}/draft"])
        {
            (await Editor.GetAsync(address)).IsProblem(HttpStatusCode.NotFound, "not-found");
            (await Editor.Delete(address).IfMatch("*").SendAsync()).IsProblem(HttpStatusCode.NotFound, "not-found");
            (await Editor.Post($"{address}/publish").IfMatch("*").SendAsync()).IsProblem(HttpStatusCode.NotFound, "not-found");
        }

        (await Editor.Put($"/api/announcements/{Guid.NewGuid()}/draft").Json(new { title = "x" }).SendAsync()).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await Editor.GetAsync("/api/announcements/nie-uuid/draft")).IsProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task An_author_has_nothing_to_do_with_what_is_public()
    {
        Announcement made = await Editor.ActAsync(await Author.CreateAsync(new { title = Unique("Kiedyś moje") }), "publish");
        Answer draft = await PutAsync(made, new { title = "Nowa" });
        (await Author.GetAsync(DraftOf(made))).IsProblem(HttpStatusCode.Forbidden, "forbidden");
        (await Author.Put(DraftOf(made)).IfMatch(draft.ETag!).Json(new { title = "x" }).SendAsync()).IsProblem(HttpStatusCode.Forbidden, "forbidden");
        (await Author.Delete(DraftOf(made)).IfMatch(draft.ETag!).SendAsync()).IsProblem(HttpStatusCode.Forbidden, "forbidden");
        (await Author.Post($"{DraftOf(made)}/publish").IfMatch(draft.ETag!).SendAsync()).IsProblem(HttpStatusCode.Forbidden, "forbidden");
        Assert.Equal("Nowa", Text(await Admin.GetAsync(DraftOf(made)), "title"));
    }

    private static string DraftOf(Announcement announcement) => $"{announcement.Address}/draft";

    private static string? Text(Answer answer, string member) => (string?)answer.Json[member];

    private Task<Answer> PutAsync(Announcement announcement, object input, string? ifMatch = null)
    {
        Request request = Editor.Put(DraftOf(announcement)).Json(input);
        return (ifMatch is null ? request : request.IfMatch(ifMatch)).SendAsync();
    }

    private Task<Answer> PublishAsync(Announcement announcement, string ifMatch) =>
        Editor.Post($"{DraftOf(announcement)}/publish").IfMatch(ifMatch).SendAsync();

    private Task<Answer> DeleteAsync(Announcement announcement, string ifMatch) =>
        Editor.Delete(DraftOf(announcement)).IfMatch(ifMatch).SendAsync();

    private async Task<Announcement> InAsync(string state) => state switch
    {
        "draft" => await Editor.CreateAsync(new { title = Unique("Szkic"), body = "Treść." }),
        "scheduled" => await Editor.CreateAsync(new { title = Unique("Zapowiedź"), body = "Treść.", status = "published", publishedAt = FarAway }),
        "archived" => await Editor.ActAsync(await Editor.PublishedAsync(), "archive"),
        _ => await Editor.ActAsync(await Editor.PublishedAsync(), "delete"),
    };
}
