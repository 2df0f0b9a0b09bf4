using System.Runtime.CompilerServices;
using Bulletin.Announcements;
using Bulletin.Http;
using Bulletin.Problems;
using Bulletin.Settings;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Transfer;

/// <summary>The progress of an import.</summary>
/// <param name="Lines">The number of lines checked, or written.</param>
/// <param name="IsWriting">True if lines are being written; before that, all of them are checked.</param>
internal readonly record struct ImportProgress(int Lines, bool IsWriting);

/// <summary>
/// Imports announcements, categories and media (without their bytes), from an export or from another source, for both HTTP and the command line.
/// </summary>
internal sealed class Importer(
    SiteTable table,
    BlobStore blobs,
    SiteWriter writer,
    CategoryCache categories,
    BodyPreparation bodies,
    BulletinSettings settings,
    TransferLimits limits,
    TimeProvider clock)
{
    /// <summary>
    /// The maximum number of lines in a request, and of lines of a file that are held in memory at once.
    /// </summary>
    public const int MaximumLines = 20_000;

    // The maximum number of bytes of a file that are held in memory at once: as many as a request may have.
    private const int MaximumBytes = RequestBody.MaximumLinesBytes;

    // The maximum number of times that lines are checked again because another writer was faster.
    private const int MaximumRounds = 5;

    /// <summary>
    /// Imports lines. The import can be stopped at any point and repeated: lines that were already written are
    /// unchanged.
    /// </summary>
    /// <param name="source">
    /// Opens the lines, each a JSON object in UTF-8. It is called twice if the lines are many, because all of them are
    /// checked before any is written.
    /// </param>
    /// <param name="isPartial">True to write the valid lines even if others are refused.</param>
    /// <param name="actor">The actor who imports.</param>
    /// <param name="tell">
    /// Receives the result of each line: of all lines if they are written, of the refused ones if nothing is written.
    /// If lines are written and the import is not partial, a line can be refused only because of what others wrote
    /// meanwhile.
    /// </param>
    /// <param name="progress">Receives the progress; may be null.</param>
    /// <param name="cancellation">Stops the import between two transactions.</param>
    /// <returns>True if the lines were written; false if some were refused, and nothing was written.</returns>
    /// <exception cref="UnavailableException">
    /// Storage is unavailable, or too busy; what was written is consistent.
    /// </exception>
    public async Task<bool> ImportAsync(
        Func<IAsyncEnumerable<ReadOnlyMemory<byte>>> source,
        bool isPartial,
        Actor actor,
        Action<ImportReportLine> tell,
        IProgress<ImportProgress>? progress,
        CancellationToken cancellation)
    {
        var run = new Run(actor, tell, progress);
        if (isPartial)
        {
            await WriteAsync(run, source(), checksBodies: true, cancellation).ConfigureAwait(false);
            return true;
        }

        ImportCheck check = await BeginAsync(actor, checksBodies: true, null, cancellation).ConfigureAwait(false);
        ImportPart? only = null;
        int parts = 0;
        bool isRefused = false;
        await foreach (ImportPart part in CheckAsync(check, source(), cancellation).ConfigureAwait(false))
        {
            // If there is only one part, it need not be checked again; several parts are not kept in memory.
            only = parts++ == 0 ? part : null;
            foreach (ImportReportLine line in part.Checked.Lines.Where(line => line.IsRefused))
            {
                isRefused = true;
                tell(line);
            }

            progress?.Report(new ImportProgress(part.LastLine, IsWriting: false));
        }

        if (isRefused)
        {
            return false;
        }

        if (only is not null)
        {
            await WriteAsync(run, only, check, WriterOf(run, check), cancellation).ConfigureAwait(false);
        }
        else
        {
            await WriteAsync(run, source(), checksBodies: false, cancellation).ConfigureAwait(false);
        }

        return true;
    }

    private async Task WriteAsync(
        Run run, IAsyncEnumerable<ReadOnlyMemory<byte>> lines, bool checksBodies, CancellationToken cancellation)
    {
        ImportCheck check = await BeginAsync(run.Actor, checksBodies, null, cancellation).ConfigureAwait(false);
        ImportWriter importWriter = WriterOf(run, check);
        await foreach (ImportPart part in CheckAsync(check, lines, cancellation).ConfigureAwait(false))
        {
            await WriteAsync(run, part, check, importWriter, cancellation).ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(
        Run run, ImportPart part, ImportCheck check, ImportWriter importWriter, CancellationToken cancellation)
    {
        IReadOnlySet<int> late = await importWriter.WriteAsync(part.Checked, cancellation).ConfigureAwait(false);
        Dictionary<int, ImportReportLine> again = [];
        // Another writer merged a category, took a slug, or imported the same: the lines are checked against the
        // current site.
        for (int round = 0; late.Count > 0 && round < MaximumRounds; round++)
        {
            ImportCheck next = await BeginAsync(run.Actor, checksBodies: false, check, cancellation).ConfigureAwait(false);
            CheckedLines once = await next.CheckAsync([.. part.Lines.Where(line => late.Contains(line.Number))], cancellation)
                .ConfigureAwait(false);
            late = await WriterOf(run, next).WriteAsync(once, cancellation).ConfigureAwait(false);
            foreach (ImportReportLine line in once.Lines)
            {
                again[line.Line] = line;
            }
        }

        foreach (ImportReportLine line in part.Checked.Lines)
        {
            run.Tell(late.Contains(line.Line)
                ? ImportReportLine.Refuse(
                    line.Line,
                    ImportReportLine.Exists,
                    line.Id,
                    (string.Empty, "others took its slug, category or media again and again: import it again"))
                : again.GetValueOrDefault(line.Line, line));
        }
    }

    private Task<ImportCheck> BeginAsync(Actor actor, bool checksBodies, ImportCheck? earlier, CancellationToken cancellation) =>
        ImportCheck.BeginAsync(
            table,
            blobs,
            categories,
            checksBodies ? bodies : null,
            settings,
            actor,
            clock.GetUtcNow().ToMilliseconds(),
            earlier,
            cancellation);

    private ImportWriter WriterOf(Run run, ImportCheck check) => new(writer, limits, run.Actor, check.Version, run.Committed);

    private static async IAsyncEnumerable<ImportPart> CheckAsync(
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
                yield return new ImportPart(await check.CheckAsync(some, cancellation).ConfigureAwait(false), some, number - 1);
                some = [];
                bytes = 0;
            }

            some.Add(ImportLine.Read(number, line));
            bytes += line.Length;
        }

        CheckedLines rest = await check.CheckAsync(some, cancellation).ConfigureAwait(false);
        yield return new ImportPart(check.Finish(number) is { } cut ? rest with { Lines = [.. rest.Lines, cut] } : rest, some, number);
    }

    // A part of the lines, as read and as checked.
    private sealed record ImportPart(CheckedLines Checked, IReadOnlyList<ImportLine> Lines, int LastLine);

    // One import, with its actor and its progress.
    private sealed class Run(Actor actor, Action<ImportReportLine> tell, IProgress<ImportProgress>? progress)
    {
        private int written;

        public Actor Actor => actor;

        public void Tell(ImportReportLine line) => tell(line);

        public void Committed(int lines)
        {
            written += lines;
            progress?.Report(new ImportProgress(written, IsWriting: true));
        }
    }
}
