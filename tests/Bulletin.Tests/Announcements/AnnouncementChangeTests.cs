using Bulletin.Announcements;
using Bulletin.Content;
using Bulletin.Site;

namespace Bulletin.Tests.Announcements;

public sealed class AnnouncementChangeTests
{
    private static readonly DateTimeOffset Later = A.Moment.AddDays(10);
    private static readonly Category Culture = A.Category(slug: "kultura") with { FormerSlugs = ["imprezy"] };
    private static readonly Category Nature = A.Category(slug: "srodowisko");
    private static readonly CategorySet Categories = new(1, [Culture, Nature]);

    // A post with everything set.
    private static readonly Announcement Full = A.Published() with
    {
        Lead = "Własny lead",
        IsLeadDerived = false,
        Language = "en",
        Format = BodyFormat.Html,
        Body = "<p>Treść</p>",
        Image = new StoredImage("https://a.example/x.png", "Obraz"),
        Categories = [Culture.Id],
        Pinned = true,
        Keep = true,
        Author = "Redakcja",
        SourceUrl = "https://b.example/",
        ExpiresAt = Later,
    };

    [Fact]
    public void Put_gives_defaults_to_what_is_absent_but_keeps_status_slug_and_date()
    {
        Announcement replaced = AnnouncementChange.Replace(Full, A.Whole("""{"title": "Nowy"}"""), Categories, "uk");
        Assert.Equal(
            ("Nowy", "", "", true, "uk", BodyFormat.Markdown, null, false, false, null, null, null),
            (replaced.Title, replaced.Body, replaced.Lead, replaced.IsLeadDerived, replaced.Language, replaced.Format, replaced.Image, replaced.Pinned,
                replaced.Keep, replaced.Author, replaced.SourceUrl, replaced.ExpiresAt));
        Assert.Empty(replaced.Categories);
        Assert.Equal((Full.Status, Full.Slug, Full.PublishedAt), (replaced.Status, replaced.Slug, replaced.PublishedAt));
    }

    [Fact]
    public void Patch_changes_only_what_it_names()
    {
        Assert.True(AnnouncementChange.IsSame(Full, AnnouncementChange.Patch(Full, A.Patch(Full, "{}"), Categories)));
        Announcement patched = AnnouncementChange.Patch(Full, A.Patch(Full, """{"title": "Nowy"}"""), Categories);
        Assert.True(AnnouncementChange.IsSame(Full with { Title = "Nowy" }, patched));
    }

    [Fact]
    public void Null_in_a_patch_clears()
    {
        Announcement patched = AnnouncementChange.Patch(Full, A.Patch(Full, """{"lead": null, "image": null, "expiresAt": null, "author": null, "sourceUrl": null, "categories": null}"""), Categories);
        Assert.Equal(("Treść", true, null, null, null, null), (patched.Lead, patched.IsLeadDerived, patched.Image, patched.ExpiresAt, patched.Author, patched.SourceUrl));
        Assert.Empty(patched.Categories);
        Assert.Equal(Full.Body, patched.Body);
    }

    [Fact]
    public void A_lead_that_was_taken_from_the_body_follows_the_body()
    {
        Announcement derived = A.Draft() with { Body = "Stary", Lead = "Stary", IsLeadDerived = true };
        Assert.Equal("Nowy", AnnouncementChange.Patch(derived, A.Patch(derived, """{"body": "Nowy"}"""), Categories).Lead);
        // Also when a client sends back what it read.
        Announcement sentBack = AnnouncementChange.Replace(derived, A.Whole("""{"title": "T", "body": "Nowy", "lead": "Stary"}"""), Categories, A.Language);
        Assert.Equal(("Nowy", true), (sentBack.Lead, sentBack.IsLeadDerived));
    }

    [Fact]
    public void A_lead_that_was_given_stays_when_the_body_changes()
    {
        Announcement patched = AnnouncementChange.Patch(Full, A.Patch(Full, """{"body": "<p>Inna</p>"}"""), Categories);
        Assert.Equal(("Własny lead", false), (patched.Lead, patched.IsLeadDerived));
    }

    [Fact]
    public void An_empty_lead_and_an_empty_author_are_none()
    {
        Announcement patched = AnnouncementChange.Patch(Full, A.Patch(Full, """{"lead": "  ", "author": ""}"""), Categories);
        Assert.Equal(("Treść", null), (patched.Lead, patched.Author));
    }

    [Fact]
    public void Categories_are_taken_by_their_present_slugs_once_each_in_the_order_given()
    {
        Announcement patched = AnnouncementChange.Patch(Full, A.Patch(Full, """{"categories": ["srodowisko", {"slug": "kultura", "name": "x"}, "srodowisko"]}"""), Categories);
        Assert.Equal([Nature.Id, Culture.Id], patched.Categories);
    }

    [Fact]
    public void Every_wrong_category_is_named_and_a_former_slug_with_the_present_one()
    {
        IReadOnlyList<string> errors = A.Errors(() => AnnouncementChange.Patch(Full, A.Patch(Full, """{"categories": ["imprezy", "nie-ma", "kultura"]}"""), Categories));
        Assert.Equal(["categories: 'imprezy' is 'kultura' now", "categories: there is no category 'nie-ma'"], errors);
    }

    [Fact]
    public void A_body_that_explodes_is_refused_by_name()
    {
        string body = string.Concat(Enumerable.Repeat("> ", 300)) + "x";
        Assert.StartsWith("body: ", A.Errors(() => A.Patch(A.Published(), $$"""{"body": "{{body}}"}""")).Single());
    }

    [Fact]
    public void Publishing_stamps_the_date_unless_it_has_one()
    {
        Announcement now = A.Settled(A.Draft(), AnnouncementStatus.Published, Later);
        Assert.Equal((AnnouncementStatus.Published, Later, Later, Later + A.Year), (now.Status, now.PublishedAt, now.FirstPublicAt, now.ArchiveAt));

        Announcement backdated = A.Settled(A.Draft() with { PublishedAt = A.Moment }, AnnouncementStatus.Published, Later);
        Assert.Equal((AnnouncementStatus.Published, A.Moment), (backdated.Status, backdated.PublishedAt));
        // The later of the date and the moment of publication: an old date does not archive it at once.
        Assert.Equal(Later + A.Year, backdated.ArchiveAt);
    }

    [Fact]
    public void Publishing_with_a_date_to_come_schedules()
    {
        Announcement scheduled = A.Scheduled(Later);
        Assert.Equal((AnnouncementStatus.Scheduled, Later, null, Later + A.Year), (scheduled.Status, scheduled.PublishedAt, scheduled.FirstPublicAt, scheduled.ArchiveAt));
    }

    [Fact]
    public void The_very_instant_of_the_date_is_not_to_come() =>
        Assert.Equal(AnnouncementStatus.Published, A.Settled(A.Draft() with { PublishedAt = Later }, AnnouncementStatus.Published, Later).Status);

    [Fact]
    public void A_corrected_date_does_not_begin_the_archiving_period_anew()
    {
        Announcement published = A.Published();
        Announcement corrected = AnnouncementChange.Settle(published, published with { PublishedAt = A.Moment.AddDays(-5) }, AnnouncementStatus.Published, A.Year, Later);
        Assert.Equal(published.ArchiveAt, corrected.ArchiveAt);
    }

    [Fact]
    public void A_public_one_whose_date_is_moved_to_the_future_is_scheduled_and_ages_from_then()
    {
        Announcement published = A.Published();
        Announcement moved = AnnouncementChange.Settle(published, published with { PublishedAt = Later }, AnnouncementStatus.Published, A.Year, A.Moment.AddDays(1));
        Assert.Equal((AnnouncementStatus.Scheduled, Later + A.Year, A.Moment), (moved.Status, moved.ArchiveAt, moved.FirstPublicAt));
    }

    [Fact]
    public void Pinning_stops_ageing_and_unpinning_takes_it_up_where_it_was()
    {
        Announcement published = A.Published();
        Announcement pinned = AnnouncementChange.Settle(published, published with { Pinned = true }, AnnouncementStatus.Published, A.Year, Later);
        Assert.Null(pinned.ArchiveAt);
        Announcement unpinned = AnnouncementChange.Settle(pinned, pinned with { Pinned = false }, AnnouncementStatus.Published, A.Year, Later);
        Assert.Equal(published.ArchiveAt, unpinned.ArchiveAt);
        Assert.Null(AnnouncementChange.Settle(published, published with { Keep = true }, AnnouncementStatus.Published, A.Year, Later).ArchiveAt);
    }

    [Fact]
    public void Taking_back_a_public_one_leaves_no_dates_of_archiving_but_remembers_that_it_was_public()
    {
        Announcement draft = A.Settled(A.Published(), AnnouncementStatus.Draft, Later);
        Assert.Equal((AnnouncementStatus.Draft, null, null, A.Moment, A.Moment), (draft.Status, draft.ArchiveAt, draft.ArchivedAt, draft.PublishedAt, draft.FirstPublicAt));
    }

    [Fact]
    public void Restoring_from_the_archive_begins_a_new_period()
    {
        Announcement restored = A.Settled(A.Archived(), AnnouncementStatus.Published, Later);
        Assert.Equal((AnnouncementStatus.Published, A.Moment, null, Later + A.Year), (restored.Status, restored.PublishedAt, restored.ArchivedAt, restored.ArchiveAt));
    }

    [Fact]
    public void Restoring_from_the_bin_leaves_no_trace_of_the_bin()
    {
        Announcement restored = A.Settled(A.Deleted(), AnnouncementStatus.Draft, Later);
        Assert.Equal((AnnouncementStatus.Draft, null, null), (restored.Status, restored.DeletedAt, restored.ArchiveAt));
    }

    [Fact]
    public void Archiving_and_deleting_stamp_the_moment_once()
    {
        Assert.Equal(Later, A.Settled(A.Published(), AnnouncementStatus.Archived, Later).ArchivedAt);
        Announcement archived = A.Archived(Later);
        Assert.Equal(Later, A.Settled(archived, AnnouncementStatus.Archived, Later.AddDays(1)).ArchivedAt);
        Assert.Equal(Later, A.Settled(A.Draft(), AnnouncementStatus.Deleted, Later).DeletedAt);
        // The bin forgets that it was archived, and when.
        Assert.Null(A.Settled(archived, AnnouncementStatus.Deleted, Later.AddDays(1)).ArchivedAt);
    }

    [Fact]
    public void An_expiry_that_has_passed_archives_at_that_instant()
    {
        Announcement published = A.Published();
        Announcement expired = AnnouncementChange.Settle(published, published with { ExpiresAt = A.Moment.AddHours(1) }, AnnouncementStatus.Published, A.Year, Later);
        Assert.Equal((AnnouncementStatus.Archived, A.Moment.AddHours(1), null), (expired.Status, expired.ArchivedAt, expired.ArchiveAt));
    }

    public static TheoryData<string, bool> UpdateStamp => new()
    {
        { """{"title": "Nowy"}""", true },
        { """{"lead": "Nowy"}""", true },
        { """{"body": "<p>Nowa</p>"}""", true },
        { """{"format": "markdown"}""", true },
        { """{"image": null}""", true },
        { """{"categories": ["srodowisko"]}""", true },
        { """{"categories": []}""", true },
        { """{"pinned": false}""", false },
        { """{"keep": false}""", false },
        { """{"author": "Inna"}""", false },
        { """{"sourceUrl": null}""", false },
        { """{"language": "pl"}""", false },
        { """{"expiresAt": null}""", false },
        { """{"publishedAt": "2024-04-20T00:00:00Z"}""", false },
    };

    [Theory]
    [MemberData(nameof(UpdateStamp))]
    public void The_update_stamp_moves_when_what_people_read_changes(string patch, bool moves)
    {
        Announcement changed = AnnouncementChange.Patch(Full, A.Patch(Full, patch), Categories);
        Assert.False(AnnouncementChange.IsSame(Full, changed));
        Announcement stamped = AnnouncementChange.Stamp(Full, changed, "Jan", "patch", Later);
        Assert.Equal(moves ? Later : null, stamped.UpdatedAt);
        Assert.Null(AnnouncementChange.Stamp(Full, changed, "Jan", "patch", Later, isMinor: true).UpdatedAt);
        // Before the first publication there is no update.
        Announcement draft = Full with { FirstPublicAt = null };
        Assert.Null(AnnouncementChange.Stamp(draft, AnnouncementChange.Patch(draft, A.Patch(draft, patch), Categories), "Jan", "patch", Later).UpdatedAt);
    }

    [Fact]
    public void A_minor_change_keeps_the_stamp_of_the_last_major_one()
    {
        Announcement updated = Full with { UpdatedAt = A.Moment.AddHours(1) };
        Assert.Equal(updated.UpdatedAt, AnnouncementChange.Stamp(updated, updated with { Title = "Nowy" }, "Jan", "patch", Later, isMinor: true).UpdatedAt);
        Assert.Equal(updated.UpdatedAt, AnnouncementChange.Stamp(updated, updated with { Pinned = false }, "Jan", "patch", Later).UpdatedAt);
    }

    [Fact]
    public void A_scheduled_one_that_is_changed_before_its_instant_has_no_update_and_after_it_has()
    {
        Announcement scheduled = A.Scheduled(Later);
        Assert.Null(AnnouncementChange.Stamp(scheduled, scheduled with { Title = "Nowy" }, "Jan", "patch", A.Moment).UpdatedAt);
        Announcement present = scheduled.At(Later);
        Assert.Equal(Later.AddDays(1), AnnouncementChange.Stamp(present, present with { Title = "Nowy" }, "Jan", "patch", Later.AddDays(1)).UpdatedAt);
    }

    [Fact]
    public void A_change_is_the_next_revision_with_who_made_it_what_and_why()
    {
        Announcement stamped = AnnouncementChange.Stamp(Full, Full with { Title = "Nowy" }, "Jan", "patch", Later, "Literówka", isMinor: true);
        Assert.Equal(
            (Full.Revision + 1, Later, "Jan", "patch", "Literówka", true, Full.CreatedBy),
            (stamped.Revision, stamped.ChangedAt, stamped.ChangedBy, stamped.ChangeAction, stamped.ChangeNote, stamped.IsMinorChange, stamped.CreatedBy));
        // The note belongs to its change and not to the next.
        Announcement next = AnnouncementChange.Stamp(stamped, stamped with { Title = "Nowszy" }, "Ewa", "patch", Later, note: string.Empty);
        Assert.Equal((null, false), (next.ChangeNote, next.IsMinorChange));
    }

    [Theory]
    // The request, the state, and the result.
    [InlineData("""{}""", AnnouncementStatus.Draft, AnnouncementStatus.Draft)]
    [InlineData("""{}""", AnnouncementStatus.Scheduled, AnnouncementStatus.Scheduled)]
    [InlineData("""{}""", AnnouncementStatus.Published, AnnouncementStatus.Published)]
    [InlineData("""{}""", AnnouncementStatus.Archived, AnnouncementStatus.Archived)]
    [InlineData("""{"status": "published"}""", AnnouncementStatus.Draft, AnnouncementStatus.Published)]
    [InlineData("""{"status": "published"}""", AnnouncementStatus.Scheduled, AnnouncementStatus.Published)]
    [InlineData("""{"status": "published"}""", AnnouncementStatus.Published, AnnouncementStatus.Published)]
    [InlineData("""{"status": "draft"}""", AnnouncementStatus.Scheduled, AnnouncementStatus.Draft)]
    [InlineData("""{"status": "draft"}""", AnnouncementStatus.Published, AnnouncementStatus.Draft)]
    [InlineData("""{"status": "scheduled"}""", AnnouncementStatus.Scheduled, AnnouncementStatus.Scheduled)]
    [InlineData("""{"status": "archived"}""", AnnouncementStatus.Archived, AnnouncementStatus.Archived)]
    // Read while it was scheduled, sent back after its instant.
    [InlineData("""{"status": "scheduled"}""", AnnouncementStatus.Published, AnnouncementStatus.Published)]
    public void A_state_can_be_sent_back_or_changed_between_draft_and_published(string json, AnnouncementStatus present, AnnouncementStatus expected) =>
        Assert.Equal(expected, AnnouncementChange.StatusOf(A.Input(json).Status, present));

    [Theory]
    [InlineData("""{"status": "published"}""", AnnouncementStatus.Archived, "wrong-state")]
    [InlineData("""{"status": "draft"}""", AnnouncementStatus.Archived, "wrong-state")]
    [InlineData("""{"status": "archived"}""", AnnouncementStatus.Published, "invalid")]
    [InlineData("""{"status": "archived"}""", AnnouncementStatus.Draft, "invalid")]
    [InlineData("""{"status": "deleted"}""", AnnouncementStatus.Published, "invalid")]
    [InlineData("""{"status": "scheduled"}""", AnnouncementStatus.Draft, "invalid")]
    public void The_archive_and_the_bin_have_actions_of_their_own(string json, AnnouncementStatus present, string problem) =>
        Assert.Equal(problem, A.KindOf(() => AnnouncementChange.StatusOf(A.Input(json).Status, present)).Name);

    [Fact]
    public void What_is_the_same_needs_no_revision()
    {
        Assert.True(AnnouncementChange.IsSame(Full, Full with { Categories = [.. Full.Categories], FormerSlugs = [.. Full.FormerSlugs] }));
        Assert.False(AnnouncementChange.IsSame(Full, Full with { Categories = [Nature.Id] }));
        Assert.False(AnnouncementChange.IsSame(Full, Full with { Body = "x" }));
        Assert.False(AnnouncementChange.IsSame(Full, Full with { FormerSlugs = ["x"] }));
        Assert.False(AnnouncementChange.IsSame(Full, Full with { Keep = false }));
    }
}
