using Azure.Data.Tables;
using Bulletin.Announcements;
using Bulletin.Announcements.Revisions;
using Bulletin.Editing.Revisions;
using Bulletin.Reading;
using Bulletin.Site;
using Bulletin.Storage;
using Bulletin.Tests.Storage;

namespace Bulletin.Tests.Announcements;

/// <summary>Tests the storing, comparing and restoring of revisions.</summary>
public sealed class RevisionTests
{
    private static readonly DateTimeOffset Later = A.Moment.AddDays(10);
    private static readonly Category Culture = A.Category(slug: "kultura");
    private static readonly Category Sport = A.Category(slug: "sport");

    private readonly FakeTable fake = new();

    [Fact]
    public void As_many_former_revisions_are_kept_as_the_setting_says()
    {
        Announcement stored = A.Draft();
        Put(stored);
        for (int revision = 2; revision <= 9; revision++)
        {
            stored = Save(stored, stored with { Title = $"{revision}", Revision = revision }, kept: 3);
        }

        Assert.Equal(6, stored.OldestRevision);
        Assert.Equal([6, 7, 8], Kept(stored));
    }

    [Fact]
    public void A_smaller_setting_comes_true_two_revisions_at_a_time()
    {
        Announcement stored = A.Draft();
        Put(stored);
        for (int revision = 2; revision <= 8; revision++)
        {
            stored = Save(stored, stored with { Title = $"{revision}", Revision = revision }, kept: null);
        }

        Assert.Null(stored.OldestRevision);
        List<(int, int)> kept = [];
        for (int revision = 9; revision <= 14; revision++)
        {
            stored = Save(stored, stored with { Title = $"{revision}", Revision = revision }, kept: 2);
            kept.Add((Kept(stored)[0], Kept(stored).Count));
        }

        Assert.Equal([(3, 6), (5, 5), (7, 4), (9, 3), (11, 2), (12, 2)], kept);
        // A larger setting restores nothing, and applies to revisions from now on.
        stored = Save(stored, stored with { Title = "x", Revision = 15 }, kept: 5);
        Assert.Equal([12, 13, 14], Kept(stored));
    }

    [Fact]
    public void What_makes_no_revision_removes_none()
    {
        Announcement stored = A.Scheduled(Later) with { Revision = 5 };
        SiteWrite write = Write(kept: 1);
        write.Save(stored, stored.At(Later));
        Assert.DoesNotContain(write.Transaction.Actions, action => action.ActionType == TableTransactionActionType.Delete && action.Entity.RowKey.StartsWith("h:", StringComparison.Ordinal));
    }

    [Fact]
    public void Ten_categories_exchanged_for_ten_and_two_revisions_removed_fit_one_transaction()
    {
        Category[] categories = Enumerable.Range(0, 20).Select(_ => A.Category() with { Count = 1 }).ToArray();
        Announcement stored = A.Published() with
        {
            Categories = [.. categories[..10].Select(category => category.Id)],
            ExpiresAt = Later,
            SourceUrl = "https://example.org/1",
            Body = A.Noise(AnnouncementInput.MaximumBodyBytes),
            Revision = 100,
            Layout = AnnouncementRows.PresentLayout,
        };
        Announcement next = stored with
        {
            Categories = [.. categories[10..].Select(category => category.Id)],
            ExpiresAt = Later.AddDays(1),
            ArchiveAt = Later.AddHours(1),
            SourceUrl = "https://example.org/2",
            Body = A.Noise(AnnouncementInput.MaximumBodyBytes - 1),
            Slug = "nowy",
            FormerSlugs = ["tytul"],
            Pinned = true,
            PublishedAt = A.Moment.AddHours(-1),
            Revision = 101,
            ChangedAt = Later,
        };
        SiteWrite write = A.Write(fake, categories, kept: 1);
        write.Save(stored, next);
        Assert.Equal(2, write.Transaction.Actions.Count(action => action.Entity.RowKey.StartsWith("h:", StringComparison.Ordinal) && action.ActionType == TableTransactionActionType.Delete));
        Assert.InRange(write.ToActions().Count, 70, 92);
    }

    [Fact]
    public void What_a_revision_says_comes_back_and_where_it_stands_stays()
    {
        Announcement former = A.Draft() with
        {
            Title = "Dawny",
            Slug = "dawny",
            Lead = "Dawny lead",
            IsLeadDerived = false,
            Body = "Dawna",
            Language = "en",
            Image = new StoredImage("https://a.example/x.png", "Obraz"),
            Categories = [Culture.Id, Guid.NewGuid(), Sport.Id],
            Author = "Ewa",
            SourceUrl = "https://b.example/",
            Keep = true,
        };
        // Sport was merged into culture, and the third category was deleted.
        var categories = new CategorySet(1, [Culture with { FormerIds = [Sport.Id] }]);
        Announcement present = A.Published() with { Id = former.Id, Pinned = true, ExpiresAt = Later, Revision = 4, UpdateNote = "x" };

        Announcement reverted = AnnouncementChange.Revert(present, former, categories);

        Assert.Equal([Culture.Id], reverted.Categories);
        Assert.True(AnnouncementChange.IsSame(
            reverted,
            former with
            {
                Categories = [Culture.Id],
                Status = present.Status,
                Slug = present.Slug,
                Pinned = true,
                PublishedAt = present.PublishedAt,
                ExpiresAt = Later,
                FirstPublicAt = present.FirstPublicAt,
                ArchiveAt = present.ArchiveAt,
                ArchivingFrom = present.ArchivingFrom,
                Revision = 4,
                UpdateNote = "x",
            }));
    }

    [Fact]
    public void The_note_of_the_last_update_is_the_one_of_the_change_that_moved_the_stamp()
    {
        Announcement published = A.Published();
        Announcement Changed(Announcement before, string body, string? note, bool isMinor = false) =>
            AnnouncementChange.Stamp(before, before with { Body = body }, "Ewa", "patch", Later, note, isMinor);

        Announcement noted = Changed(published, "Jeden", "Nowy termin");
        Assert.Equal(("Nowy termin", Later), (noted.UpdateNote, noted.UpdatedAt));
        Assert.Equal("Nowy termin", Changed(noted, "Dwa", "Literówka", isMinor: true).UpdateNote);
        Assert.Equal("Nowy termin", AnnouncementChange.Stamp(noted, noted with { Pinned = true }, "Ewa", "patch", Later, "Przypięte").UpdateNote);
        Assert.Null(Changed(noted, "Trzy", null).UpdateNote);
        Assert.Null(AnnouncementChange.Stamp(A.Draft(), A.Draft() with { Body = "x" }, "Ewa", "patch", Later, "Szkic").UpdateNote);
    }

    [Fact]
    public void Two_revisions_are_compared_member_by_member()
    {
        var categories = new CategorySet(1, [Culture with { FormerIds = [Sport.Id] }]);
        Announcement one = A.Published() with { Categories = [Sport.Id] };
        RevisionDifference same = RevisionComparison.Between(one, one with { Categories = [Culture.Id] }, categories, A.Media);
        Assert.Equal(new DifferentMembers(), same.Members);

        RevisionDifference difference = RevisionComparison.Between(
            one, one with { Revision = 7, Title = "Inny", Categories = [], ExpiresAt = Later, Pinned = true, Author = "Ewa", Status = AnnouncementStatus.Archived }, categories, A.Media);
        Assert.Equal((1, 7), (difference.From, difference.To));
        Assert.Equal([new TextPart(TextPart.Delete, "Tytuł"), new TextPart(TextPart.Insert, "Inny")], difference.Members.Title!);
        Assert.Equal([new CategoryReference("kultura", "kultura")], difference.Members.Categories!.From);
        Assert.Equal(
            new DifferentMembers
            {
                ExpiresAt = new DifferentInstant(null, Later),
                Pinned = new DifferentFlag(false, true),
                Author = new DifferentText(null, "Ewa"),
                Status = new DifferentText("published", "archived"),
            },
            difference.Members with { Title = null, Categories = null });
    }

    private void Put(Announcement announcement)
    {
        foreach (TableEntity row in AnnouncementRows.Of(fake.Table, announcement))
        {
            fake.Put(row);
        }
    }

    private SiteWrite Write(int? kept) => A.Write(fake, [], kept: kept);

    private Announcement Save(Announcement stored, Announcement next, int? kept)
    {
        SiteWrite write = Write(kept);
        write.Save(stored, next);
        fake.Commit([.. write.Transaction.Actions]);
        return Announcement.FromRow(fake[RowKeys.Announcement(next.Id)]);
    }

    private List<int> Kept(Announcement announcement) =>
        fake.Keys.Where(key => key.StartsWith(RowKeys.RevisionPrefix(announcement.Id), StringComparison.Ordinal)).Select(RowKeys.RevisionOf).ToList();
}
