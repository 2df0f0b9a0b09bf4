using System.Text;
using Bulletin.Archiving;
using Bulletin.Functions;
using Bulletin.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.Tests.Functions;

/// <summary>
/// The operations of the service exist once, as its endpoints. The isolated worker repeats their names, routes and methods in
/// attributes, and these tests compare them.
/// </summary>
public sealed class FunctionsMatchEndpointsTests
{
    private const string CatchAll = "{*rest}";

    private static readonly IReadOnlyList<DeclaredFunction> All = DeclaredFunction.ReadAll();
    private static readonly DeclaredFunction Last = Assert.Single(All, function => function.Http?.Route == CatchAll);
    private static readonly IReadOnlyList<DeclaredFunction> Timers = [.. All.Where(function => function.Timer is not null)];
    private static readonly IReadOnlyList<DeclaredFunction> Operations = [.. All.Where(function => function.Http is not null && function != Last)];

    private static readonly Dictionary<string, RouteEndpoint> Endpoints = BulletinInMemory.Build().Endpoints.ToDictionary(NameOf);

    public static TheoryData<string> OperationNames => [.. Operations.Select(function => function.Name)];

    public static TheoryData<string> HttpNames => [.. Operations.Append(Last).Select(function => function.Name)];

    public static TheoryData<string> TimerNames => [.. Timers.Select(function => function.Name)];

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
        Assert.Equal(RouteOf(Endpoints[name]), Function(name).Http!.Route);

    [Theory]
    [MemberData(nameof(OperationNames))]
    public void An_operation_has_the_methods_of_its_endpoint(string name)
    {
        string[] methods = Function(name).Http!.Methods!;

        Assert.Equal(MethodsOf(Endpoints[name]), methods.Order(StringComparer.Ordinal));
        Assert.True(!methods.Contains("get") || methods.Contains("head"), "What answers GET answers HEAD.");
    }

    // The pipeline authorises: a key of the Functions host is never asked for.
    [Theory]
    [MemberData(nameof(HttpNames))]
    public void A_function_is_open_to_everybody(string name) =>
        Assert.Equal(AuthorizationLevel.Anonymous, Function(name).Http!.AuthLevel);

    [Theory]
    [MemberData(nameof(HttpNames))]
    public void A_route_is_not_one_that_the_Functions_host_keeps_for_itself(string name)
    {
        string route = Function(name).Http!.Route!;

        Assert.False(route.StartsWith('/'));
        Assert.False(route.StartsWith("admin", StringComparison.OrdinalIgnoreCase));
        Assert.False(route.StartsWith("runtime", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [MemberData(nameof(HttpNames))]
    public async Task A_function_answers_what_the_pipeline_answers(string name)
    {
        DeclaredFunction function = Function(name);
        await using ServiceProvider services = BulletinInMemory.Services();
        BulletinApp app = services.GetRequiredService<BulletinApp>();
        object instance = ActivatorUtilities.CreateInstance(services, function.Method.DeclaringType!, new Pipeline(app));

        string answer = await AnswerAsync(services, async context =>
        {
            IResult result = await (Task<IResult>)function.Method.Invoke(instance, [context.Request])!;
            await result.ExecuteAsync(context);
        });

        Assert.StartsWith("200 ", answer, StringComparison.Ordinal);
        Assert.Equal(await AnswerAsync(services, app.Pipeline.Invoke), answer);
    }

    [Theory]
    [MemberData(nameof(HttpNames))]
    [MemberData(nameof(TimerNames))]
    public void A_function_can_be_found_by_the_worker(string name)
    {
        DeclaredFunction function = Function(name);

        Assert.Equal(name, function.Method.Name);
        Assert.True(function.Method is { IsPublic: true, IsStatic: false });
        Assert.True(function.Method.DeclaringType!.IsPublic);
    }

    // The order in which the Functions host asks; other tools sort by ordinal.
    [Fact]
    public void The_catch_all_is_asked_last()
    {
        Assert.Equal(Last.Name, All.Select(function => function.Name).Max(StringComparer.OrdinalIgnoreCase));
        Assert.Equal(Last.Name, All.Select(function => function.Name).Max(StringComparer.Ordinal));
    }

    [Fact]
    public void The_catch_all_takes_every_method() => Assert.Empty(Last.Http!.Methods ?? []);

    [Theory]
    [InlineData(nameof(ArchiveOldAnnouncements), "%ArchiveSchedule%")]
    [InlineData(nameof(PublishDueAnnouncements), "%PublishSchedule%")]
    public void A_timer_has_its_schedule_and_can_be_stopped(string name, string schedule)
    {
        DeclaredFunction timer = Function(name);

        Assert.Equal(schedule, timer.Timer?.Schedule);
        Assert.Single(timer.Method.GetParameters(), parameter => parameter.ParameterType == typeof(CancellationToken));
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

    private static DeclaredFunction Function(string name) => Assert.Single(All, function => function.Name == name);

    private static string NameOf(RouteEndpoint endpoint) => endpoint.Metadata.GetRequiredMetadata<IEndpointNameMetadata>().EndpointName;

    // Functions takes routes without slashes at the ends, and none for "/": its form of that is a parameter that is always empty.
    private static string RouteOf(RouteEndpoint endpoint) =>
        endpoint.RoutePattern.RawText!.Trim('/') is { Length: > 0 } route ? route : "{root:maxlength(0)?}";

    private static IEnumerable<string> MethodsOf(RouteEndpoint endpoint) => endpoint.Metadata
        .GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Select(method => method.ToLowerInvariant()).Order(StringComparer.Ordinal);

    private static async Task<string> AnswerAsync(IServiceProvider services, RequestDelegate answer)
    {
        var context = new DefaultHttpContext { RequestServices = services };
        context.Request.Method = HttpMethods.Get;
        context.Request.Path = "/problems/gone";
        var body = new MemoryStream();
        context.Response.Body = body;
        await answer(context);
        return $"{context.Response.StatusCode} {Encoding.UTF8.GetString(body.ToArray())}";
    }

    private static IConfigurationRoot Settings(string file) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(EmbeddedFile.Text(file)))).Build();
}
