using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Forwarder;

namespace Bulletin.IntegrationTests.FunctionsHost;

/// <summary>
/// Plays the Functions host's part: listens for requests, picks the function, hands each over to a real worker process, runs timers, and
/// starts a worker that died anew.
/// </summary>
/// <remarks>
/// A real host (4.x) does more: keys and claims, scaling, host locks and timer schedules, the status page at <c>/</c>, the routes under
/// <c>/admin</c> and <c>/runtime</c>, telemetry, retries of a forwarded request while the worker starts, placeholder mode, the warm-up
/// trigger, recycling itself at the third death of a worker, the limit of 230 seconds of the load balancer, and on Flex Consumption the
/// platform's answer to every preflight. docs/hosting.md lists what that means.
/// </remarks>
public sealed class StandInHost : IAsyncDisposable
{
    // The limit of the host, in front of both kinds of workers.
    private const long MaximumRequestBytes = 100 * 1024 * 1024;

    private readonly Func<Task<HostedWorker>> start;
    private readonly WebApplication front;
    private readonly CancellationTokenSource stopping = new();
    private Task<HostedWorker> worker;
    private int starts;

    private StandInHost(Func<IHttpForwarder, Task<HostedWorker>> start)
    {
        WebApplicationBuilder builder = Loopback.CreateBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MaximumRequestBytes);
        builder.Services.AddHttpForwarder();
        front = builder.Build();
        front.Run(AnswerAsync);
        this.start = () => start(front.Services.GetRequiredService<IHttpForwarder>());
        worker = StartWorkerAsync();
    }

    /// <summary>The address of the function app for clients.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The number of times that a worker was started.</summary>
    public int Starts => starts;

    /// <summary>The names of the functions, in the order in which the host asks them.</summary>
    public IReadOnlyList<string> FunctionNames =>
        [.. worker.Result.Functions.Select(function => function.Name).Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Starts the isolated worker behind the host.</summary>
    /// <param name="settings">The worker's settings, with colons.</param>
    public static async Task<StandInHost> StartIsolatedAsync(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        StandInHost host = await StartAsync(new StandInHost(async forwarder => await IsolatedWorker.StartAsync(settings, forwarder)));
        await host.WarmUpAsync();
        return host;
    }

    /// <summary>Starts the native custom handler behind the host: <see cref="HandlerProcess"/> says which executable.</summary>
    /// <param name="connectionString">The storage.</param>
    /// <param name="settings">The handler's settings in addition to the usual ones, with colons.</param>
    public static Task<StandInHost> StartNativeAsync(string connectionString, IEnumerable<KeyValuePair<string, string?>>? settings = null)
    {
        // Each process would take a table of its own.
        KeyValuePair<string, string?>[] all = [new("Bulletin:Table", AzuriteFixture.NewTableName()), .. settings ?? []];
        return StartAsync(new StandInHost(async _ => await CustomHandlerWorker.StartAsync(connectionString, all)));
    }

    public HttpClient Client(string? token = null) => Service.Client(Address, token);

    /// <summary>Runs a timer now.</summary>
    /// <returns>True if the run succeeded.</returns>
    public async Task<bool> TickAsync(string timer, CancellationToken cancellation)
    {
        HostedWorker present = await worker;
        return await present.TickAsync(present.Functions.Single(function => function.Name == timer), cancellation);
    }

    /// <summary>Kills the worker, and returns when the host has started another one.</summary>
    public async Task KillWorkerAsync()
    {
        int before = starts;
        HostedWorker present = await worker;
        present.Kill();
        await present.Ended;
        while (starts == before)
        {
            await Task.Delay(10);
        }

        await worker;
        await WarmUpAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await front.DisposeAsync();
        try
        {
            await (await worker).DisposeAsync();
        }
        finally
        {
            stopping.Dispose();
        }
    }

    private static async Task<StandInHost> StartAsync(StandInHost host)
    {
        await host.worker;
        await host.front.StartAsync();
        host.Address = new Uri(host.front.Urls.Single());
        return host;
    }

    // A new worker sometimes loses its first request: the two halves of it in Microsoft's extension do not meet within 15 s, and the answer
    // is an empty 500 (azure-functions-dotnet-worker#3348). The platform sends warm-up requests before client requests, and so does this.
    private async Task WarmUpAsync()
    {
        using HttpClient client = Client();
        for (int time = 0; time < 4; time++)
        {
            using HttpResponseMessage answer = await client.GetAsync("/health/live");
            if (answer.IsSuccessStatusCode)
            {
                return;
            }
        }
    }

    private async Task<HostedWorker> StartWorkerAsync()
    {
        HostedWorker started = await start();
        Interlocked.Increment(ref starts);
        _ = started.Ended.ContinueWith(
            _ => worker = stopping.IsCancellationRequested ? worker : StartWorkerAsync(), TaskScheduler.Default);
        return started;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        HostedWorker present = await worker;
        if (HostedFunction.Of(present.Functions, context.Request, out RouteValueDictionary values) is { } function)
        {
            await present.AnswerAsync(context, function, values);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.ContentLength = 0;
    }
}
