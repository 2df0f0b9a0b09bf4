using System.CommandLine;
using Bulletin;
using Bulletin.Conversion;
using Bulletin.Host;
using Bulletin.Http;
using Bulletin.Storage;

// What an operator can put right is one line on standard error and exit code 1, never a stack trace.
var root = new RootCommand("Bulletin: announcements of a public body, as an HTTP service on Azure Table Storage. Without a command it serves.")
{
    TreatUnmatchedTokensAsErrors = false,
};
root.SetAction((parsed, cancellation) => Server.RunAsync([.. parsed.UnmatchedTokens], cancellation));

var verify = new Command("verify", "Reads the whole site and checks its invariants; exits 1 with a line for each violation.")
{
    TreatUnmatchedTokensAsErrors = false,
};
verify.SetAction((parsed, cancellation) => MaintenanceCommands.VerifyAsync([.. parsed.UnmatchedTokens], cancellation));
root.Subcommands.Add(verify);

var reschedule = new Command("reschedule", "Applies a changed Bulletin:Archiving:After to the announcements that are public now.")
{
    TreatUnmatchedTokensAsErrors = false,
};
reschedule.SetAction((parsed, cancellation) => MaintenanceCommands.RescheduleAsync([.. parsed.UnmatchedTokens], cancellation));
root.Subcommands.Add(reschedule);

var exportFile = new Argument<string>("file") { Description = "The file that is written; - for standard output." };
var export = new Command("export", "Writes the whole site into a file, as lines of JSON.")
{
    exportFile,
};
export.TreatUnmatchedTokensAsErrors = false;
export.SetAction((parsed, cancellation) => TransferCommands.ExportAsync(parsed.GetRequiredValue(exportFile), [.. parsed.UnmatchedTokens], cancellation));
root.Subcommands.Add(export);

var importFile = new Argument<string>("file") { Description = "The file with lines of JSON; - for standard input." };
var partial = new Option<bool>("--partial") { Description = "Write the good lines when others are refused." };
var import = new Command("import", "Brings lines of JSON into the site: an export, or new announcements. It can be run again: what is there is unchanged.")
{
    importFile, partial,
};
import.TreatUnmatchedTokensAsErrors = false;
import.SetAction((parsed, cancellation) => TransferCommands.ImportAsync(parsed.GetRequiredValue(importFile), parsed.GetValue(partial), [.. parsed.UnmatchedTokens], cancellation));
root.Subcommands.Add(import);

var health = new Command("health", "Asks the service on this machine whether it is alive; exits 1 when it is not. A container's health check.")
{
    TreatUnmatchedTokensAsErrors = false,
};
health.SetAction((parsed, cancellation) => HealthCommand.RunAsync([.. parsed.UnmatchedTokens], cancellation));
root.Subcommands.Add(health);

foreach (Command conversion in ConversionCommands.All())
{
    root.Subcommands.Add(conversion);
}

root.Subcommands.Add(KeysCommand.Create());

var hostJson = new Option<string>("--host-json") { Description = "The host.json that is completed.", Required = true };
var folder = new Argument<string>("folder") { Description = "The folder of the function app." };
var functionApp = new Command("write-function-app", "Writes host.json and the function.json files of the native function app; the publish calls it.")
{
    folder, hostJson,
};
functionApp.Hidden = true;
functionApp.SetAction(parsed => MaintenanceCommands.WriteFunctionApp(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(hostJson)));
root.Subcommands.Add(functionApp);

try
{
    // The server ends by itself on Ctrl+C and SIGTERM, in its own time.
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (Exception failure) when (failure is SettingsException or UnavailableException or ServerException or ConversionException or ProblemException)
{
    string hint = failure is StorageUnavailableException ? " Is it running (locally: the service, or Azurite), and is BulletinStorage right?" : string.Empty;
    await Console.Error.WriteLineAsync(failure.Message + hint);
    return 1;
}
