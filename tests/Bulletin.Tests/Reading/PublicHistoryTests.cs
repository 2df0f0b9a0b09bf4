using Bulletin.Announcements;
using Bulletin.Reading;

namespace Bulletin.Tests.Reading;

public sealed class PublicHistoryTests
{
    private static readonly DateTimeOffset Later = A.Moment.AddDays(1);

    private readonly List<Announcement> revisions = [];

    [Fact]
    public void It_begins_with_the_publication_and_has_the_major_changes_newest_first()
    {
        Make(A.Draft(), A.Moment);
        Then(one => A.Settled(one, AnnouncementStatus.Published, A.Moment.AddHours(1)), A.Moment.AddHours(1), "publish", "Ogłoszenie konkursu");
        Then(one => one with { Body = "Poprawka" }, A.Moment.AddHours(2), "patch", "Nowy termin");
        Then(one => one with { Body = "Literówka" }, A.Moment.AddHours(3), "patch", "Przecinek", isMinor: true);
        Then(one => one with { Pinned = true }, A.Moment.AddHours(4), "patch", "Przypięte");
        Then(one => one with { Title = "Wyniki", Author = "Redakcja" }, A.Moment.AddHours(5), "patch", null);

        Assert.Equal(
            [
                new HistoryItem(6, A.Moment.AddHours(5), "Redakcja", null),
                new HistoryItem(3, A.Moment.AddHours(2), "Jan", "Nowy termin"),
                new HistoryItem(2, A.Moment.AddHours(1), "Jan", "Ogłoszenie konkursu"),
            ],
            History());
    }

    [Fact]
    public void What_was_published_by_the_clock_began_with_what_it_said_then()
    {
        Make(A.Scheduled(Later), A.Moment);
        Then(one => one with { Title = "Jeszcze przed terminem" }, A.Moment.AddHours(1), "patch", "Przed");
        Then(one => one.At(Later.AddHours(1)) with { Title = "Po terminie" }, Later.AddHours(1), "patch", "Po");

        Assert.Equal([new HistoryItem(3, Later.AddHours(1), "Jan", "Po"), new HistoryItem(2, Later, "Jan", "Przed")], History());
    }

    [Fact]
    public void What_is_taken_back_and_published_again_has_one_publication()
    {
        Make(A.Published(), A.Moment);
        Then(one => A.Settled(one, AnnouncementStatus.Draft, Later), Later, "unpublish", null);
        Then(one => one with { Body = "Przepisane" }, Later.AddHours(1), "patch", "Od nowa");
        Then(one => A.Settled(one, AnnouncementStatus.Published, Later.AddHours(2)), Later.AddHours(2), "publish", null);

        Assert.Equal([new HistoryItem(3, Later.AddHours(1), "Jan", "Od nowa"), new HistoryItem(1, A.Moment, "Jan", null)], History());
    }

    [Fact]
    public void A_reversion_is_a_change_like_any_other()
    {
        Make(A.Published(), A.Moment);
        Then(one => one with { Body = "Pomyłka" }, Later, "patch", "Zmiana");
        Then(one => one with { Body = "Treść" }, Later.AddHours(1), "revert", "Cofnięta");
        Assert.Equal(["Cofnięta", "Zmiana", null], History().Select(item => item.ChangeNote));
    }

    [Fact]
    public void What_was_imported_as_it_had_become_has_a_publication_all_the_same()
    {
        revisions.Add(A.Published() with { FirstPublicAt = A.Moment.AddYears(-3), ChangedAt = A.Moment, Author = "Redakcja", Revision = 1 });
        Assert.Equal([new HistoryItem(1, A.Moment.AddYears(-3), "Redakcja", null)], History());
    }

    [Fact]
    public void Of_a_publication_whose_revision_is_no_longer_kept_the_moment_is_known()
    {
        Make(A.Published(), A.Moment);
        Then(one => one with { Body = "Jedna" }, Later, "patch", "Jedna");
        Then(one => one with { Body = "Druga" }, Later.AddHours(1), "patch", "Druga");
        revisions.RemoveAt(0);
        Assert.Equal([new HistoryItem(3, Later.AddHours(1), "Jan", "Druga"), new HistoryItem(2, Later, "Jan", "Jedna"), new HistoryItem(null, A.Moment, null, null)], History());
    }

    [Fact]
    public void Of_very_many_changes_the_newest_are_told_and_the_publication()
    {
        Make(A.Published(), A.Moment);
        for (int number = 1; number <= PublicHistory.MaximumChanges + 5; number++)
        {
            Then(one => one with { Body = $"Wersja {number}" }, A.Moment.AddMinutes(number), "patch", $"{number}");
        }

        IReadOnlyList<HistoryItem> items = History();
        Assert.Equal(PublicHistory.MaximumChanges + 1, items.Count);
        Assert.Equal(($"{PublicHistory.MaximumChanges + 5}", "6", 1), (items[0].ChangeNote, items[^2].ChangeNote, items[^1].Revision));
    }

    private IReadOnlyList<HistoryItem> History() => PublicHistory.Of([.. Enumerable.Reverse(revisions)]).Items;

    private void Make(Announcement announcement, DateTimeOffset at) => revisions.Add(announcement with { ChangedAt = at, ChangedBy = "Jan", Revision = 1 });

    private void Then(Func<Announcement, Announcement> change, DateTimeOffset at, string action, string? note, bool isMinor = false)
    {
        Announcement before = revisions[^1].At(at);
        revisions.Add(AnnouncementChange.Stamp(before, change(before), "Jan", action, at, note, isMinor));
    }
}
