using System.Collections.Concurrent;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Bulletin.IntegrationTests;

/// <summary>Remembers the requests that a service sends to storage, and lets something happen in front of them.</summary>
internal sealed class BeforeStorage : HttpPipelinePolicy
{
    /// <summary>Gets each request before it is sent; the token ends when the service gives it up.</summary>
    public Func<Request, CancellationToken, Task>? Happens { get; set; }

    /// <summary>The addresses of the requests so far, as they are sent.</summary>
    public ConcurrentQueue<string> Addresses { get; } = [];

    /// <summary>The number of requests so far.</summary>
    public int Count => Addresses.Count;

    /// <summary>Returns true if a request is a transaction.</summary>
    public static bool IsTransaction(Request request) => request.Uri.ToString().Contains("$batch", StringComparison.Ordinal);

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Addresses.Enqueue(message.Request.Uri.ToString());
        if (Happens is { } happens)
        {
            await happens(message.Request, message.CancellationToken);
        }

        await ProcessNextAsync(message, pipeline);
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Addresses.Enqueue(message.Request.Uri.ToString());
        ProcessNext(message, pipeline);
    }
}
