using System.Diagnostics;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Bulletin.Benchmarks;

/// <summary>Counts the storage requests of the service and the time in which at least one is under way.</summary>
internal sealed class StorageMeter : HttpPipelinePolicy
{
    private readonly Lock change = new();
    private int underWay;
    private long since;
    private TimeSpan time;

    public int Requests { get; private set; }

    public TimeSpan Time
    {
        get
        {
            lock (change)
            {
                return time;
            }
        }
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => ProcessNext(message, pipeline);

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        lock (change)
        {
            Requests++;
            if (underWay++ == 0)
            {
                since = Stopwatch.GetTimestamp();
            }
        }

        try
        {
            await ProcessNextAsync(message, pipeline);
        }
        finally
        {
            lock (change)
            {
                if (--underWay == 0)
                {
                    time += Stopwatch.GetElapsedTime(since);
                }
            }
        }
    }
}
