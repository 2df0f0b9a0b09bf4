using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Bulletin.Audit;
using Bulletin.Site;
using Microsoft.Extensions.Logging;
using Moq;

namespace Bulletin.Tests.Audit;

public sealed class RefusedRequestsTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    private readonly Mock<TableClient> client = new();
    private readonly ConcurrentQueue<TableEntity> written = new();
    private readonly Recorded log = new();
    private readonly RefusedRequests refused;
    private Func<Task> storage = () => Task.CompletedTask;

    public RefusedRequestsTests()
    {
        client.Setup(table => table.SubmitTransactionAsync(It.IsAny<IEnumerable<TableTransactionAction>>(), It.IsAny<CancellationToken>()))
            .Returns(async (IEnumerable<TableTransactionAction> actions, CancellationToken _) =>
            {
                await storage();
                foreach (TableTransactionAction action in actions)
                {
                    written.Enqueue((TableEntity)action.Entity);
                }

                return Response.FromValue<IReadOnlyList<Response>>([], Mock.Of<Response>());
            });
        client.Setup(table => table.CreateIfNotExistsAsync(It.IsAny<CancellationToken>()))
            .ReturnsAsync(Response.FromValue(new TableItem("bulletinaudit"), Mock.Of<Response>()));
        refused = new RefusedRequests(new AuditTable("main", client.Object, client.Object), TimeProvider.System, log);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => refused.Dispose();

    [Fact]
    public async Task What_is_left_is_written_when_the_host_stops_newest_first_and_by_months()
    {
        RequestEntry[] noted = [Refused(Now.AddMonths(-1), 401), Refused(Now, 403), Refused(Now.AddSeconds(1), 412)];
        foreach (RequestEntry one in noted)
        {
            refused.Note(one);
        }

        await refused.StopAsync(Cancellation);
        List<TableEntity> rows = written.OrderBy(row => row.PartitionKey, StringComparer.Ordinal).ThenBy(row => row.RowKey, StringComparer.Ordinal).ToList();
        Assert.Equal([412, 403, 401], rows.Select(row => RequestEntry.FromRow(row).Outcome));
        Assert.Equal(["2026-11", "2026-11", "2026-10"], rows.Select(row => row.PartitionKey[^7..]));
        Assert.Equal(noted, rows.Select(RequestEntry.FromRow).Reverse());
    }

    [Fact]
    public async Task A_flood_is_cut_off_without_holding_anybody_up_and_the_log_says_it_once()
    {
        var gate = new TaskCompletionSource();
        storage = () => gate.Task;
        for (int number = 0; number < 5000; number++)
        {
            refused.Note(Refused(Now, 429));
        }

        gate.SetResult();
        await refused.StopAsync(Cancellation);
        // The waiting entries, and the batch in progress.
        Assert.InRange(written.Count, RefusedRequests.Capacity, RefusedRequests.Capacity + 50);
        Assert.Equal(["too many", "more than"], log.Lines.Select(line => line.Contains("too many", StringComparison.Ordinal) ? "too many" : "more than").Order().Reverse());
    }

    [Fact]
    public async Task Storage_that_is_away_costs_a_line_of_the_log_and_nothing_else()
    {
        storage = () => throw new RequestFailedException(403, "AccountKey=secret");
        refused.Note(Refused(Now, 403));
        refused.Note(Refused(Now.AddMonths(-1), 403));
        refused.Note(Refused(Now.AddMonths(-2), 403));
        await refused.StopAsync(Cancellation);
        Assert.Empty(written);
        Assert.Single(log.Lines);
    }

    [Fact]
    public async Task A_missing_table_is_made()
    {
        var failures = new Queue<Exception>([new RequestFailedException(404, "x", "TableNotFound", null)]);
        storage = () => failures.TryDequeue(out Exception? failure) ? throw failure : Task.CompletedTask;
        refused.Note(Refused(Now, 403));
        await refused.StopAsync(Cancellation);
        Assert.Single(written);
        client.Verify(table => table.CreateIfNotExistsAsync(It.IsAny<CancellationToken>()), Times.Once);
    }

    [Theory]
    [InlineData("PublishAnnouncement", "publish")]
    [InlineData("ListForEditors", "list-for-editors")]
    [InlineData("DeleteCategory", "delete-category")]
    [InlineData("Import", "import")]
    public void An_operation_is_named_in_the_words_of_the_change_log(string operation, string action) => Assert.Equal(action, RequestEntry.ActionOf(operation));

    [Theory]
    [InlineData("1|main:095661:2026-11|0123", true)]
    [InlineData("0|-|", true)]
    [InlineData("1|other:095661:2026-11|0123", false)]
    [InlineData("1|main2:095661:2026-11|0123", false)]
    [InlineData("x|-|", false)]
    [InlineData("1|main:095661:2026-11|'\u0001", false)]
    [InlineData("1|main:095661:2026-11'|0123", false)]
    [InlineData("-1|-|", false)]
    [InlineData("1|-", false)]
    [InlineData("1", false)]
    public void A_place_is_what_it_was_or_none(string text, bool isPlace) => Assert.Equal(isPlace ? text : null, AuditPlace.Parse(text, "main")?.Text);

    private static RequestEntry Refused(DateTimeOffset at, int outcome) => new()
    {
        At = at,
        Actor = "Redakcja",
        ActorId = "key/01a20adf-3d81-7b4b-ab6f-8cc0deac6776",
        Role = Role.Editor,
        Action = "publish",
        Target = "id",
        Outcome = outcome,
        Address = "203.0.113.0/24",
    };

    private sealed class Recorded : ILogger<RefusedRequests>
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));
    }
}
