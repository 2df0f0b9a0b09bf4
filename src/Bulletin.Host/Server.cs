using System.Net.Sockets;
using Bulletin.Settings;

namespace Bulletin.Host;

/// <summary>
/// Runs the service on Kestrel: on a developer's machine together with the emulator, elsewhere with the storage of the settings.
/// </summary>
internal static class Server
{
    public const string DefaultUrl = "http://localhost:7071";

    // Larger than the largest body that the service reads, so that the service itself returns 413. Behind the Functions
    // host there is no limit: the host loses a response if the connection closes before it has sent the whole body, and
    // it has a limit of 100 MB itself.
    private const long MaximumRequestBytes = 16 * 1024 * 1024;

    /// <summary>Serves until the process is asked to stop.</summary>
    /// <param name="args">The settings, such as <c>--urls http://localhost:8080</c>.</param>
    /// <param name="cancellation">Stops the service.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellation)
    {
        // Settings are read once, so their files are not watched.
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false", .. args]);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // Errors that prevent the start are reported in one line.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        // A line for every wrong key would let anyone fill the log.
        builder.Logging.AddFilter("Bulletin.Access", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        int? functionsPort = CustomHandler.CustomHandler.Port(builder.Configuration);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = functionsPort is null ? MaximumRequestBytes : null;
        });
        bool isDevelopment = builder.Environment.IsDevelopment();
        if (isDevelopment)
        {
            DeveloperMachine.AddSettings(builder.Configuration);
        }

        if (functionsPort is { } port)
        {
            builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        }
        else if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey]))
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }

        if (isDevelopment && string.IsNullOrEmpty(builder.Configuration["Bulletin:PublicUrl"])
            && Uri.TryCreate(builder.Configuration[WebHostDefaults.ServerUrlsKey]?.Split(';')[0], UriKind.Absolute, out Uri? address))
        {
            // On a developer's machine, links point to the address on which the service listens.
            builder.Configuration["Bulletin:PublicUrl"] = address.GetLeftPart(UriPartial.Authority);
        }

        DeveloperMachine? local = isDevelopment && functionsPort is null
            ? await DeveloperMachine.PrepareAsync(builder.Configuration, cancellation)
            : null;
        // Azurite stops last: requests in progress need it.
        await using (local)
        {
            var settings = BulletinSettings.Read(builder.Configuration, isDevelopment);
            return await ServeAsync(builder, settings, functionsPort, local, cancellation);
        }
    }

    private static async Task<int> ServeAsync(
        WebApplicationBuilder builder,
        BulletinSettings settings,
        int? functionsPort,
        DeveloperMachine? local,
        CancellationToken cancellation)
    {
        builder.Services.AddBulletin(settings);
        HostTelemetry.AddTo(builder.Services, builder.Configuration, settings, functionsPort is not null);
        if (functionsPort is null)
        {
            builder.Services.AddHostedService<ScheduledTimers>();
        }

        await using WebApplication app = builder.Build();
        app.Run(PipelineOf(app.Services, functionsPort));
        if (local is not null)
        {
            await local.LoadSampleOnceAsync(settings, cancellation);
        }

        _ = app.Services.WarmUpAsync();
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (Exception failure) when (failure is IOException or SocketException or FormatException or InvalidOperationException)
        {
            throw new ServerException(
                $"The service cannot listen on {app.Configuration[WebHostDefaults.ServerUrlsKey]}: {failure.Message} "
                + "Stop what listens there, or choose another address with --urls http://localhost:8080.",
                failure);
        }

        local?.Announce(app.Urls, settings);
        await app.WaitForShutdownAsync(cancellation);
        return 0;
    }

    // Behind the Functions host, the timers arrive as requests; the rest of the pipeline is the same.
    private static RequestDelegate PipelineOf(IServiceProvider services, int? functionsPort)
    {
        RequestDelegate pipeline = services.GetRequiredService<BulletinApp>().Pipeline;
        return functionsPort is { } port
            ? new CustomHandler.CustomHandler(
                port,
                pipeline,
                services.GetRequiredService<Archiving.PublishDueAnnouncements>(),
                services.GetRequiredService<Archiving.ArchiveOldAnnouncements>(),
                services.GetRequiredService<Http.SecurityHeaders>(),
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILogger<CustomHandler.CustomHandler>>()).InvokeAsync
            : pipeline;
    }
}
