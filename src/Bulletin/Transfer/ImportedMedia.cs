using System.Collections.Concurrent;
using Bulletin.Announcements;
using Bulletin.Media;
using Bulletin.Storage;

namespace Bulletin.Transfer;

/// <summary>Checks the lines of media of one import, and the media that the other lines name. It writes nothing.</summary>
internal sealed class ImportedMedia(SiteTable table, BlobStore blobs)
{
    private const int AtOnce = 8;

    // The media that exist, or will once the lines before are written; null: there is none.
    private readonly ConcurrentDictionary<Guid, Medium?> known = new();
    private readonly HashSet<Guid> seen = [];
    private List<(Medium Medium, int Line)> added = [];

    /// <summary>Reads the media that lines contain or name, each once.</summary>
    public Task LoadAsync(IReadOnlyList<ImportLine> lines, CancellationToken cancellation) => Parallel.ForEachAsync(
        lines.SelectMany(IdsIn).Distinct().Where(id => !known.ContainsKey(id)).ToList(),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
        async (id, stop) => known[id] = await table.ReadMediumAsync(id, stop).ConfigureAwait(false));

    /// <summary>Returns the media to create since the last call, each with its line number.</summary>
    public IReadOnlyList<(Medium Medium, int Line)> TakeNew()
    {
        List<(Medium, int)> taken = added;
        added = [];
        return taken;
    }

    /// <summary>Checks the line of a medium. Its bytes must be in storage.</summary>
    public async Task<ImportReportLine> CheckAsync(int line, Medium said, CancellationToken cancellation)
    {
        if (!seen.Add(said.Id))
        {
            return ImportReportLine.Refuse(line, ImportReportLine.Invalid, said.Id, ("id", "stands in another line, too"));
        }

        if (known.GetValueOrDefault(said.Id) is { } present)
        {
            return present.IsSame(said) || HasMovedOn(present, said)
                ? new ImportReportLine(line, ImportReportLine.Unchanged, said.Id, null)
                : ImportReportLine.Refuse(
                    line, ImportReportLine.Exists, said.Id, ("id", $"the medium '{present.Name}' has it and says something else"));
        }

        List<(string, string)> errors = await MissingAsync(said, cancellation).ConfigureAwait(false);
        if (errors.Count > 0)
        {
            return ImportReportLine.Refuse(line, ImportReportLine.Invalid, said.Id, errors);
        }

        known[said.Id] = said;
        added.Add((said, line));
        return new ImportReportLine(line, ImportReportLine.Created, said.Id, null);
    }

    /// <summary>Returns the errors of the media that an announcement, a draft or a former revision names.</summary>
    public List<(string Member, string Error)> ErrorsOf(IEnumerable<NamedMedium> named)
    {
        List<(string, string)> errors = [];
        List<NamedMedium> all = [.. named];
        if (all.Count > AnnouncementMedia.Maximum)
        {
            errors.Add(("attachments", $"picture, attachments and body may name {AnnouncementMedia.Maximum} media together"));
        }

        foreach (NamedMedium one in all)
        {
            if (known.GetValueOrDefault(one.Id) is not { } medium)
            {
                errors.Add(("media", $"there is no medium {one.Id:D} ('{one.Name}'): its line must come before"));
            }
            else if (!medium.Had(one.Hash))
            {
                errors.Add(("media", $"the medium {one.Id:D} ('{medium.Name}') never had the file with the SHA-256 {one.Hash}"));
            }
        }

        return errors;
    }

    private static IEnumerable<Guid> IdsIn(ImportLine line) =>
    [
        .. line.Medium is { } medium ? [medium.Id] : Array.Empty<Guid>(),
        .. (line.Announcement?.Said ?? line.Draft?.Content)?.Media().Select(one => one.Id) ?? [],
    ];

    // True if the medium was imported before, and has changed on this site since.
    private static bool HasMovedOn(Medium present, Medium said) =>
        present.Revision > said.Revision
        && present.CreatedAt == said.CreatedAt
        && present.OwnerId == said.OwnerId
        && present.Had(said.Hash)
        && said.FormerHashes.All(present.Had);

    private async Task<List<(string, string)>> MissingAsync(Medium said, CancellationToken cancellation)
    {
        List<(string, string)> errors = [];
        foreach (string hash in said.FormerHashes.Append(said.Hash))
        {
            string blob = MediaBlobs.File(table, hash);
            bool isPresent = hash == said.Hash;
            // A blob that no medium needs yet could be deleted before the line is written.
            if (!await blobs.TouchAsync(blob, cancellation).ConfigureAwait(false))
            {
                errors.Add((
                    isPresent ? "sha256" : "formerHashes",
                    $"the {(isPresent ? "file" : "former file")} of '{said.Name}' with the SHA-256 {hash} is not in storage: "
                        + "bring it with 'import --media <folder>'"));
            }
            else if (isPresent
                && await blobs.LengthAsync(blob, cancellation).ConfigureAwait(false) is { } length
                && length != said.Bytes)
            {
                errors.Add(("bytes", $"is {said.Bytes}, and the file with this SHA-256 has {length} bytes"));
            }
        }

        return errors;
    }
}
