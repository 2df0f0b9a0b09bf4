using System.Buffers;
using System.Net.Http.Headers;
using Azure.Storage.Blobs.Models;

namespace Bulletin.Storage;

/// <summary>A blob, or a part of one, opened for reading once. If the connection breaks, the rest is read over a new one.</summary>
internal sealed class StoredBlob : IDisposable
{
    private const int BufferBytes = 81_920;

    private readonly BlobDownloadStreamingResult opened;

    /// <summary>Wraps the response of storage.</summary>
    /// <param name="opened">The response.</param>
    internal StoredBlob(BlobDownloadStreamingResult opened)
    {
        this.opened = opened;
        Length = opened.Details.ContentLength;
        WholeLength = ContentRangeHeaderValue.TryParse(opened.Details.ContentRange, out ContentRangeHeaderValue? range)
            ? range.Length ?? Length
            : Length;
    }

    /// <summary>The number of bytes to be read here.</summary>
    public long Length { get; }

    /// <summary>The number of bytes of the whole blob.</summary>
    public long WholeLength { get; }

    /// <summary>The media type with which it was written.</summary>
    public string MediaType => opened.Details.ContentType;

    /// <summary>Copies the bytes.</summary>
    /// <param name="destination">The destination, whose own failures are thrown as they are.</param>
    /// <param name="cancellation">Cancels the copying.</param>
    /// <exception cref="StorageUnavailableException">Storage stopped sending.</exception>
    public async Task CopyToAsync(Stream destination, CancellationToken cancellation)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(Length, 1, BufferBytes));
        try
        {
            for (long left = Length; left > 0;)
            {
                int read = await ReadAsync(buffer, cancellation).ConfigureAwait(false);
                await destination.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
                left -= read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads all bytes into memory, which the caller bounds by <see cref="Length"/>.</summary>
    /// <exception cref="StorageUnavailableException">Storage stopped sending.</exception>
    public async Task<byte[]> ReadAllAsync(CancellationToken cancellation)
    {
        byte[] all = new byte[Length];
        for (int at = 0; at < all.Length;)
        {
            at += await ReadAsync(all.AsMemory(at), cancellation).ConfigureAwait(false);
        }

        return all;
    }

    /// <summary>Closes the connection, or leaves it to the next request if everything was read.</summary>
    public void Dispose() => opened.Dispose();

    // Returns at least 1.
    private async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            int read = await opened.Content.ReadAsync(buffer, cancellation).ConfigureAwait(false);
            return read > 0 ? read : throw new EndOfStreamException();
        }
        catch (Exception stopped) when (cancellation.IsCancellationRequested && stopped is OperationCanceledException or AggregateException)
        {
            throw new StorageWaitStoppedException(stopped, cancellation);
        }
        catch (Exception failure) when (StoredTable.IsUnavailable(failure, cancellation))
        {
            throw StorageUnavailableException.OfMedia(failure);
        }
    }
}
