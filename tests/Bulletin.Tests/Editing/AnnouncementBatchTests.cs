using Azure;
using Bulletin.Announcements;
using Bulletin.Editing;
using Bulletin.Editing.Batches;
using Bulletin.Http;
using Bulletin.Media;
using Bulletin.Problems;
using Bulletin.Site;
using Bulletin.Storage;
using Bulletin.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Bulletin.Tests.Editing;

/// <summary>Many announcements changed by one request.</summary>
public sealed class AnnouncementBatchTests : IDisposable
{
    private static readonly Actor Editor = new("Ewa", Role.Editor);

    private readonly FakeTable fake = new();
    private readonly FakeTimeProvider clock = new(A.Moment);
    private readonly CategoryCache categories;
    private readonly SiteWriter writer;
    private readonly AnnouncementEditor editor;
    private readonly AnnouncementBatch batch;

    public AnnouncementBatchTests()
    {
        categories = new CategoryCache(fake.Table, clock, new RefillLimits { Fresh = TimeSpan.FromSeconds(5), Stale = TimeSpan.Zero });
        // Short: a write that storage does not answer is given up soon.
        writer = new SiteWriter(fake.Table, categories, clock, new SiteWriterLimits { Deadline = TimeSpan.FromSeconds(1), LongestPause = TimeSpan.FromMilliseconds(20) });
        editor = new AnnouncementEditor(writer, A.Preparation, new MediaUses(writer, clock), BulletinSettingsTests.Read(), clock);
        batch = new AnnouncementBatch(editor, writer, BulletinSettingsTests.Read(), NullLogger<AnnouncementBatch>.Instance);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Several_go_into_one_transaction_and_none_into_more_than_one()
    {
        List<Guid> ids = await DraftsAsync(30);
        int before = fake.Submissions;

        IReadOnlyList<BatchOutcome> outcomes = await RunAsync(BatchAction.Publish, ids);

        Assert.Equal(ids, outcomes.Select(outcome => outcome.Id));
        Assert.All(outcomes, outcome => Assert.Equal((AnnouncementStatus.Published, 2), (outcome.Announcement!.Status, outcome.Announcement.Revision)));
        Assert.All(ids, id => Assert.Equal(AnnouncementStatus.Published, Stored(id).Status));
        // Each has 6 rows: itself, its former revision, two in editors' lists, the timeline, archiving by age. 16 of
        // them are below 98.
        Assert.Equal(2, fake.Submissions - before);
    }

    [Fact]
    public async Task One_that_may_not_be_changed_stops_no_other()
    {
        List<Guid> ids = await DraftsAsync(3);
        await editor.DeleteAsync(ids[0], IfMatch.None, Editor, Stop);
        await editor.PatchAsync(ids[1], A.Input("""{"title": "Inny"}"""), IfMatch.None, Editor, Stop);
        var unknown = Guid.NewGuid();

        IReadOnlyList<BatchOutcome> outcomes = await RunAsync(BatchAction.Publish, [ids[0], ids[1], unknown, ids[2]], "r1", "r1", "*");

        Assert.Equal(
            [ProblemKind.ChangedMeanwhile, ProblemKind.ChangedMeanwhile, ProblemKind.NotFound, null], outcomes.Select(outcome => outcome.Problem?.Kind));
        Assert.Equal(AnnouncementStatus.Published, Stored(ids[2]).Status);
        Assert.Equal(AnnouncementStatus.Draft, Stored(ids[1]).Status);
        Assert.Equal(ProblemKind.WrongState, (await RunAsync(BatchAction.Archive, [ids[0]], "*"))[0].Problem!.Kind);
    }

    [Fact]
    public async Task What_changes_nothing_writes_nothing()
    {
        List<Guid> ids = await DraftsAsync(2);
        await RunAsync(BatchAction.Publish, ids);
        int before = fake.Submissions;

        IReadOnlyList<BatchOutcome> outcomes = await RunAsync(BatchAction.Publish, ids, "r2");

        Assert.All(outcomes, outcome => Assert.Equal(2, outcome.Announcement!.Revision));
        Assert.Equal(before, fake.Submissions);
    }

    [Fact]
    public async Task When_storage_goes_away_in_the_middle_what_was_done_is_told_and_the_rest_is_not_half_done()
    {
        List<Guid> ids = await DraftsAsync(30);
        fake.OnSubmit((commit, _) =>
        {
            commit();
            for (int request = 0; request < 1000; request++)
            {
                fake.OnRead(_ => throw new RequestFailedException("away"));
            }

            return Task.CompletedTask;
        });

        IReadOnlyList<BatchOutcome> outcomes = await RunAsync(BatchAction.Publish, ids);

        Assert.Equal(16, outcomes.TakeWhile(outcome => outcome.Announcement is not null).Count());
        Assert.All(outcomes.Skip(16), outcome => Assert.Equal(ProblemKind.Unavailable, outcome.Problem!.Kind));
        Assert.All(ids.Index(), one => Assert.Equal(one.Index < 16 ? AnnouncementStatus.Published : AnnouncementStatus.Draft, Stored(one.Item).Status));
    }

    [Fact]
    public async Task One_that_cannot_be_read_costs_only_itself()
    {
        List<Guid> ids = await DraftsAsync(3);
        fake.Put(fake.Table.NewRow(RowKeys.Announcement(ids[1])));

        IReadOnlyList<BatchOutcome> outcomes = await RunAsync(BatchAction.Publish, ids);

        Assert.Equal([null, ProblemKind.Internal, null], outcomes.Select(outcome => outcome.Problem?.Kind));
        Assert.Equal(AnnouncementStatus.Published, Stored(ids[2]).Status);
    }

    [Fact]
    public async Task When_another_writer_was_faster_the_batch_reads_again()
    {
        List<Guid> ids = await DraftsAsync(2);
        var otherCategories = new CategoryCache(fake.Table, clock, new RefillLimits { Fresh = TimeSpan.FromSeconds(5), Stale = TimeSpan.Zero });
        using var otherWriter = new SiteWriter(fake.Table, otherCategories, clock, new SiteWriterLimits());
        var other = new AnnouncementEditor(otherWriter, A.Preparation, new MediaUses(otherWriter, clock), BulletinSettingsTests.Read(), clock);
        fake.OnSubmit(async (commit, _) =>
        {
            await other.PatchAsync(ids[0], A.Input("""{"title": "Od Jana"}"""), IfMatch.None, Editor, Stop);
            commit();
        });

        IReadOnlyList<BatchOutcome> outcomes = await RunAsync(BatchAction.Publish, ids);

        Assert.Equal([ProblemKind.ChangedMeanwhile, null], outcomes.Select(outcome => outcome.Problem?.Kind));
        Assert.Equal(("Od Jana", AnnouncementStatus.Draft), (Stored(ids[0]).Title, Stored(ids[0]).Status));
        Assert.Equal(AnnouncementStatus.Published, Stored(ids[1]).Status);
    }

    [Theory]
    [InlineData("""{}""", "action: is required|items: is required")]
    [InlineData("""{"action": "restore", "items": []}""", "action: must be one of publish, unpublish, archive, delete, categorise|items: must have 1 to 100 items, not 0")]
    [InlineData("""{"action": "publish", "items": [7]}""", "items[0]: must be an object")]
    [InlineData("""{"action": "publish", "items": [{"id": "x"}]}""", "items[0].id: must be the id of an announcement, a UUID|items[0].ifMatch: is required")]
    [InlineData(
        """{"action": "publish", "items": [{"id": "0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11", "ifMatch": "r1"}, {"id": "0198F2C4-5d1e-7c3a-9a51-0c6f6a5d2b11", "ifMatch": "r1"}]}""",
        "items[1].id: is in the batch already")]
    [InlineData(
        """{"action": "publish", "items": [{"id": "0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11", "ifMatch": "r 1\""}]}""", "items[0].ifMatch: must be an ETag such as r3, or *")]
    [InlineData(
        """{"action": "publish", "items": [{"id": "0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11", "ifMatch": "W/\"r1\""}]}""", "items[0].ifMatch: must be an ETag such as r3, or *")]
    [InlineData(
        """{"action": "publish", "items": [{"id": "0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11", "ifMatch": "*", "etag": "r1"}]}""", "items[0].etag: is not a known member")]
    public void What_is_wrong_with_a_batch_is_named(string json, string errors) =>
        Assert.Equal(errors.Split('|').Order(StringComparer.Ordinal), A.Errors(() => BatchInput.Read(A.Json(json))).Order(StringComparer.Ordinal));

    [Fact]
    public void A_batch_of_more_than_a_hundred_is_refused()
    {
        string items = string.Join(',', Enumerable.Range(0, 101).Select(_ => $$"""{"id": "{{Guid.NewGuid()}}", "ifMatch": "*"}"""));
        Assert.Equal(["items: must have at most 100 items, not 101"], A.Errors(() => BatchInput.Read(A.Json($$"""{"action": "delete", "items": [{{items}}]}"""))));
    }

    public void Dispose() => writer.Dispose();

    private async Task<List<Guid>> DraftsAsync(int count)
    {
        List<Guid> ids = [];
        for (int number = 0; number < count; number++)
        {
            ids.Add((await editor.CreateAsync(A.Input($$"""{"title": "Szkic {{number}}"}""", isPatch: false), null, Editor, Stop)).Announcement.Id);
        }

        // Another day: the rows of the editors' lists are others then.
        clock.Advance(TimeSpan.FromDays(1));
        return ids;
    }

    // The last ETag holds for all items beyond it.
    private async Task<IReadOnlyList<BatchOutcome>> RunAsync(BatchAction action, IReadOnlyList<Guid> ids, params string[] etags)
    {
        etags = etags.Length == 0 ? ["r1"] : etags;
        List<BatchItem> items = ids.Select((id, index) => new BatchItem(id, IfMatch.Of(etags[Math.Min(index, etags.Length - 1)])!)).ToList();
        return (await batch.RunAsync(new BatchInput(action, default, items), await categories.ReadPresentAsync(Stop), Editor, Stop)).Outcomes;
    }

    private Announcement Stored(Guid id) => Announcement.FromRow(fake[RowKeys.Announcement(id)]);
}
