using Azure.Data.Tables;
using Bulletin.Site;
using Bulletin.Storage;
using Bulletin.Tests.Storage;

namespace Bulletin.Tests.Site;

public sealed class SiteVersionTests
{
    private readonly FakeTable fake = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_site_is_at_version_zero_with_an_epoch_of_its_own()
    {
        SiteVersion one = await SiteVersion.ReadAsync(fake.Table, Stop);
        SiteVersion other = await SiteVersion.ReadAsync(fake.Table, Stop);
        Assert.Equal((0, 0, null), (one.Version, one.CategoryStamp, one.ETag));
        Assert.NotEqual(one.Epoch, other.Epoch);
    }

    [Fact]
    public async Task Of_two_that_move_on_from_the_same_version_one_is_refused()
    {
        fake.Commit([(await SiteVersion.ReadAsync(fake.Table, Stop)).Advance(fake.Table, 1, null)]);
        SiteVersion version = await SiteVersion.ReadAsync(fake.Table, Stop);
        fake.Commit([version.Advance(fake.Table, 1, null)]);
        Assert.Equal(412, Assert.Throws<TableTransactionFailedException>(() => fake.Commit([version.Advance(fake.Table, 1, null)])).Status);
        Assert.Equal(2, (await SiteVersion.ReadAsync(fake.Table, Stop)).Version);
    }

    [Fact]
    public async Task Of_two_that_make_a_site_one_is_refused()
    {
        SiteVersion version = await SiteVersion.ReadAsync(fake.Table, Stop);
        fake.Commit([version.Advance(fake.Table, 1, null)]);
        Assert.Equal(409, Assert.Throws<TableTransactionFailedException>(() => fake.Commit([version.Advance(fake.Table, 1, null)])).Status);
    }

    [Fact]
    public async Task The_category_stamp_is_the_version_of_the_last_write_that_changed_categories()
    {
        foreach (bool categoriesChanged in (bool[])[false, true, false, false])
        {
            fake.Commit([(await SiteVersion.ReadAsync(fake.Table, Stop)).Advance(fake.Table, 1, categoriesChanged ? 2 : null)]);
        }

        SiteVersion version = await SiteVersion.ReadAsync(fake.Table, Stop);
        Assert.Equal((4, 2), (version.Version, version.CategoryStamp));
    }

    [Fact]
    public async Task A_version_row_without_a_version_is_not_taken_for_a_new_site()
    {
        fake.Put(fake.Table.NewRow(RowKeys.Version));
        await Assert.ThrowsAsync<InvalidDataException>(() => SiteVersion.ReadAsync(fake.Table, Stop));
    }
}
