using Bulletin.Archiving;
using Bulletin.Host.CustomHandler;
using Bulletin.Settings;

namespace Bulletin.Host;

/// <summary>The commands with which an operator maintains the site, on the storage of the settings.</summary>
internal static class MaintenanceCommands
{
    /// <summary>
    /// Checks the site, writes a line for each violation to standard output, and returns exit code 1 if there is any.
    /// Announcements in an older layout are counted and are not violations.
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
                $"{report.OlderLayouts} announcements are stored in an older layout: "
                + $"{nameof(ArchiveOldAnnouncements)} brings them up to date, some at each run.");
        }

        Console.WriteLine(report.Violations.Count == 0 ? "No violation." : $"{report.Violations.Count} violations.");
        return report.Violations.Count == 0 ? 0 : 1;
    });

    /// <summary>Applies the current archiving period to the announcements that are public now.</summary>
    public static Task<int> RescheduleAsync(string[] args, CancellationToken cancellation) => RunAsync(args, async services =>
    {
        int changed = await services.GetRequiredService<Maintenance>().RescheduleAsync(cancellation);
        Console.WriteLine($"{changed} announcements got another archiving date.");
        return 0;
    });

    /// <summary>Writes the files that turn the published folder into a function app, from the endpoints.</summary>
    public static int WriteFunctionApp(string folder, string hostJson)
    {
        // Listing the endpoints needs storage settings but no storage.
        IConfiguration none = new ConfigurationBuilder()
            .AddInMemoryCollection([new("BulletinStorage", "UseDevelopmentStorage=true")])
            .Build();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddBulletin(BulletinSettings.Read(none, isDevelopment: true));
        IServiceProvider services = builder.Build().Services;
        FunctionApp.Write(folder, hostJson, services.GetRequiredService<BulletinApp>().Endpoints);
        return 0;
    }

    /// <summary>Runs a command with the services that the settings configure.</summary>
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
