using System.Net;
using System.Text.Json.Nodes;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>PUT and PATCH, and the update stamp that they move.</summary>
public sealed class EditTests(ContractFixture service) : ContractTests(service)
{
    /// <summary>Changes that are visible to readers.</summary>
    public static TheoryData<string> EditorialChanges => new(
        """{"title": "Nowy tytuł"}""",
        """{"lead": "Nowy lead."}""",
        """{"body": "Nowa treść."}""",
        """{"image": {"url": "https://img.example.org/b.jpg", "alt": "Inne zdjęcie"}}""",
        """{"image": null}""",
        """{"categories": null}""");

    /// <summary>Changes that are not shown to readers.</summary>
    public static TheoryData<string> OtherChanges => new(
        """{"pinned": true}""",
        """{"keep": true}""",
        """{"author": "Kto inny"}""",
        """{"sourceUrl": "https://example.org/"}""",
        """{"expiresAt": "2099-01-01T00:00:00Z"}""",
        """{"slug": null}""",
        """{"title": "Nowy tytuł", "body": "Nowa treść.", "minor": true}""");

    /// <summary>Members that may not be null.</summary>
    public static TheoryData<string> NotNullable => new("title", "body", "format", "status", "language", "pinned");

    [Theory]
    [MemberData(nameof(EditorialChanges))]
    public async Task An_editorial_change_of_a_published_one_moves_its_update_stamp(string change)
    {
        Announcement made = await WholeAsync("published");
        Assert.Null(made.UpdatedAt);
        Announcement changed = await Editor.PatchAsync(made, change);
        Assert.NotNull(changed.UpdatedAt);
        Assert.True(changed.UpdatedAt > made.CreatedAt, "the stamp is older than the announcement");
        Assert.Equal(changed.UpdatedAt, (await Reader.GetAsync(made.Address)).Announcement().UpdatedAt);
        Announcement again = await Editor.PatchAsync(changed, new { title = Unique("Jeszcze raz") });
        Assert.True(again.UpdatedAt > changed.UpdatedAt, "the second change did not move the stamp");
        Assert.Equal(made.PublishedAt, again.PublishedAt);
    }

    [Theory]
    [MemberData(nameof(OtherChanges))]
    public async Task Any_other_change_of_a_published_one_leaves_its_update_stamp(string change)
    {
        Announcement made = await WholeAsync("published");
        Announcement changed = await Editor.PatchAsync(made, change);
        Assert.Null(changed.UpdatedAt);
        Assert.Equal(made.Revision + 1, changed.Revision);
    }

    [Theory]
    [MemberData(nameof(EditorialChanges))]
    public async Task Nothing_moves_the_update_stamp_before_publication(string change)
    {
        Announcement draft = await Editor.PatchAsync(await WholeAsync("draft"), change);
        Assert.Null(draft.UpdatedAt);
        Assert.Null((await Editor.ActAsync(draft, "publish")).UpdatedAt);
    }

    [Fact]
    public async Task Actions_leave_the_update_stamp_and_an_edit_after_publication_moves_it_in_every_state()
    {
        Announcement made = await Editor.PublishedAsync();
        Announcement archived = await Editor.ActAsync(made, "archive");
        Assert.Null(archived.UpdatedAt);
        Announcement edited = await Editor.PatchAsync(archived, new { body = "Sprostowanie." });
        Assert.Equal("archived", edited.Status);
        Assert.NotNull(edited.UpdatedAt);
        Announcement restored = await Editor.ActAsync(edited, "restore");
        Assert.Equal(edited.UpdatedAt, restored.UpdatedAt);
        Announcement draft = await Editor.ActAsync(restored, "unpublish");
        Assert.Equal(edited.UpdatedAt, draft.UpdatedAt);
    }

    [Fact]
    public async Task The_categories_are_the_same_when_they_are_sent_as_they_are()
    {
        Announcement made = await WholeAsync("published");
        Announcement same = await Editor.PatchAsync(made, new { categories = made.Categories.Select(one => one.Slug) });
        Assert.Equal(made.Revision, same.Revision);
        Announcement turned = await Editor.PatchAsync(made, new { categories = made.Categories.Reverse() });
        Assert.Equal(made.Categories.Reverse(), turned.Categories);
        Assert.NotNull(turned.UpdatedAt);
    }

    [Fact]
    public async Task A_lead_that_was_taken_from_the_body_follows_the_body()
    {
        Announcement made = await Editor.CreateAsync(new { title = Unique("Lead"), body = "Pierwszy." });
        Assert.Equal("Pierwszy.", made.Lead);
        Announcement patched = await Editor.PatchAsync(made, new { body = "Drugi." });
        Assert.Equal("Drugi.", patched.Lead);
        JsonObject read = (await Editor.GetAsync(made.EditorsAddress)).Json.AsObject();
        read["body"] = "Trzeci.";
        Assert.Equal("Trzeci.", (await Editor.PutAsync(patched, read)).Lead);
    }

    [Fact]
    public async Task A_lead_that_was_written_stays_until_it_is_cleared()
    {
        Announcement made = await Editor.CreateAsync(new { title = Unique("Lead"), lead = "Własny.", body = "Pierwszy." });
        Announcement edited = await Editor.PatchAsync(made, new { body = "Drugi." });
        Assert.Equal("Własny.", edited.Lead);
        Announcement cleared = await Editor.PatchAsync(edited, """{"lead": null}""");
        Assert.Equal("Drugi.", cleared.Lead);
        Assert.Equal("Trzeci.", (await Editor.PatchAsync(cleared, new { body = "Trzeci." })).Lead);
    }

    [Theory]
    [InlineData("draft")]
    [InlineData("scheduled")]
    [InlineData("published")]
    [InlineData("archived")]
    [InlineData("expired")]
    public async Task What_was_read_can_be_sent_back_and_changes_nothing(string state)
    {
        Announcement made = await WholeAsync(state);
        Answer read = await Editor.GetAsync(made.EditorsAddress);
        (await Editor.Put(made.Address).IfMatch(read.ETag!).Json(read.Text).SendAsync()).Is(HttpStatusCode.OK);
        Assert.Equal(read.Text, (await Editor.GetAsync(made.EditorsAddress)).Text);
        (await Editor.Patch(made.Address).IfMatch(read.ETag!).Json(read.Text).SendAsync()).Is(HttpStatusCode.OK);
        Assert.Equal(read.Text, (await Editor.GetAsync(made.EditorsAddress)).Text);
    }

    [Fact]
    public async Task What_was_read_can_be_sent_back_with_one_change_and_nothing_else_changes()
    {
        Announcement made = await WholeAsync("published");
        JsonObject read = (await Editor.GetAsync(made.EditorsAddress)).Json.AsObject();
        read["author"] = "Kto inny";
        JsonObject changed = (await Editor.Put(made.Address).IfMatch(made.ETag).Json(read).SendAsync()).Is(HttpStatusCode.OK).Json.AsObject();
        Assert.Equal(made.Revision + 1, (int?)changed["revision"]);
        foreach (string stamp in (string[])["revision", "changedAt", "lastChange"])
        {
            read.Remove(stamp);
            changed.Remove(stamp);
        }

        Assert.Equal(read.ToJsonString(), changed.ToJsonString());
    }

    [Fact]
    public async Task What_readers_read_can_be_sent_back_too()
    {
        Announcement made = await Editor.PublishedAsync();
        string read = (await Reader.GetAsync(made.Address)).Text;
        Assert.Equal(made.Revision, (await Editor.PutAsync(made, read)).Revision);
    }

    [Theory]
    [InlineData("publishedAt", "2999-12-31T23:30:00-01:00")]
    [InlineData("publishedAt", "1900-01-01T00:00:00+14:00")]
    [InlineData("expiresAt", "2999-12-31T23:30:00-01:00")]
    public async Task An_instant_at_the_edge_is_refused_or_can_be_sent_back(string member, string instant)
    {
        Answer created = await Editor.Post("/api/announcements").Json(new JsonObject { ["title"] = Unique("Skraj"), [member] = instant }).SendAsync();
        if (created.Status == HttpStatusCode.BadRequest)
        {
            created.IsProblem(HttpStatusCode.BadRequest, "invalid", member);
            return;
        }

        Announcement made = created.Announcement(HttpStatusCode.Created);
        Assert.Equal(made.Revision, (await Editor.PutAsync(made, created.Text)).Revision);
    }

    [Fact]
    public async Task An_address_that_grows_when_it_is_escaped_is_refused_or_can_be_sent_back()
    {
        string url = "https://img.example.org/" + new string('ł', 700);
        Answer created = await Editor.Post("/api/announcements").Json(new { title = Unique("Adres"), image = new { url, alt = "x" }, sourceUrl = url }).SendAsync();
        if (created.Status == HttpStatusCode.BadRequest)
        {
            created.IsProblem(HttpStatusCode.BadRequest, "invalid", "image.url", "sourceUrl");
            return;
        }

        Announcement made = created.Announcement(HttpStatusCode.Created);
        Assert.Equal(made.Revision, (await Editor.PutAsync(made, created.Text)).Revision);
    }

    [Fact]
    public async Task PUT_keeps_status_slug_and_publishedAt_and_gives_the_rest_its_defaults()
    {
        Announcement made = await WholeAsync("published");
        Announcement replaced = await Editor.PutAsync(made, new { title = "Nowy tytuł" });
        Assert.Equal(("published", made.Slug, made.PublishedAt), (replaced.Status, replaced.Slug, replaced.PublishedAt));
        Assert.Equal(("Nowy tytuł", "", "", "markdown", "pl"), (replaced.Title, replaced.Lead, replaced.Body, replaced.Format, replaced.Language));
        Assert.Equal((false, false), (replaced.Pinned, replaced.Keep));
        Assert.Empty(replaced.Categories);
        Assert.All([replaced.Image, replaced.Author, replaced.SourceUrl, replaced.ExpiresAt as object], Assert.Null);
    }

    [Fact]
    public async Task PUT_without_a_title_is_refused()
    {
        Announcement made = await Editor.PublishedAsync();
        (await Editor.Put(made.Address).IfMatch(made.ETag).Json("""{"body": "x"}""").SendAsync())
            .IsProblem(HttpStatusCode.BadRequest, "invalid", "title");
    }

    [Theory]
    [InlineData("scheduled", "draft", "draft")]
    [InlineData("published", "draft", "draft")]
    [InlineData("draft", "published", "published")]
    [InlineData("scheduled", "published", "scheduled")]
    public async Task A_status_that_is_sent_publishes_or_takes_back(string state, string sent, string result)
    {
        Announcement made = await WholeAsync(state);
        Assert.Equal(result, (await Editor.PatchAsync(made, new { status = sent })).Status);
        Announcement other = await WholeAsync(state);
        Assert.Equal(result, (await Editor.PutAsync(other, new { title = other.Title, status = sent })).Status);
    }

    [Theory]
    [InlineData("draft")]
    [InlineData("published")]
    public async Task An_archived_one_leaves_the_archive_by_restore_alone(string sent)
    {
        Announcement made = await WholeAsync("archived");
        (await Editor.Patch(made.Address).IfMatch(made.ETag).Json(new { status = sent }).SendAsync())
            .IsProblem(HttpStatusCode.Conflict, "wrong-state");
    }

    [Fact]
    public async Task A_binned_one_cannot_be_edited()
    {
        Announcement binned = await Editor.ActAsync(await Editor.PublishedAsync(), "delete");
        (await Editor.Patch(binned.Address).IfMatch(binned.ETag).Json("""{"title": "x"}""").SendAsync()).IsProblem(HttpStatusCode.Conflict, "wrong-state");
        (await Editor.Put(binned.Address).IfMatch(binned.ETag).Json("""{"title": "x"}""").SendAsync()).IsProblem(HttpStatusCode.Conflict, "wrong-state");
    }

    [Fact]
    public async Task Null_clears_what_can_be_cleared_in_a_patch()
    {
        Announcement made = await WholeAsync("published");
        Announcement cleared = await Editor.PatchAsync(
            made, """{"lead": null, "image": null, "expiresAt": null, "author": null, "sourceUrl": null, "categories": null, "slug": null}""");
        Assert.Equal("Treść.", cleared.Lead);
        Assert.All([cleared.Image, cleared.ExpiresAt as object, cleared.Author, cleared.SourceUrl], Assert.Null);
        Assert.Empty(cleared.Categories);
        Assert.NotEqual(made.Slug, cleared.Slug);
        Assert.Equal((made.Title, made.Body, made.Pinned, made.PublishedAt), (cleared.Title, cleared.Body, cleared.Pinned, cleared.PublishedAt));
    }

    [Theory]
    [MemberData(nameof(NotNullable))]
    public async Task Null_is_refused_in_a_patch_where_it_is_no_value(string member)
    {
        Announcement made = await Editor.PublishedAsync();
        (await Editor.Patch(made.Address).IfMatch(made.ETag).Json(new JsonObject { [member] = null }).SendAsync())
            .IsProblem(HttpStatusCode.BadRequest, "invalid", member);
        Assert.Equal(made.Revision, (await Editor.ReadAsync(made)).Revision);
    }

    [Theory]
    [InlineData("scheduled")]
    [InlineData("published")]
    [InlineData("archived")]
    public async Task The_date_of_publication_can_be_cleared_of_a_draft_only(string state)
    {
        Announcement draft = await Editor.CreateAsync(new { title = Unique("Szkic"), publishedAt = FarAway });
        Assert.Null((await Editor.PatchAsync(draft, """{"publishedAt": null}""")).PublishedAt);
        Announcement other = await WholeAsync(state);
        (await Editor.Patch(other.Address).IfMatch(other.ETag).Json("""{"publishedAt": null}""").SendAsync())
            .IsProblem(HttpStatusCode.BadRequest, "invalid", "publishedAt");
    }

    [Fact]
    public async Task An_absent_member_of_a_patch_keeps_its_value()
    {
        Announcement made = await WholeAsync("published");
        Announcement patched = await Editor.PatchAsync(made, "{}");
        Assert.Equal(made with { Categories = [] }, patched with { Categories = [] });
        Assert.Equal(made.Categories, patched.Categories);
    }

    [Fact]
    public async Task A_published_one_with_a_new_date_to_come_is_scheduled_again_and_hidden()
    {
        Announcement made = await Editor.PublishedAsync();
        Announcement changed = await Editor.PatchAsync(made, new { publishedAt = FarAway });
        Assert.Equal("scheduled", changed.Status);
        (await Reader.GetAsync(made.Address)).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_published_one_that_gets_an_expiry_in_the_past_is_archived_at_that_instant()
    {
        Announcement made = await Editor.CreateAsync(new { title = Unique("Wygasa"), publishedAt = "2020-01-01T00:00:00Z", status = "published" });
        Announcement expired = await Editor.PatchAsync(made, new { expiresAt = "2021-01-01T00:00:00Z" });
        Assert.Equal(("archived", expired.ExpiresAt), (expired.Status, expired.ArchivedAt));
        Assert.Equal("archived", (await Reader.GetAsync(made.Address)).Announcement().Status);
    }

    [Fact]
    public async Task A_change_without_If_Match_is_428()
    {
        Announcement made = await Editor.PublishedAsync();
        (await Editor.Put(made.Address).Json(new { title = "x" }).SendAsync()).IsProblem(HttpStatusCode.PreconditionRequired, "if-match-required");
        (await Editor.Patch(made.Address).Json(new { title = "x" }).SendAsync()).IsProblem(HttpStatusCode.PreconditionRequired, "if-match-required");
        (await Editor.Delete(made.Address).SendAsync()).IsProblem(HttpStatusCode.PreconditionRequired, "if-match-required");
        Assert.Equal(made.Revision, (await Editor.ReadAsync(made)).Revision);
    }

    [Theory]
    [InlineData("\"r1\"")]
    [InlineData("W/\"r2\"")]
    [InlineData("\"r3\"")]
    [InlineData("\"weak\"")]
    [InlineData("\"r1\", \"r02\", \"R2\", \"*\"")]
    public async Task A_stale_save_gets_412_and_changes_nothing(string etag)
    {
        Announcement made = await Editor.PatchAsync(await Editor.PublishedAsync(), new { body = "Wersja druga." });
        string before = (await Editor.GetAsync(made.EditorsAddress)).Text;
        Request[] saves =
        [
            Editor.Put(made.Address).Json(new { title = "x" }), Editor.Patch(made.Address).Json(new { title = "x" }), Editor.Delete(made.Address),
            Editor.Post($"{made.Address}/archive"), Editor.Post($"{made.Address}/unpublish"), Editor.Post($"{made.Address}/publish"),
        ];
        foreach (Request save in saves)
        {
            (await save.IfMatch(etag).SendAsync()).IsProblem(HttpStatusCode.PreconditionFailed, "changed-meanwhile");
        }

        Assert.Equal(before, (await Editor.GetAsync(made.EditorsAddress)).Text);
    }

    [Theory]
    [InlineData("\"r1\"")]
    [InlineData("*")]
    [InlineData("\"r7\", \"r1\"")]
    [InlineData("W/\"r1\" , \"r1\"")]
    public async Task A_save_under_the_present_ETag_succeeds(string etag)
    {
        Announcement made = await Editor.PublishedAsync();
        Answer saved = await Editor.Patch(made.Address).IfMatch(etag).Json(new { author = "Nowy" }).SendAsync();
        Assert.Equal(2, saved.Announcement().Revision);
        Assert.Equal("\"r2\"", saved.ETag);
    }

    [Theory]
    [InlineData("r1")]
    [InlineData("\"r1")]
    [InlineData("1, 2")]
    public async Task An_If_Match_that_is_none_is_refused(string etag)
    {
        Announcement made = await Editor.PublishedAsync();
        (await Editor.Patch(made.Address).IfMatch(etag).Json(new { author = "Nowy" }).SendAsync())
            .IsProblem(HttpStatusCode.BadRequest, "invalid", "If-Match");
    }

    [Fact]
    public async Task Of_two_editors_at_once_exactly_one_gets_412_and_no_update_is_lost()
    {
        for (int round = 0; round < 5; round++)
        {
            Announcement made = await Editor.PublishedAsync();
            Answer[] answers = await Task.WhenAll(
                Editor.Patch(made.Address).IfMatch(made.ETag).Json(new { author = "pierwsza" }).SendAsync(),
                SecondEditor.Patch(made.Address).IfMatch(made.ETag).Json(new { author = "druga" }).SendAsync());
            Answer won = Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
            Assert.Single(answers, answer => answer.Status != HttpStatusCode.OK).IsProblem(HttpStatusCode.PreconditionFailed, "changed-meanwhile");
            Announcement present = await Editor.ReadAsync(made);
            Assert.Equal((won.Announcement().Author, 2), (present.Author, present.Revision));
        }
    }

    [Fact]
    public async Task Editors_who_read_again_after_412_lose_no_update()
    {
        Announcement made = await Editor.CreateAsync(new { title = Unique("Licznik"), author = "0" });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            for (int done = 0; done < 5;)
            {
                Announcement read = await Editor.ReadAsync(made);
                Answer answer = await Editor.Patch(made.Address).IfMatch(read.ETag).Json(new { author = $"{int.Parse(read.Author!) + 1}" }).SendAsync();
                done += answer.Status == HttpStatusCode.OK ? 1 : 0;
            }
        }));
        Announcement present = await Editor.ReadAsync(made);
        Assert.Equal(("20", 21), (present.Author, present.Revision));
    }

    [Fact]
    public async Task A_change_of_what_is_not_there_is_404()
    {
        string address = $"/api/announcements/{Guid.CreateVersion7()}";
        (await Editor.Put(address).IfMatch("*").Json(new { title = "x" }).SendAsync()).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await Editor.Patch(address).IfMatch("*").Json(new { title = "x" }).SendAsync()).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await Editor.Delete(address).IfMatch("*").SendAsync()).IsProblem(HttpStatusCode.NotFound, "not-found");
        foreach (string action in (string[])["publish", "unpublish", "archive", "restore"])
        {
            (await Editor.Post($"{address}/{action}").SendAsync()).IsProblem(HttpStatusCode.NotFound, "not-found");
        }
    }

    // An announcement with everything in it, in a state; "expired" is archived by its expiry.
    private async Task<Announcement> WholeAsync(string state)
    {
        Category first = await Admin.CreateCategoryAsync();
        Category second = await Admin.CreateCategoryAsync();
        Announcement made = await Editor.CreateAsync(new
        {
            title = Unique("Całość"),
            lead = "Lead.",
            body = "Treść.",
            language = "en-GB",
            categories = new[] { first.Slug, second.Slug },
            image = new { url = "https://img.example.org/a.jpg", alt = "Zdjęcie" },
            author = "Redakcja",
            sourceUrl = "https://example.org/zrodlo",
            slug = UniqueSlug("calosc"),
            publishedAt = state == "scheduled" ? "2098-01-01T00:00:00.1234567Z" : "2024-04-23T08:33:00Z",
            expiresAt = state == "expired" ? "2024-05-01T00:00:00Z" : "2099-06-01T00:00:00Z",
            status = state == "draft" ? "draft" : "published",
            changeNote = "Nota",
        });
        return state == "archived" ? await Editor.ActAsync(made, "archive") : made;
    }
}
