using System.CommandLine;

namespace Bulletin.Host;

/// <summary>The commands of the program.</summary>
internal static class Commands
{
    /// <summary>Creates the commands.</summary>
    /// <param name="settings">The settings of the command line, each as <c>--name=value</c>.</param>
    public static RootCommand Create(string[] settings)
    {
        var root = new RootCommand(
            "Bulletin: announcements of a public body, as an HTTP service on Azure Table Storage. Without a command it serves.")
        {
            Command(
                "verify",
                "Reads the whole site and checks its invariants; exits 1 with a line for each violation.",
                cancellation => MaintenanceCommands.VerifyAsync(settings, cancellation)),
            Command(
                "reschedule",
                "Applies a changed Bulletin:Archiving:After to the announcements that are public now.",
                cancellation => MaintenanceCommands.RescheduleAsync(settings, cancellation)),
            Export(settings),
            Import(settings),
            Command(
                "health",
                "Asks the service on this machine whether it is alive; exits 1 when it is not. A container's health check.",
                cancellation => HealthCommand.RunAsync(settings, cancellation)),
            KeysCommand.Create(settings),
            WriteFunctionApp(),
        };
        foreach (Command conversion in ConversionCommands.All(settings))
        {
            root.Subcommands.Add(conversion);
        }

        root.SetAction((_, cancellation) => Server.RunAsync(settings, cancellation));
        return root;
    }

    private static Command Command(string name, string description, Func<CancellationToken, Task<int>> run)
    {
        var command = new Command(name, description);
        command.SetAction((_, cancellation) => run(cancellation));
        return command;
    }

    private static Command Export(string[] settings)
    {
        var file = new Argument<string>("file") { Description = "The file that is written; - for standard output." };
        var media = new Option<string?>("--media")
        {
            Description = "The folder into which the files of media are copied, one by one; those that are there are not copied again.",
        };
        var export = new Command("export", "Writes the whole site into a file, as lines of JSON.") { file, media };
        export.SetAction((parsed, cancellation) =>
            TransferCommands.ExportAsync(parsed.GetRequiredValue(file), parsed.GetValue(media), settings, cancellation));
        return export;
    }

    private static Command Import(string[] settings)
    {
        var file = new Argument<string>("file") { Description = "The file with lines of JSON; - for standard input." };
        var partial = new Option<bool>("--partial") { Description = "Write the good lines when others are refused." };
        var media = new Option<string?>("--media")
        {
            Description = "The folder with the files of media, as export --media makes it; they are brought in before the lines.",
        };
        var import = new Command(
            "import",
            "Brings lines of JSON into the site: an export, or new announcements. It can be run again: what is there is unchanged.")
        {
            file, partial, media,
        };
        import.SetAction((parsed, cancellation) =>
            TransferCommands.ImportAsync(
                parsed.GetRequiredValue(file), parsed.GetValue(partial), parsed.GetValue(media), settings, cancellation));
        return import;
    }

    private static Command WriteFunctionApp()
    {
        var hostJson = new Option<string>("--host-json") { Description = "The host.json that is completed.", Required = true };
        var folder = new Argument<string>("folder") { Description = "The folder of the function app." };
        var functionApp = new Command(
            "write-function-app",
            "Writes host.json and the function.json files of the native function app; the publish calls it.")
        {
            folder, hostJson,
        };
        functionApp.Hidden = true;
        functionApp.SetAction(parsed =>
            MaintenanceCommands.WriteFunctionApp(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(hostJson)));
        return functionApp;
    }
}
