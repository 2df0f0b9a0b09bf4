using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Transfer;

/// <summary>The totals of an export of a whole site.</summary>
/// <param name="Version">The version of the site that the file shows.</param>
/// <param name="Announcements">The number of announcements.</param>
/// <param name="Categories">The number of categories.</param>
/// <param name="Media">The number of media.</param>
internal sealed record ExportTotals(long Version, int Announcements, int Categories, int Media);

/// <summary>
/// Writes the whole site to a file. Pages are read one after the other; what changes meanwhile, according to the change
/// log, is read again until there are no more changes. The file therefore shows the site at a single version, even
/// while others write.
/// </summary>
internal sealed class FileExport(SiteTable table, Exporter exporter, TimeProvider clock)
{
    // The maximum time for reading changes again. A round takes some milliseconds, so only a site that is written to
    // without any pause exceeds it.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    // The number of announcements read again concurrently, and the number held in memory.
    private const int AtOnce = 8;
    private const int HeldAtOnce = 64;

    /// <summary>Writes a file. An existing file is replaced only when the export is complete.</summary>
    /// <param name="file">The name of the file.</param>
    /// <param name="progress">Receives the number of announcements read; may be null.</param>
    /// <param name="cancellation">Cancels the export; no partial file remains.</param>
    /// <exception cref="StorageUnavailableException">
    /// Storage is unavailable, or the site was written to without a pause for ten minutes.
    /// </exception>
    public async Task<ExportTotals> WriteAsync(string file, IProgress<int>? progress, CancellationToken cancellation)
    {
        string part = file + ".part";
        string pages = file + ".pages";
        string again = file + ".again";
        try
        {
            SiteVersion first = await SiteVersion.ReadAsync(table, cancellation).ConfigureAwait(false);
            await WritePagesAsync(pages, progress, cancellation).ConfigureAwait(false);
            ExportTotals totals;
            FileStream stream = File.Create(again);
            await using (stream.ConfigureAwait(false))
            {
                var changed = new ChangedLines(stream);
                (SiteVersion last, bool hasCategories) = await CatchUpAsync(changed, first, cancellation).ConfigureAwait(false);
                CategorySet categories = await exporter.CategoriesAsync(last, cancellation).ConfigureAwait(false);
                totals = await JoinAsync(pages, changed, part, last.Version, categories, hasCategories, cancellation).ConfigureAwait(false);
            }

            File.Move(part, file, overwrite: true);
            return totals;
        }
        finally
        {
            File.Delete(part);
            File.Delete(pages);
            File.Delete(again);
        }
    }

    private async Task WritePagesAsync(string pages, IProgress<int>? progress, CancellationToken cancellation)
    {
        FileStream stream = File.Create(pages);
        await using (stream.ConfigureAwait(false))
        {
            int announcements = 0;
            for (ExportPlace? place = ExportPlace.Beginning; place is not null;)
            {
                ExportPage page = await exporter.ReadPageAsync(place, cancellation).ConfigureAwait(false);
                await stream.WriteAsync(page.Lines, cancellation).ConfigureAwait(false);
                announcements += page.Announcements;
                progress?.Report(announcements);
                place = page.Next;
            }
        }
    }

    // Reads changes until there are no more. Returns the version reached, and true if categories changed.
    private async Task<(SiteVersion Version, bool HasCategories)> CatchUpAsync(
        ChangedLines changed, SiteVersion version, CancellationToken cancellation)
    {
        bool hasCategories = false;
        long begun = clock.GetTimestamp();
        while (await exporter.ChangesSinceAsync(version.Version, cancellation).ConfigureAwait(false) is { } changes)
        {
            if (clock.GetElapsedTime(begun) > Patience)
            {
                throw new StorageUnavailableException(
                    $"The site was written to for {Patience.TotalMinutes:0} minutes without a pause, "
                    + "and the export could not catch up. Try again when less is written.");
            }

            version = changes.Version;
            hasCategories |= changes.HasCategories;
            CategorySet categories = await exporter.CategoriesAsync(version, cancellation).ConfigureAwait(false);
            foreach (Guid[] some in changes.Items.Chunk(HeldAtOnce))
            {
                await ReadAgainAsync(changed, some, categories, cancellation).ConfigureAwait(false);
            }
        }

        return (version, hasCategories);
    }

    private async Task ReadAgainAsync(
        ChangedLines changed, Guid[] ids, CategorySet categories, CancellationToken cancellation)
    {
        var read = new ConcurrentDictionary<Guid, ReadOnlyMemory<byte>>();
        await Parallel.ForEachAsync(
            ids,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (id, stop) => read[id] = await exporter.ReadItemAsync(id, categories, stop).ConfigureAwait(false))
            .ConfigureAwait(false);
        foreach (Guid id in ids)
        {
            await changed.PutAsync(id, read[id], cancellation).ConfigureAwait(false);
        }
    }

    // Writes the unchanged lines of the pages, then the lines that were read again.
    private async Task<ExportTotals> JoinAsync(
        string pages,
        ChangedLines changed,
        string part,
        long version,
        CategorySet categories,
        bool hasCategories,
        CancellationToken cancellation)
    {
        int announcements = 0;
        int count = 0;
        int media = 0;
        FileStream to = File.Create(part);
        await using (to.ConfigureAwait(false))
        {
            async Task WriteAsync(ReadOnlyMemory<byte> line)
            {
                await to.WriteAsync(line, cancellation).ConfigureAwait(false);
                await to.WriteAsync("\n"u8.ToArray(), cancellation).ConfigureAwait(false);
            }

            await to.WriteAsync(exporter.SiteLine(version), cancellation).ConfigureAwait(false);
            foreach (Category category in Exporter.Listed(categories))
            {
                count++;
                await WriteAsync(ExportLine.Of(category, categories)).ConfigureAwait(false);
            }

            // Media come before the announcements that name them.
            await foreach (ReadOnlyMemory<byte> line in LinesAsync(pages, changed, areMedia: true, cancellation).ConfigureAwait(false))
            {
                media++;
                await WriteAsync(line).ConfigureAwait(false);
            }

            await foreach (ReadOnlyMemory<byte> line in LinesAsync(pages, changed, areMedia: false, cancellation).ConfigureAwait(false))
            {
                announcements += ExportLine.TypeOf(line.Span) == TransferFormat.Announcement ? 1 : 0;
                await WriteAsync(hasCategories ? ExportLine.Renamed(line.ToArray(), categories) : line).ConfigureAwait(false);
            }

            await to.WriteAsync(Exporter.EndLine(version, announcements, count, media), cancellation).ConfigureAwait(false);
        }

        return new ExportTotals(version, announcements, count, media);
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> LinesAsync(
        string pages, ChangedLines changed, bool areMedia, [EnumeratorCancellation] CancellationToken cancellation)
    {
        FileStream source = File.OpenRead(pages);
        await using (source.ConfigureAwait(false))
        {
            await foreach (ReadOnlyMemory<byte> line in LineReader.ReadAsync(source, cancellation).ConfigureAwait(false))
            {
                (string type, Guid id) = ExportLine.HeadOf(line.Span);
                if (areMedia && type is not (TransferFormat.Category or TransferFormat.Medium))
                {
                    break;
                }

                if (type != TransferFormat.Category && type == TransferFormat.Medium == areMedia && !changed.Has(id))
                {
                    yield return line;
                }
            }
        }

        await foreach (ReadOnlyMemory<byte> line in changed.ReadAsync(cancellation).ConfigureAwait(false))
        {
            if (ExportLine.TypeOf(line.Span) == TransferFormat.Medium == areMedia)
            {
                yield return line;
            }
        }
    }

    /// <summary>
    /// The lines of announcements and media that were read again, in a separate file because there may be many. Only the last
    /// reading of each announcement counts.
    /// </summary>
    private sealed class ChangedLines(FileStream stream)
    {
        private readonly SortedDictionary<Guid, (long Begin, int Length)> places = [];

        public bool Has(Guid id) => places.ContainsKey(id);

        public async Task PutAsync(Guid id, ReadOnlyMemory<byte> lines, CancellationToken cancellation)
        {
            places[id] = (stream.Length, lines.Length);
            stream.Seek(0, SeekOrigin.End);
            await stream.WriteAsync(lines, cancellation).ConfigureAwait(false);
        }

        public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
            [EnumeratorCancellation] CancellationToken cancellation)
        {
            foreach ((long begin, int length) in places.Values)
            {
                byte[] lines = new byte[length];
                stream.Seek(begin, SeekOrigin.Begin);
                await stream.ReadExactlyAsync(lines, cancellation).ConfigureAwait(false);
                await foreach (ReadOnlyMemory<byte> line in LineReader.ReadAsync(new MemoryStream(lines), cancellation)
                    .ConfigureAwait(false))
                {
                    yield return line;
                }
            }
        }
    }
}
