using Bulletin.Archiving;
using Bulletin.Archiving.Chores;
using Bulletin.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Bulletin.Tests.Archiving;

public sealed class TimerRunTests
{
    private readonly FakeTimeProvider clock = new();
    private readonly FakeLogger log = new();
    private readonly List<string> ran = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<Exception> Failures =>
    [
        new InvalidOperationException("A defect."),
        new StorageUnavailableException("Storage did not answer."),
        new Azure.RequestFailedException(403, "Forbidden."),
        new InvalidDataException("A row holds nothing."),
        // Of a request's own time limit: the run is not over.
        new OperationCanceledException("The request took too long."),
        new AggregateException(new IOException("The connection broke.")),
    ];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_chore_that_fails_is_named_and_the_others_go_on(Exception failure)
    {
        TimerReport report = await RunAsync(Chore("first"), Chore("broken", (_, _) => throw failure), Chore("last"));

        Assert.Equal(["first", "broken", "last"], ran);
        Assert.Equal(["broken"], report.FailedChores);
        Assert.Equal(1, report.Failed);
        Assert.False(report.IsOutOfTime);
        Assert.Equal("due 0, done 0, skipped 0, failed 1 (broken)", report.ToString());
        FakeLogRecord error = log.Collector.GetSnapshot()[0];
        Assert.Equal((LogLevel.Error, failure), (error.Level, error.Exception));
        Assert.Contains("broken failed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_chore_may_fail_and_each_is_named()
    {
        TimerReport report = await RunAsync(
            Chore("one", (_, _) => throw new InvalidOperationException()),
            Chore("two", (_, _) => Task.FromException(new StorageUnavailableException())),
            Chore("three", (found, _) =>
            {
                found.Failed++;
                return Task.CompletedTask;
            }));

        Assert.Equal(["one", "two"], report.FailedChores);
        Assert.Equal(3, report.Failed);
        Assert.Equal(LogLevel.Error, log.LatestRecord.Level);
        Assert.StartsWith("ATimer: due 0, done 0, skipped 0, failed 3 (one, two), ", log.LatestRecord.Message, StringComparison.Ordinal);
        Assert.Equal("3", log.LatestRecord.GetStructuredStateValue("Failed"));
    }

    [Fact]
    public async Task A_chore_that_never_ends_keeps_no_other_from_its_turn_and_gets_the_time_that_is_left()
    {
        Task<TimerReport> running = RunAsync(Chore("endless", (_, budget) => Task.Delay(Timeout.Infinite, budget)), Chore("other"), Chore("last"));
        Assert.Equal(["endless"], ran);

        clock.Advance(TimerRun.Budget / 3);
        await SeenAsync("endless", "other", "last", "endless");
        Assert.False(running.IsCompleted);
        clock.Advance(TimerRun.Budget);

        TimerReport report = await running;
        Assert.True(report.IsOutOfTime);
        Assert.Empty(report.FailedChores);
        Assert.Equal("due 0, done 0, skipped 0, failed 0, out of time", report.ToString());
    }

    [Fact]
    public async Task A_run_that_is_stopped_begins_no_other_chore()
    {
        using var stop = new CancellationTokenSource();
        TimerReport report = await new TimerRun(
            "ATimer",
            [
                Chore("first", (_, budget) =>
                {
                    stop.Cancel();
                    return Task.FromCanceled(budget);
                }),
                Chore("second"),
            ],
            clock,
            log).RunAsync(stop.Token);

        Assert.Equal(["first"], ran);
        Assert.True(report.IsOutOfTime);
        Assert.Equal(0, report.Failed);
    }

    private Task<TimerReport> RunAsync(params Chore[] chores) => new TimerRun("ATimer", chores, clock, log).RunAsync(Cancellation);

    private Doing Chore(string name, Func<TimerReport, CancellationToken, Task>? run = null) => new Doing(name, (report, budget) =>
    {
        lock (ran)
        {
            ran.Add(name);
        }

        return run?.Invoke(report, budget) ?? Task.CompletedTask;
    });

    // The run continues after the clock has advanced.
    private async Task SeenAsync(params string[] names)
    {
        while (true)
        {
            lock (ran)
            {
                if (ran.Count >= names.Length)
                {
                    Assert.Equal(names, ran);
                    return;
                }
            }

            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class Doing(string name, Func<TimerReport, CancellationToken, Task> run) : Chore
    {
        public override string Name => name;

        public override Task RunAsync(TimerReport report, CancellationToken budget) => run(report, budget);
    }
}
