using System.Text;
using Azure.Data.Tables;
using Bulletin.Announcements;
using Bulletin.Content;
using Bulletin.Editing;
using Bulletin.Editing.Drafts;
using Bulletin.Http;
using Bulletin.Media;
using Bulletin.Problems;
using Bulletin.Site;
using Bulletin.Storage;
using Bulletin.Tests.Http;
using Bulletin.Tests.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Bulletin.Tests.Announcements;

/// <summary>Tests that work which depends only on a text is done once, before the write, and only if the text changes.</summary>
public sealed class BodyPreparationTests : IDisposable
{
    private static readonly Actor Editor = new("Ewa", Role.Editor);

    private readonly FakeTable fake = new();
    private readonly FakeTimeProvider clock = new(A.Moment);
    private readonly SiteWriter writer;
    private readonly BodyPreparation bodies = new(new BodyPreparationLimits(), new RenderedBodies(RenderedBodies.DefaultBytes));
    private readonly AnnouncementEditor editor;
    private readonly DraftEditor drafts;

    public BodyPreparationTests()
    {
        var categories = new CategoryCache(fake.Table, clock, new RefillLimits { Fresh = TimeSpan.FromSeconds(5), Stale = TimeSpan.Zero });
        writer = new SiteWriter(fake.Table, categories, clock, new SiteWriterLimits { ShortestPause = TimeSpan.FromMilliseconds(0.1), LongestPause = TimeSpan.FromMilliseconds(1) });
        editor = new AnnouncementEditor(writer, bodies, new MediaUses(writer, clock), BulletinSettingsTests.Read(), clock);
        drafts = new DraftEditor(writer, bodies, new MediaUses(writer, clock), BulletinSettingsTests.Read());
    }

    public static TheoryData<string> PatchesThatLeaveTheText =>
    [
        """{"title": "Inny"}""", """{"lead": "Inny"}""", """{"categories": []}""", """{"status": "published"}""", """{"slug": null, "title": "Nowy"}""",
        """{"format": "markdown"}""", """{"keep": true, "pinned": true}""",
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(PatchesThatLeaveTheText))]
    public async Task A_patch_that_leaves_the_text_renders_nothing_and_unpacks_nothing(string patch)
    {
        Announcement made = await CreateAsync("""{"title": "T", "body": "Treść"}""");
        TableEntity row = Damage(RowKeys.Announcement(made.Id));
        Announcement patched = await PatchAsync(made.Id, patch);

        Assert.Equal(1, bodies.Count);
        Assert.Equal((byte[])row["Body0"], (byte[])fake[RowKeys.Announcement(made.Id)]["Body0"]);
        Assert.Equal(patched.Revision == 2, fake.Keys.Contains(RowKeys.Revision(made.Id, 1)));
    }

    [Fact]
    public async Task States_change_and_revisions_move_without_a_look_at_the_text()
    {
        Announcement made = await CreateAsync("""{"title": "T", "body": "Treść"}""");
        Damage(RowKeys.Announcement(made.Id));
        await editor.PublishAsync(made.Id, new AnnouncementInput(), IfMatch.None, Editor, Stop);
        await editor.ArchiveAsync(made.Id, IfMatch.None, Editor, Stop);
        await editor.RestoreAsync(made.Id, IfMatch.None, Editor, Stop);
        await PatchAsync(made.Id, """{"title": "Inny"}""");
        await editor.RevertAsync(made.Id, 1, new AnnouncementInput(), IfMatch.None, Editor, Stop);
        await editor.DeleteAsync(made.Id, IfMatch.None, Editor, Stop);

        Assert.Equal(1, bodies.Count);
        Assert.Equal(7, Announcement.DocumentOf(fake[RowKeys.Announcement(made.Id)]).Revision);
        Assert.All(
            Enumerable.Range(1, 6).Select(revision => RowKeys.Revision(made.Id, revision)).Append(RowKeys.Announcement(made.Id)),
            key => Assert.Equal("damaged", Encoding.UTF8.GetString((byte[])fake[key]["Body0"])));
    }

    [Fact]
    public async Task A_draft_becomes_public_without_a_look_at_its_text()
    {
        Announcement made = await CreateAsync("""{"title": "T", "status": "published"}""");
        await drafts.PutAsync(made.Id, DraftInput.Read(A.Json("""{"title": "Nowy", "body": "Nowa treść"}""")), IfMatch.None, Editor, Stop);
        Damage(RowKeys.Draft(made.Id));
        await drafts.PublishAsync(made.Id, IfMatch.None, Editor, Stop);

        Assert.Equal(2, bodies.Count);
        Assert.Equal("damaged", Encoding.UTF8.GetString((byte[])fake[RowKeys.Announcement(made.Id)]["Body0"]));
    }

    [Fact]
    public async Task A_body_is_prepared_once_however_often_the_write_is_tried()
    {
        Announcement made = await CreateAsync("""{"title": "T"}""");
        for (int conflicts = 0; conflicts < 5; conflicts++)
        {
            fake.FailSubmit(FakeTable.Refusal(412, "UpdateConditionNotSatisfied", 0));
        }

        int sent = fake.Submissions;
        Announcement patched = await PatchAsync(made.Id, """{"body": "Nowa **treść**", "format": "markdown"}""");

        Assert.Equal(("Nowa **treść**", "Nowa treść"), (patched.Body, patched.Lead));
        Assert.Equal(6, fake.Submissions - sent);
        Assert.Equal(2, bodies.Count);
    }

    [Fact]
    public async Task A_new_format_is_checked_with_the_body_that_is_there_when_it_is_saved()
    {
        Announcement made = await CreateAsync("""{"title": "T", "body": "**a**"}""");
        // Another instance changes the body after it was read for the check.
        using var otherWriter = new SiteWriter(
            fake.Table, new CategoryCache(fake.Table, clock, new RefillLimits { Fresh = TimeSpan.FromSeconds(5), Stale = TimeSpan.Zero }), clock, new SiteWriterLimits());
        var other = new AnnouncementEditor(otherWriter, A.Preparation, new MediaUses(otherWriter, clock), BulletinSettingsTests.Read(), clock);
        fake
            .OnRead(_ => Task.CompletedTask)
            .OnRead(_ => other.PatchAsync(made.Id, A.Input("""{"body": "<b>b</b>", "format": "markdown"}"""), IfMatch.None, Editor, Stop));
        Announcement patched = await PatchAsync(made.Id, """{"format": "html"}""");

        Assert.Equal((BodyFormat.Html, "<b>b</b>", "b"), (patched.Format, patched.Body, patched.Lead));
        // Once for the body that was read first, and once for the stored one.
        Assert.Equal(3, bodies.Count);
    }

    [Fact]
    public async Task A_patch_of_the_body_takes_the_format_that_is_stored()
    {
        Announcement made = await CreateAsync("""{"title": "T", "body": "<p>a</p>", "format": "html"}""");
        Assert.Equal("b", (await PatchAsync(made.Id, """{"body": "<p>b</p>"}""")).Lead);
        Assert.Equal("<p>b</p>", Announcement.FromRow(fake[RowKeys.Announcement(made.Id)]).Body);
    }

    [Fact]
    public async Task The_lead_can_be_made_of_a_body_that_does_not_change()
    {
        Announcement made = await CreateAsync("""{"title": "T", "body": "Treść", "lead": "Własny"}""");
        Announcement patched = await PatchAsync(made.Id, """{"lead": null}""");
        Assert.Equal(("Treść", true), (patched.Lead, patched.IsLeadDerived));
        Assert.Equal(2, bodies.Count);
        await PatchAsync(made.Id, """{"lead": null}""");
        Assert.Equal(2, bodies.Count);
    }

    [Fact]
    public async Task The_same_body_sent_again_is_no_change()
    {
        Announcement made = await CreateAsync("""{"title": "T", "body": "Treść"}""");
        Assert.Equal(1, (await PatchAsync(made.Id, """{"body": "Treść"}""")).Revision);
        // Bodies stored before hashes existed are compared as well.
        TableEntity row = new(fake[RowKeys.Announcement(made.Id)]);
        Assert.True(row.Remove("BodyHash"));
        fake.Put(row);
        Assert.Equal(1, (await PatchAsync(made.Id, """{"body": "Treść"}""")).Revision);
        Assert.Equal(2, (await PatchAsync(made.Id, """{"body": "Inna"}""")).Revision);
    }

    [Fact]
    public async Task What_is_stale_or_not_there_is_not_prepared_for()
    {
        Announcement made = await CreateAsync("""{"title": "T", "body": "Treść"}""");
        await PatchAsync(made.Id, """{"title": "Inny"}""");
        await Assert.ThrowsAsync<ProblemException>(() => PatchAsync(made.Id, """{"body": "x"}""", IfMatchTests.Header("\"r1\"")));
        await Assert.ThrowsAsync<ProblemException>(() => PatchAsync(Guid.NewGuid(), """{"body": "x"}"""));
        Assert.Equal(1, bodies.Count);
    }

    [Fact]
    public async Task Long_bodies_take_turns_and_who_would_wait_too_long_is_told_so_at_once_with_the_time_that_is_needed()
    {
        using var slow = new BodyPreparation(new BodyPreparationLimits { Short = 0, LongAtOnce = 1, LongestWait = TimeSpan.FromSeconds(4), Waits = clock }, new RenderedBodies(RenderedBodies.DefaultBytes));
        // One turn of nine seconds: about every fifth turn is like it, so the next is taken for 1.8 s.
        await slow.PrepareAsync(() => Taking(TimeSpan.FromSeconds(9)), 1, BodyFormat.Markdown, Stop);
        using var finish = new SemaphoreSlim(0);
        Task<PreparedBody> running = slow.PrepareAsync(() => When(finish), 1, BodyFormat.Markdown, Stop);
        Task<PreparedBody> second = slow.PrepareAsync(() => LongText.Of("b"), 1, BodyFormat.Markdown, Stop);
        Task<PreparedBody> third = slow.PrepareAsync(() => LongText.Of("c"), 1, BodyFormat.Markdown, Stop);
        MachineBusyException refused = await Assert.ThrowsAsync<MachineBusyException>(() => slow.PrepareAsync(() => LongText.Of("d"), 1, BodyFormat.Markdown, Stop));
        // Three such turns are ahead, of which four seconds may be waited for; then comes its own.
        Assert.InRange(refused.RetryAfter.TotalSeconds, 3.1, 3.3);
        finish.Release();
        Assert.Equal("a", (await running).Text.Value);
        await Task.WhenAll(second, third);
    }

    [Fact]
    public async Task A_body_whose_sender_is_gone_is_not_prepared()
    {
        using var one = new BodyPreparation(new BodyPreparationLimits { Short = 0, LongAtOnce = 1 }, new RenderedBodies(RenderedBodies.DefaultBytes));
        using var finish = new SemaphoreSlim(0);
        Task<PreparedBody> running = one.PrepareAsync(() => When(finish), 1, BodyFormat.Markdown, Stop);
        using var client = new CancellationTokenSource();
        Task<PreparedBody> waiting = one.PrepareAsync(() => throw new InvalidOperationException("Nobody waits for it."), 1, BodyFormat.Markdown, client.Token);
        await client.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        finish.Release();
        await running;
        Assert.Equal(1, one.Count);
    }

    [Fact]
    public async Task While_long_texts_are_prepared_other_writes_are_made()
    {
        Announcement made = await CreateAsync("""{"title": "T", "body": "Treść"}""");
        using var finish = new SemaphoreSlim(0);
        Task<PreparedBody>[] heavy = [.. Enumerable.Range(0, 4).Select(_ => bodies.PrepareAsync(() => When(finish), 100_000, BodyFormat.Markdown, Stop))];
        Assert.Equal(2, (await PatchAsync(made.Id, """{"title": "Inny"}""")).Revision);
        Assert.Equal(3, (await PatchAsync(made.Id, """{"body": "Inna"}""")).Revision);
        finish.Release(4);
        await Task.WhenAll(heavy);
    }

    [Fact]
    public async Task A_short_body_does_not_wait_behind_long_ones()
    {
        using var finish = new SemaphoreSlim(0);
        Task<PreparedBody> running = bodies.PrepareAsync(() => When(finish), 100_000, BodyFormat.Markdown, Stop);
        Assert.Equal("b", (await bodies.PrepareAsync(() => LongText.Of("b"), 1, BodyFormat.Markdown, Stop)).Text.Value);
        finish.Release();
        await running;
    }

    public void Dispose()
    {
        writer.Dispose();
        bodies.Dispose();
    }

    private static LongText When(SemaphoreSlim finish)
    {
        finish.Wait(Stop);
        return LongText.Of("a");
    }

    private LongText Taking(TimeSpan time)
    {
        clock.Advance(time);
        return LongText.Of("a");
    }

    // A text that cannot be unpacked: reading it fails.
    private TableEntity Damage(string rowKey)
    {
        TableEntity row = new(fake[rowKey]) { ["BodyEncoding"] = "br", ["Body0"] = "damaged"u8.ToArray() };
        fake.Put(row);
        return row;
    }

    private async Task<Announcement> CreateAsync(string json) => (await editor.CreateAsync(A.Input(json, isPatch: false), null, Editor, Stop)).Announcement;

    private async Task<Announcement> PatchAsync(Guid id, string json, IfMatch? condition = null) =>
        (await editor.PatchAsync(id, A.Input(json), condition ?? IfMatch.None, Editor, Stop)).Announcement;
}
