using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bulletin.IntegrationTests.FunctionsHost.Protocol;
using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Yarp.ReverseProxy.Forwarder;

namespace Bulletin.IntegrationTests.FunctionsHost;

/// <summary>
/// The isolated worker in a process of its own: the build beside the tests, or the published folder that
/// <c>BULLETIN_TEST_ISOLATED_WORKER</c> names. One invocation per request over gRPC, and the request itself by HTTP to the address that the
/// worker names in its capability <c>HttpUri</c>.
/// </summary>
internal sealed class IsolatedWorker : HostedWorker
{
    private const string InvocationHeader = "x-ms-invocation-id";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);
    private static readonly ForwarderRequestConfig Forwarding = new() { ActivityTimeout = TimeSpan.FromSeconds(240) };

    private readonly HttpMessageInvoker client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false });
    private readonly Process process;
    private readonly WorkerChannel channel;
    private readonly IHttpForwarder forwarder;
    private readonly Dictionary<string, string> ids;
    private readonly string httpUri;

    private IsolatedWorker(
        Process process, WorkerChannel channel, IHttpForwarder forwarder, string httpUri, IReadOnlyList<RpcFunctionMetadata> functions)
    {
        this.process = process;
        this.channel = channel;
        this.forwarder = forwarder;
        this.httpUri = httpUri;
        ids = functions.ToDictionary(function => function.Name, function => function.FunctionId);
        Functions = [.. functions.Select(function => new HostedFunction(function.Name, TriggerOf(function)))];
        Ended = EndedAsync();
    }

    public override IReadOnlyList<HostedFunction> Functions { get; }

    public override Task Ended { get; }

    private static string Folder =>
        Environment.GetEnvironmentVariable("BULLETIN_TEST_ISOLATED_WORKER") is { Length: > 0 } folder
            ? folder
            : typeof(IsolatedWorker).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "IsolatedWorker").Value!;

    /// <summary>Starts the process and goes through the protocol until its functions are loaded.</summary>
    public static async Task<IsolatedWorker> StartAsync(IEnumerable<KeyValuePair<string, string?>> settings, IHttpForwarder forwarder)
    {
        (WorkerStreams streams, Uri address) = await WorkerStreams.RunningAsync();
        string workerId = Guid.NewGuid().ToString();
        using var limit = new CancellationTokenSource(StartLimit);
        Process process = Process.Start(Command(settings, address, workerId))!;
        var output = new System.Text.StringBuilder();
        process.OutputDataReceived += (_, line) => output.AppendLine(line.Data);
        process.ErrorDataReceived += (_, line) => output.AppendLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            Task<WorkerChannel> connected = streams.ConnectedAsync(workerId);
            if (await Task.WhenAny(connected, process.WaitForExitAsync(limit.Token)) != connected)
            {
                throw new InvalidOperationException($"The worker did not connect: {output}");
            }

            WorkerChannel channel = await connected;
            string httpUri = await InitialiseAsync(channel, limit.Token);
            return new IsolatedWorker(process, channel, forwarder, httpUri, await LoadAsync(channel, limit.Token));
        }
        catch
        {
            process.Kill();
            throw;
        }
    }

    public override async Task AnswerAsync(HttpContext context, HostedFunction function, RouteValueDictionary values)
    {
        string id = Guid.NewGuid().ToString();
        InvocationRequest invocation = Invocation(id, function, new TypedData { Http = new RpcHttp() });
        invocation.TriggerMetadata["Headers"] = Json(context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString()));
        invocation.TriggerMetadata["Query"] = Json(context.Request.Query.ToDictionary(query => query.Key, query => query.Value.ToString()));
        foreach ((string name, object? value) in values)
        {
            invocation.TriggerMetadata[name] = new TypedData { String = value?.ToString() ?? string.Empty };
        }

        context.Request.Headers[InvocationHeader] = id;
        Task<bool> invoked = InvokeAsync(invocation, context.RequestAborted);
        ForwarderError error = await forwarder.SendAsync(context, httpUri, client, Forwarding, ForwardedRequest.Transformer);
        bool succeeded = await invoked;
        if (!context.RequestAborted.IsCancellationRequested && (error != ForwarderError.None || !succeeded))
        {
            Fail(context);
        }
    }

    public override Task<bool> TickAsync(HostedFunction timer, CancellationToken cancellation) => InvokeAsync(
        Invocation(
            Guid.NewGuid().ToString(),
            timer,
            new TypedData { Json = """{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}""" }),
        cancellation);

    public override void Kill() => process.Kill();

    public override async ValueTask DisposeAsync()
    {
        channel.Send(new StreamingMessage { WorkerTerminate = new WorkerTerminate { GracePeriod = Duration.FromTimeSpan(StopLimit) } });
        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }

        client.Dispose();
        process.Dispose();
    }

    private static async Task<string> InitialiseAsync(WorkerChannel channel, CancellationToken limit)
    {
        StreamingMessage answer = await channel.AskAsync(
            new StreamingMessage
            {
                RequestId = Guid.NewGuid().ToString(),
                WorkerInitRequest = new WorkerInitRequest { HostVersion = "4.1037.0.0", WorkerDirectory = Folder, FunctionAppDirectory = Folder },
            },
            nameof(StreamingMessage.ContentOneofCase.WorkerInitResponse),
            limit);
        Assert.Equal(StatusResult.Types.Status.Success, answer.WorkerInitResponse.Result.Status);
        return answer.WorkerInitResponse.Capabilities["HttpUri"];
    }

    private static async Task<IReadOnlyList<RpcFunctionMetadata>> LoadAsync(WorkerChannel channel, CancellationToken limit)
    {
        StreamingMessage answer = await channel.AskAsync(
            new StreamingMessage
            {
                RequestId = Guid.NewGuid().ToString(),
                FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = Folder },
            },
            nameof(StreamingMessage.ContentOneofCase.FunctionMetadataResponse),
            limit);
        Assert.Equal(StatusResult.Types.Status.Success, answer.FunctionMetadataResponse.Result.Status);
        IReadOnlyList<RpcFunctionMetadata> functions = answer.FunctionMetadataResponse.FunctionMetadataResults;
        foreach (RpcFunctionMetadata function in functions)
        {
            await LoadAsync(channel, function, limit);
        }

        return functions;
    }

    private static async Task LoadAsync(WorkerChannel channel, RpcFunctionMetadata function, CancellationToken limit)
    {
        if (function.FunctionId.Length == 0)
        {
            function.FunctionId = Guid.NewGuid().ToString();
        }

        function.Directory = Folder;
        foreach (JsonNode binding in function.RawBindings.Select(raw => JsonNode.Parse(raw)!))
        {
            function.Bindings[(string)binding["name"]!] = new BindingInfo
            {
                Type = (string)binding["type"]!,
                Direction = System.Enum.Parse<BindingInfo.Types.Direction>((string)binding["direction"]!, ignoreCase: true),
            };
        }

        StreamingMessage loaded = await channel.AskAsync(
            new StreamingMessage
            {
                RequestId = Guid.NewGuid().ToString(),
                FunctionLoadRequest = new FunctionLoadRequest { FunctionId = function.FunctionId, Metadata = function },
            },
            function.FunctionId,
            limit);
        Assert.Equal(StatusResult.Types.Status.Success, loaded.FunctionLoadResponse.Result.Status);
    }

    private static JsonNode TriggerOf(RpcFunctionMetadata function) => function.RawBindings
        .Select(raw => JsonNode.Parse(raw)!)
        .Single(binding => ((string)binding["type"]!).EndsWith("Trigger", StringComparison.OrdinalIgnoreCase));

    private static ProcessStartInfo Command(IEnumerable<KeyValuePair<string, string?>> settings, Uri address, string workerId)
    {
        string requestId = Guid.NewGuid().ToString();
        string messageLength = int.MaxValue.ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(Folder, "Bulletin.Functions.dll"),
                "--host", address.Host, "--port", address.Port.ToString(CultureInfo.InvariantCulture),
                "--workerId", workerId, "--requestId", requestId, "--grpcMaxMessageLength", messageLength,
                "--functions-uri", address.ToString(), "--functions-worker-id", workerId, "--functions-request-id", requestId,
                "--functions-grpc-max-message-length", messageLength,
            ])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated";
        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = Folder;
        foreach ((string name, string? value) in settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return start;
    }

    private static TypedData Json(Dictionary<string, string> value) => new() { Json = JsonSerializer.Serialize(value) };

    private InvocationRequest Invocation(string id, HostedFunction function, TypedData input) => new()
    {
        InvocationId = id,
        FunctionId = ids[function.Name],
        InputData = { new ParameterBinding { Name = function.Binding, Data = input } },
        TraceContext = new RpcTraceContext(),
    };

    // If the client disconnects, the host cancels the invocation but still receives its result.
    private async Task<bool> InvokeAsync(InvocationRequest invocation, CancellationToken cancellation)
    {
        await using CancellationTokenRegistration cancelled = cancellation.Register(() => channel.Send(new StreamingMessage
        {
            InvocationCancel = new InvocationCancel { InvocationId = invocation.InvocationId },
        }));
        try
        {
            StreamingMessage answer = await channel.AskAsync(
                new StreamingMessage { RequestId = Guid.NewGuid().ToString(), InvocationRequest = invocation },
                invocation.InvocationId,
                CancellationToken.None);
            return answer.InvocationResponse.Result.Status == StatusResult.Types.Status.Success;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private async Task EndedAsync()
    {
        await process.WaitForExitAsync();
        channel.FailAll();
    }
}
