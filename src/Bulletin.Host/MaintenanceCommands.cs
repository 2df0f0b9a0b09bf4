using Bulletin.Archiving;
using Bulletin.Host.CustomHandler;
using Bulletin.Settings;

namespace Bulletin.Host;

/// <summary>The commands that an operator runs beside the service, against the storage of the settings.</summary>
internal static class MaintenanceCommands
{
    /// <summary>
    /// Checks the site: a line for each violation on standard output, and exit code 1 when there is one. Announcements of an older layout
    /// are counted, and are no violation.
    /// </summary>
    public static Task<int> VerifyAsync(string[] args, CancellationToken cancellation) => RunAsync(args, async services =>
    {
        SiteReport report = await services.GetRequiredService<Maintenance>().VerifyAsync(cancellation);
        foreach (string violation in report.Violations)
        {
            Console.WriteLine(violation);
        }

        if (report.OlderLayouts > 0)
        {
            Console.WriteLine(
                $"{report.OlderLayouts} announcements are stored in an older layout: {nameof(ArchiveOldAnnouncements)} brings them up to date, some at each run.");
        }

        Console.WriteLine(report.Violations.Count == 0 ? "No violation." : $"{report.Violations.Count} violations.");
        return report.Violations.Count == 0 ? 0 : 1;
    });

    /// <summary>Applies the present archiving period to the announcements that are public now.</summary>
    public static Task<int> RescheduleAsync(string[] args, CancellationToken cancellation) => RunAsync(args, async services =>
    {
        int changed = await services.GetRequiredService<Maintenance>().RescheduleAsync(cancellation);
        Console.WriteLine($"{changed} announcements got another archiving date.");
        return 0;
    });

    /// <summary>Writes the files that make the published folder a function app, from the endpoints.</summary>
    public static int WriteFunctionApp(string folder, string hostJson)
    {
        // The endpoints need no storage, only the settings of one.
        IConfiguration none = new ConfigurationBuilder().AddInMemoryCollection([new("BulletinStorage", "UseDevelopmentStorage=true")]).Build();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddBulletin(BulletinSettings.Read(none, isDevelopment: true));
        IServiceProvider services = builder.Build().Services;
        FunctionApp.Write(folder, hostJson, services.GetRequiredService<BulletinApp>().Endpoints);
        return 0;
    }

    /// <summary>Runs a command with the services of the settings.</summary>
    public static async Task<int> RunAsync(string[] args, Func<IServiceProvider, Task<int>> run)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
        bool isDevelopment = builder.Environment.IsDevelopment();
        if (isDevelopment)
        {
            DeveloperMachine.AddSettings(builder.Configuration);
        }

        builder.Logging.ClearProviders();
        builder.Services.AddBulletin(BulletinSettings.Read(builder.Configuration, isDevelopment));
        await using WebApplication app = builder.Build();
        return await run(app.Services);
    }
}
