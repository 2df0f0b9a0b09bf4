using System.CommandLine;
using Bulletin.Conversion;
using Bulletin.Conversion.Feeds;
using Bulletin.Conversion.WordPress;
using Bulletin.Settings;
using NodaTime;

namespace Bulletin.Host;

/// <summary>The commands <c>import-feed</c> and <c>import-wordpress</c>.</summary>
internal static class ConversionCommands
{
    /// <summary>Creates the commands.</summary>
    /// <param name="settings">The settings of the command line, each as <c>--name=value</c>.</param>
    public static IEnumerable<Command> All(string[] settings)
    {
        var feed = new Argument<string>("file or address") { Description = "A file, or an http or https address." };
        yield return Command(
            "import-feed",
            "Takes over the announcements of a feed (RSS, Atom).",
            feed,
            settings,
            async (source, lines, zone, cancellation) =>
            {
                using FeedDownload download = await FeedDownload.OpenAsync(source, cancellation);
                var conversion = new FeedConversion(zone);
                return await lines.RunAsync(
                    conversion.Read(download.Content, download.Address, download.Charset), conversion.Report, cancellation);
            });

        var export = new Argument<string>("file") { Description = "What WordPress wrote under Tools, Export (WXR)." };
        yield return Command(
            "import-wordpress",
            "Takes over the posts of a WordPress site from its export.",
            export,
            settings,
            async (source, lines, zone, cancellation) =>
            {
                await using FileStream file = SourceFile.Open(source);
                var conversion = new WordPressConversion(zone);
                return await lines.RunAsync(conversion.Read(file), conversion.Report, cancellation);
            });
    }

    private static Command Command(
        string name,
        string description,
        Argument<string> source,
        string[] settings,
        Func<string, LineDestination, DateTimeZone, CancellationToken, Task<int>> run)
    {
        var to = new Option<string?>("--to") { Description = "Writes the lines of the import to this file (NDJSON) and imports nothing." };
        var command = new Command(name, description) { source, to };
        command.SetAction((parsed, cancellation) => run(
            parsed.GetRequiredValue(source),
            new LineDestination(parsed.GetValue(to), settings, Console.Out, Console.Error),
            Zone(settings),
            cancellation));
        return command;
    }

    // A conversion needs only this setting, and must work without storage.
    private static DateTimeZone Zone(string[] args)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
        if (builder.Environment.IsDevelopment())
        {
            DeveloperMachine.AddSettings(builder.Configuration);
        }

        return BulletinSettings.TimeZoneOf(builder.Configuration);
    }
}
