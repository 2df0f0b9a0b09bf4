using System.Net;
using System.Text.Json.Nodes;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>Links that show a draft as a reader would see it.</summary>
public sealed class PreviewTests(ContractFixture service) : ContractTests(service)
{
    /// <summary>Invalid requests for a link.</summary>
    public static TheoryData<string, string> WrongInputs => new()
    {
        { """{"expiresAt": "2020-01-01T00:00:00Z"}""", "expiresAt" },
        { """{"expiresAt": "2099-01-01T00:00:00Z"}""", "expiresAt" },
        { """{"expiresAt": "jutro"}""", "expiresAt" },
        { """{"expiresAt": 7}""", "expiresAt" },
        { """{"expires": "2020-01-01T00:00:00Z"}""", "expires" },
    };

    [Fact]
    public async Task A_link_shows_a_draft_in_its_present_text_as_a_reader_would_see_it()
    {
        Announcement draft = await Editor.CreateAsync(new { title = Unique("Szkic"), body = "Pierwsza **treść**." });
        Answer made = (await Editor.Post($"{draft.Address}/preview").SendAsync()).Is(HttpStatusCode.Created);
        string token = Token(made);
        Assert.Equal($"{PublicUrl}/preview/{token}", (string?)made.Json["url"]);
        Assert.Equal($"/api/previews/{token}", made.Header("Location"));
        Assert.InRange(DateTimeOffset.Parse((string)made.Json["expiresAt"]!), DateTimeOffset.UtcNow.AddDays(6), DateTimeOffset.UtcNow.AddDays(8));

        Answer seen = await Reader.GetAsync(LinkOf(made));
        Announcement shown = seen.Announcement();
        Assert.Equal((draft.Id, draft.Title, "published", "<p>Pierwsza <strong>treść</strong>.</p>\n"), (shown.Id, shown.Title, shown.Status, shown.BodyHtml));
        Assert.NotNull(shown.PublishedAt);
        Assert.Equal(("no-store, private", "noindex, nofollow", "no-referrer", null), (seen.Header("Cache-Control"), seen.Header("X-Robots-Tag"), seen.Header("Referrer-Policy"), seen.ETag));
        Assert.Null(seen.Json["createdBy"]);
        Answer head = (await Reader.Head(LinkOf(made)).SendAsync()).Is(HttpStatusCode.OK);
        Assert.Equal(("noindex, nofollow", 0), (head.Header("X-Robots-Tag"), head.Body.Length));
        await Editor.PatchAsync(draft, new { body = "Druga." });
        Assert.Equal("Druga.", (await Reader.GetAsync(LinkOf(made))).Announcement().Body);
        (await Reader.GetAsync(draft.Address)).IsProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task The_token_may_be_sent_in_a_header_so_that_no_address_has_it()
    {
        Announcement draft = await Editor.CreateAsync(new { title = Unique("Szkic") });
        string token = Token(await PreviewAsync(draft));
        Answer seen = await Reader.Get("/api/previews").With("Preview-Token", token).SendAsync();
        Assert.Equal(draft.Id, seen.Announcement().Id);
        Assert.Equal(("no-store, private", "noindex, nofollow"), (seen.Header("Cache-Control"), seen.Header("X-Robots-Tag")));
        (await Reader.Get("/api/previews").SendAsync()).IsProblem(HttpStatusCode.BadRequest, "invalid", "Preview-Token");
        (await Reader.Get("/api/previews").With("Preview-Token", token + "A").SendAsync()).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await Reader.Get("/api/previews?a=1").With("Preview-Token", token).SendAsync()).IsProblem(HttpStatusCode.BadRequest, "invalid", "a");

        // A browser asks first whether it may send such a header.
        Answer preflight = await Reader.Request(HttpMethod.Options, "/api/previews").With("Origin", "https://www.example.org")
            .With("Access-Control-Request-Method", "GET").With("Access-Control-Request-Headers", "preview-token").SendAsync();
        Assert.Equal(("*", "preview-token"), (preflight.Header("Access-Control-Allow-Origin"), preflight.Header("Access-Control-Allow-Headers")));
    }

    [Fact]
    public async Task No_problem_repeats_the_token()
    {
        Announcement draft = await Editor.CreateAsync(new { title = Unique("Szkic") });
        string token = Token(await PreviewAsync(draft));
        await Editor.ActAsync(draft, "publish");
        foreach (string path in (string[])
        [
            $"/api/previews/{token}", $"/API/Previews/{token}", $"/api/%70reviews/{token}", $"/api/previews/{token}A", $"/api/previews/{token}/more",
            $"/api/previews/{token}?a=1", $"/api/previews/%20{token}",
        ])
        {
            Answer answer = await Reader.GetAsync(path);
            Assert.InRange((int)answer.Status, 400, 499);
            Assert.Equal("/api/previews", (string?)answer.Json["instance"]);
            Assert.DoesNotContain(token, answer.Text + string.Join('\n', answer.Headers), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task A_page_of_every_origin_may_show_it()
    {
        Answer made = await PreviewAsync(await Editor.CreateAsync(new { title = Unique("Szkic") }));
        Assert.Equal("*", (await Reader.Get(LinkOf(made)).With("Origin", "https://www.example.org").SendAsync()).Header("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_link_to_a_draft_lasts_until_it_is_public_and_does_not_come_back()
    {
        Announcement draft = await Editor.CreateAsync(new { title = Unique("Szkic") });
        Answer made = await PreviewAsync(draft);
        // Scheduled, moved and taken back before anybody saw it: still the same draft.
        await Editor.PatchAsync(draft, new { status = "published", publishedAt = FarAway });
        Answer whileScheduled = await PreviewAsync(draft);
        Announcement seen = (await Reader.GetAsync(LinkOf(made))).Announcement();
        Assert.Equal((DateTimeOffset.Parse(FarAway), "published"), (seen.PublishedAt!.Value, seen.Status));
        await Editor.PatchAsync(await Editor.ReadAsync(draft), new { publishedAt = "2098-01-01T00:00:00Z" });
        await Editor.ActAsync(draft, "unpublish");
        (await Reader.GetAsync(LinkOf(made))).Is(HttpStatusCode.OK);
        (await Reader.GetAsync(LinkOf(whileScheduled))).Is(HttpStatusCode.OK);

        await Editor.PatchAsync(await Editor.ReadAsync(draft), new { status = "published", publishedAt = LongAgo });
        await IsOverAsync(made, whileScheduled);
        (await Editor.Post($"{draft.Address}/preview").SendAsync()).IsProblem(HttpStatusCode.Conflict, "wrong-state");
        await Editor.ActAsync(draft, "unpublish");
        await IsOverAsync(made, whileScheduled);
        (await Reader.GetAsync(LinkOf(await PreviewAsync(draft)))).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_link_is_over_when_the_announcement_is_binned_and_does_not_come_back()
    {
        Announcement draft = await Editor.CreateAsync(new { title = Unique("Szkic") });
        Answer made = await PreviewAsync(draft);
        Announcement binned = await Editor.ActAsync(draft, "delete");
        await IsOverAsync(made);
        (await Editor.Post($"{draft.Address}/preview").SendAsync()).IsProblem(HttpStatusCode.Conflict, "wrong-state");
        await Editor.ActAsync(binned, "restore");
        await IsOverAsync(made);
    }

    [Theory]
    [InlineData("published")]
    [InlineData("scheduled")]
    [InlineData("archived")]
    public async Task A_link_to_a_next_version_shows_that_until_it_is_published(string state)
    {
        Announcement present = await InAsync(state);
        string draftAddress = $"{present.Address}/draft";
        Answer draft = (await Editor.Put(draftAddress).Json(new { title = "Nowa wersja", body = "Nowa." }).SendAsync()).Is(HttpStatusCode.Created);
        Answer made = await PreviewAsync(present);
        Announcement shown = (await Reader.GetAsync(LinkOf(made))).Announcement();
        Assert.Equal(("Nowa wersja", "Nowa.", state == "archived" ? state : "published", present.Slug), (shown.Title, shown.Body, shown.Status, shown.Slug));
        Assert.Equal(present.PublishedAt, shown.PublishedAt);
        Answer changed = await Editor.Put(draftAddress).IfMatch(draft.ETag!).Json(new { title = "Jeszcze nowsza" }).SendAsync();
        Assert.Equal("Jeszcze nowsza", (await Reader.GetAsync(LinkOf(made))).Announcement().Title);

        (await Editor.Post($"{draftAddress}/publish").IfMatch(changed.ETag!).SendAsync()).Is(HttpStatusCode.OK);
        await IsOverAsync(made);
        // The next draft is another one.
        await Editor.Put(draftAddress).Json(new { title = "Następna" }).SendAsync();
        await IsOverAsync(made);
    }

    [Theory]
    [InlineData("unpublish")]
    [InlineData("delete")]
    public async Task A_link_to_a_next_version_is_over_when_its_announcement_is_taken_back(string action)
    {
        Announcement present = await Editor.PublishedAsync();
        await Editor.Put($"{present.Address}/draft").Json(new { title = "Nowa wersja" }).SendAsync();
        Answer made = await PreviewAsync(present);
        await Editor.ActAsync(present, action);
        await IsOverAsync(made);
    }

    [Theory]
    [InlineData("published")]
    [InlineData("archived")]
    public async Task Without_a_draft_there_is_nothing_to_preview(string state)
    {
        Announcement present = await InAsync(state);
        (await Editor.Post($"{present.Address}/preview").SendAsync()).IsProblem(HttpStatusCode.Conflict, "wrong-state");
    }

    [Fact]
    public async Task A_link_that_is_none_is_404_in_the_same_words()
    {
        Answer made = await PreviewAsync(await Editor.CreateAsync(new { title = Unique("Szkic") }));
        string token = Token(made);
        string? detail = null;
        foreach (string forged in (string[])
        [
            token[..^1], token[1..], token + "A", token + "=", token + "%20", token.ToLowerInvariant(),
            (token[0] == 'B' ? 'C' : 'B') + token[1..], token[..20] + (token[20] == 'B' ? 'C' : 'B') + token[21..], token[..^1] + (token[^1] == 'B' ? 'C' : 'B'),
            new string('A', 84), "AQ" + new string('A', 82), "x", "%F0%9F%A6%8A", new string('x', 2000), "null", "..%2f..",
        ])
        {
            JsonNode problem = (await Reader.GetAsync($"/api/previews/{forged}")).IsProblem(HttpStatusCode.NotFound, "not-found");
            if (!forged.Contains('%', StringComparison.Ordinal))
            {
                // An escaped token is not a valid address.
                detail ??= (string?)problem["detail"];
                Assert.Equal(detail, (string?)problem["detail"]);
            }
        }

        (await Reader.GetAsync(LinkOf(made))).Is(HttpStatusCode.OK);
        (await Reader.GetAsync($"{LinkOf(made)}?a=1")).IsProblem(HttpStatusCode.BadRequest, "invalid", "a");
        (await Reader.Post(LinkOf(made)).SendAsync()).IsProblem(HttpStatusCode.MethodNotAllowed, "method-not-allowed");
    }

    [Theory]
    [MemberData(nameof(WrongInputs))]
    public async Task What_a_link_may_not_be_asked_for_with_is_named(string input, string member)
    {
        Announcement draft = await Editor.CreateAsync(new { title = Unique("Szkic") });
        (await Editor.Post($"{draft.Address}/preview").Json(input).SendAsync()).IsProblem(HttpStatusCode.BadRequest, "invalid", member);
    }

    [Fact]
    public async Task A_link_may_be_asked_for_with_an_instant_of_its_own()
    {
        Announcement draft = await Editor.CreateAsync(new { title = Unique("Szkic") });
        string expiresAt = DateTimeOffset.UtcNow.AddDays(29).ToString("yyyy-MM-ddTHH:mm:ss.1234567Z");
        Answer made = (await Editor.Post($"{draft.Address}/preview").Json(new { expiresAt }).SendAsync()).Is(HttpStatusCode.Created);
        Assert.Equal(expiresAt, (string?)made.Json["expiresAt"]);
        (await Editor.Post($"{draft.Address}/preview").Json("""{"expiresAt": null}""").SendAsync()).Is(HttpStatusCode.Created);
        (await Editor.Post($"{draft.Address}/preview").Json("{").SendAsync()).IsProblem(HttpStatusCode.BadRequest, "malformed");
        (await Editor.Post($"{draft.Address}/preview").Content("{}"u8.ToArray(), "text/plain").SendAsync()).IsProblem(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
        (await Editor.Post($"/api/announcements/{Guid.NewGuid()}/preview").SendAsync()).IsProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task An_author_shows_drafts_of_their_own()
    {
        Announcement own = await Author.CreateAsync(new { title = Unique("Mój") });
        Answer made = (await Author.Post($"{own.Address}/preview").SendAsync()).Is(HttpStatusCode.Created);
        Assert.Equal(own.Title, (await Reader.GetAsync(LinkOf(made))).Announcement().Title);
        (await SecondAuthor.Post($"{own.Address}/preview").SendAsync()).IsProblem(HttpStatusCode.Forbidden, "forbidden");
        await Editor.ActAsync(own, "publish");
        await Editor.Put($"{own.Address}/draft").Json(new { title = "Nowa" }).SendAsync();
        (await Author.Post($"{own.Address}/preview").SendAsync()).IsProblem(HttpStatusCode.Forbidden, "forbidden");
    }

    private static string Token(Answer made) => (string)made.Json["token"]!;

    private static string LinkOf(Answer made) => $"/api/previews/{Token(made)}";

    private async Task<Answer> PreviewAsync(Announcement announcement) =>
        (await Editor.Post($"{announcement.Address}/preview").SendAsync()).Is(HttpStatusCode.Created);

    private async Task IsOverAsync(params Answer[] links)
    {
        foreach (Answer link in links)
        {
            (await Reader.GetAsync(LinkOf(link))).IsProblem(HttpStatusCode.Gone, "preview-over");
        }
    }

    private async Task<Announcement> InAsync(string state) => state switch
    {
        "published" => await Editor.PublishedAsync(),
        "scheduled" => await Editor.CreateAsync(new { title = Unique("Zapowiedź"), body = "Treść.", status = "published", publishedAt = FarAway }),
        _ => await Editor.ActAsync(await Editor.PublishedAsync(), "archive"),
    };
}
