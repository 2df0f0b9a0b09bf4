using Azure.Data.Tables;
using Bulletin.Announcements;
using Bulletin.Storage;
using Bulletin.Tests.Storage;

namespace Bulletin.Tests.Announcements;

public sealed class AnnouncementRowsTests
{
    private static readonly Guid One = Guid.Parse("0198f2c4-0000-7000-8000-000000000001");
    private static readonly Guid Two = Guid.Parse("0198f2c4-0000-7000-8000-000000000002");

    private readonly FakeTable fake = new();

    [Fact]
    public void A_draft_is_in_the_editors_list_only()
    {
        Announcement draft = A.Draft() with { Categories = [One], PublishedAt = A.Moment.AddDays(1), ExpiresAt = A.Moment.AddDays(2) };
        AssertKeys(draft, [
            RowKeys.Announcement(draft.Id), RowKeys.Slug("tytul"), RowKeys.CategoryUse(One, draft.Id), RowKeys.EditorList("draft", A.Moment, draft.Id)]);
    }

    [Fact]
    public void A_scheduled_one_is_in_the_timelines_already_and_falls_due_at_its_instant()
    {
        DateTimeOffset at = A.Moment.AddDays(3);
        Announcement scheduled = A.Scheduled(at) with { Categories = [One, Two], FormerSlugs = ["dawny"] };
        AssertKeys(scheduled, [
            RowKeys.Announcement(scheduled.Id), RowKeys.Slug("tytul"), RowKeys.Slug("dawny"),
            RowKeys.CategoryUse(One, scheduled.Id), RowKeys.CategoryUse(Two, scheduled.Id),
            RowKeys.EditorList("scheduled", A.Moment, scheduled.Id),
            RowKeys.Timeline(false, at, scheduled.Id),
            RowKeys.CategoryTimeline(One, false, at, scheduled.Id), RowKeys.CategoryTimeline(Two, false, at, scheduled.Id),
            RowKeys.Due(DueKind.Publish, at, scheduled.Id), RowKeys.Due(DueKind.Archive, at + A.Year, scheduled.Id)]);
    }

    [Fact]
    public void A_published_one_is_in_the_timelines_and_grows_old()
    {
        Announcement published = A.Published() with { Categories = [One] };
        AssertKeys(published, [
            RowKeys.Announcement(published.Id), RowKeys.Slug("tytul"), RowKeys.CategoryUse(One, published.Id),
            RowKeys.EditorList("published", A.Moment, published.Id),
            RowKeys.Timeline(false, A.Moment, published.Id), RowKeys.CategoryTimeline(One, false, A.Moment, published.Id),
            RowKeys.Due(DueKind.Archive, A.Moment + A.Year, published.Id)]);
    }

    [Fact]
    public void A_pinned_one_is_among_the_pinned_and_does_not_grow_old()
    {
        Announcement pinned = A.Settled(A.Draft() with { Pinned = true, Categories = [One] }, AnnouncementStatus.Published, A.Moment);
        AssertKeys(pinned, [
            RowKeys.Announcement(pinned.Id), RowKeys.Slug("tytul"), RowKeys.CategoryUse(One, pinned.Id),
            RowKeys.EditorList("published", A.Moment, pinned.Id),
            RowKeys.Timeline(true, A.Moment, pinned.Id), RowKeys.CategoryTimeline(One, true, A.Moment, pinned.Id)]);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    public void What_expires_before_it_grows_old_has_no_second_date(int daysFromOldAge)
    {
        Announcement expiring = A.Published() with { ExpiresAt = A.Moment + A.Year + TimeSpan.FromDays(daysFromOldAge) };
        AssertDue(expiring, [RowKeys.Due(DueKind.Expire, expiring.ExpiresAt.Value, expiring.Id)]);
    }

    [Fact]
    public void What_grows_old_before_it_expires_has_both_dates()
    {
        Announcement expiring = A.Published() with { ExpiresAt = A.Moment + A.Year + TimeSpan.FromDays(1) };
        AssertDue(expiring, [
            RowKeys.Due(DueKind.Archive, expiring.ArchiveAt!.Value, expiring.Id), RowKeys.Due(DueKind.Expire, expiring.ExpiresAt.Value, expiring.Id)]);
    }

    [Fact]
    public void An_archived_one_is_in_the_archives_whether_or_not_it_was_pinned_and_nothing_falls_due()
    {
        Announcement archived = A.Archived() with { Categories = [One, Two], Pinned = true, ExpiresAt = A.Moment.AddDays(500) };
        AssertKeys(archived, [
            RowKeys.Announcement(archived.Id), RowKeys.Slug("tytul"), RowKeys.CategoryUse(One, archived.Id), RowKeys.CategoryUse(Two, archived.Id),
            RowKeys.EditorList("archived", A.Moment, archived.Id),
            RowKeys.Archive(A.Moment, archived.Id), RowKeys.CategoryArchive(One, A.Moment, archived.Id), RowKeys.CategoryArchive(Two, A.Moment, archived.Id)]);
    }

    [Fact]
    public void A_binned_one_keeps_its_slugs_and_categories_until_it_goes_after_thirty_days()
    {
        Announcement deleted = A.Deleted(A.Moment.AddDays(1)) with { Categories = [One], FormerSlugs = ["dawny"], ExpiresAt = A.Moment.AddDays(500) };
        AssertKeys(deleted, [
            RowKeys.Announcement(deleted.Id), RowKeys.Slug("tytul"), RowKeys.Slug("dawny"), RowKeys.CategoryUse(One, deleted.Id),
            RowKeys.EditorList("deleted", A.Moment, deleted.Id), RowKeys.Due(DueKind.Purge, A.Moment.AddDays(31), deleted.Id)]);
    }

    [Fact]
    public void The_filters_of_lists_find_a_date_in_every_index_row()
    {
        Announcement published = A.Published();
        TableEntity row = AnnouncementRows.Of(fake.Table, published).Single(one => one.RowKey.StartsWith("t:", StringComparison.Ordinal));
        Assert.Equal(A.Moment, row.GetDateTimeOffset("PublishedAt"));
        Assert.Equal(9999, row.GetDateTimeOffset("ExpiresAt")!.Value.Year);
        TableEntity draft = AnnouncementRows.Of(fake.Table, A.Draft()).Single(one => one.RowKey.StartsWith("n:", StringComparison.Ordinal));
        Assert.Equal(9999, draft.GetDateTimeOffset("PublishedAt")!.Value.Year);
    }

    [Fact]
    public void A_list_gets_the_summary_without_the_body()
    {
        Announcement published = A.Published() with { Body = A.Noise(9000), Image = new StoredImage("https://a.example/x.png", "X") };
        TableEntity row = AnnouncementRows.Of(fake.Table, published).Single(one => one.RowKey.StartsWith("t:", StringComparison.Ordinal));
        AnnouncementSummary summary = AnnouncementRows.ReadSummary(row);
        Assert.Equal((published.Id, published.Title, published.Image, published.ArchiveAt), (summary.Id, summary.Title, summary.Image, summary.ArchiveAt));
        Assert.InRange(RowContent.EncodedBytes(row), 1, 4000);
    }

    [Fact]
    public void An_announcement_comes_back_from_its_row_as_it_was()
    {
        Announcement whole = A.Archived() with
        {
            Title = "Zażółć 😀",
            Body = A.Noise(100_000),
            Categories = [One, Two],
            FormerSlugs = ["a", "b"],
            Image = new StoredImage("https://a.example/x.png", "Obraz"),
            Keep = true,
            ChangeNote = "Poprawka",
            IsMinorChange = true,
            ExpiresAt = A.Moment.AddTicks(7),
        };
        var read = Announcement.FromRow(whole.ToRow(fake.Table, RowKeys.Announcement(whole.Id)));
        Assert.True(AnnouncementChange.IsSame(whole, read));
        Assert.Equal(whole.Body, read.Body);
    }

    [Fact]
    public void Broken_rows_are_reported_as_broken()
    {
        TableEntity row = fake.Table.NewRow("a:1");
        Assert.Throws<InvalidDataException>(() => Announcement.FromRow(row));
        Assert.Throws<InvalidDataException>(() => AnnouncementRows.ReadSummary(row));
        row["Announcement"] = "{}"u8.ToArray();
        row["Summary"] = "null"u8.ToArray();
        Assert.Throws<InvalidDataException>(() => Announcement.FromRow(row));
        Assert.Throws<InvalidDataException>(() => AnnouncementRows.ReadSummary(row));
    }

    [Fact]
    public void Age_archives_what_is_public_or_will_be_unless_it_is_pinned_or_kept()
    {
        Announcement published = A.Published();
        Assert.Equal(A.Moment + A.Year, ArchivingRules.ArchiveAt(published, A.Year));
        Assert.Equal(A.Moment.AddDays(9) + A.Year, ArchivingRules.ArchiveAt(A.Scheduled(A.Moment.AddDays(9)), A.Year));
        Assert.Null(ArchivingRules.ArchiveAt(published with { Pinned = true }, A.Year));
        Assert.Null(ArchivingRules.ArchiveAt(published with { Keep = true }, A.Year));
        Assert.All([A.Draft(), A.Archived(), A.Deleted()], other => Assert.Null(ArchivingRules.ArchiveAt(other, A.Year)));
    }

    private void AssertKeys(Announcement announcement, string[] expected) =>
        Assert.Equal(expected.Order(StringComparer.Ordinal), AnnouncementRows.Of(fake.Table, announcement).Select(row => row.RowKey).Order(StringComparer.Ordinal));

    private void AssertDue(Announcement announcement, string[] expected) => Assert.Equal(
        expected,
        AnnouncementRows.Of(fake.Table, announcement).Select(row => row.RowKey).Where(key => key.StartsWith("d:", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
}
