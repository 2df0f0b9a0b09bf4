using System.Text;
using System.Text.Json;
using Bulletin.Editing;
using Bulletin.Media;
using Bulletin.Problems;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Library;

/// <summary>The confirmation of a large upload in a request.</summary>
/// <param name="Name">The name of the file.</param>
/// <param name="Input">The description.</param>
internal sealed record UploadConfirmation(string Name, MediumInput Input)
{
    /// <exception cref="ProblemException">Members are invalid; the problem lists them.</exception>
    public static UploadConfirmation Read(JsonElement root)
    {
        var input = MediumInput.Read(root);
        return input.Name.Value is { } name
            ? new UploadConfirmation(name, input with { Name = default })
            : throw Problem.Invalid("name", "is required");
    }
}

/// <summary>Takes files that are too large for a request: the client sends them straight to storage, and confirms them.</summary>
internal sealed class LargeUploads(BlobStore blobs, FileStore files, MediumEditor editor, SiteTable table, TimeProvider clock)
{
    /// <summary>The maximum size: 100 MiB.</summary>
    public const long MaximumBytes = 100 * 1024 * 1024;

    /// <summary>The time for which the address is valid: 15 minutes.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(15);

    /// <summary>Returns an address to which the file can be sent, once.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public async Task<UploadRepresentation> BeginAsync(CancellationToken cancellation)
    {
        var id = Guid.NewGuid();
        DateTimeOffset expiresAt = clock.GetUtcNow().ToMilliseconds() + Period;
        Uri address = await blobs
            .WriteAddressAsync(MediaBlobs.Upload(table, id), expiresAt, cancellation).ConfigureAwait(false);
        return new UploadRepresentation(id, address.AbsoluteUri, expiresAt);
    }

    /// <summary>Makes a medium of a file that was sent. The same confirmation again returns the same medium.</summary>
    /// <exception cref="ProblemException">There is no such file, or it is too large, damaged, or of no kind that is allowed.</exception>
    /// <exception cref="UnavailableException">Storage or libvips is not available.</exception>
    public async Task<Medium> ConfirmAsync(Guid upload, UploadConfirmation confirmation, Actor actor, CancellationToken cancellation)
    {
        string name = MediaBlobs.Upload(table, upload);
        var idempotency = IdempotencyKey.Of(actor, $"upload {upload:D}", Encoding.UTF8.GetBytes($"{upload:D}"));
        using StoredBlob? blob = await blobs.OpenAsync(name, cancellation).ConfigureAwait(false);
        if (blob is null)
        {
            return await editor.FindAsync(idempotency, cancellation).ConfigureAwait(false)
                ?? throw Problem.NotFound("Nothing was sent to the address of this upload, or it was too long ago.");
        }

        if (blob.Length > MaximumBytes)
        {
            await blobs.DeleteAsync(name, cancellation).ConfigureAwait(false);
            throw new ProblemException(new Problem(ProblemKind.TooLarge, $"A file may have {MaximumBytes / 1024 / 1024} MiB."));
        }

        using TemporaryFile file = await TemporaryFile.CreateAsync(stream => blob.CopyToAsync(stream, cancellation)).ConfigureAwait(false);
        KeptFile kept = await files.KeepAsync(file.Path, confirmation.Name, cancellation).ConfigureAwait(false);
        if (kept.Kind.IsPicture && kept.Bytes > MediumUpload.MaximumBytes)
        {
            throw Problem.Invalid("file", $"is a picture, which may have {MediumUpload.MaximumBytes / 1024 / 1024} MiB");
        }

        Medium medium = await editor.AddAsync(kept, confirmation.Input, idempotency, actor, cancellation).ConfigureAwait(false);
        await blobs.DeleteAsync(name, cancellation).ConfigureAwait(false);
        return medium;
    }
}
