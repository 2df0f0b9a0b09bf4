using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Bulletin.Access;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>API keys through the API: made, listed, changed, revoked, and what a token opens meanwhile.</summary>
public sealed class KeyTests(ContractFixture service) : ContractTests(service)
{
    [Fact]
    public async Task A_key_is_made_listed_changed_and_revoked()
    {
        string name = Unique("Redakcja");
        Answer made = await Admin.Post("/api/keys").Json(new { name, role = "editor", expiresAt = FarAway }).SendAsync();
        made.Is(HttpStatusCode.Created);
        Guid id = (Guid)made.Json["id"]!;
        string token = (string)made.Json["token"]!;
        Assert.Equal(($"/api/keys/{id}", "\"r1\"", "no-store, private"), (made.Header("Location"), made.ETag, made.Header("Cache-Control")));
        Assert.True(Regex.IsMatch(token, "^bk_[0-9A-Za-z]{38}$"), token);
        Assert.Equal((name, "editor", FarAway, "admin", null), (
            (string?)made.Json["name"], (string?)made.Json["role"], (string?)made.Json["expiresAt"], (string?)made.Json["createdBy"], (string?)made.Json["lastUsedAt"]));
        (await With(token).GetAsync("/api/editor/announcements")).Is(HttpStatusCode.OK);

        Answer list = await Admin.GetAsync("/api/keys");
        Assert.Equal(name, (string?)ItemOf(list, id)["name"]);
        Assert.DoesNotContain(token, list.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(ApiKeyToken.HashOf(token), list.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Null(ItemOf(list, id)["token"]);

        Answer patched = await Admin.Patch($"/api/keys/{id}").Json(new { name = name + " II", expiresAt = (string?)null }).SendAsync();
        patched.Is(HttpStatusCode.OK);
        Assert.Equal((name + " II", "editor", null, "\"r2\""), ((string?)patched.Json["name"], (string?)patched.Json["role"], (string?)patched.Json["expiresAt"], patched.ETag));
        Assert.Equal("\"r2\"", (await Admin.Patch($"/api/keys/{id}").Json(ItemOf(await Admin.GetAsync("/api/keys"), id).ToJsonString()).SendAsync()).ETag);

        (await Admin.Delete($"/api/keys/{id}").SendAsync()).Is(HttpStatusCode.NoContent);
        IsRefused(await With(token).GetAsync("/api/editor/announcements"));
        Assert.DoesNotContain($"{id}", (await Admin.GetAsync("/api/keys")).Text, StringComparison.Ordinal);
        (await Admin.Delete($"/api/keys/{id}").SendAsync()).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await Admin.Patch($"/api/keys/{id}").Json(new { role = "author" }).SendAsync()).IsProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Whatever_is_wrong_with_a_token_the_answer_is_the_same()
    {
        (Guid id, string token) = await CreateAsync("author");
        (Guid revoked, string revokedToken) = await CreateAsync("author");
        (await Admin.Delete($"/api/keys/{revoked}").SendAsync()).Is(HttpStatusCode.NoContent);
        string[] wrong =
        [
            ApiKeyToken.New(), revokedToken, token[..^1], token + "0", token[..^1] + (token[^1] == '0' ? '1' : '0'), token.ToUpperInvariant(), $"{id}",
            "bk_", "eyJhbGciOiJub25lIn0.e30.", new string('a', 4000),
        ];
        HashSet<string> answers = [];
        foreach (string one in wrong)
        {
            Answer answer = await With(one).GetAsync("/api/editor/announcements");
            IsRefused(answer);
            answers.Add(answer.Text);
        }

        Assert.Single(answers);
        Answer without = await Reader.GetAsync("/api/editor/announcements");
        Assert.Equal("Bearer realm=\"Bulletin\"", without.Header("WWW-Authenticate"));
    }

    [Fact]
    public async Task Another_role_is_the_next_requests()
    {
        (Guid id, string token) = await CreateAsync("author");
        Announcement draft = await With(token).CreateAsync(new { title = Unique("Szkic") });
        (await With(token).Post($"{draft.Address}/publish").SendAsync()).IsProblem(HttpStatusCode.Forbidden, "forbidden");

        (await Admin.Patch($"/api/keys/{id}").Json(new { role = "editor" }).SendAsync()).Is(HttpStatusCode.OK);
        Announcement published = await With(token).ActAsync(draft, "publish");

        (await Admin.Patch($"/api/keys/{id}").Json(new { role = "author" }).SendAsync()).Is(HttpStatusCode.OK);
        (await With(token).Post($"{draft.Address}/archive").SendAsync()).IsProblem(HttpStatusCode.Forbidden, "forbidden");
        Assert.Equal(published.Revision, (await Editor.ReadAsync(draft)).Revision);
    }

    [Fact]
    public async Task A_role_that_changes_in_flight_leaves_nothing_half_done()
    {
        (Guid id, string token) = await CreateAsync("editor");
        Announcement[] drafts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => With(token).CreateAsync(new { title = Unique("Szkic") })));

        Task<Answer>[] published = drafts.Select(draft => With(token).Post($"{draft.Address}/publish").SendAsync()).ToArray();
        Task<Answer> demoted = Admin.Patch($"/api/keys/{id}").Json(new { role = "author" }).SendAsync();
        (await demoted).Is(HttpStatusCode.OK);

        foreach ((Announcement draft, Answer answer) in drafts.Zip(await Task.WhenAll(published)))
        {
            Announcement now = await Editor.ReadAsync(draft);
            Assert.Equal(answer.Status == HttpStatusCode.OK ? ("published", 2) : ("draft", 1), (now.Status, now.Revision));
            Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.Forbidden, answer.Text);
        }
    }

    [Fact]
    public async Task Who_is_renamed_keeps_their_drafts_and_who_gets_an_old_name_gets_nobodys()
    {
        string name = Unique("Ewa");
        (Guid id, string token) = await CreateAsync("author", name);
        Announcement draft = await With(token).CreateAsync(new { title = Unique("Szkic") });

        (await Admin.Patch($"/api/keys/{id}").Json(new { name = Unique("Ewa Nowa") }).SendAsync()).Is(HttpStatusCode.OK);
        (_, string other) = await CreateAsync("author", name);

        Announcement changed = await With(token).PatchAsync(draft, new { body = "Treść." });
        (await With(other).GetAsync(draft.EditorsAddress)).IsProblem(HttpStatusCode.Forbidden, "forbidden");
        (await With(other).Delete(draft.Address).IfMatch(changed.ETag).SendAsync()).IsProblem(HttpStatusCode.Forbidden, "forbidden");
        Assert.DoesNotContain($"{draft.Id}", (await With(other).GetAsync("/api/editor/announcements?limit=100")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_admin_cannot_take_their_own_key_away()
    {
        (Guid id, string token) = await CreateAsync("admin");

        (await With(token).Delete($"/api/keys/{id}").SendAsync()).IsProblem(HttpStatusCode.Conflict, "wrong-state");
        (await With(token).Patch($"/api/keys/{id}").Json(new { role = "editor" }).SendAsync()).IsProblem(HttpStatusCode.Conflict, "wrong-state");
        (await With(token).Patch($"/api/keys/{id}").Json(new { expiresAt = FarAway }).SendAsync()).IsProblem(HttpStatusCode.Conflict, "wrong-state");
        (await Admin.Patch($"/api/keys/{id}").Json(new { expiresAt = FarAway }).SendAsync()).Is(HttpStatusCode.OK);
        (await With(token).Patch($"/api/keys/{id}").Json(new { name = Unique("Ola"), expiresAt = (string?)null }).SendAsync()).Is(HttpStatusCode.OK);
        (await With(token).GetAsync("/api/keys")).Is(HttpStatusCode.OK);
        (await Admin.Delete($"/api/keys/{id}").SendAsync()).Is(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("{}", "name", "role")]
    [InlineData("""{"name": "", "role": "editor"}""", "name")]
    [InlineData("""{"name": "  ", "role": "editor"}""", "name")]
    [InlineData("""{"name": "a\u202eb", "role": "editor"}""", "name")]
    [InlineData("""{"name": 7, "role": "editor"}""", "name")]
    [InlineData("""{"name": null, "role": null}""", "name", "role")]
    [InlineData("""{"name": "Nowy", "role": "owner"}""", "role")]
    [InlineData("""{"name": "Nowy", "role": "Editor"}""", "role")]
    [InlineData("""{"name": "Nowy", "role": "editor", "expiresAt": "2020-01-01T00:00:00Z"}""", "expiresAt")]
    [InlineData("""{"name": "Nowy", "role": "editor", "expiresAt": "tomorrow"}""", "expiresAt")]
    [InlineData("""{"name": "Nowy", "role": "editor", "token": "bk_mine"}""", "token")]
    [InlineData("""{"name": "Ádmin", "role": "editor"}""", "name")]
    [InlineData("""{"name": "BULLETIN", "role": "editor"}""", "name")]
    public async Task What_is_wrong_with_a_key_is_named_and_none_is_made(string body, params string[] members)
    {
        (await Admin.Post("/api/keys").Json(body).SendAsync()).IsProblem(HttpStatusCode.BadRequest, "invalid", members);
        Assert.DoesNotContain("\"Nowy\"", (await Admin.GetAsync("/api/keys")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_is_given_once_whatever_its_case_and_diacritics()
    {
        string name = Unique("Łódź");
        (Guid id, _) = await CreateAsync("author", name);
        (Guid other, _) = await CreateAsync("author");

        (await Admin.Post("/api/keys").Json(new { name = name.ToUpperInvariant(), role = "author" }).SendAsync()).IsProblem(HttpStatusCode.BadRequest, "invalid", "name");
        (await Admin.Patch($"/api/keys/{other}").Json(new { name = name.Replace("Łódź", "Lodz", StringComparison.Ordinal) }).SendAsync())
            .IsProblem(HttpStatusCode.BadRequest, "invalid", "name");
        (await Admin.Patch($"/api/keys/{id}").Json(new { name = name.ToUpperInvariant() }).SendAsync()).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_change_under_an_old_ETag_is_refused()
    {
        (Guid id, _) = await CreateAsync("author");
        (await Admin.Patch($"/api/keys/{id}").IfMatch("\"r1\"").Json(new { role = "editor" }).SendAsync()).Is(HttpStatusCode.OK);

        (await Admin.Patch($"/api/keys/{id}").IfMatch("\"r1\"").Json(new { role = "admin" }).SendAsync()).IsProblem(HttpStatusCode.PreconditionFailed, "changed-meanwhile");
        (await Admin.Delete($"/api/keys/{id}").IfMatch("\"r1\"").SendAsync()).IsProblem(HttpStatusCode.PreconditionFailed, "changed-meanwhile");
        (await Admin.Patch($"/api/keys/{id}").Json("""{"role": null}""").SendAsync()).IsProblem(HttpStatusCode.BadRequest, "invalid", "role");
        (await Admin.Patch($"/api/keys/{id}").Json(new { expiresAt = LongAgo }).SendAsync()).IsProblem(HttpStatusCode.BadRequest, "invalid", "expiresAt");
        (await Admin.Delete($"/api/keys/{id}").IfMatch("\"r2\"").SendAsync()).Is(HttpStatusCode.NoContent);
    }

    private async Task<(Guid Id, string Token)> CreateAsync(string role, string? name = null)
    {
        Answer made = await Admin.Post("/api/keys").Json(new { name = name ?? Unique("Klucz"), role }).SendAsync();
        made.Is(HttpStatusCode.Created);
        return ((Guid)made.Json["id"]!, (string)made.Json["token"]!);
    }

    private static void IsRefused(Answer answer)
    {
        answer.IsProblem(HttpStatusCode.Unauthorized, "unauthorized");
        Assert.Equal("Bearer realm=\"Bulletin\", error=\"invalid_token\"", answer.Header("WWW-Authenticate"));
    }

    private static JsonNode ItemOf(Answer list, Guid id) => list.Json["items"]!.AsArray().Single(item => (Guid)item!["id"]! == id)!;
}
