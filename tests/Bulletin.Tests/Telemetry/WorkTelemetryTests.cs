using System.Diagnostics;
using Bulletin.Announcements;
using Bulletin.Archiving;
using Bulletin.Archiving.Chores;
using Bulletin.Search;
using Bulletin.Site;
using Bulletin.Storage;
using Bulletin.Telemetry;
using Bulletin.Tests.Storage;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Bulletin.Tests.Telemetry;

/// <summary>The telemetry of writes, timers and the search index. It is one for the process, so no other test runs beside these.</summary>
[Collection(Alone.Name)]
public sealed class WorkTelemetryTests : IDisposable
{
    private static readonly Actor Editor = new("Tajemnica", Role.Editor);

    private static readonly SiteWriterLimits Fast = new()
    {
        Deadline = TimeSpan.FromSeconds(30),
        Attempt = TimeSpan.FromSeconds(20),
        ShortestPause = TimeSpan.FromMilliseconds(0.1),
        LongestPause = TimeSpan.FromMilliseconds(1),
    };

    private readonly Heard heard = new();
    private readonly FakeTable fake = new();
    private readonly FakeTimeProvider clock = new(A.Moment);
    private readonly CategoryCache categories;
    private readonly SiteWriter writer;

    public WorkTelemetryTests()
    {
        categories = new CategoryCache(fake.Table, clock, new RefillLimits { Fresh = TimeSpan.FromSeconds(5), Stale = TimeSpan.Zero });
        writer = new SiteWriter(fake.Table, categories, clock, Fast);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_write_is_a_span_with_its_attempts_its_rows_and_its_wait()
    {
        using var waits = new MetricCollector<double>(BulletinTelemetry.WriteWait);
        await WriteAsync("x:a", "x:b");

        Activity span = heard.Span("write");
        Assert.Equal(("test", 1, 2, 1), Figures(span));
        Assert.InRange((double)span.GetTagItem("bulletin.write.wait")!, 0, 30);
        Assert.Equal((double)span.GetTagItem("bulletin.write.wait")!, Assert.Single(waits.GetMeasurementSnapshot()).Value);
        Assert.Equal("bulletin.action=test", Assert.Single(heard.Of(BulletinTelemetry.WriteDuration)).Tags);
        Assert.Empty(heard.Of(BulletinTelemetry.WriteConflicts));
        AssertNothing();
    }

    [Fact]
    public async Task A_write_that_another_one_was_faster_than_counts_a_conflict_and_an_attempt()
    {
        fake.FailSubmit(FakeTable.Refusal(409, "EntityAlreadyExists", 0));
        await WriteAsync("x:a");

        Assert.Equal(("test", 2, 1, 1), Figures(heard.Span("write")));
        Assert.Equal("bulletin.conflict=version", Assert.Single(heard.Of(BulletinTelemetry.WriteConflicts)).Tags);
    }

    [Fact]
    public async Task A_row_that_is_there_counts_a_conflict()
    {
        fake.FailSubmit(FakeTable.Refusal(409, "EntityAlreadyExists", 1));
        await WriteAsync("x:a");

        Assert.Equal("bulletin.conflict=row", Assert.Single(heard.Of(BulletinTelemetry.WriteConflicts)).Tags);
    }

    [Fact]
    public async Task A_transaction_that_is_sent_again_counts_a_retry()
    {
        fake.LoseAnswer(FakeTable.Failure(500, "InternalError"));
        await WriteAsync("x:a");

        Assert.Equal(1, Assert.Single(heard.Of(BulletinTelemetry.WriteRetries)).Value);
        Assert.Empty(heard.Of(BulletinTelemetry.WriteConflicts));
    }

    [Fact]
    public async Task A_write_that_fails_tells_the_type_of_the_failure_and_not_its_message()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => writer.WriteAsync<int>(
            Editor, "test", (_, _) => throw new InvalidOperationException("tajemnica"), Stop));

        Activity span = heard.Span("write");
        Assert.Equal((ActivityStatusCode.Error, "System.InvalidOperationException"), (span.Status, (string?)span.GetTagItem("error.type")));
        Assert.Equal(
            "bulletin.action=test error.type=System.InvalidOperationException", Assert.Single(heard.Of(BulletinTelemetry.WriteDuration)).Tags);
        AssertNothing();
    }

    [Fact]
    public async Task A_run_of_a_timer_is_a_span_with_one_of_each_chore()
    {
        await new TimerRun("ATimer", [new Doing("first", 3), new Doing("broken", null)], clock, NullLogger.Instance).RunAsync(Stop);

        Activity run = heard.Span("ATimer");
        Activity first = heard.Span("first");
        Activity broken = heard.Span("broken");
        Assert.All([first, broken], chore => Assert.Equal(run.SpanId, chore.ParentSpanId));
        Assert.Equal(
            "bulletin.chore=first bulletin.chore.done=0 bulletin.chore.due=3 bulletin.chore.failed=0 bulletin.chore.skipped=0 "
                + "bulletin.timer=ATimer",
            Heard.TagsOf(first));
        Assert.Equal((ActivityStatusCode.Error, 1), (broken.Status, (int)broken.GetTagItem("bulletin.chore.failed")!));
        Assert.Equal(
            [
                "bulletin.chore=first bulletin.timer=ATimer",
                "bulletin.chore=broken bulletin.timer=ATimer error.type=System.InvalidOperationException",
                "bulletin.chore=ATimer bulletin.timer=ATimer",
            ],
            heard.Of(BulletinTelemetry.ChoreDuration).Select(value => value.Tags));
        AssertNothing();
    }

    [Fact]
    public async Task A_timer_tells_what_was_due_how_late_it_was_and_what_is_left()
    {
        Announcement scheduled = A.Scheduled(A.Moment.AddMinutes(10));
        Put(scheduled);
        // One that cannot be read.
        string broken = RowKeys.Due(DueKind.Publish, A.Moment.AddMinutes(5), Guid.NewGuid());
        fake.Put(fake.Table.NewRow(broken));
        fake.Put(fake.Table.NewRow(RowKeys.Announcement(RowKeys.IdOf(broken))));
        clock.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(30));
        var report = new TimerReport();
        var due = new DueAnnouncements(fake.Table, writer, NullLogger<DueAnnouncements>.Instance);
        await new SettlePublished(due, clock).RunAsync(report, Stop);

        Assert.Equal((2, 1, 1), (report.Due, report.Done, report.Failed));
        Assert.Equal(2, Assert.Single(heard.Of(BulletinTelemetry.Due)).Value);
        Assert.Equal([330, 30], heard.Of(BulletinTelemetry.SettlingLag).Select(lag => lag.Value));
        Heard.Measured overdue = Assert.Single(heard.Of(BulletinTelemetry.Overdue));
        Assert.Equal((1, "bulletin.due.kind=publish"), (overdue.Value, overdue.Tags));
        AssertNothing();
    }

    [Fact]
    public async Task A_run_that_ran_out_of_time_leaves_at_least_one_and_a_run_that_failed_tells_nothing()
    {
        using var over = new CancellationTokenSource();
        var due = new DueAnnouncements(fake.Table, writer, NullLogger<DueAnnouncements>.Instance);
        fake.OnRead(async stop =>
        {
            await over.CancelAsync();
            stop.ThrowIfCancellationRequested();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new SettlePublished(due, clock).RunAsync(new TimerReport(), over.Token));
        Assert.Equal(1, Assert.Single(heard.Of(BulletinTelemetry.Overdue)).Value);

        fake.OnRead(_ => throw FakeTable.Refusal(403, "AuthorizationFailure", 0));
        await Assert.ThrowsAnyAsync<Exception>(() => new SettlePublished(due, clock).RunAsync(new TimerReport(), Stop));
        Assert.Single(heard.Of(BulletinTelemetry.Overdue));
    }

    [Fact]
    public async Task The_filling_of_the_search_index_is_a_span_and_tells_how_many_it_holds()
    {
        Put(A.Published());
        using var catalog = new SearchCatalog(
            fake.Table,
            new SearchSnapshots(fake.Table),
            new AnnouncementReader(fake.Table, clock),
            clock,
            TimeSpan.Zero,
            NullLogger<SearchCatalog>.Instance);
        Assert.Equal(1, (await catalog.UseAsync(index => index.Count, Stop)).Result);

        Assert.Equal("bulletin.search.documents=1 bulletin.search.source=table", Heard.TagsOf(heard.Span("search fill")));
        Assert.Equal("bulletin.search.source=table", Assert.Single(heard.Of(BulletinTelemetry.SearchFillDuration)).Tags);
        Assert.Equal(1, Assert.Single(heard.Of(BulletinTelemetry.SearchDocuments)).Value);
    }

    public void Dispose()
    {
        heard.Dispose();
        writer.Dispose();
    }

    private static (string? Action, int Attempts, int Rows, int Shared) Figures(Activity span) => (
        (string?)span.GetTagItem("bulletin.action"),
        (int)span.GetTagItem("bulletin.write.attempts")!,
        (int)span.GetTagItem("bulletin.write.rows")!,
        (int)span.GetTagItem("bulletin.write.shared")!);

    private Task<bool> WriteAsync(params string[] rowKeys) => writer.WriteAsync(
        Editor,
        "test",
        (write, _) =>
        {
            foreach (string rowKey in rowKeys)
            {
                write.Transaction.Put(write.Table.NewRow(rowKey));
            }

            return Task.FromResult(true);
        },
        Stop);

    private void Put(Announcement announcement)
    {
        Announcement named = announcement with { Title = "Tajemnica", Slug = "tajemnica" };
        foreach (Azure.Data.Tables.TableEntity row in AnnouncementRows.Of(fake.Table, named))
        {
            fake.Put(row);
        }
    }

    // Neither who, nor what, nor a key.
    private void AssertNothing()
    {
        Assert.All(heard.Spans, span => AssertNothing(Heard.AllOf(span)));
        Assert.All(heard.Values, value => AssertNothing(value.Tags));

        void AssertNothing(string told)
        {
            Assert.DoesNotContain("tajemnica", told, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("x:", told, StringComparison.Ordinal);
            Assert.DoesNotContain("d:publish", told, StringComparison.Ordinal);
        }
    }

    // Finds so many; null for one that fails.
    private sealed class Doing(string name, int? due) : Chore
    {
        public override string Name => name;

        public override Task RunAsync(TimerReport report, CancellationToken budget)
        {
            report.Due += due ?? throw new InvalidOperationException("tajemnica");
            return Task.CompletedTask;
        }
    }
}
