using System.Security.Cryptography;
using Bulletin.Content.Files;
using Bulletin.Media;
using Bulletin.Problems;
using Bulletin.Storage;

namespace Bulletin.Transfer;

/// <summary>The result of copying the files of media.</summary>
/// <param name="Copied">The number of files copied.</param>
/// <param name="Unchanged">The number of files that were there already.</param>
/// <param name="Failed">The number of files that are missing, damaged or refused.</param>
internal sealed record MediaTotals(int Copied, int Unchanged, int Failed);

/// <summary>
/// Copies the files of media between storage and a folder, one by one. A file in the folder is named by its SHA-256, with the
/// extension of its kind. The copying can be stopped at any point and repeated: what is there is not copied again.
/// </summary>
internal sealed class MediaFolder(SiteTable table, BlobStore blobs, FileStore files)
{
    private const string Unfinished = ".part";

    private const UnixFileMode OwnersFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly string[] Extensions = [.. FileKind.All.Select(kind => kind.Extension).Append(string.Empty)];

    /// <summary>Copies the files that the lines of media name from storage into a folder, which only its owner may read.</summary>
    /// <param name="lines">The lines of an export.</param>
    /// <param name="folder">The folder; it is created if it does not exist.</param>
    /// <param name="tell">Receives a sentence for each file that is missing or damaged.</param>
    /// <param name="progress">Receives the number of files that were looked at.</param>
    /// <param name="cancellation">Stops the copying; no file is left incomplete.</param>
    /// <exception cref="StorageUnavailableException">Storage is unavailable.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public async Task<MediaTotals> ExportAsync(
        IAsyncEnumerable<ReadOnlyMemory<byte>> lines,
        string folder,
        Action<string> tell,
        Action<int> progress,
        CancellationToken cancellation)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnersFolder);
        }

        return await EachAsync(
            lines, file => CopyOutAsync(file, folder, cancellation), tell, progress, cancellation).ConfigureAwait(false);
    }

    /// <summary>Brings the files that the lines of media name from a folder into storage, checked like uploads.</summary>
    /// <param name="lines">The lines of an import.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="tell">Receives a sentence for each file that is missing, damaged or refused.</param>
    /// <param name="progress">Receives the number of files that were looked at.</param>
    /// <param name="cancellation">Stops the copying; no file is left incomplete.</param>
    /// <exception cref="UnavailableException">Storage or libvips is unavailable.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public Task<MediaTotals> ImportAsync(
        IAsyncEnumerable<ReadOnlyMemory<byte>> lines,
        string folder,
        Action<string> tell,
        Action<int> progress,
        CancellationToken cancellation) =>
        EachAsync(lines, file => CopyInAsync(file, folder, cancellation), tell, progress, cancellation);

    // The copying of a file returns true if it was copied, false if it was there, or else why it failed.
    private static async Task<MediaTotals> EachAsync(
        IAsyncEnumerable<ReadOnlyMemory<byte>> lines,
        Func<NamedFile, Task<(bool IsCopied, string? Failure)>> copy,
        Action<string> tell,
        Action<int> progress,
        CancellationToken cancellation)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        var totals = new MediaTotals(0, 0, 0);
        await foreach (NamedFile file in FilesAsync(lines, cancellation).ConfigureAwait(false))
        {
            if (!seen.Add(file.Hash))
            {
                continue;
            }

            (bool isCopied, string? failure) = await copy(file).ConfigureAwait(false);
            if (failure is not null)
            {
                tell($"{file.Name} (SHA-256 {file.Hash}): {failure}");
            }

            totals = failure is not null ? totals with { Failed = totals.Failed + 1 }
                : isCopied ? totals with { Copied = totals.Copied + 1 }
                : totals with { Unchanged = totals.Unchanged + 1 };
            progress(seen.Count);
        }

        return totals;
    }

    // Lines that cannot be read are left to the import, which says why.
    private static async IAsyncEnumerable<NamedFile> FilesAsync(
        IAsyncEnumerable<ReadOnlyMemory<byte>> lines,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        int number = 0;
        await foreach (ReadOnlyMemory<byte> line in lines.WithCancellation(cancellation).ConfigureAwait(false))
        {
            number++;
            if (line.Span.IndexOf("\"medium\""u8) >= 0 && ImportLine.Read(number, line).Medium is { } medium)
            {
                yield return new NamedFile(medium.Hash, medium.Name, medium.Bytes);
                foreach (string former in medium.FormerHashes)
                {
                    yield return new NamedFile(former, medium.Name, null);
                }
            }
        }
    }

    private async Task<(bool IsCopied, string? Failure)> CopyOutAsync(NamedFile file, string folder, CancellationToken cancellation)
    {
        if (Find(folder, file.Hash) is { } present
            && (file.Bytes is { } bytes
                ? new FileInfo(present).Length == bytes
                : await HashAsync(present, cancellation).ConfigureAwait(false) == file.Hash))
        {
            return (false, null);
        }

        using StoredBlob? blob = await blobs.OpenAsync(MediaBlobs.File(table, file.Hash), cancellation).ConfigureAwait(false);
        if (blob is null)
        {
            return (false, "it is missing in storage");
        }

        string path = Path.Combine(folder, file.Hash + ExtensionOf(blob.MediaType));
        string part = path + Unfinished;
        try
        {
            await WriteAsync(blob, part, cancellation).ConfigureAwait(false);
            if (await HashAsync(part, cancellation).ConfigureAwait(false) != file.Hash)
            {
                return (false, "it is damaged in storage: its bytes have another SHA-256");
            }

            File.Move(part, path, overwrite: true);
            return (true, null);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private async Task<(bool IsCopied, string? Failure)> CopyInAsync(NamedFile file, string folder, CancellationToken cancellation)
    {
        if (await blobs.LengthAsync(MediaBlobs.File(table, file.Hash), cancellation).ConfigureAwait(false) is not null)
        {
            return (false, null);
        }

        if (Find(folder, file.Hash) is not { } path)
        {
            return (false, $"it is missing in {folder}");
        }

        if (await HashAsync(path, cancellation).ConfigureAwait(false) != file.Hash)
        {
            return (false, $"{path} is damaged: its bytes have another SHA-256");
        }

        try
        {
            // The name decides the kind of a text file, and a former file may be of another kind.
            string extension = Path.GetExtension(path);
            string name = extension.Length == 0 ? file.Name : Path.ChangeExtension(file.Name, extension);
            await files.KeepAsync(path, name, cancellation).ConfigureAwait(false);
            return (true, null);
        }
        catch (ProblemException refused)
        {
            string why = refused.Problem.Errors.SelectMany(one => one.Value).FirstOrDefault() ?? refused.Problem.Detail;
            return (false, $"{path} is refused: {why}");
        }
    }

    private static async Task WriteAsync(StoredBlob blob, string path, CancellationToken cancellation)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnersFile;
        }

        var stream = new FileStream(path, options);
        await using (stream.ConfigureAwait(false))
        {
            await blob.CopyToAsync(stream, cancellation).ConfigureAwait(false);
        }
    }

    private static async Task<string> HashAsync(string path, CancellationToken cancellation)
    {
        FileStream content = File.OpenRead(path);
        await using (content.ConfigureAwait(false))
        {
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation).ConfigureAwait(false));
        }
    }

    private static string? Find(string folder, string hash) =>
        Extensions.Select(extension => Path.Combine(folder, hash + extension)).FirstOrDefault(File.Exists);

    private static string ExtensionOf(string mediaType) =>
        FileKind.All.FirstOrDefault(kind => BaseOf(kind.MediaType) == BaseOf(mediaType))?.Extension ?? string.Empty;

    private static string BaseOf(string mediaType) => mediaType.Split(';')[0];

    // A file that a line names. The size of a former file is not known.
    private sealed record NamedFile(string Hash, string Name, long? Bytes);
}
