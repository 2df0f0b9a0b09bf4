using Azure.Data.Tables;
using Bulletin.Announcements;
using Bulletin.Site;
using Bulletin.Storage;
using Bulletin.Tests.Storage;

namespace Bulletin.Tests.Announcements;

public sealed class AnnouncementWriteTests
{
    private static readonly DateTimeOffset Later = A.Moment.AddDays(10);
    private static readonly Category One = A.Category(slug: "jeden") with { Count = 5 };
    private static readonly Category Two = A.Category(slug: "dwa") with { Count = 5 };

    private readonly FakeTable fake = new();

    public static TheoryData<string> ChangeNames => new(Changes.Select(change => change.What));

    private static List<(string What, Announcement? Stored, Announcement Next, ChangeKind Expected)> Changes
    {
        get
        {
            Announcement draft = A.Draft();
            Announcement scheduled = A.Scheduled(Later);
            Announcement published = A.Published();
            Announcement expired = published with { ExpiresAt = A.Moment.AddHours(1) };
            Announcement archived = A.Archived();
            Announcement deleted = A.Deleted();
            return
            [
                ("a new draft", null, draft, ChangeKind.Internal),
                ("a new scheduled one", null, scheduled, ChangeKind.Internal),
                ("a new public one", null, published, ChangeKind.Published),
                ("a draft changed", draft, draft with { Title = "x" }, ChangeKind.Internal),
                ("a draft published", draft, published, ChangeKind.Published),
                ("a scheduled one changed", scheduled, scheduled with { Title = "x" }, ChangeKind.Internal),
                ("a scheduled one falls due", scheduled with { PublishedAt = A.Moment }, published, ChangeKind.Published),
                ("a public one changed", published, published with { Title = "x" }, ChangeKind.Updated),
                ("a public one taken back", published, draft, ChangeKind.Removed),
                ("a public one put off", published, scheduled, ChangeKind.Removed),
                ("a public one archived", published, archived, ChangeKind.Archived),
                ("a public one binned", published, deleted, ChangeKind.Removed),
                ("one that is due and not settled, taken back", scheduled with { PublishedAt = A.Moment }, draft, ChangeKind.Removed),
                ("one that has expired, settled", expired, archived, ChangeKind.Archived),
                ("one that has expired and is not settled, restored", expired, published, ChangeKind.Published),
                ("an archived one changed", archived, archived with { Title = "x" }, ChangeKind.Updated),
                ("an archived one restored", archived, published, ChangeKind.Published),
                ("an archived one binned", archived, deleted, ChangeKind.Removed),
                ("a draft binned", draft, A.Settled(draft, AnnouncementStatus.Deleted, Later), ChangeKind.Internal),
                ("a binned one restored", deleted, draft, ChangeKind.Internal),
            ];
        }
    }

    [Fact]
    public void The_rows_of_an_older_layout_are_known_as_they_were_written()
    {
        Announcement old = A.Draft() with { SourceUrl = "https://example.org/1", Revision = 1 };
        string source = RowKeys.Source(old.SourceUrl, old.Id);
        SiteWrite first = A.Write(fake, []);
        first.Save(old, old with { Title = "x", Revision = 2 });
        TableTransactionAction put = Assert.Single(first.Transaction.Actions, action => action.Entity.RowKey == source);
        Assert.Equal(TableTransactionActionType.UpsertReplace, put.ActionType);

        SiteWrite second = A.Write(fake, []);
        second.Save(old with { Layout = AnnouncementRows.PresentLayout }, old with { SourceUrl = null, Revision = 2 });
        TableTransactionAction gone = Assert.Single(second.Transaction.Actions, action => action.Entity.RowKey == source);
        Assert.Equal(TableTransactionActionType.Delete, gone.ActionType);

        SiteWrite third = A.Write(fake, []);
        third.Save(old, old with { SourceUrl = null, Revision = 2 });
        Assert.DoesNotContain(third.Transaction.Actions, action => action.Entity.RowKey == source);
    }

    [Theory]
    [MemberData(nameof(ChangeNames))]
    public void The_change_log_tells_what_readers_must_know(string what)
    {
        (_, Announcement? stored, Announcement next, ChangeKind expected) = Changes.Single(change => change.What == what);
        SiteWrite write = A.Write(fake, [], now: A.Moment.AddDays(1));
        write.Save(stored, next with { Revision = 2 });
        Change change = Assert.Single(write.Changes);
        Assert.Equal((expected, next.Id), (change.Kind, change.Id));
    }

    [Fact]
    public void Published_announcements_are_counted_in_their_categories()
    {
        Announcement draft = A.Draft() with { Categories = [One.Id] };
        Announcement published = A.Published() with { Categories = [One.Id] };
        Assert.Equal((5, 5), CountsAfter(null, draft));
        Assert.Equal((6, 5), CountsAfter(null, published));
        Assert.Equal((6, 5), CountsAfter(draft, published));
        Assert.Equal((5, 5), CountsAfter(published, published with { Title = "x" }));
        Assert.Equal((4, 6), CountsAfter(published, published with { Categories = [Two.Id] }));
        Assert.Equal((5, 6), CountsAfter(published, published with { Categories = [Two.Id, One.Id] }));
        Assert.Equal((4, 5), CountsAfter(published, A.Archived() with { Categories = [One.Id, Two.Id] }));
        Assert.Equal((5, 5), CountsAfter(null, A.Scheduled(Later) with { Categories = [One.Id] }));
    }

    [Fact]
    public void A_category_is_written_only_when_its_count_changes()
    {
        SiteWrite write = A.Write(fake, [One, Two]);
        Announcement published = A.Published() with { Categories = [One.Id] };
        write.Save(published, published with { Title = "x", Revision = 2 });
        Assert.False(write.ChangesCategories);
        Assert.DoesNotContain(write.ToActions(), action => action.Entity.RowKey.StartsWith("k:", StringComparison.Ordinal));
    }

    [Fact]
    public void A_category_that_does_not_exist_cannot_be_counted() =>
        Assert.Throws<InvalidDataException>(() => A.Write(fake, []).Save(null, A.Published() with { Categories = [Guid.NewGuid()] }));

    [Fact]
    public void A_new_revision_puts_the_former_one_away_as_it_was_stored()
    {
        Announcement stored = A.Scheduled(Later) with { Body = "Stara" };
        SiteWrite write = A.Write(fake, [], now: Later.AddDays(1));
        write.Save(stored, stored.At(Later.AddDays(1)) with { Body = "Nowa", Revision = 2 });

        var former = Announcement.FromRow(RowOf(write, RowKeys.Revision(stored.Id, 1)));
        Assert.Equal(("Stara", AnnouncementStatus.Scheduled, 1), (former.Body, former.Status, former.Revision));
        Assert.Equal("Nowa", Announcement.FromRow(RowOf(write, RowKeys.Announcement(stored.Id))).Body);
    }

    [Fact]
    public void Housekeeping_without_a_new_revision_leaves_no_former_one()
    {
        Announcement stored = A.Scheduled(Later);
        SiteWrite write = A.Write(fake, [], now: Later);
        write.Save(stored, stored.At(Later));
        Assert.DoesNotContain(write.Transaction.Actions, action => action.Entity.RowKey.StartsWith("h:", StringComparison.Ordinal));
    }

    [Fact]
    public void A_new_slug_must_be_free_and_the_former_one_stays()
    {
        Announcement stored = A.Published();
        SiteWrite write = A.Write(fake, []);
        write.Save(stored, stored with { Slug = "nowy", FormerSlugs = ["tytul"], Revision = 2 });
        Assert.Equal(
            [("s:nowy", TableTransactionActionType.Add)],
            write.Transaction.Actions.Where(action => action.Entity.RowKey.StartsWith("s:", StringComparison.Ordinal)).Select(action => (action.Entity.RowKey, action.ActionType)));
    }

    [Fact]
    public void After_a_change_the_table_holds_exactly_the_rows_of_the_new_state()
    {
        Announcement[] states =
        [
            A.Draft() with { Categories = [One.Id, Two.Id] },
            A.Scheduled(Later) with { Categories = [One.Id] },
            A.Published() with { Categories = [Two.Id], ExpiresAt = Later },
            A.Published() with { Pinned = true, ArchiveAt = null },
            A.Archived() with { Categories = [One.Id], Slug = "inny", FormerSlugs = ["tytul"] },
            A.Deleted(),
        ];
        foreach (Announcement before in states)
        {
            foreach (Announcement after in states)
            {
                var table = new FakeTable();
                Announcement stored = before with { Id = states[0].Id };
                Announcement next = after with { Id = states[0].Id, Revision = 2, ChangedAt = Later, Layout = AnnouncementRows.PresentLayout };
                foreach (TableEntity row in AnnouncementRows.Of(table.Table, stored))
                {
                    table.Put(row);
                }

                SiteWrite write = A.Write(table, [One, Two]);
                write.Save(stored, next);
                table.Commit([.. write.Transaction.Actions]);

                Assert.Equal(
                    AnnouncementRows.Of(table.Table, next).Select(row => row.RowKey).Append(RowKeys.Revision(stored.Id, 1)).Order(StringComparer.Ordinal),
                    table.Keys);
                Assert.All(AnnouncementRows.Of(table.Table, next), row => Assert.True(RowContent.Equal(row, table[row.RowKey])));
            }
        }
    }

    [Fact]
    public void Purging_leaves_nothing()
    {
        Announcement deleted = A.Deleted() with { Categories = [One.Id], FormerSlugs = ["dawny"] };
        foreach (TableEntity row in AnnouncementRows.Of(fake.Table, deleted))
        {
            fake.Put(row);
        }

        SiteWrite write = A.Write(fake, [One]);
        write.Purge(deleted);
        fake.Commit([.. write.Transaction.Actions]);
        Assert.Empty(fake.Keys);
    }

    [Fact]
    public void As_many_announcements_as_there_is_room_for_fit_one_transaction()
    {
        // For every mix of announcements with few and with many categories.
        for (int few = 0; few <= 10; few++)
        {
            for (int one = 0; one <= few; one++)
            {
                List<Category> categories = [];
                Announcement Old(int count)
                {
                    Category[] own = Enumerable.Range(0, count).Select(_ => A.Category() with { Count = 1 }).ToArray();
                    categories.AddRange(own);
                    return A.Published() with
                    {
                        Categories = own.Select(category => category.Id).ToList(),
                        ExpiresAt = A.Moment + A.Year + A.Year,
                        Pinned = true,
                        PinnedUntil = Later,
                    };
                }

                List<Announcement> small = Enumerable.Range(0, 10).Select(index => Old(index % 2 == 0 ? few : one)).ToList();
                Announcement[] large = Enumerable.Range(0, 10).Select(_ => Old(10)).ToArray();
                for (int first = 0; first <= small.Count; first++)
                {
                    SiteWrite write = A.Write(fake, [.. categories], now: Later);
                    foreach (Announcement stored in small.Take(first).Concat(large).TakeWhile(_ => write.HasRoom))
                    {
                        write.Save(stored, A.Settled(stored, AnnouncementStatus.Archived, Later) with { Revision = 2, ChangedAt = Later });
                    }

                    Assert.InRange(write.ToActions().Count, 1, 100);
                }
            }
        }
    }

    private (int One, int Two) CountsAfter(Announcement? stored, Announcement next)
    {
        SiteWrite write = A.Write(fake, [One, Two]);
        write.Save(stored, next with { Id = stored?.Id ?? next.Id, Revision = 2 });
        return (write.Categories.Stored(One.Id)!.Count, write.Categories.Stored(Two.Id)!.Count);
    }

    private static TableEntity RowOf(SiteWrite write, string rowKey) =>
        (TableEntity)write.Transaction.Actions.Single(action => action.Entity.RowKey == rowKey).Entity;
}
