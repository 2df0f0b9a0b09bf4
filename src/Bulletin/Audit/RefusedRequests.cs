using System.Threading.Channels;
using System.Threading.RateLimiting;
using Azure.Data.Tables;
using Bulletin.Access;
using Bulletin.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bulletin.Audit;

/// <summary>Records refused requests as far as possible without slowing down or failing any of them.</summary>
/// <remarks>
/// The requests wait in a bounded queue, from which one loop writes them to the table. Requests that find the queue
/// full, or that storage does not accept, are dropped, and the log says so. Thus even a flood of refusals causes only
/// one small transaction per second.
/// </remarks>
internal sealed class RefusedRequests : IHostedService, IDisposable
{
    /// <summary>The maximum number of waiting requests.</summary>
    internal const int Capacity = 500;

    // The number of requests without a valid credential recorded per address and minute. More would add no information,
    // and would displace refused requests with a credential.
    private const int StrangersPerMinute = 20;

    // The number of requests written at once; there is one batch per second.
    private const int BatchSize = 50;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // The longest time for writing one batch, and for which a stopping host waits for the remaining ones.
    private static readonly TimeSpan WriteLimit = TimeSpan.FromSeconds(5);

    private readonly AuditTable table;
    private readonly TimeProvider clock;
    private readonly ILogger<RefusedRequests> log;
    private readonly Channel<RequestEntry> queue =
        Channel.CreateBounded<RequestEntry>(new BoundedChannelOptions(Capacity) { SingleReader = true });
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
            // The loop must not belong to the request that starts it.
            using (ExecutionContext.SuppressFlow())
            {
                return Task.Run(WriteAllAsync);
            }
        });
    }

    /// <summary>Records a request that ended in a problem, if the audit log covers it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="problem">The problem.</param>
    /// <param name="target">
    /// The id of the refused part of a request about several objects; null: the target in the request's URL.
    /// </param>
    public void Note(HttpContext context, Problem problem, Guid? target = null)
    {
        if (RequestEntry.OfRefused(context, problem, clock.GetUtcNow()) is { } refused && (refused.Actor.Length > 0 || IsKept(context)))
        {
            Note(target is { } id ? refused with { Target = id.ToString("D") } : refused);
        }
    }

    /// <summary>Records a refused request.</summary>
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

    /// <summary>Closes the queue, and writes the remaining requests.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
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

            foreach (IGrouping<string, RequestEntry> month in batch
                .GroupBy(refused => table.PartitionOf(refused.At), StringComparer.Ordinal))
            {
                await WriteAsync(month.Key, month).ConfigureAwait(false);
            }

            if (queue.Reader.Count == 0 && Interlocked.Exchange(ref dropped, 0) is > 0 and var lost)
            {
                log.LogWarning("{Lost} refused requests are not in the audit log: they were too many at once.", lost);
            }

            // The pause uses the machine's clock, and ends at once when the host stops.
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
            // Log the failure only once while it lasts.
            if (!isAway)
            {
                log.LogWarning(
                    "Refused requests cannot be kept in the audit log: {Reason}", failure.GetBaseException().Message.Split('\n')[0]);
            }

            isAway = true;
        }
    }
}
