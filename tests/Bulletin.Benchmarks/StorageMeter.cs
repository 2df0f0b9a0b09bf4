using System.Diagnostics;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Bulletin.Benchmarks;

/// <summary>Counts the storage requests of the service and the time that they take.</summary>
internal sealed class StorageMeter : HttpPipelinePolicy
{
    private int requests;
    private long ticks;

    public int Requests => requests;

    public TimeSpan Time => TimeSpan.FromTicks(Interlocked.Read(ref ticks));

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => ProcessNext(message, pipeline);

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        long start = Stopwatch.GetTimestamp();
        await ProcessNextAsync(message, pipeline);
        Interlocked.Increment(ref requests);
        Interlocked.Add(ref ticks, Stopwatch.GetElapsedTime(start).Ticks);
    }
}
