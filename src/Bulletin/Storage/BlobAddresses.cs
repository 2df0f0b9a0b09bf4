using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Sas;

namespace Bulletin.Storage;

/// <summary>
/// Makes addresses at which one blob can be read, or written once, without a credential (shared access signatures). With a
/// managed identity, they are signed by a key that storage gives to the identity and that this class keeps; otherwise by the
/// key of the account.
/// </summary>
/// <param name="container">The client of the container.</param>
/// <param name="clock">The clock, which decides when a new key is needed.</param>
internal sealed class BlobAddresses(BlobContainerClient container, TimeProvider clock)
{
    // Storage allows at most seven days.
    private static readonly TimeSpan KeyLife = TimeSpan.FromHours(6);

    private volatile UserDelegationKey? key;

    /// <summary>Returns an address that reads the blob.</summary>
    public Task<Uri> ToReadAsync(
        string name, DateTimeOffset until, string mediaType, string disposition, CancellationToken cancellation)
    {
        BlobSasBuilder signature = SignatureOf(name, until, BlobSasPermissions.Read);
        signature.ContentType = mediaType;
        signature.ContentDisposition = disposition;
        return SignAsync(signature, cancellation);
    }

    /// <summary>Returns an address that writes the blob if it does not exist.</summary>
    public Task<Uri> ToWriteAsync(string name, DateTimeOffset until, CancellationToken cancellation) =>
        SignAsync(SignatureOf(name, until, BlobSasPermissions.Create), cancellation);

    private BlobSasBuilder SignatureOf(string name, DateTimeOffset until, BlobSasPermissions permissions) =>
        new(permissions, until.ToUniversalTime())
        {
            BlobContainerName = container.Name,
            BlobName = name,
            Resource = "b",
            // The emulator speaks http only.
            Protocol = container.Uri.Scheme == Uri.UriSchemeHttps ? SasProtocol.Https : SasProtocol.HttpsAndHttp,
        };

    private async Task<Uri> SignAsync(BlobSasBuilder signature, CancellationToken cancellation)
    {
        BlobClient blob = container.GetBlobClient(signature.BlobName);
        if (blob.CanGenerateSasUri)
        {
            return blob.GenerateSasUri(signature);
        }

        UserDelegationKey signer = await KeyAsync(signature.ExpiresOn, cancellation).ConfigureAwait(false);
        return new BlobUriBuilder(blob.Uri) { Sas = signature.ToSasQueryParameters(signer, container.AccountName) }.ToUri();
    }

    // Requests that come together without a key each get one: all are valid.
    private async Task<UserDelegationKey> KeyAsync(DateTimeOffset until, CancellationToken cancellation)
    {
        if (key is { } kept && kept.SignedExpiresOn > until)
        {
            return kept;
        }

        DateTimeOffset now = clock.GetUtcNow();
        DateTimeOffset expiry = now + KeyLife > until ? now + KeyLife : until + TimeSpan.FromMinutes(1);
        // Without a beginning, storage takes its own present.
        UserDelegationKey made = await container.GetParentBlobServiceClient()
            .GetUserDelegationKeyAsync(new BlobGetUserDelegationKeyOptions(expiry), cancellation)
            .ConfigureAwait(false);
        key = made;
        return made;
    }
}
