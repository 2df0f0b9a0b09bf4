using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bulletin.Archiving;

namespace Bulletin.Host.CustomHandler;

/// <summary>
/// Writes the files that turn a folder with the native executable into a function app: <c>host.json</c> with the custom
/// handler, and for each operation and each timer a folder with <c>function.json</c>. The operations are exactly the
/// endpoints of the service.
/// </summary>
internal static class FunctionApp
{
    /// <summary>
    /// The name of the function for requests that no other function matches, so that the service itself handles 404,
    /// 405 and OPTIONS. The Functions host uses the first matching function in alphabetical order, so this name must
    /// come last.
    /// </summary>
    public const string CatchAll = "ZzzEverythingElse";

    /// <summary>Writes the files.</summary>
    /// <param name="folder">The folder of the function app.</param>
    /// <param name="hostJson">The <c>host.json</c> that both Functions hosts share.</param>
    /// <param name="endpoints">The operations.</param>
    public static void Write(string folder, string hostJson, IEnumerable<RouteEndpoint> endpoints)
    {
        JsonObject host = JsonNode.Parse(File.ReadAllText(hostJson))!.AsObject();
        host["customHandler"] = new JsonObject
        {
            ["description"] = new JsonObject { ["defaultExecutablePath"] = ExecutableName },
            ["enableForwardingHttpRequest"] = true,
        };
        WriteJson(Path.Combine(folder, "host.json"), host);
        foreach (RouteEndpoint endpoint in endpoints)
        {
            WriteFunction(folder, NameOf(endpoint), HttpFunction(MethodsOf(endpoint), RouteOf(endpoint)));
        }

        WriteFunction(folder, CatchAll, HttpFunction(null, "{*rest}"));
        WriteFunction(folder, nameof(ArchiveOldAnnouncements), TimerFunction("%ArchiveSchedule%"));
        WriteFunction(folder, nameof(PublishDueAnnouncements), TimerFunction("%PublishSchedule%"));
    }

    private static string ExecutableName => OperatingSystem.IsWindows() ? "Bulletin.Host.exe" : "Bulletin.Host";

    private static string NameOf(RouteEndpoint endpoint) => endpoint.Metadata.GetRequiredMetadata<IEndpointNameMetadata>().EndpointName;

    private static IEnumerable<string> MethodsOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Select(method => method.ToLowerInvariant());

    // An empty route would be taken as none, for which the Functions host makes one from the name of the function.
    private static string RouteOf(RouteEndpoint endpoint) =>
        endpoint.RoutePattern.RawText!.Trim('/') is { Length: > 0 } route ? route : "{root:maxlength(0)?}";

    // A function without a list of methods accepts all methods.
    private static JsonObject HttpFunction(IEnumerable<string>? methods, string route)
    {
        var trigger = new JsonObject
        {
            ["type"] = "httpTrigger",
            ["direction"] = "in",
            ["name"] = "request",
            // The service authorizes requests itself.
            ["authLevel"] = "anonymous",
        };
        if (methods is not null)
        {
            trigger["methods"] = new JsonArray([.. methods.Select(method => JsonValue.Create(method))]);
        }

        trigger["route"] = route;
        return new JsonObject
        {
            ["bindings"] = new JsonArray(trigger, new JsonObject { ["type"] = "http", ["direction"] = "out", ["name"] = "response" }),
        };
    }

    private static JsonObject TimerFunction(string schedule) => new()
    {
        ["bindings"] = new JsonArray(
            new JsonObject { ["type"] = "timerTrigger", ["direction"] = "in", ["name"] = "timer", ["schedule"] = schedule }),
    };

    private static void WriteFunction(string folder, string name, JsonObject function)
    {
        Directory.CreateDirectory(Path.Combine(folder, name));
        WriteJson(Path.Combine(folder, name, "function.json"), function);
    }

    private static void WriteJson(string file, JsonObject json)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteTo(writer);
        }

        File.WriteAllText(file, Encoding.UTF8.GetString(stream.ToArray()) + "\n");
    }
}
