using System.Runtime.CompilerServices;
using Bulletin.Access;
using Bulletin.Categories;
using Bulletin.Storage;

namespace Bulletin.Transfer;

/// <summary>How far an import is.</summary>
/// <param name="Lines">The lines that were checked, or written.</param>
/// <param name="IsWriting">Whether they are written; before that all of them are checked.</param>
internal readonly record struct ImportProgress(int Lines, bool IsWriting);

/// <summary>Brings announcements and categories into the site, from an export or from elsewhere: the one way, for HTTP and the command line.</summary>
internal sealed class Importer(SiteTable table, SiteWriter writer, CategoryCache categories, BulletinSettings settings, TimeProvider clock)
{
    // What is held in memory of a file at once: as much as a request may have, and no more lines than an editor could look through.
    private const int MaximumBytes = Http.RequestBody.MaximumLinesBytes;
    private const int MaximumLines = 20_000;

    /// <summary>Imports lines. It can be stopped anywhere and begun again: what is there already is unchanged.</summary>
    /// <param name="source">Opens the lines, each a JSON object in UTF-8; twice when they are many, because all are checked before any is written.</param>
    /// <param name="isPartial">Whether the good lines are written when others are refused.</param>
    /// <param name="actor">Who imports.</param>
    /// <param name="tell">Gets what became of each line: of all when they are written, of those that are refused when nothing is.</param>
    /// <param name="progress">Gets how far it is; may be null.</param>
    /// <param name="cancellation">Stops it between two transactions.</param>
    /// <returns>Whether it was written; false when lines were refused, and then nothing was.</returns>
    /// <exception cref="StorageUnavailableException">Storage is away; what was written is whole.</exception>
    public async Task<bool> ImportAsync(
        Func<IAsyncEnumerable<ReadOnlyMemory<byte>>> source,
        bool isPartial,
        Actor actor,
        Action<ImportReportLine> tell,
        IProgress<ImportProgress>? progress,
        CancellationToken cancellation)
    {
        if (isPartial)
        {
            await WriteAsync(source(), actor, checksBodies: true, tell, progress, cancellation).ConfigureAwait(false);
            return true;
        }

        List<CheckedLines> parts = [];
        ImportCheck check = await BeginAsync(actor, checksBodies: true, cancellation).ConfigureAwait(false);
        bool isRefused = false;
        await foreach ((CheckedLines part, int last) in CheckAsync(check, source(), cancellation).ConfigureAwait(false))
        {
            // A part that is the only one need not be checked again; more of them are not kept.
            parts = parts.Count == 0 ? [part] : [parts[0] with { Units = [], Lines = [] }, part with { Units = [], Lines = [] }];
            foreach (ImportReportLine line in part.Lines.Where(line => line.IsRefused))
            {
                isRefused = true;
                tell(line);
            }

            progress?.Report(new ImportProgress(last, IsWriting: false));
        }

        if (isRefused)
        {
            return false;
        }

        if (parts is [var only])
        {
            await WriteAsync(only, new ImportWriter(writer, actor, check.Version), tell, cancellation).ConfigureAwait(false);
        }
        else
        {
            await WriteAsync(source(), actor, checksBodies: false, tell, progress, cancellation).ConfigureAwait(false);
        }

        return true;
    }

    private async Task WriteAsync(
        IAsyncEnumerable<ReadOnlyMemory<byte>> lines,
        Actor actor,
        bool checksBodies,
        Action<ImportReportLine> tell,
        IProgress<ImportProgress>? progress,
        CancellationToken cancellation)
    {
        ImportCheck check = await BeginAsync(actor, checksBodies, cancellation).ConfigureAwait(false);
        var importWriter = new ImportWriter(writer, actor, check.Version);
        await foreach ((CheckedLines part, int last) in CheckAsync(check, lines, cancellation).ConfigureAwait(false))
        {
            await WriteAsync(part, importWriter, tell, cancellation).ConfigureAwait(false);
            progress?.Report(new ImportProgress(last, IsWriting: true));
        }
    }

    private static async Task WriteAsync(CheckedLines part, ImportWriter importWriter, Action<ImportReportLine> tell, CancellationToken cancellation)
    {
        IReadOnlySet<int> late = await importWriter.WriteAsync(part, cancellation).ConfigureAwait(false);
        foreach (ImportReportLine line in part.Lines)
        {
            tell(late.Contains(line.Line)
                ? ImportReportLine.Refuse(line.Line, ImportReportLine.Exists, line.Id, (string.Empty, "somebody else took its id, slug, address or category meanwhile: import it again"))
                : line);
        }
    }

    private Task<ImportCheck> BeginAsync(Actor actor, bool checksBodies, CancellationToken cancellation) =>
        ImportCheck.BeginAsync(table, categories, settings, actor, clock.GetUtcNow().ToMilliseconds(), checksBodies, cancellation);

    private static async IAsyncEnumerable<(CheckedLines Part, int LastLine)> CheckAsync(
        ImportCheck check, IAsyncEnumerable<ReadOnlyMemory<byte>> lines, [EnumeratorCancellation] CancellationToken cancellation)
    {
        List<ImportLine> some = [];
        int bytes = 0;
        int number = 0;
        await foreach (ReadOnlyMemory<byte> line in lines.WithCancellation(cancellation).ConfigureAwait(false))
        {
            number++;
            if (line.Span.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0)
            {
                continue;
            }

            if (some.Count == MaximumLines || (some.Count > 0 && bytes + line.Length > MaximumBytes))
            {
                yield return (await check.CheckAsync(some, cancellation).ConfigureAwait(false), number - 1);
                some = [];
                bytes = 0;
            }

            some.Add(ImportLine.Read(number, line));
            bytes += line.Length;
        }

        CheckedLines rest = await check.CheckAsync(some, cancellation).ConfigureAwait(false);
        yield return (check.Finish(number) is { } cut ? rest with { Lines = [.. rest.Lines, cut] } : rest, number);
    }
}
