using Bulletin.Archiving;
using Microsoft.AspNetCore.Routing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.Extensions.Configuration;

namespace Bulletin.Tests.Functions;

/// <summary>
/// The operations of the service exist once, as its endpoints. The isolated worker repeats their names, routes and methods in
/// attributes, and these tests hold its sources against them.
/// </summary>
public sealed class FunctionsMatchEndpointsTests
{
    private const string CatchAll = "api/{*rest}";

    // What the functions use of the worker's packages, and the usings that the SDK gives every file.
    private const string WorkerInOutline = """
        global using System;
        global using System.Threading;
        global using System.Threading.Tasks;

        namespace Microsoft.Azure.Functions.Worker
        {
            public enum AuthorizationLevel { Anonymous }
            public sealed class FunctionAttribute(string name) : Attribute { public string Name => name; }
            public sealed class HttpTriggerAttribute(AuthorizationLevel level, params string[] methods) : Attribute
            {
                public AuthorizationLevel Level => level;
                public string[] Methods => methods;
                public string? Route { get; set; }
            }
            public sealed class TimerTriggerAttribute(string schedule) : Attribute { public string Schedule => schedule; }
            public sealed class TimerInfo;
        }
        """;

    private static readonly IReadOnlyList<FunctionSource> All = FunctionSource.ReadAll();
    private static readonly FunctionSource Last = Assert.Single(All, function => !function.IsTimer && function.Route == CatchAll);
    private static readonly IReadOnlyList<FunctionSource> Timers = [.. All.Where(function => function.IsTimer)];
    private static readonly IReadOnlyList<FunctionSource> Operations = [.. All.Where(function => !function.IsTimer && function != Last)];

    private static readonly Dictionary<string, RouteEndpoint> Endpoints = BulletinInMemory.Build().Endpoints.ToDictionary(NameOf);

    public static TheoryData<string> OperationNames => [.. Operations.Select(function => function.Name)];

    public static TheoryData<string> HttpNames => [.. Operations.Append(Last).Select(function => function.Name)];

    public static TheoryData<string> TimerNames => [.. Timers.Select(function => function.Name)];

    // Program.cs needs the worker itself; what the other sources need of it is little.
    [Fact]
    public void The_sources_compile_against_the_service()
    {
        IEnumerable<SyntaxTree> sources = FunctionSource.Trees().Where(source => source.Key != "Program.cs").Select(source => source.Value);
        IEnumerable<MetadataReference> references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "Bulletin.Functions",
            sources.Append(CSharpSyntaxTree.ParseText(WorkerInOutline, cancellationToken: TestContext.Current.CancellationToken)),
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

        Assert.DoesNotContain(
            compilation.GetDiagnostics(TestContext.Current.CancellationToken), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }

    [Fact]
    public void Every_endpoint_is_exactly_one_function_and_every_function_an_endpoint() =>
        Assert.Equal(Endpoints.Keys.Order(StringComparer.Ordinal), Operations.Select(function => function.Name).Order(StringComparer.Ordinal));

    // The Functions host takes names for equal that differ in case only.
    [Fact]
    public void No_two_functions_share_a_name() =>
        Assert.Equal(All.Count, All.Select(function => function.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());

    [Theory]
    [MemberData(nameof(OperationNames))]
    public void An_operation_has_the_route_of_its_endpoint(string name) =>
        Assert.Equal(RouteOf(Endpoints[name]), Function(name).Route);

    [Theory]
    [MemberData(nameof(OperationNames))]
    public void An_operation_has_the_methods_of_its_endpoint(string name)
    {
        string[] methods = Function(name).Methods;

        Assert.Equal(MethodsOf(Endpoints[name]), methods.Order(StringComparer.Ordinal));
        Assert.True(!methods.Contains("get") || methods.Contains("head"), "What answers GET answers HEAD.");
    }

    // The pipeline authorises: a key of the Functions host is never asked for.
    [Theory]
    [MemberData(nameof(HttpNames))]
    public void A_function_is_open_to_everybody(string name) =>
        Assert.Equal("AuthorizationLevel.Anonymous", Function(name).Authorization);

    [Theory]
    [MemberData(nameof(HttpNames))]
    public void A_route_is_not_one_that_the_Functions_host_keeps_for_itself(string name)
    {
        string route = Function(name).Route!;

        Assert.False(route.StartsWith('/'));
        Assert.False(route.StartsWith("admin", StringComparison.OrdinalIgnoreCase));
        Assert.False(route.StartsWith("runtime", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [MemberData(nameof(HttpNames))]
    public void A_function_is_nothing_but_a_call_of_the_pipeline(string name)
    {
        FunctionSource function = Function(name);
        ParameterSyntax pipeline = Assert.Single(function.Type.ParameterList!.Parameters);

        Assert.Equal("Pipeline", pipeline.Type!.ToString());
        Assert.Equal("HttpRequest", function.Parameter.Type!.ToString());
        Assert.Equal("Task<IResult>", function.Method.ReturnType.ToString());
        Assert.Equal(
            $"{pipeline.Identifier}.AnswerAsync({function.Parameter.Identifier})",
            function.Method.ExpressionBody?.Expression.NormalizeWhitespace().ToString());
    }

    [Theory]
    [MemberData(nameof(HttpNames))]
    [MemberData(nameof(TimerNames))]
    public void A_function_can_be_found_by_the_worker(string name)
    {
        FunctionSource function = Function(name);

        Assert.Equal(name, function.Method.Identifier.Text);
        Assert.Contains(function.Method.Modifiers, modifier => modifier.IsKind(SyntaxKind.PublicKeyword));
        Assert.Contains(function.Type.Modifiers, modifier => modifier.IsKind(SyntaxKind.PublicKeyword));
    }

    // The order in which the Functions host asks; other tools sort by ordinal.
    [Fact]
    public void The_catch_all_is_asked_last()
    {
        Assert.Equal(Last.Name, All.Select(function => function.Name).Max(StringComparer.OrdinalIgnoreCase));
        Assert.Equal(Last.Name, All.Select(function => function.Name).Max(StringComparer.Ordinal));
    }

    [Fact]
    public void The_catch_all_takes_every_method() =>
        Assert.Equal(["delete", "get", "head", "options", "patch", "post", "put"], Last.Methods.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData(nameof(ArchiveOldAnnouncements), "%ArchiveSchedule%")]
    [InlineData(nameof(PublishDueAnnouncements), "%PublishSchedule%")]
    public void A_timer_runs_its_class_on_its_schedule(string name, string schedule)
    {
        FunctionSource timer = Function(name);
        string instance = Assert.Single(timer.Type.ParameterList!.Parameters, parameter => parameter.Type!.ToString() == name).Identifier.Text;
        ParameterSyntax cancellation = Assert.Single(timer.Method.ParameterList.Parameters, one => one.Type!.ToString() == "CancellationToken");

        Assert.True(timer.IsTimer);
        Assert.Equal(schedule, timer.Schedule);
        Assert.Contains(
            timer.Method.DescendantNodes().OfType<AwaitExpressionSyntax>(),
            awaited => awaited.Expression.ToString() == $"{instance}.RunAsync({cancellation.Identifier})");
    }

    [Fact]
    public void There_are_two_timers() =>
        Assert.Equal(
            [nameof(ArchiveOldAnnouncements), nameof(PublishDueAnnouncements)],
            Timers.Select(timer => timer.Name).Order(StringComparer.Ordinal));

    // The routes carry api/ themselves.
    [Fact]
    public void The_Functions_host_adds_no_prefix_to_the_routes() =>
        Assert.Equal(string.Empty, Settings("host.json")["extensions:http:routePrefix"]);

    [Fact]
    public void The_sample_of_the_local_settings_says_the_defaults()
    {
        IConfigurationSection sample = Settings("local.settings.sample.json").GetSection("Values");
        Dictionary<string, string?> values = sample.GetChildren()
            .ToDictionary(value => value.Key.Replace("__", ":", StringComparison.Ordinal), value => value.Value);
        BulletinSettings defaults = BulletinSettings.Read(
            new ConfigurationBuilder().AddInMemoryCollection([new("BulletinStorage", values["BulletinStorage"])]).Build(), isDevelopment: true);
        BulletinSettings settings = BulletinSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build(), isDevelopment: true);

        Assert.Equal("dotnet-isolated", values["FUNCTIONS_WORKER_RUNTIME"]);
        Assert.Equal("UseDevelopmentStorage=true", values["AzureWebJobsStorage"]);
        Assert.True(settings.IsLocal);
        Assert.Equal(defaults.Site, settings.Site);
        Assert.Equal(defaults.Table, settings.Table);
        Assert.Equal(defaults.TimeZone, settings.TimeZone);
        Assert.Equal(defaults.PublicUrl, settings.PublicUrl);
        Assert.Equal(defaults.AnnouncementUrl, settings.AnnouncementUrl);
        Assert.Equal(defaults.Title, settings.Title);
        Assert.Equal(defaults.Language, settings.Language);
        Assert.Equal(defaults.ArchiveAfter, settings.ArchiveAfter);
        Assert.Equal(defaults.ChangeLogKept, settings.ChangeLogKept);
        Assert.Equal(defaults.ArchiveSchedule.ToString(), settings.ArchiveSchedule.ToString());
        Assert.Equal(defaults.PublishSchedule.ToString(), settings.PublishSchedule.ToString());
        // The Functions host reads the schedules itself, and has no default for them.
        Assert.NotNull(values[nameof(settings.ArchiveSchedule)]);
        Assert.NotNull(values[nameof(settings.PublishSchedule)]);
    }

    private static FunctionSource Function(string name) => Assert.Single(All, function => function.Name == name);

    private static string NameOf(RouteEndpoint endpoint) => endpoint.Metadata.GetRequiredMetadata<IEndpointNameMetadata>().EndpointName;

    // Functions takes routes without slashes at the ends, and none for "/": its form of that is a parameter that is always empty.
    private static string RouteOf(RouteEndpoint endpoint) =>
        endpoint.RoutePattern.RawText!.Trim('/') is { Length: > 0 } route ? route : "{root:maxlength(0)?}";

    private static IEnumerable<string> MethodsOf(RouteEndpoint endpoint) => endpoint.Metadata
        .GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Select(method => method.ToLowerInvariant()).Order(StringComparer.Ordinal);

    private static IConfigurationRoot Settings(string file) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(FunctionSource.Text(file)))).Build();
}
