using System.Net;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>The states of an announcement and the actions that lead from one to another: every cell of the table.</summary>
public sealed class StateTests(ContractFixture service) : ContractTests(service)
{
    private const string Refused = "409";

    /// <summary>State, action, the state after it (or 409).</summary>
    public static TheoryData<string, string, string> Table
    {
        get
        {
            string[] states = ["draft", "scheduled", "published", "archived", "deleted"];
            (string Action, string[] After)[] rows =
            [
                ("publish", ["published", "published", "published", Refused, Refused]),
                ("unpublish", ["draft", "draft", "draft", Refused, Refused]),
                ("archive", [Refused, Refused, "archived", "archived", Refused]),
                ("restore", [Refused, Refused, "published", "published", "draft"]),
                ("delete", ["deleted", "deleted", "deleted", "deleted", "deleted"]),
            ];
            var table = new TheoryData<string, string, string>();
            foreach ((string action, string[] after) in rows)
            {
                for (int index = 0; index < states.Length; index++)
                {
                    table.Add(states[index], action, after[index]);
                }
            }

            return table;
        }
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task An_action_leads_where_the_table_says(string state, string action, string after)
    {
        Announcement made = await InAsync(state);
        Answer answer = action == "delete"
            ? await Editor.Delete(made.Address).IfMatch(made.ETag).SendAsync()
            : await Editor.Post($"{made.Address}/{action}").SendAsync();
        Announcement present = await Editor.ReadAsync(made);
        if (after == Refused)
        {
            answer.IsProblem(HttpStatusCode.Conflict, "wrong-state");
        }
        else if (action == "delete")
        {
            answer.Is(HttpStatusCode.NoContent);
            Assert.Empty(answer.Body);
        }
        else
        {
            Assert.Equal(present with { Categories = [] }, answer.Announcement() with { Categories = [] });
            Assert.Equal(present.ETag, answer.ETag);
        }

        bool changes = after != Refused && after != state;
        Assert.Equal(changes ? after : state, present.Status);
        Assert.Equal(made.Revision + (changes ? 1 : 0), present.Revision);
        Assert.Equal(present.Status == "archived", present.ArchivedAt is not null);
        await AssertPublicSees(present);
    }

    [Theory]
    [InlineData("draft", HttpStatusCode.NotFound)]
    [InlineData("scheduled", HttpStatusCode.NotFound)]
    [InlineData("published", HttpStatusCode.OK)]
    [InlineData("archived", HttpStatusCode.OK)]
    [InlineData("deleted", HttpStatusCode.Gone)]
    public async Task The_public_sees_each_state_as_the_table_says(string state, HttpStatusCode status)
    {
        Announcement made = await InAsync(state);
        foreach (string address in (string[])[made.Address, $"/api/announcements/{made.Slug}"])
        {
            Answer answer = (await Reader.GetAsync(address)).Is(status);
            if (status == HttpStatusCode.OK)
            {
                Assert.Equal(state, answer.Announcement().Status);
            }
            else
            {
                answer.IsProblem(status, status == HttpStatusCode.Gone ? "gone" : "not-found");
            }
        }
    }

    [Theory]
    [InlineData("draft")]
    [InlineData("scheduled")]
    public async Task One_that_was_binned_before_it_was_public_is_gone_too(string state)
    {
        Announcement binned = await Editor.ActAsync(await InAsync(state), "delete");
        (await Reader.GetAsync(binned.Address)).IsProblem(HttpStatusCode.Gone, "gone");
    }

    [Fact]
    public async Task A_draft_with_a_date_to_come_is_scheduled_by_publishing_and_published_by_publishing_again()
    {
        Announcement draft = await Editor.CreateAsync(new { title = Unique("Termin"), publishedAt = FarAway });
        Announcement scheduled = await Editor.ActAsync(draft, "publish");
        Assert.Equal(("scheduled", DateTimeOffset.Parse(FarAway)), (scheduled.Status, scheduled.PublishedAt!.Value));
        Announcement published = await Editor.ActAsync(scheduled, "publish");
        Assert.Equal("published", published.Status);
        Assert.True(published.PublishedAt < DateTimeOffset.UtcNow.AddHours(1), "it is not published now");
    }

    [Fact]
    public async Task A_draft_with_a_date_that_has_been_keeps_it()
    {
        Announcement draft = await Editor.CreateAsync(new { title = Unique("Zaległe"), publishedAt = LongAgo });
        Assert.Equal(DateTimeOffset.Parse(LongAgo), (await Editor.ActAsync(draft, "publish")).PublishedAt);
    }

    [Fact]
    public async Task Publishing_with_dates_schedules_and_limits()
    {
        Announcement draft = await Editor.CreateAsync(new { title = Unique("Daty") });
        Announcement scheduled = (await Editor.Post($"{draft.Address}/publish")
            .Json(new { publishedAt = FarAway, expiresAt = "2099-02-01T00:00:00Z" }).SendAsync()).Announcement();
        Assert.Equal("scheduled", scheduled.Status);
        Assert.Equal(DateTimeOffset.Parse(FarAway), scheduled.PublishedAt);
        Assert.Equal(DateTimeOffset.Parse("2099-02-01T00:00:00Z"), scheduled.ExpiresAt);
        Announcement past = (await Editor.Post($"{draft.Address}/publish").Json(new { publishedAt = LongAgo, expiresAt = (string?)null }).SendAsync())
            .Announcement();
        Assert.Equal(("published", DateTimeOffset.Parse(LongAgo), null), (past.Status, past.PublishedAt, past.ExpiresAt));
    }

    [Theory]
    [InlineData("""{"publishedAt": "2099-02-01T00:00:00Z", "expiresAt": "2099-01-01T00:00:00Z"}""", "expiresAt")]
    [InlineData("""{"expiresAt": "2020-01-01T00:00:00Z"}""", "expiresAt")]
    [InlineData("""{"publishedAt": "2099-02-30T00:00:00Z"}""", "publishedAt")]
    [InlineData("""{"publishedAt": 7}""", "publishedAt")]
    [InlineData("""{"publishAt": "2099-02-01T00:00:00Z"}""", "publishAt")]
    [InlineData("""{"title": "x"}""", "title")]
    public async Task Publishing_with_wrong_dates_is_refused_and_nothing_changes(string body, string member)
    {
        Announcement draft = await Editor.CreateAsync(new { title = Unique("Szkic") });
        (await Editor.Post($"{draft.Address}/publish").Json(body).SendAsync()).IsProblem(HttpStatusCode.BadRequest, "invalid", member);
        Announcement present = await Editor.ReadAsync(draft);
        Assert.Equal(("draft", draft.Revision), (present.Status, present.Revision));
    }

    [Fact]
    public async Task Publishing_takes_no_body_an_empty_one_and_an_empty_object()
    {
        Announcement made = await Editor.PublishedAsync();
        (await Editor.Post($"{made.Address}/publish").SendAsync()).Is(HttpStatusCode.OK);
        (await Editor.Post($"{made.Address}/publish").Content([], null).SendAsync()).Is(HttpStatusCode.OK);
        (await Editor.Post($"{made.Address}/publish").Json("{}").SendAsync()).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Restoring_what_has_expired_publishes_it_without_its_expiry()
    {
        Announcement made = await Editor.CreateAsync(
            new { title = Unique("Wygasłe"), publishedAt = "2020-01-01T00:00:00Z", expiresAt = "2021-01-01T00:00:00Z", status = "published" });
        Assert.Equal(("archived", made.ExpiresAt), (made.Status, made.ArchivedAt));
        Announcement restored = await Editor.ActAsync(made, "restore");
        Assert.Equal(("published", null, null), (restored.Status, restored.ExpiresAt, restored.ArchivedAt));
        Assert.Equal(made.PublishedAt, restored.PublishedAt);
    }

    [Fact]
    public async Task Restoring_from_the_archive_begins_a_new_period()
    {
        Announcement made = await Editor.CreateAsync(new { title = Unique("Okres"), publishedAt = LongAgo, status = "published" });
        await Editor.ActAsync(made, "archive");
        Answer restored = (await Editor.Post($"{made.Address}/restore").SendAsync()).Is(HttpStatusCode.OK);
        Assert.True((DateTimeOffset)restored.Json["archiveAt"]! > DateTimeOffset.UtcNow.AddDays(1), "it would be archived again at once");
    }

    [Fact]
    public async Task A_binned_one_comes_back_as_a_draft_under_its_address()
    {
        Announcement made = await Editor.PublishedAsync();
        Announcement binned = await Editor.ActAsync(made, "delete");
        Assert.Equal("deleted", binned.Status);
        Announcement draft = await Editor.ActAsync(binned, "restore");
        Assert.Equal(("draft", made.Slug, made.Body), (draft.Status, draft.Slug, draft.Body));
        (await Reader.GetAsync(made.Address)).Is(HttpStatusCode.NotFound);
        Announcement again = await Editor.ActAsync(draft, "publish");
        Assert.Equal(made.PublishedAt, again.PublishedAt);
        (await Reader.GetAsync($"/api/announcements/{made.Slug}")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_action_honours_If_Match_when_it_is_sent()
    {
        Announcement made = await Editor.PublishedAsync();
        (await Editor.Post($"{made.Address}/archive").IfMatch("\"r9\"").SendAsync()).IsProblem(HttpStatusCode.PreconditionFailed, "changed-meanwhile");
        (await Editor.Post($"{made.Address}/archive").IfMatch(made.ETag).SendAsync()).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Pressed_twice_at_once_an_action_is_done_once()
    {
        Announcement draft = await Editor.CreateAsync(new { title = Unique("Dwuklik") });
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Editor.Post($"{draft.Address}/publish").SendAsync()));
        Assert.All(answers, answer => Assert.Equal(2, answer.Announcement().Revision));
    }

    private async Task AssertPublicSees(Announcement present)
    {
        Answer answer = await Reader.GetAsync(present.Address);
        answer.Is(present.Status switch
        {
            "draft" or "scheduled" => HttpStatusCode.NotFound,
            "deleted" => HttpStatusCode.Gone,
            _ => HttpStatusCode.OK,
        });
        if (answer.Status == HttpStatusCode.OK)
        {
            Assert.Equal(present.Status, answer.Announcement().Status);
        }
    }

    private async Task<Announcement> InAsync(string state)
    {
        Announcement made = state switch
        {
            "draft" => await Editor.CreateAsync(new { title = Unique("Szkic"), body = "Treść." }),
            "scheduled" => await Editor.CreateAsync(new { title = Unique("Termin"), body = "Treść.", status = "published", publishedAt = FarAway }),
            _ => await Editor.PublishedAsync(),
        };
        return state switch
        {
            "archived" => await Editor.ActAsync(made, "archive"),
            "deleted" => await Editor.ActAsync(made, "delete"),
            _ => made,
        };
    }
}
