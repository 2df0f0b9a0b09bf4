using Bulletin.Conversion;
using Bulletin.Conversion.Lines;

namespace Bulletin.Host;

/// <summary>The destination of converted lines: a file to inspect, or the site.</summary>
/// <param name="file">The file of <c>--to</c>, if any.</param>
/// <param name="settings">The settings of the command line.</param>
/// <param name="output">Receives the result.</param>
/// <param name="errors">Receives the report.</param>
internal sealed class LineDestination(string? file, string[] settings, TextWriter output, TextWriter errors)
{
    /// <summary>Writes or imports the lines, and writes the report.</summary>
    /// <returns>The exit code: 1 if the file could not be read completely or a line was refused.</returns>
    public async Task<int> RunAsync(IEnumerable<ConvertedLine> lines, ConversionReport report, CancellationToken cancellation)
    {
        try
        {
            return file is null
                ? await ImportAsync(lines, cancellation)
                : await WriteAsync(lines, file, cancellation);
        }
        finally
        {
            report.WriteTo(errors);
        }
    }

    // A refused entry does not prevent the import of others, and entries before damage in the file are imported before
    // the damage is reported.
    private Task<int> ImportAsync(IEnumerable<ConvertedLine> lines, CancellationToken cancellation) =>
        MaintenanceCommands.RunAsync(settings, async services =>
        {
            List<string> entries = [];
            ConversionException? broken = null;
            int exitCode = await TransferCommands.ImportAsync(
                services, () => Lines().ToAsyncEnumerable(), line => entries[line - 1], isPartial: true, cancellation);
            return broken is null ? exitCode : throw broken;

            IEnumerable<ReadOnlyMemory<byte>> Lines()
            {
                using IEnumerator<ConvertedLine> rest = lines.GetEnumerator();
                while (MovesOn(rest))
                {
                    entries.Add($"entry {rest.Current.Entry}, '{rest.Current.Title}'");
                    yield return rest.Current.Json;
                }
            }

            bool MovesOn(IEnumerator<ConvertedLine> rest)
            {
                try
                {
                    return rest.MoveNext();
                }
                catch (ConversionException failure)
                {
                    broken = failure;
                    return false;
                }
            }
        });

    private async Task<int> WriteAsync(IEnumerable<ConvertedLine> lines, string path, CancellationToken cancellation)
    {
        try
        {
            await using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 64 * 1024);
            int written = 0;
            foreach (ConvertedLine line in lines)
            {
                await stream.WriteAsync(line.Json, cancellation);
                stream.WriteByte((byte)'\n');
                written++;
            }

            await output.WriteLineAsync($"{written} lines in {path}");
            return 0;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ConversionException($"The file '{path}' cannot be written: {failure.Message}", failure);
        }
    }
}
