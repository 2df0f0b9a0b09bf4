using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Bulletin.Storage;

/// <summary>
/// The private container of media. A blob is written once and never changed; a missing container is created when a blob is
/// written.
/// </summary>
/// <param name="container">The client of the container.</param>
/// <param name="addresses">Makes addresses at which a blob can be read or written without a credential.</param>
/// <param name="patience">The limits of waiting for storage.</param>
internal sealed class BlobStore(BlobContainerClient container, BlobAddresses addresses, BlobPatience patience)
{
    private const string MissingContainer = "ContainerNotFound";

    /// <summary>Creates the container, closed to the public, if it does not exist.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public Task CreateAsync(CancellationToken cancellation) =>
        ReachAsync(stop => container.CreateIfNotExistsAsync(PublicAccessType.None, cancellationToken: stop), patience.Short, cancellation);

    /// <summary>Writes a blob, unless there is one with this name.</summary>
    /// <param name="name">The name, such as <c>main/{hash}</c>.</param>
    /// <param name="content">The content from its present position on; it must be seekable.</param>
    /// <param name="mediaType">The media type with which storage sends it.</param>
    /// <param name="cancellation">Cancels the write: the blob is there wholly or not at all.</param>
    /// <returns>False if there was a blob with this name; it is unchanged.</returns>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public async Task<bool> WriteAsync(string name, Stream content, string mediaType, CancellationToken cancellation)
    {
        long begin = content.Position;
        try
        {
            return await ReachAsync(stop => UploadAsync(name, content, mediaType, stop), patience.Content, cancellation)
                .ConfigureAwait(false);
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == MissingContainer)
        {
            // A new storage account, or a newly started emulator.
            await CreateAsync(cancellation).ConfigureAwait(false);
            content.Position = begin;
            return await ReachAsync(stop => UploadAsync(name, content, mediaType, stop), patience.Content, cancellation)
                .ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Writes a blob, or, if there is one with this name, marks it as needed: <see cref="DeleteUnchangedAsync"/> then leaves it alone.
    /// </summary>
    /// <inheritdoc cref="WriteAsync"/>
    public async Task KeepAsync(string name, Stream content, string mediaType, CancellationToken cancellation)
    {
        long begin = content.Position;
        while (!await WriteAsync(name, content, mediaType, cancellation).ConfigureAwait(false)
            && !await TouchAsync(name, cancellation).ConfigureAwait(false))
        {
            // It was deleted between the two.
            content.Position = begin;
        }
    }

    /// <summary>Deletes a blob, unless it was written or kept again since it was listed.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public Task DeleteUnchangedAsync(BlobEntry listed, CancellationToken cancellation) => ReachAsync(
        async stop =>
        {
            try
            {
                await container.GetBlobClient(listed.Name).DeleteIfExistsAsync(
                    conditions: new BlobRequestConditions { IfMatch = listed.ETag }, cancellationToken: stop).ConfigureAwait(false);
            }
            catch (RequestFailedException changed) when (changed.Status is 404 or 412)
            {
                // Somebody needs it again.
            }

            return true;
        },
        patience.Short,
        cancellation);

    /// <summary>Opens a blob for reading; null if it does not exist.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public Task<StoredBlob?> OpenAsync(string name, CancellationToken cancellation) => OpenAsync(name, default(HttpRange), cancellation);

    /// <summary>Opens a part of a blob for reading; null if the blob does not exist.</summary>
    /// <param name="name">The name.</param>
    /// <param name="offset">The position of the first byte; it must be less than the length of the blob.</param>
    /// <param name="length">The number of bytes, at least 1; fewer are read if the blob ends before.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public Task<StoredBlob?> OpenAsync(string name, long offset, long length, CancellationToken cancellation) =>
        OpenAsync(name, new HttpRange(offset, length), cancellation);

    /// <summary>Returns the length of a blob in bytes; null if it does not exist.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public Task<long?> LengthAsync(string name, CancellationToken cancellation) => ReachAsync(
        async stop =>
        {
            try
            {
                BlobProperties properties = await container.GetBlobClient(name)
                    .GetPropertiesAsync(cancellationToken: stop).ConfigureAwait(false);
                return properties.ContentLength;
            }
            catch (RequestFailedException missing) when (missing.Status == 404)
            {
                return (long?)null;
            }
        },
        patience.Short,
        cancellation);

    /// <summary>Deletes a blob; one that does not exist is not an error.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public Task DeleteAsync(string name, CancellationToken cancellation) => ReachAsync(
        async stop =>
        {
            try
            {
                await container.GetBlobClient(name).DeleteIfExistsAsync(cancellationToken: stop).ConfigureAwait(false);
            }
            catch (RequestFailedException missing) when (missing.Status == 404)
            {
                // Not even the container exists.
            }

            return true;
        },
        patience.Short,
        cancellation);

    /// <summary>Reads which blobs there are, by name, one storage request for each 5,000 of them.</summary>
    /// <param name="prefix">The beginning of their names.</param>
    /// <param name="cancellation">Cancels the read.</param>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public async IAsyncEnumerable<BlobEntry> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string? next = null;
        do
        {
            Page<BlobItem>? page = await PageAsync(prefix, next, cancellation).ConfigureAwait(false);
            foreach (BlobItem item in page?.Values ?? [])
            {
                BlobItemProperties facts = item.Properties;
                yield return new BlobEntry(item.Name, facts.LastModified!.Value, facts.ContentLength!.Value, facts.ETag!.Value);
            }

            next = page?.ContinuationToken;
        }
        while (!string.IsNullOrEmpty(next));
    }

    /// <summary>Returns an address at which anybody can read a blob for a while.</summary>
    /// <param name="name">The name of the blob, which need not exist.</param>
    /// <param name="until">The end of the address, by the clock of storage, which cuts off fractions of a second.</param>
    /// <param name="mediaType">The <c>Content-Type</c> of the response.</param>
    /// <param name="disposition">The <c>Content-Disposition</c> of the response.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    /// <exception cref="StorageUnavailableException">Storage did not respond, or does not let the service make addresses.</exception>
    public Task<Uri> ReadAddressAsync(
        string name, DateTimeOffset until, string mediaType, string disposition, CancellationToken cancellation) =>
        ReachAsync(stop => addresses.ToReadAsync(name, until, mediaType, disposition, stop), patience.Short, cancellation);

    /// <summary>Returns an address at which anybody can write a blob that does not exist, for a while, by one PUT.</summary>
    /// <inheritdoc cref="ReadAddressAsync"/>
    public Task<Uri> WriteAddressAsync(string name, DateTimeOffset until, CancellationToken cancellation) =>
        ReachAsync(stop => addresses.ToWriteAsync(name, until, stop), patience.Short, cancellation);

    /// <summary>Marks a blob as needed: <see cref="DeleteUnchangedAsync"/> then leaves it alone.</summary>
    /// <returns>False if it does not exist.</returns>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    /// <remarks>Setting the metadata changes the ETag and the time of the last change, and nothing else.</remarks>
    public Task<bool> TouchAsync(string name, CancellationToken cancellation) => ReachAsync(
        async stop =>
        {
            try
            {
                await container.GetBlobClient(name)
                    .SetMetadataAsync(new Dictionary<string, string>(), cancellationToken: stop).ConfigureAwait(false);
                return true;
            }
            catch (RequestFailedException missing) when (missing.Status == 404)
            {
                return false;
            }
        },
        patience.Short,
        cancellation);

    // One request for a whole blob, whatever its length, so that it is there wholly or not at all without blocks that stay behind.
    private async Task<bool> UploadAsync(string name, Stream content, string mediaType, CancellationToken cancellation)
    {
        var options = new BlobUploadOptions
        {
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
            HttpHeaders = new BlobHttpHeaders { ContentType = mediaType },
            TransferOptions = new() { InitialTransferSize = long.MaxValue },
        };
        try
        {
            await container.GetBlobClient(name).UploadAsync(content, options, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (RequestFailedException exists) when (exists.ErrorCode == BlobErrorCode.BlobAlreadyExists || exists.Status == 412)
        {
            return false;
        }
    }

    private Task<StoredBlob?> OpenAsync(string name, HttpRange range, CancellationToken cancellation) => ReachAsync(
        async stop =>
        {
            try
            {
                BlobDownloadStreamingResult opened = await container.GetBlobClient(name)
                    .DownloadStreamingAsync(new BlobDownloadOptions { Range = range }, stop).ConfigureAwait(false);
                return new StoredBlob(opened);
            }
            catch (RequestFailedException missing) when (missing.Status == 404)
            {
                return null;
            }
        },
        patience.Short,
        cancellation);

    private Task<Page<BlobItem>?> PageAsync(string prefix, string? from, CancellationToken cancellation) => ReachAsync(
        async stop =>
        {
            IAsyncEnumerable<Page<BlobItem>> pages = container
                .GetBlobsAsync(new GetBlobsOptions { Prefix = prefix }, stop).AsPages(from);
            try
            {
                return await pages.FirstOrDefaultAsync(stop).ConfigureAwait(false);
            }
            catch (RequestFailedException missing) when (missing.ErrorCode == MissingContainer)
            {
                return null;
            }
        },
        patience.Short,
        cancellation);

    private static async Task<T> ReachAsync<T>(Func<CancellationToken, Task<T>> request, TimeSpan limit, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(limit);
        try
        {
            return await request(deadline.Token).ConfigureAwait(false);
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
