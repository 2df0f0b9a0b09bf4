using System.Net;
using System.Text.Json.Nodes;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>Tests the revisions of an announcement: the list, single revisions, their differences, and reverting.</summary>
public sealed class RevisionTests(ContractFixture service) : ContractTests(service)
{
    private const string Unknown = "/api/announcements/0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11";

    /// <summary>Numbers that no revision of an announcement with three revisions has.</summary>
    public static TheoryData<string> WrongNumbers => ["0", "-1", "4", "2147483647", "99999999999999999999", "1.5", "first"];

    [Fact]
    public async Task Every_change_is_listed_with_who_when_and_what()
    {
        Announcement made = await Author.CreateAsync(new { title = Unique("Pierwszy"), changeNote = "Szkic" });
        Announcement changed = await Editor.PatchAsync(made, new { title = "Drugi", changeNote = "Nowy tytuł", minor = true });
        await SecondEditor.ActAsync(changed, "publish");

        JsonNode list = (await Editor.GetAsync($"{made.Address}/revisions")).Is(HttpStatusCode.OK).Json;

        Assert.Null(list["next"]);
        Assert.Equal(
            [
                """3 publish  false Drugi published""",
                """2 patch Nowy tytuł true Drugi draft""",
                $"""1 create Szkic false {made.Title} draft""",
            ],
            list["items"]!.AsArray().Select(item => $"{item!["revision"]} {item["action"]} {item["changeNote"]} {item["minor"]} {item["title"]} {item["status"]}"));
        Assert.Equal(3, list["items"]!.AsArray().Select(item => (string)item!["by"]!).Distinct().Count());
        Assert.True((DateTimeOffset)list["items"]![0]!["at"]! > (DateTimeOffset)list["items"]![2]!["at"]!);
    }

    [Fact]
    public async Task The_list_is_read_in_pages_while_revisions_come()
    {
        Announcement made = await Editor.CreateAsync(new { title = Unique("Strony") });
        Announcement last = made;
        for (int number = 2; number <= 7; number++)
        {
            last = await Editor.PatchAsync(last, new { body = $"{number}" });
        }

        List<int> seen = [];
        string? cursor = null;
        do
        {
            Answer page = (await Editor.GetAsync($"{made.Address}/revisions?limit=3{(cursor is null ? "" : "&cursor=" + cursor)}")).Is(HttpStatusCode.OK);
            seen.AddRange(page.Json["items"]!.AsArray().Select(item => (int)item!["revision"]!));
            Assert.Equal(page.Next is not null, page.Header("Link")?.Contains($"{made.Address}/revisions?limit=3&cursor=", StringComparison.Ordinal) ?? false);
            cursor = page.Next;
            last = await Editor.PatchAsync(last, new { body = $"potem {seen.Count}" });
        }
        while (cursor is not null);

        Assert.Equal([7, 6, 5, 4, 3, 2, 1], seen);
        string foreign = (await Editor.GetAsync($"{made.Address}/revisions?limit=1")).Next!;
        Announcement other = await Editor.CreateAsync(new { title = Unique("Inny") });
        (await Editor.GetAsync($"{other.Address}/revisions?cursor={foreign}")).IsProblem(HttpStatusCode.BadRequest, "invalid", "cursor");
        (await Editor.GetAsync($"{made.Address}/revisions?limit=0&x=1")).IsProblem(HttpStatusCode.BadRequest, "invalid", "limit", "x");
        (await Editor.GetAsync($"{Unknown}/revisions")).IsProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task A_revision_is_the_announcement_as_it_was_with_its_categories_as_they_are()
    {
        Category kept = await Admin.CreateCategoryAsync();
        Category merged = await Admin.CreateCategoryAsync();
        Announcement made = await Editor.CreateAsync(new { title = Unique("Było"), body = "**Dawna** treść", categories = new[] { merged.Slug }, status = "published" });
        await Editor.PatchAsync(made, new { title = "Jest", body = "Nowa", categories = Array.Empty<string>() });
        (await Admin.Delete($"{merged.Address}?moveTo={kept.Slug}").IfMatch("*").SendAsync()).Is(HttpStatusCode.NoContent);

        Answer answer = await Editor.GetAsync($"{made.Address}/revisions/1");

        Announcement former = answer.Announcement();
        Assert.Equal((made.Title, "**Dawna** treść", "published", 1), (former.Title, former.Body, former.Status, former.Revision));
        Assert.Equal([new CategoryName(kept.Slug, kept.Name)], former.Categories);
        Assert.Contains("<strong>Dawna</strong>", former.BodyHtml, StringComparison.Ordinal);
        Assert.Equal("create", (string?)answer.Json["lastChange"]!["action"]);
        Assert.Equal("no-store, private", answer.Header("Cache-Control"));
        Assert.Null(answer.ETag);
        (await Editor.Head($"{made.Address}/revisions/1").SendAsync()).IsHeadOf(answer);
        Assert.Equal("Jest", (await Editor.GetAsync($"{made.Address}/revisions/2")).Announcement().Title);
    }

    [Fact]
    public async Task What_differs_between_two_revisions_is_told_in_words_in_either_direction()
    {
        Announcement made = await Editor.CreateAsync(new { title = "Przerwa w dostawie wody", body = "Od 8:00 do 14:00 w Topolcu 🌳.\r\nZapraszamy.", status = "published" });
        await Editor.PatchAsync(made, new { title = "Przerwa w dostawie prądu", body = "Od 9:00 do 14:00 w Topolcu 🌲.\r\nZapraszamy.", pinned = true, expiresAt = FarAway });

        JsonNode difference = (await Editor.GetAsync($"{made.Address}/revisions/2?diff=1")).Is(HttpStatusCode.OK).Json;

        Assert.Equal((1, 2), ((int)difference["from"]!, (int)difference["to"]!));
        JsonObject members = difference["members"]!.AsObject();
        Assert.Equal(["title", "lead", "body", "pinned", "expiresAt"], members.Select(member => member.Key));
        Assert.Equal("equal Przerwa w dostawie |delete wody|insert prądu", Parts(members["title"]!));
        Assert.Equal("equal Od |delete 8|insert 9|equal :00 do 14:00 w Topolcu |delete 🌳|insert 🌲|equal .\r\nZapraszamy.", Parts(members["body"]!));
        Assert.Equal("""{"from":false,"to":true}""", members["pinned"]!.ToJsonString());
        Assert.Equal($$"""{"from":null,"to":"{{FarAway}}"}""", members["expiresAt"]!.ToJsonString());

        JsonNode back = (await Editor.GetAsync($"{made.Address}/revisions/1?diff=2")).Json;
        Assert.Equal("equal Przerwa w dostawie |delete prądu|insert wody", Parts(back["members"]!["title"]!));
        Assert.Empty((await Editor.GetAsync($"{made.Address}/revisions/2?diff=2")).Is(HttpStatusCode.OK).Json["members"]!.AsObject());
    }

    [Theory]
    [MemberData(nameof(WrongNumbers))]
    public async Task A_revision_that_there_never_was_is_not_found(string number)
    {
        Announcement made = await Editor.CreateAsync(new { title = Unique("Trzy") });
        await Editor.PatchAsync(await Editor.PatchAsync(made, new { body = "2" }), new { body = "3" });
        (await Editor.GetAsync($"{made.Address}/revisions/{number}")).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await Editor.Post($"{made.Address}/revisions/{number}/revert").IfMatch("*").SendAsync()).IsProblem(HttpStatusCode.NotFound, "not-found");
        Answer compared = await Editor.GetAsync($"{made.Address}/revisions/1?diff={number}");
        if (number is "4" or "2147483647")
        {
            compared.IsProblem(HttpStatusCode.NotFound, "not-found");
        }
        else
        {
            compared.IsProblem(HttpStatusCode.BadRequest, "invalid", "diff");
        }

        Assert.Equal(3, (await Editor.ReadAsync(made)).Revision);
    }

    [Fact]
    public async Task Going_back_is_a_new_revision_and_leaves_state_address_dates_and_pin()
    {
        Category category = await Admin.CreateCategoryAsync();
        Category doomed = await Admin.CreateCategoryAsync();
        Announcement first = await Editor.CreateAsync(new
        {
            title = Unique("Dawny"),
            body = "Dawna treść",
            language = "en",
            author = "Redakcja",
            sourceUrl = "https://example.org/zrodlo",
            keep = true,
            image = new { url = "https://example.org/a.jpg", alt = "Obraz" },
            categories = new[] { category.Slug, doomed.Slug },
        });
        Announcement second = await Editor.PutAsync(first, new { title = "Nowy", body = "Nowa", slug = UniqueSlug(), status = "published", pinned = true });
        (await Admin.Delete(doomed.Address).IfMatch("*").SendAsync()).Is(HttpStatusCode.NoContent);

        Answer answer = await SecondEditor.Post($"{first.Address}/revisions/1/revert").IfMatch(second.ETag).Json(new { changeNote = "Pomyłka" }).SendAsync();

        Announcement reverted = answer.Announcement();
        Assert.Equal(3, reverted.Revision);
        Assert.Equal(reverted.ETag, answer.ETag);
        Assert.Equal(
            (first.Title, first.Body, first.Lead, "en", "Redakcja", "https://example.org/zrodlo", true, first.Image),
            (reverted.Title, reverted.Body, reverted.Lead, reverted.Language, reverted.Author, reverted.SourceUrl, reverted.Keep!.Value, reverted.Image));
        Assert.Equal([category.Slug], reverted.Categories.Select(one => one.Slug));
        Assert.Equal((second.Slug, "published", true, second.PublishedAt), (reverted.Slug, reverted.Status, reverted.Pinned, reverted.PublishedAt));
        Assert.Equal(("revert", "Pomyłka"), ((string?)answer.Json["lastChange"]!["action"], (string?)answer.Json["lastChange"]!["note"]));
        Assert.Equal("Pomyłka", (string?)(await Reader.GetAsync(first.Address)).Json["updateNote"]);
    }

    [Fact]
    public async Task Going_back_to_what_it_says_already_changes_nothing()
    {
        Announcement made = await Editor.PublishedAsync();
        Announcement changed = await Editor.PatchAsync(made, new { pinned = true });
        foreach (int revision in (int[])[1, 2])
        {
            Announcement same = (await Editor.Post($"{made.Address}/revisions/{revision}/revert").IfMatch(changed.ETag).SendAsync()).Announcement();
            Assert.Equal((2, true), (same.Revision, same.Pinned));
        }
    }

    [Fact]
    public async Task Going_back_needs_the_present_revision_and_no_bin()
    {
        Announcement made = await Editor.PublishedAsync();
        Announcement changed = await Editor.PatchAsync(made, new { body = "Nowa" });
        Request Revert() => Editor.Post($"{made.Address}/revisions/1/revert");
        (await Revert().SendAsync()).IsProblem(HttpStatusCode.PreconditionRequired, "if-match-required");
        (await Revert().IfMatch(made.ETag).SendAsync()).IsProblem(HttpStatusCode.PreconditionFailed, "changed-meanwhile");
        (await Revert().IfMatch("r2").SendAsync()).IsProblem(HttpStatusCode.BadRequest, "invalid", "If-Match");
        (await Revert().IfMatch("*").Json(new { title = "x" }).SendAsync()).IsProblem(HttpStatusCode.BadRequest, "invalid", "title");
        (await Revert().IfMatch("*").Json(new { changeNote = new string('x', 301), minor = "tak" }).SendAsync()).IsProblem(HttpStatusCode.BadRequest, "invalid", "changeNote", "minor");
        (await Editor.Post($"{Unknown}/revisions/1/revert").IfMatch("*").SendAsync()).IsProblem(HttpStatusCode.NotFound, "not-found");
        Assert.Equal(changed.Revision, (await Editor.ReadAsync(made)).Revision);

        await Editor.ActAsync(changed, "delete");
        (await Revert().IfMatch("*").SendAsync()).IsProblem(HttpStatusCode.Conflict, "wrong-state");
        Assert.Equal("Treść.", (await Editor.GetAsync($"{made.Address}/revisions/1")).Announcement().Body);
    }

    [Fact]
    public async Task An_author_sees_revisions_of_their_own_alone_and_brings_back_those_of_drafts()
    {
        Announcement own = await Author.CreateAsync(new { title = Unique("Szkic"), body = "Pierwsza" });
        Announcement changed = await Author.PatchAsync(own, new { body = "Druga" });
        Assert.Equal(2, (await Author.GetAsync($"{own.Address}/revisions")).Json["items"]!.AsArray().Count);
        Assert.Equal("Pierwsza", (await Author.Post($"{own.Address}/revisions/1/revert").IfMatch(changed.ETag).SendAsync()).Announcement().Body);
        Announcement others = await SecondAuthor.CreateAsync(new { title = Unique("Cudzy") });
        await Editor.ActAsync(own, "publish");
        foreach (string address in (string[])["", "/1", "/1?diff=1"])
        {
            (await Author.GetAsync($"{own.Address}/revisions{address}")).Is(HttpStatusCode.OK);
            (await Author.GetAsync($"{others.Address}/revisions{address}")).IsProblem(HttpStatusCode.Forbidden, "forbidden");
        }

        foreach (Announcement one in (Announcement[])[own, others])
        {
            (await Author.Post($"{one.Address}/revisions/1/revert").IfMatch("*").SendAsync()).IsProblem(HttpStatusCode.Forbidden, "forbidden");
        }
    }

    private static string Parts(JsonNode difference) => string.Join('|', difference.AsArray().Select(part => $"{part!["op"]} {part["text"]}"));
}
