using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Bulletin.Host;
using Bulletin.Host.CustomHandler;
using Bulletin.LocalRun.Emulator;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.IntegrationTests.CustomHandler;

/// <summary>The files that make the published folder a function app, or those of the folder that was really published.</summary>
public sealed class FunctionAppTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly string[] Timers = ["ArchiveOldAnnouncements", "PublishDueAnnouncements"];

    private readonly DirectoryInfo written = Directory.CreateTempSubdirectory("function-app");
    private IReadOnlyList<RouteEndpoint> endpoints = [];

    private string Folder => HandlerProcess.FunctionApp ?? written.FullName;

    public async ValueTask InitializeAsync()
    {
        await using Service service = await Service.StartAsync(azurite);
        endpoints = service.Services.GetRequiredService<BulletinApp>().Endpoints;
        Assert.Equal(0, MaintenanceCommands.WriteFunctionApp(
            written.FullName, Path.Combine(RepositoryFolder.Find(AppContext.BaseDirectory), "host.json")));
    }

    public ValueTask DisposeAsync()
    {
        written.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Every_operation_is_a_function_with_its_route_and_methods()
    {
        Assert.NotEmpty(endpoints);
        foreach (RouteEndpoint endpoint in endpoints)
        {
            JsonNode trigger = Trigger(endpoint.Metadata.GetRequiredMetadata<IEndpointNameMetadata>().EndpointName);
            Assert.Equal("httpTrigger", (string?)trigger["type"]);
            Assert.Equal("anonymous", (string?)trigger["authLevel"]);
            // An empty route is none to Functions: "/" is a parameter that is always empty.
            string route = endpoint.RoutePattern.RawText!.Trim('/');
            Assert.Equal(route.Length > 0 ? route : "{root:maxlength(0)?}", (string?)trigger["route"]);
            Assert.Equal(
                endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Select(method => method.ToLowerInvariant()),
                trigger["methods"]!.AsArray().Select(method => (string?)method));
        }
    }

    [Fact]
    public void What_is_published_contains_neither_the_emulator_nor_the_sample_content()
    {
        if (HandlerProcess.FunctionApp is not { } folder)
        {
            Assert.Skip("Needs the published folder.");
            return;
        }

        Assert.Empty(Directory.EnumerateFiles(folder, "*azurite*", SearchOption.AllDirectories));
        byte[] executable = File.ReadAllBytes(Path.Combine(folder, "Bulletin.Host"));
        foreach (string text in (string[])["run-azurite.cjs", "Metropolia Nadwiślańska"])
        {
            Assert.True(executable.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text)) < 0, text);
        }

        // A line of the sample's files, which are in UTF-8, and of no example in the OpenAPI document, which is in every build.
        Assert.True(executable.AsSpan().IndexOf("Głosowanie w piątej edycji budżetu obywatelskiego"u8) < 0);
    }

    [Fact]
    public void There_is_no_function_beside_the_operations_the_timers_and_the_one_for_everything_else() => Assert.Equal(
        endpoints.Select(endpoint => endpoint.Metadata.GetRequiredMetadata<IEndpointNameMetadata>().EndpointName)
            .Concat(Timers).Append(FunctionApp.CatchAll).Order(StringComparer.Ordinal),
        Functions().Order(StringComparer.Ordinal));

    [Fact]
    public void The_function_for_everything_else_comes_after_all_others_and_takes_every_method()
    {
        Assert.Equal(FunctionApp.CatchAll, Functions().Order(StringComparer.Ordinal).Last());
        Assert.Equal(FunctionApp.CatchAll, Functions().Order(StringComparer.OrdinalIgnoreCase).Last());
        JsonNode trigger = Trigger(FunctionApp.CatchAll);
        Assert.Equal("{*rest}", (string?)trigger["route"]);
        // Without a list the host takes every method.
        Assert.Null(trigger["methods"]);
    }

    [Fact]
    public void No_route_is_one_that_the_platform_keeps_for_itself() => Assert.All(
        Functions().Except(Timers).Select(name => (string)Trigger(name)["route"]!),
        route => Assert.False(
            route.StartsWith("admin", StringComparison.OrdinalIgnoreCase) || route.StartsWith("runtime", StringComparison.OrdinalIgnoreCase)));

    [Fact]
    public void The_timers_take_their_schedules_from_the_settings()
    {
        Assert.Equal("%ArchiveSchedule%", (string?)Trigger("ArchiveOldAnnouncements")["schedule"]);
        Assert.Equal("%PublishSchedule%", (string?)Trigger("PublishDueAnnouncements")["schedule"]);
    }

    [Fact]
    public void The_host_forwards_requests_to_the_executable()
    {
        JsonNode host = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "host.json")))!;
        Assert.Equal("Bulletin.Host", (string?)host["customHandler"]!["description"]!["defaultExecutablePath"]);
        Assert.True((bool)host["customHandler"]!["enableForwardingHttpRequest"]!);
        Assert.Equal(string.Empty, (string?)host["extensions"]!["http"]!["routePrefix"]);
    }

    [Fact]
    public void The_executable_can_be_executed_after_a_zip()
    {
        Assert.SkipWhen(HandlerProcess.FunctionApp is null, "Needs the published folder.");
        string zip = Path.Combine(written.FullName, "package.zip");
        ZipFile.CreateFromDirectory(HandlerProcess.FunctionApp!, zip);
        using ZipArchive package = ZipFile.OpenRead(zip);
        var mode = (UnixFileMode)(package.GetEntry("Bulletin.Host")!.ExternalAttributes >> 16);
        Assert.True(mode.HasFlag(UnixFileMode.UserExecute | UnixFileMode.OtherExecute));
    }

    private IEnumerable<string> Functions() => Directory.GetDirectories(Folder)
        .Where(folder => File.Exists(Path.Combine(folder, "function.json")))
        .Select(folder => Path.GetFileName(folder)!);

    private JsonNode Trigger(string function) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, function, "function.json")))!["bindings"]![0]!;
}
