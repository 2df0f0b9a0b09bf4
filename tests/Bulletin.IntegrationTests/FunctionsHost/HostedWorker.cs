using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bulletin.IntegrationTests.FunctionsHost;

/// <summary>A worker process as the host deals with it.</summary>
internal abstract class HostedWorker : IAsyncDisposable
{
    /// <summary>The functions that the worker has.</summary>
    public abstract IReadOnlyList<HostedFunction> Functions { get; }

    /// <summary>Ends when the process has ended.</summary>
    public abstract Task Ended { get; }

    /// <summary>Hands a request over and the answer back; answers 500 without a body when the invocation fails inside the host.</summary>
    public abstract Task AnswerAsync(HttpContext context, HostedFunction function, RouteValueDictionary values);

    /// <summary>Runs a timer.</summary>
    /// <returns>True if the run succeeded.</returns>
    public abstract Task<bool> TickAsync(HostedFunction timer, CancellationToken cancellation);

    /// <summary>Kills the process as the kernel does when memory is short.</summary>
    public abstract void Kill();

    public abstract ValueTask DisposeAsync();

    protected static void Fail(HttpContext context)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.Clear();
        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        context.Response.ContentLength = 0;
    }
}
