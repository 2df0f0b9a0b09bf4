using Bulletin.Archiving;
using Bulletin.Host.CustomHandler;

namespace Bulletin.Host;

/// <summary>The commands that an operator runs beside the service, against the storage of the settings.</summary>
internal static class MaintenanceCommands
{
    /// <summary>Checks the site: a line for each violation on standard output, and exit code 1 when there is one.</summary>
    public static Task<int> VerifyAsync(string[] args, CancellationToken cancellation) => RunAsync(args, async services =>
    {
        IReadOnlyList<string> violations = await services.GetRequiredService<Maintenance>().VerifyAsync(cancellation);
        foreach (string violation in violations)
        {
            Console.WriteLine(violation);
        }

        Console.WriteLine(violations.Count == 0 ? "No violation." : $"{violations.Count} violations.");
        return violations.Count == 0 ? 0 : 1;
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
