using Bulletin.Announcements;
using Bulletin.Site;
using Bulletin.Storage;
using Bulletin.Tests.Storage;

namespace Bulletin.Tests.Transfer;

/// <summary>Tests the content of an import's transactions.</summary>
public sealed class ImportWriteTests
{
    [Fact]
    public void A_transaction_is_filled_by_the_rows_that_are_in_it()
    {
        SiteWrite write = A.Write(new FakeTable(), []);
        int announcements = 0;
        while (write.TryInsert(A.Published() with { Id = Guid.CreateVersion7(), Slug = $"ogloszenie-{announcements}" }, []) is not null)
        {
            announcements++;
        }

        // The announcement, its slug, its places in the two lists, and when age archives it.
        Assert.Equal(SiteTransaction.MaximumRows / 5, announcements);
        write.Transaction.Check();
    }

    [Fact]
    public void An_announcement_goes_in_with_as_many_former_revisions_as_fit()
    {
        SiteWrite write = A.Write(new FakeTable(), []);
        Announcement announcement = A.Published() with { Revision = 200 };

        int? written = write.TryInsert(announcement, Former(announcement));

        Assert.Equal(SiteTransaction.MaximumRows - 5, written);
        Assert.Equal(200 - written, RowOf(write, announcement).OldestRevision);
    }

    [Fact]
    public void Former_revisions_that_follow_move_the_oldest_down()
    {
        SiteWrite write = A.Write(new FakeTable(), []);
        Announcement announcement = A.Published() with { Revision = 5, OldestRevision = 4 };

        Assert.Equal(3, write.AddFormer(announcement, Former(announcement)[1..]));

        Assert.Null(RowOf(write, announcement).OldestRevision);
        Assert.Equal(4, write.Transaction.Actions.Count);
    }

    private static List<Announcement> Former(Announcement announcement) =>
        [.. Enumerable.Range(1, announcement.Revision - 1).Reverse().Select(number => announcement with { Revision = number })];

    private static Announcement RowOf(SiteWrite write, Announcement announcement) => Announcement.FromRow((Azure.Data.Tables.TableEntity)write.Transaction.Actions
        .Single(action => action.Entity.RowKey == RowKeys.Announcement(announcement.Id)).Entity);
}
