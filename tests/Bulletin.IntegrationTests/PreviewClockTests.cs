using System.Net;
using Azure.Core.Pipeline;
using Bulletin.Storage;

namespace Bulletin.IntegrationTests;

/// <summary>Drafts and links by the clock, what they cost, and what becomes of their rows.</summary>
public sealed class PreviewClockTests(AzuriteFixture azurite) : ClockedTests(
    azurite, [new("Bulletin:PreviewUrl", "https://www.example.org/podglad?t={token}")])
{
    // Finer than the stored times.
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private readonly BeforeStorage storage = new();

    protected override HttpPipelinePolicy? Observer => storage;

    [Fact]
    public async Task A_link_is_over_at_its_instant_and_costs_no_storage_then()
    {
        Guid draft = (await Newsroom.CreateAsync(new { title = "Szkic" })).Id;
        Answer made = await PreviewAsync(draft, new { expiresAt = Start.AddHours(1) });
        Assert.Equal($"https://www.example.org/podglad?t={made.Body!["token"]}", (string?)made.Body!["url"]);
        Clock.Advance(TimeSpan.FromHours(1) - Tick);
        (await FollowAsync(made)).Expect(HttpStatusCode.OK);
        Clock.Advance(Tick);
        int before = storage.Count;
        Assert.Equal("preview-over", (await FollowAsync(made)).Expect(HttpStatusCode.Gone).Problem);
        Assert.Equal(before, storage.Count);
    }

    [Fact]
    public async Task A_link_to_a_scheduled_one_is_over_at_its_instant_before_any_timer_and_does_not_come_back()
    {
        Guid scheduled = (await Newsroom.CreateAsync(new { title = "Zapowiedź", status = "published", publishedAt = Start.AddHours(1) })).Id;
        Answer made = await PreviewAsync(scheduled);
        Clock.Advance(TimeSpan.FromHours(1) - Tick);
        (await FollowAsync(made)).Expect(HttpStatusCode.OK);
        Clock.Advance(Tick);
        (await FollowAsync(made)).Expect(HttpStatusCode.Gone);
        // Moved into the future again, by nobody but the clock published before.
        Assert.Equal("scheduled", (await Newsroom.PatchAsync(scheduled, new { publishedAt = Start.AddHours(9) })).State);
        (await FollowAsync(made)).Expect(HttpStatusCode.Gone);
        (await FollowAsync(await PreviewAsync(scheduled))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_draft_of_a_scheduled_one_is_published_after_its_instant_too_and_needs_no_timer()
    {
        Guid scheduled = (await Newsroom.CreateAsync(new { title = "Zapowiedź", status = "published", publishedAt = Start.AddHours(1) })).Id;
        Answer draft = await PutDraftAsync(scheduled, "Poprawiona");
        Clock.Advance(TimeSpan.FromHours(1));
        Answer published = (await Newsroom.SendAsync(HttpMethod.Post, $"/api/announcements/{scheduled}/draft/publish", ifMatch: draft.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal(("published", "Poprawiona"), (published.State, (string?)published.Body!["title"]));
        await Service.RunTimersAsync();
        Assert.Empty(await Service.VerifyAsync());
    }

    [Fact]
    public async Task What_was_not_signed_costs_no_storage_request()
    {
        await PreviewAsync((await Newsroom.CreateAsync(new { title = "Szkic" })).Id);
        int before = storage.Count;
        foreach (string forged in (string[])[new string('A', 84), "AQ" + new string('A', 82), "AQ" + new string('z', 82), "x"])
        {
            (await Newsroom.ReadAsync($"/api/previews/{forged}")).Expect(HttpStatusCode.NotFound);
        }

        Assert.Equal(before, storage.Count);
    }

    [Fact]
    public async Task A_site_that_never_made_a_link_is_asked_for_its_secret_once_a_second_at_most()
    {
        string forged = $"/api/previews/AQ{new string('A', 82)}";
        int before = storage.Count;
        for (int number = 0; number < 5; number++)
        {
            (await Newsroom.ReadAsync(forged)).Expect(HttpStatusCode.NotFound);
        }

        Assert.Equal(before + 1, storage.Count);
        Clock.Advance(TimeSpan.FromSeconds(1));
        (await Newsroom.ReadAsync(forged)).Expect(HttpStatusCode.NotFound);
        Assert.Equal(before + 2, storage.Count);
    }

    [Fact]
    public async Task A_link_to_what_is_over_costs_one_storage_request()
    {
        Guid published = (await Newsroom.PublishNewAsync("Wpis")).Id;
        Answer draft = await PutDraftAsync(published, "Nowa");
        Answer made = await PreviewAsync(published);
        (await Newsroom.SendAsync(HttpMethod.Delete, $"/api/announcements/{published}/draft", ifMatch: draft.ETag)).Expect(HttpStatusCode.NoContent);
        int before = storage.Count;
        (await FollowAsync(made)).Expect(HttpStatusCode.Gone);
        Assert.Equal(before + 1, storage.Count);
    }

    [Fact]
    public async Task Every_instance_knows_the_links_of_the_others_and_no_other_site_does()
    {
        await using Service second = await Service.StartAsync(Azurite, clock: Clock, table: Table);
        await using Service otherSite = await Service.StartAsync(Azurite, [new("Bulletin:Site", "other")], Clock, Table);
        using var elsewhere = Newsroom.At(second);
        using var abroad = Newsroom.At(otherSite);
        Guid foreign = (await abroad.CreateAsync(new { title = "Gdzie indziej" })).Id;
        Answer made = await PreviewAsync((await Newsroom.CreateAsync(new { title = "Szkic" })).Id);
        Answer madeAbroad = (await abroad.SendAsync(HttpMethod.Post, $"/api/announcements/{foreign}/preview")).Expect(HttpStatusCode.Created);
        string path = $"/api/previews/{made.Body!["token"]}";

        // Both at once, while the secret is not known there.
        Answer[] answers = await Task.WhenAll(elsewhere.ReadAsync(path), elsewhere.ReadAsync(path), elsewhere.ReadAsync(path));
        Assert.All(answers, answer => answer.Expect(HttpStatusCode.OK));
        (await abroad.ReadAsync(path)).Expect(HttpStatusCode.NotFound);
        (await FollowAsync(madeAbroad)).Expect(HttpStatusCode.NotFound);
        Assert.Single(await Rows.ReadAsync("o:"));
        Assert.Empty(await Service.VerifyAsync());
    }

    [Fact]
    public async Task A_draft_is_purged_with_its_announcement()
    {
        Guid published = (await Newsroom.PublishNewAsync("Wpis")).Id;
        await PutDraftAsync(published, "Nowa");
        await Newsroom.DeleteAsync(published);
        Clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromMilliseconds(1));
        await Service.RunTimersAsync();
        Assert.Single(await Rows.ReadAsync("w:"));
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        await Service.RunTimersAsync();
        Assert.Empty(await Rows.ReadAsync("w:"));
        Assert.Empty(await Service.VerifyAsync());
    }

    [Fact]
    public async Task Two_instances_that_put_and_publish_at_once_lose_nothing()
    {
        await using Service second = await Service.StartAsync(Azurite, clock: Clock, table: Table);
        using var elsewhere = Newsroom.At(second);
        Guid published = (await Newsroom.PublishNewAsync("Wpis")).Id;
        string draft = $"/api/announcements/{published}/draft";
        for (int round = 0; round < 5; round++)
        {
            Answer begun = await PutDraftAsync(published, $"Wersja {round}");
            Answer[] answers = await Task.WhenAll(
                Newsroom.SendAsync(HttpMethod.Post, $"{draft}/publish", ifMatch: begun.ETag),
                elsewhere.SendAsync(HttpMethod.Put, draft, new { title = $"Inna {round}" }, begun.ETag));
            Answer last = await Newsroom.ReadForEditorsAsync($"/api/editor/announcements/{published}");
            if (answers[0].Status == HttpStatusCode.OK)
            {
                answers[1].Expect(HttpStatusCode.PreconditionFailed);
                Assert.Equal($"Wersja {round}", (string?)last.Body!["title"]);
                Assert.Null(last.Body["draft"]);
            }
            else
            {
                answers[0].Expect(HttpStatusCode.PreconditionFailed);
                answers[1].Expect(HttpStatusCode.OK);
                (await Newsroom.SendAsync(HttpMethod.Delete, draft, ifMatch: answers[1].ETag)).Expect(HttpStatusCode.NoContent);
            }
        }

        Assert.Empty(await Service.VerifyAsync());
    }

    [Fact]
    public async Task The_verifier_names_a_draft_or_a_secret_that_cannot_be()
    {
        Guid published = (await Newsroom.PublishNewAsync("Wpis")).Id;
        Guid other = (await Newsroom.PublishNewAsync("Inny")).Id;
        await PutDraftAsync(published, "Nowa");
        Azure.Data.Tables.TableEntity row = await Rows.SingleAsync("w:");
        row.RowKey = RowKeys.Draft(other);
        await Rows.PutAsync(row);
        await Rows.PutAsync(RowKeys.Draft(Guid.Empty), "AnnouncementDraft", "{}"u8.ToArray());
        await Rows.PutAsync(RowKeys.PreviewKey, "Key", new byte[16]);
        await Rows.PutAsync("o:x", "Key", new byte[32]);

        IReadOnlyList<string> violations = await Service.VerifyAsync();

        foreach (string beginning in (string[])
        [
            $"w:{other}: holds a draft of announcement {published}", $"w:{Guid.Empty}: cannot be read (", "o:preview: cannot be read (", "o:x: is of no known kind",
        ])
        {
            Assert.Contains(violations, line => line.StartsWith(beginning, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_verifier_names_a_draft_without_its_announcement()
    {
        Guid published = (await Newsroom.PublishNewAsync("Wpis")).Id;
        await PutDraftAsync(published, "Nowa");
        await Rows.DeleteAsync(await Rows.SingleAsync(RowKeys.Announcement(published)));

        Assert.Contains($"w:{published}: its announcement does not exist", await Service.VerifyAsync());
    }

    private async Task<Answer> PreviewAsync(Guid id, object? body = null) =>
        (await Newsroom.SendAsync(HttpMethod.Post, $"/api/announcements/{id}/preview", body)).Expect(HttpStatusCode.Created);

    private Task<Answer> FollowAsync(Answer made) => Newsroom.ReadAsync($"/api/previews/{made.Body!["token"]}");

    private async Task<Answer> PutDraftAsync(Guid id, string title) =>
        (await Newsroom.SendAsync(HttpMethod.Put, $"/api/announcements/{id}/draft", new { title, body = "Tekst." })).Expect(HttpStatusCode.Created);
}
