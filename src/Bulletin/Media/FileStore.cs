using System.Security.Cryptography;
using Bulletin.Content;
using Bulletin.Content.Files;
using Bulletin.Content.Files.Pdf;
using Bulletin.Content.Pictures;
using Bulletin.Problems;
using Bulletin.Storage;

namespace Bulletin.Media;

/// <summary>A file whose bytes are in storage.</summary>
internal sealed record KeptFile
{
    public required FileKind Kind { get; init; }

    /// <summary>The media type, if it says more than that of the kind.</summary>
    public string? Type { get; init; }

    /// <summary>The name as it is kept, with the extension of its kind.</summary>
    public required string Name { get; init; }

    /// <summary>The SHA-256 of the bytes, 64 lower-case hexadecimal digits.</summary>
    public required string Hash { get; init; }

    /// <summary>The size in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>The facts of a picture; null for another file.</summary>
    public PictureFacts? Picture { get; init; }

    /// <summary>The facts of a PDF; null for another file.</summary>
    public DocumentFacts? Document { get; init; }

    /// <summary>Returns a medium with this file.</summary>
    public Medium On(Medium medium) => medium with
    {
        Kind = Kind.Name,
        Type = Type,
        Hash = Hash,
        Bytes = Bytes,
        Name = FileName.Of(medium.Name.Length == 0 ? Name : medium.Name, Kind),
        Width = Picture?.Width,
        Height = Picture?.Height,
        HasAlpha = Picture?.HasAlpha == true ? true : null,
        Document = Document,
    };
}

/// <summary>Checks files and keeps their bytes in storage, under the hash of the bytes: the same file is kept once.</summary>
internal sealed class FileStore(BlobStore blobs, PictureMaker pictures, SiteTable table)
{
    /// <summary>Checks a file and keeps it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">The name that a client gave it.</param>
    /// <param name="cancellation">Cancels the work: then nothing is kept, or a blob that is deleted later.</param>
    /// <exception cref="ProblemException">It is of no kind that an announcement may have, damaged, or too much.</exception>
    /// <exception cref="UnavailableException">Storage or libvips is not available.</exception>
    public async Task<KeptFile> KeepAsync(string path, string name, CancellationToken cancellation)
    {
        try
        {
            KeptFile file = await CheckAsync(path, name, cancellation).ConfigureAwait(false);
            FileStream content = File.OpenRead(path);
            await using (content.ConfigureAwait(false))
            {
                await blobs.KeepAsync(
                    MediaBlobs.File(table, file.Hash), content, file.Type ?? file.Kind.MediaType, cancellation).ConfigureAwait(false);
            }

            return file;
        }
        catch (ContentException refused)
        {
            throw Problem.Invalid("file", refused.Message);
        }
    }

    private static DocumentFacts Read(Stream content, CancellationToken cancellation)
    {
        content.Position = 0;
        PdfFacts facts = PdfReader.Read(content, new PdfLimits(), cancellation);
        return new DocumentFacts(facts.Title, facts.Language, facts.IsTagged, facts.HasText, facts.Pages);
    }

    private async Task<KeptFile> CheckAsync(string path, string name, CancellationToken cancellation)
    {
        FileStream content = File.OpenRead(path);
        await using (content.ConfigureAwait(false))
        {
            RecognisedFile recognised = FileKinds.Of(content, name);
            FileKind kind = recognised.Kind;
            content.Position = 0;
            byte[] hash = await SHA256.HashDataAsync(content, cancellation).ConfigureAwait(false);
            return new KeptFile
            {
                Kind = kind,
                Type = recognised.MediaType == kind.MediaType ? null : recognised.MediaType,
                Name = FileName.Of(name, kind),
                Hash = Convert.ToHexStringLower(hash),
                Bytes = content.Length,
                Document = kind == FileKind.Pdf ? Read(content, cancellation) : null,
                Picture = kind.IsPicture ? await pictures.ReadAsync(path, kind, cancellation).ConfigureAwait(false) : null,
            };
        }
    }
}
