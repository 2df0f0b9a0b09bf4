using Bulletin.Problems;
using Bulletin.Site;
using Bulletin.Transfer;

namespace Bulletin.Host;

/// <summary>The commands that export the site to a file and import lines into the site.</summary>
internal static class TransferCommands
{
    // In place of a file name: standard input, or standard output.
    private const string Standard = "-";

    // The maximum number of reasons for refused lines, and of remarks on imported lines, to show.
    private const int MostReasons = 20;

    /// <summary>Exports the whole site.</summary>
    /// <param name="file">The name of the file; <c>-</c>: standard output.</param>
    /// <param name="media">The folder into which the files of media are copied; null: they are not copied.</param>
    /// <param name="args">The settings.</param>
    /// <param name="cancellation">Stops the export, which leaves no file then.</param>
    /// <returns>The exit code: 1 if a file of a medium is missing or damaged.</returns>
    public static Task<int> ExportAsync(string file, string? media, string[] args, CancellationToken cancellation) =>
        MaintenanceCommands.RunAsync(args, async services =>
        {
            string name = file == Standard ? Path.GetTempFileName() : Path.GetFullPath(file);
            try
            {
                ExportTotals totals = await CommandProgress.RunAsync<ExportTotals>(
                    "Exporting",
                    progress => services.GetRequiredService<FileExport>().WriteAsync(
                        name, new Told<int>(announcements => progress(announcements, $"{announcements} announcements")), cancellation));
                await Console.Error.WriteLineAsync(
                    $"{totals.Announcements} announcements, {totals.Categories} categories and {totals.Media} media, "
                    + $"as they are at version {totals.Version}.");
                if (file == Standard)
                {
                    await using FileStream written = File.OpenRead(name);
                    await using Stream output = Console.OpenStandardOutput();
                    await written.CopyToAsync(output, cancellation);
                }

                return media is null || await CopyMediaAsync(
                    "Copying media",
                    (tell, progress) => services.GetRequiredService<MediaFolder>()
                        .ExportAsync(LinesOfAsync(name, cancellation), Path.GetFullPath(media), tell, progress, cancellation)) ? 0 : 1;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync(
                    $"{file}{(media is null ? string.Empty : $" or {media}")} cannot be written: {failure.Message}");
                return 1;
            }
            finally
            {
                if (file == Standard)
                {
                    File.Delete(name);
                }
            }
        });

    /// <summary>Imports the lines of a file.</summary>
    /// <param name="file">The name of the file; <c>-</c>: standard input.</param>
    /// <param name="isPartial">True to import the valid lines if others are refused.</param>
    /// <param name="media">The folder with the files of media; null: they are in storage already.</param>
    /// <param name="args">The settings.</param>
    /// <param name="cancellation">Stops the import between two transactions.</param>
    /// <returns>The exit code: 1 if a line was refused, or a file of a medium is missing or damaged.</returns>
    public static Task<int> ImportAsync(string file, bool isPartial, string? media, string[] args, CancellationToken cancellation) =>
        MaintenanceCommands.RunAsync(args, async services =>
        {
            string name = file;
            try
            {
                if (file == Standard)
                {
                    // The import reads its input twice.
                    name = Path.GetTempFileName();
                    await using FileStream spool = File.Create(name);
                    await using Stream input = Console.OpenStandardInput();
                    await input.CopyToAsync(spool, cancellation);
                }

                // The lines are imported in any case: those that need a missing file are refused and named.
                bool isWhole = media is null || await CopyMediaAsync(
                    "Bringing media",
                    (tell, progress) => services.GetRequiredService<MediaFolder>()
                        .ImportAsync(LinesOfAsync(name, cancellation), Path.GetFullPath(media), tell, progress, cancellation));
                int exitCode = await ImportAsync(
                    services, () => LinesOfAsync(name, cancellation), line => $"line {line}", isPartial, cancellation);
                return isWhole ? exitCode : 1;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync($"{file} cannot be read: {failure.Message}");
                return 1;
            }
            finally
            {
                if (file == Standard)
                {
                    File.Delete(name);
                }
            }
        });

    /// <summary>Imports lines from any source, and reports the progress and the result.</summary>
    /// <param name="services">The services.</param>
    /// <param name="lines">Opens the lines; it may be called twice.</param>
    /// <param name="nameOf">Returns the name of a line in its source, for messages; line numbers start at 1.</param>
    /// <param name="isPartial">True to import the valid lines if others are refused.</param>
    /// <param name="cancellation">Stops the import between two transactions.</param>
    /// <returns>The exit code: 1 if a line was refused.</returns>
    public static async Task<int> ImportAsync(
        IServiceProvider services,
        Func<IAsyncEnumerable<ReadOnlyMemory<byte>>> lines,
        Func<int, string> nameOf,
        bool isPartial,
        CancellationToken cancellation)
    {
        List<(int Line, string Text)> told = [];
        int reasons = 0;
        int refusals = 0;
        int created = 0;
        int unchanged = 0;
        void Tell(ImportReportLine line)
        {
            created += line.Status == ImportReportLine.Created ? 1 : 0;
            unchanged += line.Status == ImportReportLine.Unchanged ? 1 : 0;
            refusals += line.IsRefused ? 1 : 0;
            if ((line.Problem ?? line.Remark) is { } text && reasons++ < MostReasons)
            {
                told.Add((line.Line, text));
            }
        }

        int written = 0;
        bool isWritten;
        try
        {
            isWritten = await CommandProgress.RunAsync("Importing", progress => services.GetRequiredService<Importer>().ImportAsync(
                lines,
                isPartial,
                Actor.Service,
                Tell,
                new Told<ImportProgress>(at =>
                {
                    written = at.IsWriting ? at.Lines : 0;
                    progress(at.Lines, at.IsWriting ? $"{at.Lines} lines written" : $"{at.Lines} lines checked");
                }),
                cancellation));
        }
        catch (UnavailableException failure) when (written > 0)
        {
            await Console.Error.WriteLineAsync(
                $"{failure.Message} Until then {written} lines were written, each of them whole. Run the command again: it goes on.");
            return 1;
        }

        foreach ((int line, string text) in told)
        {
            await Console.Error.WriteLineAsync($"{nameOf(line)}: {text}");
        }

        if (reasons > told.Count)
        {
            await Console.Error.WriteLineAsync($"... and {reasons - told.Count} more.");
        }

        Console.WriteLine(isWritten
            ? $"{created} created, {unchanged} unchanged, {refusals} refused."
            : $"{refusals} lines are refused, and nothing was written. With --partial the others are.");
        return refusals == 0 ? 0 : 1;
    }

    // Copies files of media, and names each that is missing or damaged. Returns false if there are any.
    private static async Task<bool> CopyMediaAsync(string name, Func<Action<string>, Action<int>, Task<MediaTotals>> copy)
    {
        List<string> failures = [];
        MediaTotals totals = await CommandProgress.RunAsync<MediaTotals>(
            name, progress => copy(failures.Add, files => progress(files, $"{files} files")));
        foreach (string failure in failures)
        {
            await Console.Error.WriteLineAsync(failure);
        }

        await Console.Error.WriteLineAsync(
            $"{totals.Copied} files copied, {totals.Unchanged} there already, {totals.Failed} missing or damaged.");
        return totals.Failed == 0;
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> LinesOfAsync(
        string file, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await using FileStream stream = File.OpenRead(file);
        await foreach (ReadOnlyMemory<byte> line in LineReader.ReadAsync(stream, cancellation))
        {
            yield return line;
        }
    }

    // Progress<T> would report later and on another thread.
    private sealed class Told<T>(Action<T> tell) : IProgress<T>
    {
        public void Report(T value) => tell(value);
    }
}
