using Bulletin.Announcements;
using Bulletin.Content;
using Bulletin.Editing.Drafts;
using Bulletin.Site;
using Bulletin.Tests.Announcements;
using Bulletin.Tests.Storage;

namespace Bulletin.Tests.Editing;

public sealed class DraftChangeTests
{
    private static readonly Actor Jan = new("Jan", Role.Editor);
    private static readonly DateTimeOffset Later = A.Moment.AddDays(1);
    private static readonly Category Culture = A.Category(slug: "kultura");
    private static readonly CategorySet Categories = new(1, [Culture]);

    /// <summary>A value for every member of an announcement that is a part of a draft.</summary>
    private static readonly Dictionary<string, string> Content = new(EditableMembersTests.Values)
    {
        ["minor"] = "true",
        ["changeNote"] = "\"Bo tak\"",
    };

    [Fact]
    public void What_a_draft_says_is_what_the_announcement_would_say_after_the_same_edit_also_when_it_was_stored()
    {
        string json = $$"""{{{string.Join(',', Content.Select(member => $"\"{member.Key}\": {member.Value}"))}}}""";
        Announcement present = A.Published();
        Announcement edited = AnnouncementChange.Replace(present, A.Whole(json), Categories, A.Language);
        AnnouncementDraft draft = Put(present, null, json);
        AnnouncementDraft stored = AnnouncementDraft.FromRow(draft.ToRow(new FakeTable().Table));

        Assert.True(draft.IsSame(stored));
        Assert.True(AnnouncementChange.IsSame(edited, stored.On(present, Categories)));
        Assert.Equal(("Bo tak", true), (stored.ChangeNote, stored.IsMinorChange));
        Assert.False(AnnouncementChange.IsSame(present, edited));
    }

    [Fact]
    public void A_draft_begins_from_the_present_revision_and_keeps_it_until_another_is_said()
    {
        Announcement present = A.Published() with { Revision = 4 };
        AnnouncementDraft first = Put(present, null, """{"title": "Jeden"}""");
        AnnouncementDraft second = Put(present with { Revision = 6 }, first, """{"title": "Dwa"}""");
        AnnouncementDraft third = Put(present with { Revision = 6 }, second, """{"title": "Dwa", "baseRevision": 6}""");

        Assert.Equal([(4, 1), (4, 2), (6, 3)], new[] { first, second, third }.Select(draft => (draft.BaseRevision, draft.Revision)));
        Assert.Equal(first.Id, third.Id);
        Assert.Equal((Later, "Jan"), (third.ChangedAt, third.ChangedBy));
        Assert.Same(third, Put(present with { Revision = 6 }, third, """{"title": "Dwa"}"""));
        Assert.Equal(["baseRevision: must be a revision of the announcement, which has 6"], A.Errors(() => Put(present with { Revision = 6 }, third, """{"title": "x", "baseRevision": 7}""")));
    }

    [Fact]
    public void An_announcement_that_was_read_becomes_a_draft_of_the_revision_that_was_read()
    {
        Announcement present = A.Published() with { Revision = 6 };
        Assert.Equal(4, Put(present, null, """{"title": "Jeden", "revision": 4}""").BaseRevision);
        Assert.Equal(5, Put(present, null, """{"title": "Jeden", "revision": 4, "baseRevision": 5}""").BaseRevision);
        // That of another draft, or of nothing.
        Assert.Equal(6, Put(present, null, """{"title": "Jeden", "revision": 9}""").BaseRevision);
    }

    [Fact]
    public void A_pin_does_not_end_before_the_announcement_is_public()
    {
        Announcement scheduled = A.Scheduled(Later.AddDays(10));
        string json = $$"""{"title": "x", "pinned": true, "pinnedUntil": "{{Rfc3339.Format(Later.AddDays(5))}}"}""";
        Assert.Equal(["pinnedUntil: must be after publishedAt"], A.Errors(() => Put(scheduled, null, json)));
    }

    [Fact]
    public void What_is_the_announcements_own_may_be_sent_as_it_is_and_not_otherwise()
    {
        Announcement present = A.Published();
        Assert.Equal("Nowy", Put(present, null, """{"title": "Nowy", "slug": "tytul", "status": "published", "publishedAt": "2024-04-23T08:33:00Z"}""").Title);
        // Read while it was scheduled.
        Assert.Equal("Nowy", Put(present, null, """{"title": "Nowy", "status": "scheduled"}""").Title);
        Assert.Equal(
            ["publishedAt", "slug", "status"],
            A.Errors(() => Put(present, null, """{"title": "x", "slug": "inny", "status": "draft", "publishedAt": null}""")).Select(error => error.Split(':')[0]));
        Assert.StartsWith("slug: ", Assert.Single(A.Errors(() => Put(present, null, """{"title": "x", "slug": null}"""))));
    }

    [Fact]
    public void The_etag_of_a_draft_is_never_that_of_the_next_one()
    {
        AnnouncementDraft one = Put(A.Published(), null, """{"title": "x"}""");
        AnnouncementDraft other = Put(A.Published(), null, """{"title": "x"}""");

        Assert.NotEqual(one.ETag, other.ETag);
        Assert.NotEqual(one.ETag, (one with { Revision = 2 }).ETag);
    }

    [Fact]
    public void Publishing_keeps_the_state_and_moves_nothing_but_the_content()
    {
        AnnouncementDraft draft = Put(A.Published(), null, """{"title": "Nowy"}""");
        foreach (Announcement present in (Announcement[])[A.Published(), A.Archived(), A.Scheduled(A.Moment.AddDays(3))])
        {
            Announcement published = Publish(present, draft);
            Assert.Equal(
                ("Nowy", present.Status, present.Slug, present.PublishedAt, present.FirstPublicAt, present.ArchivedAt, present.ArchiveAt),
                (published.Title, published.Status, published.Slug, published.PublishedAt, published.FirstPublicAt, published.ArchivedAt, published.ArchiveAt));
        }
    }

    [Fact]
    public void Categories_that_were_merged_follow_and_those_that_are_gone_are_dropped()
    {
        Category merged = A.Category(slug: "imprezy");
        Category gone = A.Category(slug: "dawne");
        AnnouncementDraft draft = DraftChange.Put(
            A.Published(), null, Input("""{"title": "x", "categories": ["imprezy", "kultura", "dawne"]}"""), new CategorySet(1, [Culture, merged, gone]), A.Language, Jan, Later);
        var after = new CategorySet(2, [Culture with { FormerIds = [merged.Id] }]);

        Assert.Equal(3, draft.Categories.Count);
        Assert.Equal([Culture.Id], DraftChange.Publish(A.Published(), draft, after, A.Year, Later).Categories);
    }

    [Fact]
    public void A_draft_that_would_expire_before_it_is_public_or_at_once_is_refused()
    {
        Announcement present = A.Published();
        Assert.Equal(["expiresAt: must be after publishedAt"], A.Errors(() => Put(present, null, """{"title": "x", "expiresAt": "2024-04-23T08:33:00Z"}""")));
        AnnouncementDraft passed = Put(present, null, """{"title": "x", "expiresAt": "2024-04-23T08:34:00Z"}""");
        Assert.Equal(["expiresAt: has passed: the announcement would be archived at once"], A.Errors(() => Publish(present, passed)));
        Assert.Equal(AnnouncementStatus.Archived, Publish(A.Archived(), passed).Status);
        Assert.Equal(["expiresAt: must be after publishedAt"], A.Errors(() => Publish(A.Scheduled(A.Moment.AddDays(9)), passed)));
    }

    [Fact]
    public void A_preview_shows_what_readers_would_see()
    {
        Announcement draft = DraftChange.Preview(A.Draft(), null, Categories, A.Year, Later);
        Assert.Equal((AnnouncementStatus.Published, Later, null), (draft.Status, draft.PublishedAt, draft.UpdatedAt));

        DateTimeOffset toCome = Later.AddDays(3);
        Announcement scheduled = DraftChange.Preview(A.Scheduled(toCome), null, Categories, A.Year, Later);
        Assert.Equal((AnnouncementStatus.Published, toCome), (scheduled.Status, scheduled.PublishedAt));

        AnnouncementDraft next = Put(A.Published(), null, """{"title": "Nowy"}""");
        Announcement changed = DraftChange.Preview(A.Published(), next, Categories, A.Year, Later);
        Assert.Equal(("Nowy", AnnouncementStatus.Published, A.Moment, Later), (changed.Title, changed.Status, changed.PublishedAt, changed.UpdatedAt));
        Assert.Null(DraftChange.Preview(A.Published(), next with { IsMinorChange = true }, Categories, A.Year, Later).UpdatedAt);
        Assert.Equal(AnnouncementStatus.Archived, DraftChange.Preview(A.Archived(), next, Categories, A.Year, Later).Status);
    }

    [Fact]
    public void Only_what_takes_it_from_readers_or_bins_it_withdraws_it()
    {
        Announcement Stamped(Announcement before, AnnouncementStatus status) => AnnouncementChange.Stamp(
            before, AnnouncementChange.Settle(before, before, status, A.Year, Later), "Jan", "test", Later);
        Announcement scheduled = A.Scheduled(A.Moment.AddDays(9));

        Assert.Null(Stamped(A.Draft(), AnnouncementStatus.Published).WithdrawnRevision);
        Assert.Null(Stamped(scheduled, AnnouncementStatus.Draft).WithdrawnRevision);
        Assert.Null(Stamped(A.Published(), AnnouncementStatus.Archived).WithdrawnRevision);
        Assert.Equal(2, Stamped(A.Published(), AnnouncementStatus.Draft).WithdrawnRevision);
        Assert.Equal(2, Stamped(A.Draft(), AnnouncementStatus.Deleted).WithdrawnRevision);
        // Published by the clock alone, and moved into the future again.
        Announcement due = A.Scheduled(A.Moment.AddHours(1)).At(Later);
        Announcement moved = AnnouncementChange.Settle(due, due with { PublishedAt = Later.AddDays(1) }, AnnouncementStatus.Published, A.Year, Later);
        Assert.Equal((AnnouncementStatus.Scheduled, 2), (moved.Status, AnnouncementChange.Stamp(due, moved, "Jan", "patch", Later).WithdrawnRevision));
        // It stays until the next time.
        Assert.Equal(2, Stamped(Stamped(A.Draft(), AnnouncementStatus.Deleted), AnnouncementStatus.Draft).WithdrawnRevision);
    }

    private static AnnouncementDraft Put(Announcement present, AnnouncementDraft? stored, string json) =>
        DraftChange.Put(present, stored, Input(json), Categories, A.Language, Jan, Later);

    private static DraftInput Input(string json) => DraftInput.Read(A.Json(json)) with { Content = A.Prepared(DraftInput.Read(A.Json(json)).Content) with { Media = A.NamedMedia } };

    private static Announcement Publish(Announcement present, AnnouncementDraft draft) =>
        DraftChange.Publish(present, draft, Categories, A.Year, Later);
}
