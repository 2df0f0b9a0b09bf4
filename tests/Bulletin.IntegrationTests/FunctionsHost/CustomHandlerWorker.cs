using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Bulletin.Host;
using Bulletin.Http;
using Bulletin.LocalRun.Emulator;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Bulletin.IntegrationTests.FunctionsHost;

/// <summary>
/// The native custom handler with the host's own forwarding in front: the path is decoded once, query keys that repeat are merged, a body
/// needs a length and a content type that can be parsed, and the answer is buffered.
/// </summary>
internal sealed class CustomHandlerWorker : HostedWorker
{
    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false });
    private readonly HandlerProcess process;

    private CustomHandlerWorker(HandlerProcess process, IReadOnlyList<HostedFunction> functions)
    {
        this.process = process;
        Functions = functions;
    }

    public override IReadOnlyList<HostedFunction> Functions { get; }

    public override Task Ended => process.Ended;

    /// <summary>Starts the process and reads the files of its functions.</summary>
    public static async Task<CustomHandlerWorker> StartAsync(string connectionString, IEnumerable<KeyValuePair<string, string?>>? settings)
    {
        IReadOnlyList<HostedFunction> functions = ReadFunctions();
        return new CustomHandlerWorker(await HandlerProcess.StartAsync(connectionString, settings), functions);
    }

    public override async Task AnswerAsync(HttpContext context, HostedFunction function, RouteValueDictionary values)
    {
        try
        {
            using HttpRequestMessage request = await ForwardedAsync(context.Request);
            using HttpResponseMessage answer = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, CancellationToken.None);
            await ReturnAsync(answer, context);
        }
        catch (Exception failure) when (failure is HttpRequestException or FormatException or BadHttpRequestException or IOException)
        {
            Fail(context);
        }
    }

    public override async Task<bool> TickAsync(HostedFunction timer, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(process.Address, timer.Name))
        {
            Content = new StringContent(
                $$$$"""{"Data":{"{{{{timer.Binding}}}}":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}},"Metadata":{"sys":{"MethodName":"{{{{timer.Name}}}}","UtcNow":"2026-11-23T10:00:00Z","RandGuid":"8f7c2b2e-6c1e-4a0e-9a51-0c6f6a5d2b11"}}}""",
                Encoding.UTF8,
                "application/json"),
        };
        request.Headers.TransferEncodingChunked = true;
        using HttpResponseMessage answer = await client.SendAsync(request, cancellation);
        return answer.IsSuccessStatusCode;
    }

    public override void Kill() => process.Kill();

    public override async ValueTask DisposeAsync()
    {
        client.Dispose();
        await process.DisposeAsync();
    }

    private static IReadOnlyList<HostedFunction> ReadFunctions()
    {
        string folder = HandlerProcess.FunctionApp ?? WriteFunctions();
        try
        {
            return [.. Directory.EnumerateFiles(folder, "function.json", SearchOption.AllDirectories).Select(file => new HostedFunction(
                Path.GetFileName(Path.GetDirectoryName(file)!),
                JsonNode.Parse(File.ReadAllText(file))!["bindings"]!.AsArray().First(binding => (string?)binding!["direction"] == "in")!))];
        }
        finally
        {
            if (HandlerProcess.FunctionApp is null)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static string WriteFunctions()
    {
        string folder = Directory.CreateTempSubdirectory("functions").FullName;
        MaintenanceCommands.WriteFunctionApp(folder, Path.Combine(RepositoryFolder.Find(AppContext.BaseDirectory), "host.json"));
        return folder;
    }

    private static async Task ReturnAsync(HttpResponseMessage answer, HttpContext context)
    {
        HttpResponse response = context.Response;
        response.StatusCode = (int)answer.StatusCode;
        foreach ((string name, IEnumerable<string> values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (!name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
            {
                response.Headers.Append(name, new StringValues([.. values]));
            }
        }

        byte[] body = await answer.Content.ReadAsByteArrayAsync();
        if (body.Length > 0)
        {
            await response.Body.WriteAsync(body, context.RequestAborted);
        }
    }

    private async Task<HttpRequestMessage> ForwardedAsync(HttpRequest original)
    {
        // GetDisplayUrl decodes the path, so an encoded delimiter becomes a real one, as in the host.
        string path = new Uri(original.GetDisplayUrl()).AbsolutePath;
        string address = new UriBuilder("http", "127.0.0.1", process.Port, path).ToString();
        var request = new HttpRequestMessage(
            new HttpMethod(original.Method),
            QueryHelpers.AddQueryString(address, original.Query.ToDictionary(query => query.Key, query => (string?)query.Value.ToString())));
        if (await BodyAsync(original) is { Length: > 0 } body)
        {
            request.Content = new ByteArrayContent(body);
            if (original.ContentType is { } type)
            {
                request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            }
        }

        foreach ((string name, StringValues values) in original.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }

        // The platform's front end sends the original URL in this header, before the host decodes it.
        request.Headers.Remove("X-WAWS-Unencoded-URL");
        request.Headers.TryAddWithoutValidation("X-WAWS-Unencoded-URL", CanonicalAddress.PathOf(original.HttpContext) + original.QueryString);
        request.Headers.TryAddWithoutValidation("X-Azure-Functions-InvocationId", Guid.NewGuid().ToString());
        return request;
    }

    private static async Task<byte[]> BodyAsync(HttpRequest original)
    {
        if (original.Headers.TransferEncoding.Count > 0)
        {
            throw new FormatException("The host cannot forward such a body.");
        }

        using var body = new MemoryStream();
        await original.Body.CopyToAsync(body);
        return body.ToArray();
    }
}
