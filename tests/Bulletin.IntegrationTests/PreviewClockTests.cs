using System.Net;
using Bulletin.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Bulletin.IntegrationTests;

/// <summary>Drafts and links by the clock, what they cost, and what becomes of their rows.</summary>
public sealed class PreviewClockTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Instant = TimeSpan.FromTicks(1);

    private readonly FakeTimeProvider clock = new(Start);
    private readonly BeforeStorage storage = new();
    private readonly string table = AzuriteFixture.NewTableName();
    private Service service = null!;
    private Newsroom newsroom = null!;
    private SiteRows rows = null!;

    public async ValueTask InitializeAsync()
    {
        service = await Service.StartAsync(azurite, [new("Bulletin:PreviewUrl", "https://www.example.org/podglad?t={token}")], clock, table, storage);
        newsroom = Newsroom.At(service);
        rows = new SiteRows(service);
    }

    public async ValueTask DisposeAsync()
    {
        newsroom.Dispose();
        await service.DisposeAsync();
    }

    [Fact]
    public async Task A_link_is_over_at_its_instant_and_costs_no_storage_then()
    {
        Guid draft = (await newsroom.CreateAsync(new { title = "Szkic" })).Id;
        Answer made = await PreviewAsync(draft, new { expiresAt = Start.AddHours(1) });
        Assert.Equal($"https://www.example.org/podglad?t={made.Body!["token"]}", (string?)made.Body!["url"]);
        clock.Advance(TimeSpan.FromHours(1) - Instant);
        (await FollowAsync(made)).Expect(HttpStatusCode.OK);
        clock.Advance(Instant);
        int before = storage.Count;
        Assert.Equal("preview-over", (await FollowAsync(made)).Expect(HttpStatusCode.Gone).Problem);
        Assert.Equal(before, storage.Count);
    }

    [Fact]
    public async Task A_link_to_a_scheduled_one_is_over_at_its_instant_before_any_timer_and_does_not_come_back()
    {
        Guid scheduled = (await newsroom.CreateAsync(new { title = "Zapowiedź", status = "published", publishedAt = Start.AddHours(1) })).Id;
        Answer made = await PreviewAsync(scheduled);
        clock.Advance(TimeSpan.FromHours(1) - Instant);
        (await FollowAsync(made)).Expect(HttpStatusCode.OK);
        clock.Advance(Instant);
        (await FollowAsync(made)).Expect(HttpStatusCode.Gone);
        // Moved into the future again, by nobody but the clock published before.
        Assert.Equal("scheduled", (await newsroom.PatchAsync(scheduled, new { publishedAt = Start.AddHours(9) })).State);
        (await FollowAsync(made)).Expect(HttpStatusCode.Gone);
        (await FollowAsync(await PreviewAsync(scheduled))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_draft_of_a_scheduled_one_is_published_after_its_instant_too_and_needs_no_timer()
    {
        Guid scheduled = (await newsroom.CreateAsync(new { title = "Zapowiedź", status = "published", publishedAt = Start.AddHours(1) })).Id;
        Answer draft = await PutDraftAsync(scheduled, "Poprawiona");
        clock.Advance(TimeSpan.FromHours(1));
        Answer published = (await newsroom.SendAsync(HttpMethod.Post, $"/api/announcements/{scheduled}/draft/publish", ifMatch: draft.ETag)).Expect(HttpStatusCode.OK);
        Assert.Equal(("published", "Poprawiona"), (published.State, (string?)published.Body!["title"]));
        await service.RunTimersAsync();
        Assert.Empty(await service.VerifyAsync());
    }

    [Fact]
    public async Task What_was_not_signed_costs_no_storage_request()
    {
        await PreviewAsync((await newsroom.CreateAsync(new { title = "Szkic" })).Id);
        int before = storage.Count;
        foreach (string forged in (string[])[new string('A', 84), "AQ" + new string('A', 82), "AQ" + new string('z', 82), "x"])
        {
            (await newsroom.ReadAsync($"/api/previews/{forged}")).Expect(HttpStatusCode.NotFound);
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
            (await newsroom.ReadAsync(forged)).Expect(HttpStatusCode.NotFound);
        }

        Assert.Equal(before + 1, storage.Count);
        clock.Advance(TimeSpan.FromSeconds(1));
        (await newsroom.ReadAsync(forged)).Expect(HttpStatusCode.NotFound);
        Assert.Equal(before + 2, storage.Count);
    }

    [Fact]
    public async Task A_link_to_what_is_over_costs_one_storage_request()
    {
        Guid published = (await newsroom.PublishNewAsync("Wpis")).Id;
        Answer draft = await PutDraftAsync(published, "Nowa");
        Answer made = await PreviewAsync(published);
        (await newsroom.SendAsync(HttpMethod.Delete, $"/api/announcements/{published}/draft", ifMatch: draft.ETag)).Expect(HttpStatusCode.NoContent);
        int before = storage.Count;
        (await FollowAsync(made)).Expect(HttpStatusCode.Gone);
        Assert.Equal(before + 1, storage.Count);
    }

    [Fact]
    public async Task Every_instance_knows_the_links_of_the_others_and_no_other_site_does()
    {
        await using Service second = await Service.StartAsync(azurite, clock: clock, table: table);
        await using Service otherSite = await Service.StartAsync(azurite, [new("Bulletin:Site", "other")], clock, table);
        using var elsewhere = Newsroom.At(second);
        using var abroad = Newsroom.At(otherSite);
        Guid foreign = (await abroad.CreateAsync(new { title = "Gdzie indziej" })).Id;
        Answer made = await PreviewAsync((await newsroom.CreateAsync(new { title = "Szkic" })).Id);
        Answer madeAbroad = (await abroad.SendAsync(HttpMethod.Post, $"/api/announcements/{foreign}/preview")).Expect(HttpStatusCode.Created);
        string path = $"/api/previews/{made.Body!["token"]}";

        // Both at once, while the secret is not known there.
        Answer[] answers = await Task.WhenAll(elsewhere.ReadAsync(path), elsewhere.ReadAsync(path), elsewhere.ReadAsync(path));
        Assert.All(answers, answer => answer.Expect(HttpStatusCode.OK));
        (await abroad.ReadAsync(path)).Expect(HttpStatusCode.NotFound);
        (await FollowAsync(madeAbroad)).Expect(HttpStatusCode.NotFound);
        Assert.Single(await rows.ReadAsync("o:"));
        Assert.Empty(await service.VerifyAsync());
    }

    [Fact]
    public async Task A_draft_is_purged_with_its_announcement()
    {
        Guid published = (await newsroom.PublishNewAsync("Wpis")).Id;
        await PutDraftAsync(published, "Nowa");
        await newsroom.DeleteAsync(published);
        clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromMilliseconds(1));
        await service.RunTimersAsync();
        Assert.Single(await rows.ReadAsync("w:"));
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await service.RunTimersAsync();
        Assert.Empty(await rows.ReadAsync("w:"));
        Assert.Empty(await service.VerifyAsync());
    }

    [Fact]
    public async Task Two_instances_that_put_and_publish_at_once_lose_nothing()
    {
        await using Service second = await Service.StartAsync(azurite, clock: clock, table: table);
        using var elsewhere = Newsroom.At(second);
        Guid published = (await newsroom.PublishNewAsync("Wpis")).Id;
        string draft = $"/api/announcements/{published}/draft";
        for (int round = 0; round < 5; round++)
        {
            Answer begun = await PutDraftAsync(published, $"Wersja {round}");
            Answer[] answers = await Task.WhenAll(
                newsroom.SendAsync(HttpMethod.Post, $"{draft}/publish", ifMatch: begun.ETag),
                elsewhere.SendAsync(HttpMethod.Put, draft, new { title = $"Inna {round}" }, begun.ETag));
            Answer last = await newsroom.ReadForEditorsAsync($"/api/editor/announcements/{published}");
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
                (await newsroom.SendAsync(HttpMethod.Delete, draft, ifMatch: answers[1].ETag)).Expect(HttpStatusCode.NoContent);
            }
        }

        Assert.Empty(await service.VerifyAsync());
    }

    [Fact]
    public async Task The_verifier_names_a_draft_or_a_secret_that_cannot_be()
    {
        Guid published = (await newsroom.PublishNewAsync("Wpis")).Id;
        Guid other = (await newsroom.PublishNewAsync("Inny")).Id;
        await PutDraftAsync(published, "Nowa");
        Azure.Data.Tables.TableEntity row = await rows.SingleAsync("w:");
        row.RowKey = RowKeys.Draft(other);
        await rows.PutAsync(row);
        await rows.PutAsync(RowKeys.Draft(Guid.Empty), "AnnouncementDraft", "{}"u8.ToArray());
        await rows.PutAsync(RowKeys.PreviewKey, "Key", new byte[16]);
        await rows.PutAsync("o:x", "Key", new byte[32]);

        IReadOnlyList<string> violations = await service.VerifyAsync();

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
        Guid published = (await newsroom.PublishNewAsync("Wpis")).Id;
        await PutDraftAsync(published, "Nowa");
        await rows.DeleteAsync(await rows.SingleAsync(RowKeys.Announcement(published)));

        Assert.Contains($"w:{published}: its announcement does not exist", await service.VerifyAsync());
    }

    private async Task<Answer> PreviewAsync(Guid id, object? body = null) =>
        (await newsroom.SendAsync(HttpMethod.Post, $"/api/announcements/{id}/preview", body)).Expect(HttpStatusCode.Created);

    private Task<Answer> FollowAsync(Answer made) => newsroom.ReadAsync($"/api/previews/{made.Body!["token"]}");

    private async Task<Answer> PutDraftAsync(Guid id, string title) =>
        (await newsroom.SendAsync(HttpMethod.Put, $"/api/announcements/{id}/draft", new { title, body = "Tekst." })).Expect(HttpStatusCode.Created);
}
