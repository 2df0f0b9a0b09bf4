using Azure.Data.Tables;
using Bulletin.Announcements;
using Bulletin.Editing;
using Bulletin.Http;
using Bulletin.Media;
using Bulletin.Problems;
using Bulletin.Site;
using Bulletin.Storage;
using Bulletin.Tests.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Bulletin.Tests.Announcements;

/// <summary>Tests pins with an end time.</summary>
public sealed class AnnouncementPinTests : IDisposable
{
    private static readonly DateTimeOffset End = A.Moment.AddDays(2);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    private static readonly Actor Editor = new("Ewa", Role.Editor);

    private readonly FakeTable fake = new();
    private readonly FakeTimeProvider clock = new(A.Moment);
    private readonly SiteWriter writer;
    private readonly AnnouncementEditor editor;

    public AnnouncementPinTests()
    {
        var categories = new CategoryCache(fake.Table, clock, new RefillLimits { Fresh = TimeSpan.FromSeconds(5), Stale = TimeSpan.Zero });
        writer = new SiteWriter(fake.Table, categories, clock, new SiteWriterLimits());
        editor = new AnnouncementEditor(writer, A.Preparation, new MediaUses(writer, clock), BulletinSettingsTests.Read(), clock);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void The_pin_has_ended_from_its_instant_on_in_every_state()
    {
        Announcement pinned = Pinned();
        Assert.Equal((true, End), (pinned.At(End - Tick).Pinned, pinned.At(End - Tick).PinnedUntil));
        Announcement[] all = [pinned, pinned with { Status = AnnouncementStatus.Draft }, pinned with { Status = AnnouncementStatus.Archived }];
        Assert.All(all, one => Assert.Equal((false, null), (one.At(End).Pinned, one.At(End).PinnedUntil)));
    }

    [Fact]
    public void Readers_see_a_change_at_the_first_of_its_instants()
    {
        Announcement pinned = Pinned();
        Assert.Equal(End, pinned.ChangesAt(A.Moment));
        Assert.Null(pinned.ChangesAt(End));
        Assert.Equal(End - Tick, (pinned with { ExpiresAt = End - Tick }).ChangesAt(A.Moment));
        // In the archive, too, it is shown as pinned until then.
        Assert.Equal(End, (pinned with { ExpiresAt = End - Tick }).ChangesAt(End - Tick));
        Assert.Equal(A.Moment.AddDays(1), (A.Scheduled(A.Moment.AddDays(1)) with { Pinned = true, PinnedUntil = End }).ChangesAt(A.Moment));
        Assert.Null((pinned with { Status = AnnouncementStatus.Draft }).ChangesAt(A.Moment));
    }

    [Fact]
    public void It_stands_in_both_runs_of_the_timeline_and_the_columns_say_when_in_which()
    {
        var category = Guid.NewGuid();
        Announcement pinned = Pinned() with { Categories = [category], ExpiresAt = End.AddDays(1) };
        foreach (string prefix in (string[])[RowKeys.TimelinePrefix, RowKeys.CategoryTimelinePrefix(category)])
        {
            List<TableEntity> rows = AnnouncementRows.Of(fake.Table, pinned).Where(row => row.RowKey.StartsWith(prefix, StringComparison.Ordinal)).ToList();
            Assert.Equal(
                [prefix + RowKeys.TimelinePlace(true, A.Moment, pinned.Id), prefix + RowKeys.TimelinePlace(false, A.Moment, pinned.Id)], rows.Select(row => row.RowKey));
            Assert.Equal([(A.Moment, End), (End, End.AddDays(1))], rows.Select(row => (row.GetDateTimeOffset("PublishedAt"), row.GetDateTimeOffset("ExpiresAt"))));
            // Both hold the same: what it is by the clock does not depend on where it was found.
            Assert.All(rows, row => Assert.Equal(pinned.Summary() with { Categories = [] }, AnnouncementRows.ReadSummary(row) with { Categories = [] }));
        }

        Assert.Contains(AnnouncementRows.Of(fake.Table, pinned), row => row.RowKey == RowKeys.Due(DueKind.Unpin, End, pinned.Id));
    }

    [Fact]
    public void Its_age_archives_it_once_the_pin_has_ended()
    {
        Assert.Equal(A.Moment + A.Year, Pinned().ArchiveAt);
        Announcement lasting = Pinned(A.Moment + A.Year + A.Year);
        Assert.Equal(lasting.PinnedUntil, lasting.ArchiveAt);
        Assert.Null(ArchivingRules.ArchiveAt(lasting with { PinnedUntil = null }, A.Year));
        Assert.Null(ArchivingRules.ArchiveAt(lasting with { Keep = true }, A.Year));
    }

    [Theory]
    [InlineData("""{"title": "T", "pinnedUntil": "2024-04-25T00:00:00Z"}""", "pinnedUntil: is for what is pinned")]
    [InlineData("""{"title": "T", "pinned": false, "pinnedUntil": "2024-04-25T00:00:00Z"}""", "pinnedUntil: is for what is pinned")]
    [InlineData("""{"title": "T", "pinned": true, "pinnedUntil": "2024-04-23T08:33:00Z"}""", "pinnedUntil: must be to come")]
    [InlineData("""{"title": "T", "pinned": true, "pinnedUntil": "2025-05-01T00:00:00Z", "publishedAt": "2025-05-01T00:00:00Z"}""", "pinnedUntil: must be after publishedAt")]
    public async Task An_end_that_cannot_be_is_refused_and_nothing_written(string json, string error)
    {
        ProblemException refused = await Assert.ThrowsAsync<ProblemException>(() => CreateAsync(json));
        Assert.StartsWith(error, refused.Problem.Detail, StringComparison.Ordinal);
        Assert.Empty(fake.Keys);
    }

    [Fact]
    public async Task An_edit_keeps_the_end_a_replacement_gives_it_and_no_pin_has_none()
    {
        Announcement made = await CreateAsync("""{"title": "T", "status": "published", "pinned": true, "pinnedUntil": "2024-04-25T08:33:00Z"}""");
        Assert.Equal(End, made.PinnedUntil);
        Assert.Equal(End, (await PatchAsync(made.Id, """{"title": "U", "pinned": true}""")).PinnedUntil);
        Announcement forGood = await PatchAsync(made.Id, """{"pinnedUntil": null}""");
        Assert.Equal((true, null), (forGood.Pinned, forGood.PinnedUntil));
        Assert.Equal(End, (await PatchAsync(made.Id, """{"pinnedUntil": "2024-04-25T08:33:00Z"}""")).PinnedUntil);
        Announcement without = await PatchAsync(made.Id, """{"pinned": false}""");
        Assert.Equal((false, null), (without.Pinned, without.PinnedUntil));
    }

    [Fact]
    public async Task What_was_read_before_the_end_can_be_sent_back_after_it()
    {
        const string read = """{"title": "T", "status": "published", "pinned": true, "pinnedUntil": "2024-04-25T08:33:00Z"}""";
        Announcement made = await CreateAsync(read);
        clock.SetUtcNow(End.AddHours(1));

        (Announcement again, _) = await editor.ReplaceAsync(made.Id, A.Input(read, isPatch: false), IfMatch.None, Editor, Stop);

        Assert.Equal((false, null, 1), (again.Pinned, again.PinnedUntil, again.Revision));
        Announcement changed = await PatchAsync(made.Id, """{"title": "U"}""");
        Assert.Equal((false, 2), (changed.Pinned, changed.Revision));
        // After another revision nobody can have read it.
        ProblemException refused = await Assert.ThrowsAsync<ProblemException>(
            () => editor.ReplaceAsync(made.Id, A.Input(read, isPatch: false), IfMatch.None, Editor, Stop));
        Assert.Equal("pinnedUntil: must be to come", refused.Problem.Detail);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public void The_largest_change_of_one_announcement_is_one_transaction_and_old_revisions_wait_for_a_smaller_one(int? kept)
    {
        Category[] categories = [.. Enumerable.Range(0, 20).Select(_ => A.Category() with { Count = 1 })];
        Announcement stored = Largest(End, categories[..10]);
        Announcement next = Largest(End.AddDays(1), categories[10..]) with
        {
            Id = stored.Id,
            Slug = "nowy",
            FormerSlugs = ["tytul"],
            SourceUrl = "https://example.org/2",
            PublishedAt = A.Moment.AddDays(-1),
            ArchiveAt = A.Moment.AddDays(11),
            Revision = 101,
            ChangedAt = A.Moment.AddHours(1),
        };
        SiteWrite write = A.Write(fake, categories, kept: kept);

        write.Save(stored with { Revision = 100 }, next);

        // Azure Table Storage allows 100, and publishing a draft removes one row more: what a change adds to them does not fit.
        Assert.Equal(99, write.ToActions().Count);
    }

    public void Dispose() => writer.Dispose();

    private static Announcement Pinned(DateTimeOffset? until = null) =>
        A.Settled(A.Draft() with { Pinned = true, PinnedUntil = until ?? End }, AnnouncementStatus.Published, A.Moment);

    private static Announcement Largest(DateTimeOffset until, Category[] categories) => Pinned(until) with
    {
        Body = A.Noise(AnnouncementInput.MaximumBodyBytes),
        Lead = string.Concat(Enumerable.Repeat("\U0001F600", AnnouncementInput.MaximumLead)),
        Categories = [.. categories.Select(category => category.Id)],
        SourceUrl = "https://example.org/1",
        ArchiveAt = A.Moment.AddDays(10),
        ExpiresAt = until.AddDays(20),
        Layout = AnnouncementRows.PresentLayout,
    };

    private async Task<Announcement> CreateAsync(string json) =>
        (await editor.CreateAsync(A.Input(json, isPatch: false), null, Editor, Stop)).Announcement;

    private async Task<Announcement> PatchAsync(Guid id, string json) =>
        (await editor.PatchAsync(id, A.Input(json), IfMatch.None, Editor, Stop)).Announcement;
}
