using Bulletin.Announcements;

namespace Bulletin.Tests.Announcements;

public sealed class AnnouncementSummaryTests
{
    private static readonly DateTimeOffset Due = A.Moment.AddDays(1);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    [Fact]
    public void A_scheduled_one_is_public_from_its_instant_on()
    {
        Announcement scheduled = A.Scheduled(Due);
        Assert.Equal(AnnouncementStatus.Scheduled, scheduled.At(Due - Tick).Status);
        Assert.False(scheduled.At(Due - Tick).IsPublic);
        Announcement present = scheduled.At(Due);
        Assert.Equal((AnnouncementStatus.Published, Due), (present.Status, present.FirstPublicAt));
        Assert.Equal(scheduled.ArchiveAt, present.ArchiveAt);
    }

    [Fact]
    public void One_that_was_public_before_stays_first_public_then()
    {
        Announcement again = A.Settled(A.Published() with { PublishedAt = Due }, AnnouncementStatus.Published, A.Moment.AddHours(1));
        Assert.Equal(AnnouncementStatus.Scheduled, again.Status);
        Assert.Equal(A.Moment, again.At(Due).FirstPublicAt);
    }

    [Fact]
    public void What_expires_is_archived_from_its_instant_on_with_that_instant()
    {
        Announcement expiring = A.Published() with { ExpiresAt = Due };
        Assert.Equal(AnnouncementStatus.Published, expiring.At(Due - Tick).Status);
        Announcement present = expiring.At(Due.AddDays(40));
        Assert.Equal((AnnouncementStatus.Archived, Due, null), (present.Status, present.ArchivedAt, present.ArchiveAt));
        Assert.True(present.IsPublic);
    }

    [Fact]
    public void A_scheduled_one_may_have_come_and_gone_unseen_by_any_timer()
    {
        Announcement present = (A.Scheduled(Due) with { ExpiresAt = Due.AddHours(1) }).At(Due.AddDays(1));
        Assert.Equal((AnnouncementStatus.Archived, Due, Due.AddHours(1)), (present.Status, present.FirstPublicAt, present.ArchivedAt));
    }

    [Fact]
    public void Drafts_archived_and_binned_ones_do_not_change_by_the_clock()
    {
        Announcement[] still =
        [
            A.Draft() with { PublishedAt = Due, ExpiresAt = Due.AddDays(1) },
            A.Archived() with { ExpiresAt = Due },
            A.Deleted() with { ExpiresAt = Due },
        ];
        Assert.All(still, one => Assert.Equal(one, one.At(Due.AddYears(5))));
    }

    [Fact]
    public void Old_age_is_left_to_the_timer() =>
        Assert.Equal(AnnouncementStatus.Published, A.Published().At(A.Moment + A.Year + A.Year).Status);

    [Fact]
    public void Looking_twice_changes_nothing()
    {
        Announcement expiring = A.Scheduled(Due) with { ExpiresAt = Due.AddHours(1) };
        Announcement once = expiring.At(Due.AddDays(1));
        Assert.Equal(once, once.At(Due.AddDays(2)));
    }
}
