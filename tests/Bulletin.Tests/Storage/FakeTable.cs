using System.Text.RegularExpressions;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Bulletin.Storage;
using Moq;

namespace Bulletin.Tests.Storage;

/// <summary>
/// A partition behind a mocked <see cref="TableClient"/>: rows with ETags and transactions that happen whole or not at all. What
/// goes wrong with a request is scripted, one fault after another; a request for which none is left goes well.
/// </summary>
internal sealed partial class FakeTable
{
    public const string Site = "main";

    private readonly Lock change = new();
    private readonly SortedDictionary<string, TableEntity> rows = new(StringComparer.Ordinal);
    private readonly Queue<Func<Action, CancellationToken, Task>> submissions = new();
    private readonly Queue<Func<CancellationToken, Task>> reads = new();
    private int etags;

    public FakeTable()
    {
        Client.Setup(client => client.GetEntityIfExistsAsync<TableEntity>(
                Site, It.IsAny<string>(), It.IsAny<IEnumerable<string>>(), It.IsAny<CancellationToken>()))
            .Returns((string _, string rowKey, IEnumerable<string>? _, CancellationToken stop) => GetAsync(rowKey, stop));
        Client.Setup(client => client.QueryAsync<TableEntity>(
                It.IsAny<string>(), It.IsAny<int?>(), It.IsAny<IEnumerable<string>>(), It.IsAny<CancellationToken>()))
            .Returns((string filter, int? size, IEnumerable<string>? _, CancellationToken stop) => new Pages(this, filter, size ?? 1000, stop));
        Client.Setup(client => client.SubmitTransactionAsync(It.IsAny<IEnumerable<TableTransactionAction>>(), It.IsAny<CancellationToken>()))
            .Returns((IEnumerable<TableTransactionAction> actions, CancellationToken stop) => SubmitAsync(actions.ToList(), stop));
        Client.Setup(client => client.CreateIfNotExistsAsync(It.IsAny<CancellationToken>()))
            .Returns((CancellationToken _) =>
            {
                Creations++;
                return Task.FromResult(Response.FromValue(new TableItem("bulletin"), Mock.Of<Response>()));
            });
        Table = new SiteTable(Site, Client.Object, Client.Object);
    }

    public Mock<TableClient> Client { get; } = new();

    public SiteTable Table { get; }

    /// <summary>The number of times that the table was created.</summary>
    public int Creations { get; private set; }

    /// <summary>The number of submitted transactions.</summary>
    public int Submissions { get; private set; }

    /// <summary>The number of started queries.</summary>
    public int Queries { get; private set; }

    public IReadOnlyList<string> Keys
    {
        get
        {
            lock (change)
            {
                return rows.Keys.ToList();
            }
        }
    }

    public TableEntity this[string rowKey]
    {
        get
        {
            lock (change)
            {
                return rows[rowKey];
            }
        }
    }

    /// <summary>The version of the site; 0 when there is none.</summary>
    public long Version => Keys.Contains(RowKeys.Version) ? this[RowKeys.Version].GetInt64("Version")!.Value : 0;

    /// <summary>
    /// Sets the reaction to the next transaction. It receives the commit, which throws like storage, and may call it or
    /// not.
    /// </summary>
    public FakeTable OnSubmit(Func<Action, CancellationToken, Task> meets)
    {
        submissions.Enqueue(meets);
        return this;
    }

    /// <summary>The next transaction does not arrive.</summary>
    public FakeTable FailSubmit(Exception failure) => OnSubmit((_, _) => throw failure);

    /// <summary>The next transaction is committed and its answer is lost.</summary>
    public FakeTable LoseAnswer(Exception failure) => OnSubmit((commit, _) =>
    {
        commit();
        throw failure;
    });

    /// <summary>Sets the reaction to the request for the next row.</summary>
    public FakeTable OnRead(Func<CancellationToken, Task> meets)
    {
        reads.Enqueue(meets);
        return this;
    }

    /// <summary>Writes a row past everything.</summary>
    public void Put(TableEntity row)
    {
        lock (change)
        {
            rows[row.RowKey] = Stored(row);
        }
    }

    /// <summary>Deletes everything, like a table that is deleted and created again.</summary>
    public void Clear()
    {
        lock (change)
        {
            rows.Clear();
        }
    }

    /// <summary>Commits a transaction as another process does.</summary>
    public void Commit(IReadOnlyList<TableTransactionAction> actions)
    {
        lock (change)
        {
            for (int index = 0; index < actions.Count; index++)
            {
                Check(actions[index], index);
            }

            foreach (TableTransactionAction action in actions)
            {
                if (action.ActionType == TableTransactionActionType.Delete)
                {
                    rows.Remove(action.Entity.RowKey);
                }
                else
                {
                    rows[action.Entity.RowKey] = Stored((TableEntity)action.Entity);
                }
            }
        }
    }

    /// <summary>A failed request as the SDK reports it.</summary>
    public static RequestFailedException Failure(int status, string code) => new(status, code, code, null);

    /// <summary>A refused transaction as the SDK reports it.</summary>
    public static TableTransactionFailedException Refusal(int status, string code, int index)
    {
        RequestFailedException failure = Failure(status, code);
        failure.Data["FailedEntity"] = index.ToString();
        return new TableTransactionFailedException(failure);
    }

    private async Task<NullableResponse<TableEntity>> GetAsync(string rowKey, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        if (reads.TryDequeue(out Func<CancellationToken, Task>? meets))
        {
            await meets(stop);
        }

        lock (change)
        {
            return rows.TryGetValue(rowKey, out TableEntity? row) ? Response.FromValue(row, Mock.Of<Response>()) : new NoRow();
        }
    }

    private async Task<Response<IReadOnlyList<Response>>> SubmitAsync(List<TableTransactionAction> actions, CancellationToken stop)
    {
        Submissions++;
        if (submissions.TryDequeue(out Func<Action, CancellationToken, Task>? meets))
        {
            await meets(() => Commit(actions), stop);
        }
        else
        {
            Commit(actions);
        }

        return Response.FromValue<IReadOnlyList<Response>>([], Mock.Of<Response>());
    }

    private void Check(TableTransactionAction action, int index)
    {
        bool isThere = rows.TryGetValue(action.Entity.RowKey, out TableEntity? present);
        switch (action.ActionType)
        {
            case TableTransactionActionType.Add when isThere:
                throw Refusal(409, "EntityAlreadyExists", index);
            case TableTransactionActionType.UpdateReplace or TableTransactionActionType.Delete when !isThere:
                throw Refusal(404, "ResourceNotFound", index);
            case TableTransactionActionType.UpdateReplace or TableTransactionActionType.Delete
                when action.ETag != ETag.All && action.ETag != present!.ETag:
                throw Refusal(412, "UpdateConditionNotSatisfied", index);
            default:
                break;
        }
    }

    private TableEntity Stored(TableEntity row) => new(row) { ETag = new ETag($"\"{++etags}\"") };

    private sealed class NoRow : NullableResponse<TableEntity>
    {
        public override bool HasValue => false;

        public override TableEntity Value => throw new InvalidOperationException();

        public override Response GetRawResponse() => Mock.Of<Response>();
    }

    // Understands the ranges of keys that the service asks for, and nothing else.
    private sealed partial class Pages(FakeTable table, string filter, int size, CancellationToken stop) : AsyncPageable<TableEntity>
    {
        public override async IAsyncEnumerable<Page<TableEntity>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
        {
            System.Text.RegularExpressions.Match range = RangePattern().Match(filter);
            Assert.True(range.Success, $"The fake table does not understand the filter {filter}");
            table.Queries++;
            await (table.reads.TryDequeue(out Func<CancellationToken, Task>? meets) ? meets(stop) : Task.CompletedTask);
            List<TableEntity> found;
            lock (table.change)
            {
                found = table.rows.Values
                    .Where(row => string.CompareOrdinal(row.RowKey, range.Groups["from"].Value) >= 0
                        && string.CompareOrdinal(row.RowKey, range.Groups["to"].Value) < 0)
                    .ToList();
            }

            foreach (TableEntity[] page in found.Chunk(size))
            {
                yield return Page<TableEntity>.FromValues(page, null, Mock.Of<Response>());
            }
        }

        [GeneratedRegex("^PartitionKey eq 'main' and RowKey ge '(?<from>[^']*)' and RowKey lt '(?<to>[^']*)'$", RegexOptions.ExplicitCapture)]
        private static partial Regex RangePattern();
    }
}
