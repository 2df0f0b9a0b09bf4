using System.Text.Json;
using Azure.Data.Tables;
using Bulletin.Storage;

namespace Bulletin.Transfer;

/// <summary>What an export of a whole site has.</summary>
/// <param name="Version">The one version of the site that the file shows.</param>
/// <param name="Announcements">How many announcements are in it.</param>
/// <param name="Categories">How many categories are in it.</param>
internal sealed record ExportTotals(long Version, int Announcements, int Categories);

/// <summary>
/// Writes the whole site into a file. Pages are read one after the other; what changed meanwhile is read again, by the change log, until
/// the file shows the site at one version.
/// </summary>
internal sealed class FileExport(SiteTable table, Exporter exporter)
{
    // How often what changed is read again. Each time it takes less time, and so less has changed.
    private const int MaximumRounds = 10;

    /// <summary>Writes a file. What stands under its name is replaced when the export is whole, and not before.</summary>
    /// <param name="file">The name of the file.</param>
    /// <param name="progress">Gets the number of announcements that were read; may be null.</param>
    /// <param name="cancellation">Stops it, and leaves nothing.</param>
    /// <exception cref="StorageUnavailableException">Storage is away, or the site is written to all the time.</exception>
    public async Task<ExportTotals> WriteAsync(string file, IProgress<int>? progress, CancellationToken cancellation)
    {
        string part = file + ".part";
        string other = file + ".next";
        try
        {
            (long version, long last) = await WritePagesAsync(part, progress, cancellation).ConfigureAwait(false);
            for (int round = 0; version < last; round++)
            {
                if (round == MaximumRounds)
                {
                    throw new StorageUnavailableException("The site was written to all the time, and the export could not keep up. Try again later.");
                }

                (version, last) = await CatchUpAsync(part, other, version, cancellation).ConfigureAwait(false);
                File.Move(other, part, overwrite: true);
            }

            ExportTotals totals = await FinishAsync(part, version, cancellation).ConfigureAwait(false);
            File.Move(part, file, overwrite: true);
            return totals;
        }
        finally
        {
            File.Delete(part);
            File.Delete(other);
        }
    }

    // The version before which nothing is missing, and that of the last page.
    private async Task<(long Version, long Last)> WritePagesAsync(string part, IProgress<int>? progress, CancellationToken cancellation)
    {
        FileStream stream = File.Create(part);
        await using (stream.ConfigureAwait(false))
        {
            ExportPage page = await exporter.ReadPageAsync(string.Empty, cancellation).ConfigureAwait(false);
            long first = page.Version;
            int announcements = 0;
            await stream.WriteAsync(exporter.SiteLine(first), cancellation).ConfigureAwait(false);
            while (true)
            {
                await stream.WriteAsync(page.Lines, cancellation).ConfigureAwait(false);
                announcements += page.Announcements;
                progress?.Report(announcements);
                if (page.Next is not { } next)
                {
                    return (first, page.Version);
                }

                page = await exporter.ReadPageAsync(next, cancellation).ConfigureAwait(false);
            }
        }
    }

    // Copies what has not changed, and reads the rest again: the categories first, because announcements name them.
    private async Task<(long Version, long Last)> CatchUpAsync(string from, string to, long version, CancellationToken cancellation)
    {
        SiteVersion present = await SiteVersion.ReadAsync(table, cancellation).ConfigureAwait(false);
        HashSet<Guid> changed = await ChangedAsync(version, present.Version, cancellation).ConfigureAwait(false);
        long last = present.Version;
        FileStream stream = File.Create(to);
        await using (stream.ConfigureAwait(false))
        {
            await stream.WriteAsync(exporter.SiteLine(present.Version), cancellation).ConfigureAwait(false);
            ExportPage categories = await exporter.ReadCategoriesAsync(cancellation).ConfigureAwait(false);
            await stream.WriteAsync(categories.Lines, cancellation).ConfigureAwait(false);
            FileStream source = File.OpenRead(from);
            await using (source.ConfigureAwait(false))
            {
                await foreach (ReadOnlyMemory<byte> line in LineReader.ReadAsync(source, cancellation).ConfigureAwait(false))
                {
                    (string type, Guid id) = HeadOf(line.Span);
                    if (type is TransferFormat.Announcement or TransferFormat.Revision && !changed.Contains(id))
                    {
                        await stream.WriteAsync(line, cancellation).ConfigureAwait(false);
                        await stream.WriteAsync("\n"u8.ToArray(), cancellation).ConfigureAwait(false);
                    }
                }
            }

            foreach (Guid id in changed.Order())
            {
                ExportPage page = await exporter.ReadAnnouncementAsync(id, cancellation).ConfigureAwait(false);
                await stream.WriteAsync(page.Lines, cancellation).ConfigureAwait(false);
                last = Math.Max(last, page.Version);
            }

            return (present.Version, Math.Max(last, categories.Version));
        }
    }

    private async Task<HashSet<Guid>> ChangedAsync(long after, long until, CancellationToken cancellation)
    {
        HashSet<Guid> changed = [];
        var range = new RowRange(RowKeys.Change(after + 1), RowKeys.Change(until + 1));
        await foreach (TableEntity row in table.RowsAsync(range, null, cancellation).ConfigureAwait(false))
        {
            changed.UnionWith(ChangeLogEntry.FromRow(row).Changes.Where(change => change.Kind != ChangeKind.Category).Select(change => change.Id));
        }

        return changed;
    }

    private static async Task<ExportTotals> FinishAsync(string part, long version, CancellationToken cancellation)
    {
        int announcements = 0;
        int categories = 0;
        FileStream stream = File.Open(part, FileMode.Open, FileAccess.ReadWrite);
        await using (stream.ConfigureAwait(false))
        {
            await foreach (ReadOnlyMemory<byte> line in LineReader.ReadAsync(stream, cancellation).ConfigureAwait(false))
            {
                string type = HeadOf(line.Span).Type;
                announcements += type == TransferFormat.Announcement ? 1 : 0;
                categories += type == TransferFormat.Category ? 1 : 0;
            }

            stream.Seek(0, SeekOrigin.End);
            await stream.WriteAsync(Exporter.EndLine(version, announcements, categories), cancellation).ConfigureAwait(false);
        }

        return new ExportTotals(version, announcements, categories);
    }

    // The first two members, as the exporter writes them: the type, and an id.
    private static (string Type, Guid Id) HeadOf(ReadOnlySpan<byte> line)
    {
        var json = new Utf8JsonReader(line);
        json.Read();
        json.Read();
        json.Read();
        string type = json.GetString()!;
        json.Read();
        json.Read();
        return (type, json.TokenType == JsonTokenType.String && json.TryGetGuid(out Guid id) ? id : Guid.Empty);
    }
}
