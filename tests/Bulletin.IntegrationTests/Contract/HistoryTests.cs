using System.Net;
using System.Text.Json.Nodes;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>Tests the public history: the changes of an announcement and their reasons.</summary>
public sealed class HistoryTests(ContractFixture service) : ContractTests(service)
{
    [Fact]
    public async Task Readers_see_the_major_changes_with_their_notes_and_the_publication()
    {
        Announcement made = await Editor.CreateAsync(new { title = Unique("Dokument"), body = "Wersja 1", author = "Wydział Prasowy", changeNote = "Szkic" });
        Announcement published = await Editor.ActAsync(made, "publish");
        Announcement major = await Editor.PatchAsync(published, new { body = "Wersja 2", changeNote = "Nowy termin" });
        Announcement minor = await Editor.PatchAsync(major, new { body = "Wersja 2.", changeNote = "Kropka", minor = true });
        Announcement last = await SecondEditor.PatchAsync(minor, new { body = "Wersja 3", author = (string?)null, changeNote = "Nowy adres" });

        Answer answer = (await Reader.GetAsync($"{made.Address}/history")).Is(HttpStatusCode.OK);

        JsonArray items = answer.Json["items"]!.AsArray();
        Assert.Equal([5, 3, 2], items.Select(item => (int)item!["revision"]!));
        Assert.Equal(["Nowy adres", "Nowy termin", null], items.Select(item => (string?)item!["changeNote"]));
        Assert.Equal([last.UpdatedAt, major.UpdatedAt, published.PublishedAt], items.Select(item => (DateTimeOffset?)item!["at"]));
        Assert.Equal("Wydział Prasowy", (string?)items[1]!["author"]);
        Assert.NotEqual("Wydział Prasowy", (string?)items[0]!["author"]);
        Assert.DoesNotContain("Kropka", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Szkic", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_is_in_the_history_at_once()
    {
        Announcement made = await Editor.PublishedAsync();
        Assert.Single((await Reader.GetAsync($"{made.Address}/history")).Json["items"]!.AsArray());
        await Editor.PatchAsync(made, new { body = "Nowa" });
        Assert.Equal(2, (await Reader.GetAsync($"{made.Address}/history")).Json["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task It_is_public_exactly_as_long_as_the_announcement_is()
    {
        Announcement draft = await Editor.CreateAsync(new { title = Unique("Szkic") });
        Announcement scheduled = await Editor.CreateAsync(new { title = Unique("Plan"), status = "published", publishedAt = FarAway });
        Announcement archived = await Editor.ActAsync(await Editor.PublishedAsync(), "archive");
        Announcement deleted = await Editor.ActAsync(await Editor.PublishedAsync(), "delete");
        (await Reader.GetAsync($"{draft.Address}/history")).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await Reader.GetAsync($"{scheduled.Address}/history")).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await Reader.GetAsync($"{archived.Address}/history")).Is(HttpStatusCode.OK);
        (await Reader.GetAsync($"{deleted.Address}/history")).IsProblem(HttpStatusCode.Gone, "gone");
        (await Reader.GetAsync($"/api/announcements/{Guid.NewGuid()}/history")).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await Reader.GetAsync($"/api/announcements/{archived.Slug}/history")).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await Reader.GetAsync($"{archived.Address}/history?limit=1")).IsProblem(HttpStatusCode.BadRequest, "invalid", "limit");
    }

    [Fact]
    public async Task The_latest_note_is_with_the_announcement_until_a_change_without_one()
    {
        Announcement made = await Editor.PublishedAsync();
        Announcement noted = await Editor.PatchAsync(made, new { body = "Nowa", changeNote = "Nowy termin" });
        Answer shown = (await Reader.GetAsync(made.Address)).Is(HttpStatusCode.OK);
        Assert.Equal("Nowy termin", (string?)shown.Json["updateNote"]);
        JsonNode listed = (await Reader.GetAsync($"/api/announcements?limit=100")).Json["items"]!.AsArray().Single(item => (string?)item!["id"] == $"{made.Id}")!;
        Assert.Null(listed["updateNote"]);

        // A response can be sent back, and its note does not become the note of another change.
        JsonNode read = (await Editor.GetAsync(made.EditorsAddress)).Json;
        Assert.Equal("Nowy termin", (string?)read["updateNote"]);
        read["body"] = "Jeszcze nowsza";
        Announcement sentBack = (await Editor.Put(made.Address).IfMatch(noted.ETag).Json(read.ToJsonString()).SendAsync()).Announcement();
        Assert.Null((await Reader.GetAsync(made.Address)).Json["updateNote"]);

        Announcement again = await Editor.PatchAsync(sentBack, new { body = "Ostatnia", changeNote = "Uzupełnienie" });
        await Editor.PatchAsync(again, new { body = "Ostatnia.", changeNote = "Kropka", minor = true });
        Assert.Equal("Uzupełnienie", (string?)(await Reader.GetAsync(made.Address)).Json["updateNote"]);
    }

    [Fact]
    public async Task A_client_that_keeps_a_copy_gets_the_note_with_the_change()
    {
        Announcement made = await Editor.PublishedAsync();
        string since;
        for (since = string.Empty; ;)
        {
            JsonNode page = (await Reader.GetAsync($"/api/changes?limit=100{since}")).Json;
            since = $"&since={page["next"]}";
            if (!(bool)page["more"]!)
            {
                break;
            }
        }

        await Editor.PatchAsync(made, new { body = "Nowa", changeNote = "Nowy termin" });
        JsonNode change = (await Reader.GetAsync($"/api/changes?limit=100{since}")).Json["items"]!.AsArray().Last(item => (string?)item!["id"] == $"{made.Id}")!;
        Assert.Equal("Nowy termin", (string?)change["announcement"]!["updateNote"]);
    }
}
