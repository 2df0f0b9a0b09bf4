using Bulletin.Problems;
using Bulletin.Site;
using Bulletin.Transfer;

namespace Bulletin.Host;

/// <summary>The commands that write the whole site into a file, and bring lines into the site.</summary>
internal static class TransferCommands
{
    /// <summary>Standard input, or standard output, instead of a file.</summary>
    private const string Standard = "-";

    // So many reasons for refusing lines, and remarks on lines that were taken, are shown.
    private const int MostReasons = 20;

    /// <summary>Writes the whole site.</summary>
    /// <param name="file">The name of the file, or <c>-</c>.</param>
    /// <param name="args">Settings.</param>
    /// <param name="cancellation">Stops it, and leaves nothing.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> ExportAsync(string file, string[] args, CancellationToken cancellation) => MaintenanceCommands.RunAsync(args, async services =>
    {
        string name = file == Standard ? Path.GetTempFileName() : Path.GetFullPath(file);
        try
        {
            ExportTotals totals = await CommandProgress.RunAsync<ExportTotals>("Exporting", progress => services.GetRequiredService<FileExport>().WriteAsync(
                name, new Told<int>(announcements => progress(announcements, $"{announcements} announcements")), cancellation));
            await Console.Error.WriteLineAsync($"{totals.Announcements} announcements and {totals.Categories} categories, as they are at version {totals.Version}.");
            if (file == Standard)
            {
                await using FileStream written = File.OpenRead(name);
                await using Stream output = Console.OpenStandardOutput();
                await written.CopyToAsync(output, cancellation);
            }

            return 0;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"{file} cannot be written: {failure.Message}");
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

    /// <summary>Brings the lines of a file into the site.</summary>
    /// <param name="file">The name of the file, or <c>-</c>.</param>
    /// <param name="isPartial">Whether the good lines are written when others are refused.</param>
    /// <param name="args">Settings.</param>
    /// <param name="cancellation">Stops it between two transactions.</param>
    /// <returns>The exit code: 1 when a line was refused.</returns>
    public static Task<int> ImportAsync(string file, bool isPartial, string[] args, CancellationToken cancellation) => MaintenanceCommands.RunAsync(args, async services =>
    {
        string name = file;
        try
        {
            if (file == Standard)
            {
                // It is read twice.
                name = Path.GetTempFileName();
                await using FileStream spool = File.Create(name);
                await using Stream input = Console.OpenStandardInput();
                await input.CopyToAsync(spool, cancellation);
            }

            return await ImportAsync(services, () => LinesOfAsync(name, cancellation), line => $"line {line}", isPartial, cancellation);
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

    /// <summary>Brings lines into the site, whatever they come from, and tells how it goes.</summary>
    /// <param name="services">The service.</param>
    /// <param name="lines">Opens the lines; perhaps twice.</param>
    /// <param name="nameOf">What a line, by its number from 1, is called where it comes from.</param>
    /// <param name="isPartial">Whether the good lines are written when others are refused.</param>
    /// <param name="cancellation">Stops it between two transactions.</param>
    /// <returns>The exit code: 1 when a line was refused.</returns>
    public static async Task<int> ImportAsync(
        IServiceProvider services, Func<IAsyncEnumerable<ReadOnlyMemory<byte>>> lines, Func<int, string> nameOf, bool isPartial, CancellationToken cancellation)
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
            await Console.Error.WriteLineAsync($"{failure.Message} Until then {written} lines were written, each of them whole. Run the command again: it goes on.");
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

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> LinesOfAsync(
        string file, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await using FileStream stream = File.OpenRead(file);
        await foreach (ReadOnlyMemory<byte> line in LineReader.ReadAsync(stream, cancellation))
        {
            yield return line;
        }
    }

    // Progress<T> reports later and on another thread.
    private sealed class Told<T>(Action<T> tell) : IProgress<T>
    {
        public void Report(T value) => tell(value);
    }
}
