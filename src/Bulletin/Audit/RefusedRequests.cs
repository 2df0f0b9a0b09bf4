using System.Threading.Channels;
using System.Threading.RateLimiting;
using Azure.Data.Tables;
using Bulletin.Access;
using Bulletin.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bulletin.Audit;

/// <summary>
/// Keeps refused requests as well as it can without slowing or failing any of them: they wait in a bounded queue, which one loop writes
/// to the table. What finds the queue full is not kept, and neither is what storage does not take; the log says so. So a flood of
/// refusals stays one small transaction a second.
/// </summary>
internal sealed class RefusedRequests : IHostedService, IDisposable
{
    /// <summary>The most refused requests that wait.</summary>
    internal const int Capacity = 500;

    // Of those without a valid credential so many from one address within a minute are kept: more say nothing new, and would leave no
    // room for what somebody with a credential was refused.
    private const int StrangersPerMinute = 20;

    // Written at once; and there is one such batch in a second.
    private const int BatchSize = 50;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // How long one batch may take, and how long a host that stops waits for all that is left.
    private static readonly TimeSpan WriteLimit = TimeSpan.FromSeconds(5);

    private readonly AuditTable table;
    private readonly TimeProvider clock;
    private readonly ILogger<RefusedRequests> log;
    private readonly Channel<RequestEntry> queue = Channel.CreateBounded<RequestEntry>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly PartitionedRateLimiter<string> strangers = RateLimits.PerMinute(StrangersPerMinute);
    private readonly TaskCompletionSource stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lazy<Task> loop;
    private int dropped;
    private bool isAway;

    public RefusedRequests(AuditTable table, TimeProvider clock, ILogger<RefusedRequests> log)
    {
        this.table = table;
        this.clock = clock;
        this.log = log;
        loop = new Lazy<Task>(() =>
        {
            // The loop belongs to no request.
            using (ExecutionContext.SuppressFlow())
            {
                return Task.Run(WriteAllAsync);
            }
        });
    }

    /// <summary>Notes a request that ended in a problem, when it is one to be kept.</summary>
    /// <param name="context">The request.</param>
    /// <param name="problem">The problem.</param>
    /// <param name="target">What was refused of a request about several things; null for the one that its address names.</param>
    public void Note(HttpContext context, Problem problem, Guid? target = null)
    {
        if (RequestEntry.OfRefused(context, problem, clock.GetUtcNow()) is { } refused && (refused.Actor.Length > 0 || IsKept(context)))
        {
            Note(target is { } id ? refused with { Target = id.ToString("D") } : refused);
        }
    }

    /// <summary>Notes a refused request.</summary>
    public void Note(RequestEntry refused)
    {
        if (!queue.Writer.TryWrite(refused) && Interlocked.Increment(ref dropped) == 1)
        {
            log.LogWarning("There are more refused requests than the audit log can take: some are not kept.");
        }

        _ = loop.Value;
    }

    public void Dispose() => strangers.Dispose();

    private bool IsKept(HttpContext context)
    {
        using RateLimitLease lease = strangers.AttemptAcquire(ClientAddress.Counted(context));
        return lease.IsAcquired;
    }

    Task IHostedService.StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Takes no more, and writes what is left.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Writer.TryComplete();
        stopping.TrySetResult();
        if (loop.IsValueCreated)
        {
            await Task.WhenAny(loop.Value, Task.Delay(WriteLimit, cancellationToken)).ConfigureAwait(false);
        }
    }

    private async Task WriteAllAsync()
    {
        while (await queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            List<RequestEntry> batch = [];
            while (batch.Count < BatchSize && queue.Reader.TryRead(out RequestEntry? refused))
            {
                batch.Add(refused);
            }

            foreach (IGrouping<string, RequestEntry> month in batch.GroupBy(refused => table.PartitionOf(refused.At), StringComparer.Ordinal))
            {
                await WriteAsync(month.Key, month).ConfigureAwait(false);
            }

            if (queue.Reader.Count == 0 && Interlocked.Exchange(ref dropped, 0) is > 0 and var lost)
            {
                log.LogWarning("{Lost} refused requests are not in the audit log: they were too many at once.", lost);
            }

            // By the machine's clock; not at all when the host stops.
            await Task.WhenAny(Task.Delay(Pause), stopping.Task).ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(string partitionKey, IEnumerable<RequestEntry> refused)
    {
        using var limit = new CancellationTokenSource(WriteLimit);
        try
        {
            List<TableEntity> rows = refused.Select(one => one.ToRow(partitionKey)).ToList();
            await table.AddAsync(rows, limit.Token).ConfigureAwait(false);
            isAway = false;
        }
        catch (Exception failure)
        {
            // Once for as long as it lasts.
            if (!isAway)
            {
                log.LogWarning("Refused requests cannot be kept in the audit log: {Reason}", failure.GetBaseException().Message.Split('\n')[0]);
            }

            isAway = true;
        }
    }
}
