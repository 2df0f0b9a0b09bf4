using Bulletin.Media;
using Bulletin.Storage;
using Microsoft.AspNetCore.Http;

namespace Bulletin.Http;

/// <summary>Sends a file, whole or in part, to those who may see it before readers do. It is not cached anywhere.</summary>
internal sealed class PrivateFile : IResult
{
    private readonly string etag;
    private readonly long length;
    private readonly string mediaType;
    private readonly string disposition;
    private readonly Func<ByteRange, Stream, CancellationToken, Task> send;

    private PrivateFile(
        string etag, long length, string mediaType, string disposition, Func<ByteRange, Stream, CancellationToken, Task> send)
    {
        this.etag = etag;
        this.length = length;
        this.mediaType = mediaType;
        this.disposition = disposition;
        this.send = send;
    }

    /// <summary>Returns the file of a medium as it was uploaded, sent straight from storage.</summary>
    public static PrivateFile Of(NamedMedium medium, BlobStore blobs, SiteTable site) => new(
        $"\"{medium.Hash}\"",
        medium.Bytes,
        medium.MediaType,
        medium.FileKind.IsPicture ? FileDisposition.Inline(medium.Name) : FileDisposition.Attachment(medium.Name),
        async (part, destination, cancellation) =>
        {
            using StoredBlob blob = await blobs
                .OpenAsync(MediaBlobs.File(site, medium.Hash), part.Offset, part.Length, cancellation).ConfigureAwait(false)
                ?? throw new InvalidDataException($"The file of medium {medium.Id} is missing in storage.");
            await blob.CopyToAsync(destination, cancellation).ConfigureAwait(false);
        });

    /// <summary>Returns a picture that is in memory.</summary>
    /// <param name="etag">The ETag, with its quotes.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="mediaType">The media type.</param>
    /// <param name="name">The name of the file.</param>
    public static PrivateFile Of(string etag, byte[] bytes, string mediaType, string name) => new(
        etag,
        bytes.Length,
        mediaType,
        FileDisposition.Inline(name),
        (part, destination, cancellation) =>
            destination.WriteAsync(bytes.AsMemory((int)part.Offset, (int)part.Length), cancellation).AsTask());

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.Headers.CacheControl = "no-store, private";
        response.Headers.ETag = etag;
        SecurityHeaders.SetFile(response.Headers, disposition);
        if (IfNoneMatch.Lists(httpContext.Request.Headers.IfNoneMatch, etag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        ByteRange? range = ByteRange.Of(httpContext.Request, length, etag);
        response.ContentType = mediaType;
        response.ContentLength = length;
        range?.Set(response, length);
        if (!HttpMethods.IsHead(httpContext.Request.Method) && range is not { IsBeyond: true })
        {
            RequestDeadline.Suspend(httpContext);
            await send(range ?? new ByteRange(0, length), response.Body, httpContext.RequestAborted).ConfigureAwait(false);
        }
    }
}
