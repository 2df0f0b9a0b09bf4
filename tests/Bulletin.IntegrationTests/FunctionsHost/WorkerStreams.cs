using System.Collections.Concurrent;
using Bulletin.IntegrationTests.FunctionsHost.Protocol;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.IntegrationTests.FunctionsHost;

/// <summary>The gRPC server that worker processes connect to.</summary>
internal sealed class WorkerStreams : FunctionRpc.FunctionRpcBase
{
    private static readonly Lazy<Task<(WorkerStreams Streams, Uri Address)>> Running = new(StartAsync);

    private readonly ConcurrentDictionary<string, TaskCompletionSource<WorkerChannel>> expected = new(StringComparer.Ordinal);

    /// <summary>The one server of the test run, and its address.</summary>
    public static Task<(WorkerStreams Streams, Uri Address)> RunningAsync() => Running.Value;

    /// <summary>Waits for the worker with an id to connect.</summary>
    public Task<WorkerChannel> ConnectedAsync(string workerId) => Expected(workerId).Task;

    public override async Task EventStream(
        IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
    {
        // The first message says which worker this is.
        if (await requestStream.MoveNext(context.CancellationToken)
            && requestStream.Current is { ContentCase: StreamingMessage.ContentOneofCase.StartStream } hello)
        {
            var channel = new WorkerChannel();
            Expected(hello.StartStream.WorkerId).TrySetResult(channel);
            try
            {
                await channel.RunAsync(requestStream, responseStream, context.CancellationToken);
            }
            catch (Exception over) when (over is IOException or OperationCanceledException)
            {
                // The process was killed.
            }
        }
    }

    private static async Task<(WorkerStreams Streams, Uri Address)> StartAsync()
    {
        WebApplicationBuilder builder = Loopback.CreateBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = null);
        var streams = new WorkerStreams();
        builder.Services.AddSingleton(streams);
        WebApplication app = builder.Build();
        app.MapGrpcService<WorkerStreams>();
        await app.StartAsync();
        return (streams, new Uri(app.Urls.Single()));
    }

    private TaskCompletionSource<WorkerChannel> Expected(string workerId) => expected.GetOrAdd(
        workerId, _ => new TaskCompletionSource<WorkerChannel>(TaskCreationOptions.RunContinuationsAsynchronously));
}
