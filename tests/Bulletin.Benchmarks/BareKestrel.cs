using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Bulletin.Benchmarks;

/// <summary>A response as sent on the wire.</summary>
/// <param name="Headers">The headers that the service set.</param>
/// <param name="Body">The body.</param>
internal sealed record WireAnswer(Dictionary<string, string> Headers, byte[] Body);

/// <summary>
/// The least that a server on Kestrel can do: no routing, no middleware; the same headers and bytes as the service, from memory.
/// Its throughput is the upper limit for the service.
/// </summary>
internal static class BareKestrel
{
    /// <summary>Serves answers by their path and query.</summary>
    /// <param name="file">A JSON file of them.</param>
    public static async Task RunAsync(string file)
    {
        FrozenDictionary<string, WireAnswer> answers = JsonSerializer
            .Deserialize<Dictionary<string, WireAnswer>>(await File.ReadAllBytesAsync(file))!.ToFrozenDictionary();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using WebApplication app = builder.Build();
        app.Run(context =>
        {
            WireAnswer answer = answers[context.Request.Path.Value + context.Request.QueryString.Value];
            foreach ((string name, string value) in answer.Headers)
            {
                context.Response.Headers[name] = value;
            }

            context.Response.ContentLength = answer.Body.Length;
            return context.Response.Body.WriteAsync(answer.Body, 0, answer.Body.Length);
        });
        await app.RunAsync();
    }
}
