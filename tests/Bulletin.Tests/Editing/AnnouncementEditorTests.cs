using Azure.Data.Tables;
using Bulletin.Announcements;
using Bulletin.Editing;
using Bulletin.Http;
using Bulletin.Media;
using Bulletin.Problems;
using Bulletin.Site;
using Bulletin.Storage;
using Bulletin.Tests.Http;
using Bulletin.Tests.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Bulletin.Tests.Editing;

public sealed class AnnouncementEditorTests : IDisposable
{
    private static readonly Actor Editor = new("Ewa", Role.Editor);
    private static readonly Actor Author = new("Adam", Role.Author);

    private readonly FakeTable fake = new();
    private readonly FakeTimeProvider clock = new(A.Moment);
    private readonly CategoryCache categories;
    private readonly SiteWriter writer;
    private readonly AnnouncementEditor editor;

    public AnnouncementEditorTests()
    {
        categories = new CategoryCache(fake.Table, clock, new RefillLimits { Fresh = TimeSpan.FromSeconds(5), Stale = TimeSpan.Zero });
        writer = new SiteWriter(fake.Table, categories, clock, new SiteWriterLimits { ShortestPause = TimeSpan.FromMilliseconds(0.1), LongestPause = TimeSpan.FromMilliseconds(1) });
        editor = new AnnouncementEditor(writer, A.Preparation, new MediaUses(writer, clock), BulletinSettingsTests.Read(), clock);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"title": "T", "status": "published", "expiresAt": "2024-04-23T08:33:00Z"}""")]
    [InlineData("""{"title": "T", "status": "published", "expiresAt": "2020-01-01T00:00:00Z"}""")]
    [InlineData("""{"title": "T", "status": "published", "publishedAt": "2024-05-01T00:00:00Z", "expiresAt": "2024-05-01T00:00:00Z"}""")]
    [InlineData("""{"title": "T", "publishedAt": "2024-05-01T00:00:00Z", "expiresAt": "2024-04-30T00:00:00Z"}""")]
    public async Task An_expiry_that_is_not_after_the_publication_is_refused_and_nothing_written(string json)
    {
        await AssertProblemAsync("invalid", () => CreateAsync(json));
        Assert.Empty(fake.Keys);
    }

    [Fact]
    public async Task A_draft_whose_expiry_has_passed_cannot_be_published_in_any_way()
    {
        Announcement draft = await CreateAsync("""{"title": "T", "expiresAt": "2024-04-24T00:00:00Z"}""");
        clock.Advance(TimeSpan.FromDays(2));
        await AssertProblemAsync("invalid", () => editor.PublishAsync(draft.Id, AnnouncementInput.ReadPublication(A.Json("{}")), IfMatch.None, Editor, Stop));
        await AssertProblemAsync("invalid", () => PatchAsync(draft.Id, """{"status": "published"}"""));
        await AssertProblemAsync("invalid", () => editor.ReplaceAsync(
            draft.Id, A.Input("""{"title": "T", "status": "published", "expiresAt": "2024-04-24T00:00:00Z"}""", isPatch: false), IfMatch.None, Editor, Stop));
        Assert.Equal(1, fake.Version);
    }

    [Fact]
    public async Task Slugs_made_from_titles_are_numbered_and_one_that_was_asked_for_is_refused()
    {
        Assert.Equal("dzien-otwarty", (await CreateAsync("""{"title": "Dzień otwarty"}""")).Slug);
        Assert.Equal("dzien-otwarty-2", (await CreateAsync("""{"title": "Dzień otwarty"}""")).Slug);
        Assert.Equal("dzien-otwarty-3", (await CreateAsync("""{"title": "Dzień otwarty"}""")).Slug);
        await AssertProblemAsync("slug-taken", () => CreateAsync("""{"title": "Inny", "slug": "dzien-otwarty-2"}"""));
        Assert.Equal(3, fake.Version);
    }

    [Fact]
    public async Task A_new_title_keeps_the_address_and_a_new_slug_keeps_the_old_one_too()
    {
        Announcement made = await CreateAsync("""{"title": "Stary"}""");
        Assert.Equal("stary", (await PatchAsync(made.Id, """{"title": "Nowy"}""")).Slug);
        Announcement renamed = await PatchAsync(made.Id, """{"slug": null}""");
        Assert.Equal(("nowy", "stary"), (renamed.Slug, Assert.Single(renamed.FormerSlugs)));
        // It may have its own former slug back, which nobody else may take.
        await AssertProblemAsync("slug-taken", () => CreateAsync("""{"title": "X", "slug": "stary"}"""));
        Announcement back = await PatchAsync(made.Id, """{"slug": "stary"}""");
        Assert.Equal(("stary", "nowy"), (back.Slug, Assert.Single(back.FormerSlugs)));
    }

    [Fact]
    public async Task A_stale_save_overwrites_nothing()
    {
        Announcement made = await CreateAsync("""{"title": "T"}""");
        await PatchAsync(made.Id, """{"title": "Od Ewy"}""");
        await AssertProblemAsync("changed-meanwhile", () => PatchAsync(made.Id, """{"title": "Od Jana"}""", IfMatchTests.Header("\"r1\"")));
        Assert.Equal("Od Ewy", Announcement.FromRow(fake[RowKeys.Announcement(made.Id)]).Title);
    }

    [Fact]
    public async Task Of_two_saves_of_the_same_revision_at_the_same_time_one_is_refused()
    {
        Announcement made = await CreateAsync("""{"title": "T"}""");
        var otherCategories = new CategoryCache(fake.Table, clock, new RefillLimits { Fresh = TimeSpan.FromSeconds(5), Stale = TimeSpan.Zero });
        using var otherWriter = new SiteWriter(fake.Table, otherCategories, clock, new SiteWriterLimits());
        var other = new AnnouncementEditor(otherWriter, A.Preparation, new MediaUses(otherWriter, clock), BulletinSettingsTests.Read(), clock);
        // The other instance commits while the request of this one is under way.
        fake.OnSubmit(async (commit, _) =>
        {
            await other.PatchAsync(made.Id, A.Input("""{"title": "Od Jana"}"""), IfMatchTests.Header("\"r1\""), Editor, Stop);
            commit();
        });

        await AssertProblemAsync("changed-meanwhile", () => PatchAsync(made.Id, """{"title": "Od Ewy"}""", IfMatchTests.Header("\"r1\"")));

        Assert.Equal("Od Jana", Announcement.FromRow(fake[RowKeys.Announcement(made.Id)]).Title);
    }

    [Fact]
    public async Task What_changes_nothing_writes_nothing()
    {
        Announcement made = await CreateAsync("""{"title": "T", "body": "B", "status": "published"}""");
        Assert.Equal(made.Revision, (await PatchAsync(made.Id, """{"title": "T", "pinned": false, "changeNote": "x"}""")).Revision);
        await editor.PublishAsync(made.Id, AnnouncementInput.ReadPublication(A.Json("{}")), IfMatch.None, Editor, Stop);
        await editor.RestoreAsync(made.Id, IfMatch.None, Editor, Stop);
        Assert.Equal(1, fake.Version);
    }

    [Fact]
    public async Task A_request_that_is_repeated_with_its_key_is_done_once()
    {
        IdempotencyKey key = IdempotencyKey.Of(Editor, "k", "one"u8);
        Announcement first = await CreateAsync("""{"title": "T"}""", key);
        await PatchAsync(first.Id, """{"title": "Zmieniony"}""");
        clock.Advance(TimeSpan.FromHours(23));
        Announcement again = await CreateAsync("""{"title": "T"}""", key);
        Assert.Equal((first.Id, "Zmieniony"), (again.Id, again.Title));
        await AssertProblemAsync("idempotency-key-reused", () => CreateAsync("""{"title": "Inny"}""", IdempotencyKey.Of(Editor, "k", "other"u8)));
        // The key of another person is another key, and after a day it is forgotten.
        Assert.NotEqual(first.Id, (await CreateAsync("""{"title": "T"}""", IdempotencyKey.Of(new Actor("Jan", Role.Editor), "k", "one"u8))).Id);
        clock.Advance(TimeSpan.FromHours(1));
        Assert.NotEqual(first.Id, (await CreateAsync("""{"title": "T"}""", key)).Id);
    }

    [Fact]
    public async Task Authors_write_drafts_of_their_own_only()
    {
        Announcement own = await CreateAsync("""{"title": "Mój"}""", actor: Author);
        Announcement others = await CreateAsync("""{"title": "Cudzy"}""");
        Assert.Equal("Nowy", (await PatchAsync(own.Id, """{"title": "Nowy"}""", actor: Author)).Title);
        await AssertProblemAsync("forbidden", () => PatchAsync(own.Id, """{"status": "published"}""", actor: Author));
        await AssertProblemAsync("forbidden", () => CreateAsync("""{"title": "T", "status": "published"}""", actor: Author));
        await AssertProblemAsync("forbidden", () => PatchAsync(others.Id, """{"title": "X"}""", actor: Author));
        await editor.PublishAsync(own.Id, AnnouncementInput.ReadPublication(A.Json("{}")), IfMatch.None, Editor, Stop);
        await AssertProblemAsync("forbidden", () => PatchAsync(own.Id, """{"title": "X"}""", actor: Author));
        await AssertProblemAsync("forbidden", () => editor.DeleteAsync(own.Id, IfMatch.None, Author, Stop));
    }

    public static TheoryData<AnnouncementStatus, string, string> States => new()
    {
        // The table of states and actions in the contract: a state, or the same revision, or a problem.
        { AnnouncementStatus.Draft, "publish", "published" },
        { AnnouncementStatus.Scheduled, "publish", "published" },
        { AnnouncementStatus.Published, "publish", "no change" },
        { AnnouncementStatus.Archived, "publish", "wrong-state" },
        { AnnouncementStatus.Deleted, "publish", "wrong-state" },
        { AnnouncementStatus.Draft, "unpublish", "no change" },
        { AnnouncementStatus.Scheduled, "unpublish", "draft" },
        { AnnouncementStatus.Published, "unpublish", "draft" },
        { AnnouncementStatus.Archived, "unpublish", "wrong-state" },
        { AnnouncementStatus.Deleted, "unpublish", "wrong-state" },
        { AnnouncementStatus.Draft, "archive", "wrong-state" },
        { AnnouncementStatus.Scheduled, "archive", "wrong-state" },
        { AnnouncementStatus.Published, "archive", "archived" },
        { AnnouncementStatus.Archived, "archive", "no change" },
        { AnnouncementStatus.Deleted, "archive", "wrong-state" },
        { AnnouncementStatus.Draft, "restore", "wrong-state" },
        { AnnouncementStatus.Scheduled, "restore", "wrong-state" },
        { AnnouncementStatus.Published, "restore", "no change" },
        { AnnouncementStatus.Archived, "restore", "published" },
        { AnnouncementStatus.Deleted, "restore", "draft" },
        { AnnouncementStatus.Draft, "delete", "deleted" },
        { AnnouncementStatus.Scheduled, "delete", "deleted" },
        { AnnouncementStatus.Published, "delete", "deleted" },
        { AnnouncementStatus.Archived, "delete", "deleted" },
        { AnnouncementStatus.Deleted, "delete", "no change" },
    };

    [Theory]
    [MemberData(nameof(States))]
    public async Task Each_action_does_in_each_state_what_the_contract_says(AnnouncementStatus status, string action, string outcome)
    {
        Announcement stored = status switch
        {
            AnnouncementStatus.Scheduled => A.Scheduled(A.Moment.AddDays(9)),
            AnnouncementStatus.Published => A.Published(),
            AnnouncementStatus.Archived => A.Archived(A.Moment),
            AnnouncementStatus.Deleted => A.Deleted(A.Moment),
            _ => A.Draft(),
        };
        foreach (TableEntity row in AnnouncementRows.Of(fake.Table, stored))
        {
            fake.Put(row);
        }

        string came;
        try
        {
            Announcement after = (action switch
            {
                "publish" => await editor.PublishAsync(stored.Id, AnnouncementInput.ReadPublication(A.Json("{}")), IfMatch.None, Editor, Stop),
                "unpublish" => await editor.UnpublishAsync(stored.Id, IfMatch.None, Editor, Stop),
                "archive" => await editor.ArchiveAsync(stored.Id, IfMatch.None, Editor, Stop),
                "restore" => await editor.RestoreAsync(stored.Id, IfMatch.None, Editor, Stop),
                _ => await editor.DeleteAsync(stored.Id, IfMatch.None, Editor, Stop),
            }).Announcement;
            came = after.Revision == stored.Revision ? "no change" : after.Status.Word();
        }
        catch (ProblemException problem)
        {
            came = problem.Problem.Kind.Name;
        }

        Assert.Equal(outcome, came);
    }

    [Fact]
    public async Task What_has_expired_is_restored_without_its_expiry()
    {
        Announcement made = await CreateAsync("""{"title": "T", "status": "published", "expiresAt": "2024-04-24T00:00:00Z"}""");
        clock.Advance(TimeSpan.FromDays(2));
        (Announcement restored, _) = await editor.RestoreAsync(made.Id, IfMatch.None, Editor, Stop);
        Assert.Equal((AnnouncementStatus.Published, null, A.Moment, A.Moment.AddDays(2) + A.Year), (restored.Status, restored.ExpiresAt, restored.PublishedAt, restored.ArchiveAt));
    }

    [Fact]
    public async Task Publishing_a_draft_with_a_date_to_come_schedules_it_and_publishing_again_puts_it_out_now()
    {
        Announcement draft = await CreateAsync("""{"title": "T"}""");
        (Announcement scheduled, _) = await editor.PublishAsync(
            draft.Id, AnnouncementInput.ReadPublication(A.Json("""{"publishedAt": "2024-05-01T10:00:00+02:00"}""")), IfMatch.None, Editor, Stop);
        Assert.Equal((AnnouncementStatus.Scheduled, new DateTimeOffset(2024, 5, 1, 8, 0, 0, TimeSpan.Zero)), (scheduled.Status, scheduled.PublishedAt));
        (Announcement published, _) = await editor.PublishAsync(draft.Id, AnnouncementInput.ReadPublication(A.Json("{}")), IfMatch.None, Editor, Stop);
        Assert.Equal((AnnouncementStatus.Published, A.Moment), (published.Status, published.PublishedAt));
    }

    [Fact]
    public async Task What_another_instance_changed_between_reading_and_writing_is_not_overwritten()
    {
        Announcement made = await CreateAsync("""{"title": "T", "body": "Treść"}""");
        using SiteWriter otherWriter = OtherWriter();
        var other = new AnnouncementEditor(otherWriter, A.Preparation, new MediaUses(otherWriter, clock), BulletinSettingsTests.Read(), clock);
        // The announcement is read first, then the site's version.
        fake.OnRead(_ => Task.CompletedTask).OnRead(_ => other.PatchAsync(made.Id, A.Input("""{"title": "Od Jana"}"""), IfMatch.None, Editor, Stop));
        Announcement patched = await PatchAsync(made.Id, """{"author": "Ewa"}""");
        Assert.Equal(("Od Jana", "Ewa", 3), (patched.Title, patched.Author, patched.Revision));

        fake.OnRead(_ => Task.CompletedTask).OnRead(_ => other.PatchAsync(made.Id, A.Input("""{"title": "Znów"}"""), IfMatch.None, Editor, Stop));
        await AssertProblemAsync("changed-meanwhile", () => PatchAsync(made.Id, """{"author": "Jan"}""", IfMatchTests.Header("\"r3\"")));
        Assert.Equal(("Znów", "Ewa"), (Stored(made.Id).Title, Stored(made.Id).Author));
    }

    [Fact]
    public async Task What_was_purged_between_reading_and_writing_is_not_found()
    {
        Announcement made = await CreateAsync("""{"title": "T"}""");
        using SiteWriter otherWriter = OtherWriter();
        fake.OnRead(_ => Task.CompletedTask).OnRead(async _ =>
        {
            await new AnnouncementEditor(otherWriter, A.Preparation, new MediaUses(otherWriter, clock), BulletinSettingsTests.Read(), clock).DeleteAsync(made.Id, IfMatch.None, Editor, Stop);
            await otherWriter.PurgeAsync(made.Id, IfMatch.None, Editor, Stop);
        });
        await AssertProblemAsync("not-found", () => PatchAsync(made.Id, """{"title": "Inny"}"""));
        Assert.Equal(3, fake.Version);
    }

    public void Dispose() => writer.Dispose();

    private Announcement Stored(Guid id) => Announcement.FromRow(fake[RowKeys.Announcement(id)]);

    private SiteWriter OtherWriter() => new(
        fake.Table, new CategoryCache(fake.Table, clock, new RefillLimits { Fresh = TimeSpan.FromSeconds(5), Stale = TimeSpan.Zero }), clock, new SiteWriterLimits());

    private async Task<Announcement> CreateAsync(string json, IdempotencyKey? key = null, Actor? actor = null) =>
        (await editor.CreateAsync(A.Input(json, isPatch: false), key, actor ?? Editor, Stop)).Announcement;

    private async Task<Announcement> PatchAsync(Guid id, string json, IfMatch? condition = null, Actor? actor = null) =>
        (await editor.PatchAsync(id, A.Input(json), condition ?? IfMatch.None, actor ?? Editor, Stop)).Announcement;

    private static async Task AssertProblemAsync(string kind, Func<Task> act) =>
        Assert.Equal(kind, (await Assert.ThrowsAsync<ProblemException>(act)).Problem.Kind.Name);
}
