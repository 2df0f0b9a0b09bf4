using System.Collections.Concurrent;
using System.Threading.Channels;
using Bulletin.IntegrationTests.FunctionsHost.Protocol;
using Grpc.Core;

namespace Bulletin.IntegrationTests.FunctionsHost;

/// <summary>The host's end of the stream of messages with one worker process.</summary>
internal sealed class WorkerChannel
{
    private readonly Channel<StreamingMessage> outgoing = Channel.CreateUnbounded<StreamingMessage>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> awaited = new(StringComparer.Ordinal);

    /// <summary>Sends and receives until one side ends the stream.</summary>
    public async Task RunAsync(
        IAsyncStreamReader<StreamingMessage> reader, IServerStreamWriter<StreamingMessage> writer, CancellationToken cancellation)
    {
        Task sending = SendAsync(writer, cancellation);
        try
        {
            await foreach (StreamingMessage message in reader.ReadAllAsync(cancellation))
            {
                Take(message);
            }
        }
        finally
        {
            outgoing.Writer.TryComplete();
            FailAll();
            await sending;
        }
    }

    /// <summary>Sends a request message and returns its response.</summary>
    /// <param name="question">The message.</param>
    /// <param name="key">The key that identifies the response: see <see cref="KeyOf"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<StreamingMessage> AskAsync(StreamingMessage question, string key, CancellationToken cancellation)
    {
        var answer = new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        awaited[key] = answer;
        Send(question);
        return await answer.Task.WaitAsync(cancellation);
    }

    public void Send(StreamingMessage message) => outgoing.Writer.TryWrite(message);

    /// <summary>Fails all pending requests, because the process has ended.</summary>
    public void FailAll()
    {
        foreach (string key in awaited.Keys)
        {
            if (awaited.TryRemove(key, out TaskCompletionSource<StreamingMessage>? answer))
            {
                answer.TrySetException(new InvalidOperationException("The worker process has ended."));
            }
        }
    }

    private static string KeyOf(StreamingMessage message) => message.ContentCase switch
    {
        StreamingMessage.ContentOneofCase.InvocationResponse => message.InvocationResponse.InvocationId,
        StreamingMessage.ContentOneofCase.FunctionLoadResponse => message.FunctionLoadResponse.FunctionId,
        var other => other.ToString(),
    };

    private void Take(StreamingMessage message)
    {
        if (awaited.TryRemove(KeyOf(message), out TaskCompletionSource<StreamingMessage>? answer))
        {
            answer.TrySetResult(message);
        }
    }

    private async Task SendAsync(IServerStreamWriter<StreamingMessage> writer, CancellationToken cancellation)
    {
        try
        {
            await foreach (StreamingMessage message in outgoing.Reader.ReadAllAsync(cancellation))
            {
                await writer.WriteAsync(message, cancellation);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or InvalidOperationException or IOException)
        {
            // The worker has closed the stream.
        }
    }
}
