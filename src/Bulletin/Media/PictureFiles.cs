using System.Collections.Concurrent;
using Bulletin.Content.Pictures;
using Bulletin.Problems;
using Bulletin.Storage;

namespace Bulletin.Media;

/// <summary>The renditions of pictures: made when first requested, kept in storage, and in memory as long as a response holds them.</summary>
internal sealed class PictureFiles(BlobStore blobs, PictureMaker pictures, SiteTable table) : IDisposable
{
    private static readonly TimeSpan Waits = TimeSpan.FromSeconds(10);

    // Responses that are cached hold the bytes. A response that is made anew a few seconds later finds them here.
    private readonly ConcurrentDictionary<string, WeakReference<byte[]>> held = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<byte[]>>> making = new(StringComparer.Ordinal);

    // Each has the original in a temporary file: while one is made, another one is fetched.
    private readonly SemaphoreSlim places = new(2);

    /// <summary>Returns the bytes of a rendition.</summary>
    /// <param name="medium">The picture.</param>
    /// <param name="rendition">The rendition.</param>
    /// <param name="cancellation">Cancels the wait; the work goes on for others.</param>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    /// <exception cref="PicturesUnavailableException">libvips is missing on this machine.</exception>
    public async Task<byte[]> ReadAsync(NamedMedium medium, Rendition rendition, CancellationToken cancellation)
    {
        string blob = MediaBlobs.Rendition(table, medium.Hash, NameOf(rendition));
        if (held.TryGetValue(blob, out WeakReference<byte[]>? reference) && reference.TryGetTarget(out byte[]? bytes))
        {
            return bytes;
        }

        Lazy<Task<byte[]>> made = making.GetOrAdd(
            blob, _ => new Lazy<Task<byte[]>>(() => Task.Run(() => ReadOrMakeAsync(blob, medium, rendition), CancellationToken.None)));
        return await made.Value.WaitAsync(cancellation).ConfigureAwait(false);
    }

    public void Dispose() => places.Dispose();

    private async Task<byte[]> ReadOrMakeAsync(string blob, NamedMedium medium, Rendition rendition)
    {
        using var deadline = new CancellationTokenSource(PictureLimits.MaximumTime + Waits);
        try
        {
            byte[] bytes = await ReadStoredAsync(blob, deadline.Token).ConfigureAwait(false)
                ?? await MakeInTurnAsync(blob, medium, rendition, deadline.Token).ConfigureAwait(false);
            held[blob] = new WeakReference<byte[]>(bytes);
            ForgetDropped();
            return bytes;
        }
        catch (OperationCanceledException late) when (deadline.IsCancellationRequested)
        {
            throw new MachineBusyException("Too many pictures wait to be made.", late) { RetryAfter = Waits };
        }
        finally
        {
            // Also if nobody waits any more.
            making.TryRemove(blob, out _);
        }
    }

    private async Task<byte[]?> ReadStoredAsync(string blob, CancellationToken cancellation)
    {
        using StoredBlob? stored = await blobs.OpenAsync(blob, cancellation).ConfigureAwait(false);
        return stored is null ? null : await stored.ReadAllAsync(cancellation).ConfigureAwait(false);
    }

    private async Task<byte[]> MakeInTurnAsync(string blob, NamedMedium medium, Rendition rendition, CancellationToken cancellation)
    {
        await places.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await MakeAsync(blob, medium, rendition, cancellation).ConfigureAwait(false);
        }
        finally
        {
            places.Release();
        }
    }

    private async Task<byte[]> MakeAsync(string blob, NamedMedium medium, Rendition rendition, CancellationToken cancellation)
    {
        using TemporaryFile original = await TemporaryFile
            .CreateAsync(stream => CopyAsync(medium, stream, cancellation)).ConfigureAwait(false);
        byte[] bytes = await pictures.MakeAsync(original.Path, medium.FileKind, rendition, cancellation).ConfigureAwait(false);
        using var content = new MemoryStream(bytes, writable: false);
        await blobs.WriteAsync(blob, content, rendition.Kind.MediaType, cancellation).ConfigureAwait(false);
        return bytes;
    }

    private async Task CopyAsync(NamedMedium medium, Stream destination, CancellationToken cancellation)
    {
        using StoredBlob source = await blobs.OpenAsync(MediaBlobs.File(table, medium.Hash), cancellation).ConfigureAwait(false)
            ?? throw new InvalidDataException($"The file of medium {medium.Id} is missing in storage.");
        await source.CopyToAsync(destination, cancellation).ConfigureAwait(false);
    }

    private void ForgetDropped()
    {
        foreach ((string name, WeakReference<byte[]> reference) in held)
        {
            if (!reference.TryGetTarget(out _))
            {
                held.TryRemove(new KeyValuePair<string, WeakReference<byte[]>>(name, reference));
            }
        }
    }

    // The focal point is a part of the name: another one makes another rendition.
    private static string NameOf(Rendition rendition) => FormattableString.Invariant(
        $"{rendition.Width}{(rendition.Crop is { } crop ? $"-{crop.Across}x{crop.Down}-{crop.FocalX:0.###}-{crop.FocalY:0.###}" : string.Empty)}{rendition.Kind.Extension}");
}
