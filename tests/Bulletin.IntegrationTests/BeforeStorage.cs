using Azure.Core;
using Azure.Core.Pipeline;

namespace Bulletin.IntegrationTests;

/// <summary>Lets something happen in front of requests that a service sends to storage.</summary>
internal sealed class BeforeStorage : HttpPipelinePolicy
{
    /// <summary>Gets each request before it is sent; the token ends when the service gives it up.</summary>
    public Func<Request, CancellationToken, Task>? Happens { get; set; }

    /// <summary>Returns true if a request is a transaction.</summary>
    public static bool IsTransaction(Request request) => request.Uri.ToString().Contains("$batch", StringComparison.Ordinal);

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (Happens is { } happens)
        {
            await happens(message.Request, message.CancellationToken);
        }

        await ProcessNextAsync(message, pipeline);
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => ProcessNext(message, pipeline);
}
