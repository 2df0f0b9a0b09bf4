using System.Security.Cryptography;
using Azure.Data.Tables;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Previews;

/// <summary>
/// Signs and verifies preview links with a secret that the site creates when it is first needed. The secret is never
/// shown and never exported.
/// </summary>
internal sealed class PreviewSigner(SiteTable table, SiteWriter writer, TimeProvider clock)
{
    private const int KeyBytes = 32;
    private const string Key = nameof(Key);

    private static readonly byte[] None = [];

    // A secret never changes once it exists. Without one, storage is asked at most once per second, because an unsigned
    // token must not cause a read each time.
    private readonly RefilledValue<byte[]> kept = new(
        new RefillLimits { Fresh = TimeSpan.FromSeconds(1), Stale = TimeSpan.Zero },
        clock,
        isOlder: (one, other) => one.Length < other.Length);

    /// <summary>Signs a token.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public async Task<string> SignAsync(PreviewToken token, Actor actor, CancellationToken cancellation)
    {
        // The cached secret is not used, because the site may have been recreated.
        byte[] key = await ReadKeyAsync(cancellation).ConfigureAwait(false)
            ?? await MakeKeyAsync(actor, cancellation).ConfigureAwait(false);
        kept.Put(key);
        return token.Sign(key, table.Site);
    }

    /// <summary>
    /// Verifies and reads a token; null if it was not signed by this site. Once the secret is cached, it needs no
    /// storage.
    /// </summary>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public async ValueTask<PreviewToken?> ReadAsync(string text, CancellationToken cancellation)
    {
        if (!PreviewToken.IsWellFormed(text))
        {
            return null;
        }

        byte[]? key = kept.Last;
        if (key is null or [])
        {
            (key, _) = await kept
                .ReadAsync(async stop => (await ReadKeyAsync(stop).ConfigureAwait(false) ?? None, null), cancellation)
                .ConfigureAwait(false);
        }

        return key.Length > 0 ? PreviewToken.Read(text, key, table.Site) : null;
    }

    /// <summary>Returns the secret in a row.</summary>
    /// <exception cref="InvalidDataException">The row does not contain a secret.</exception>
    public static byte[] KeyOf(TableEntity row) => row.GetBinary(Key) is { Length: KeyBytes } key
        ? key
        : throw new InvalidDataException($"Row {row.RowKey} holds no secret of {KeyBytes} bytes.");

    private async Task<byte[]?> ReadKeyAsync(CancellationToken cancellation) =>
        await table.ReadAsync(RowKeys.PreviewKey, cancellation).ConfigureAwait(false) is { } row ? KeyOf(row) : null;

    private Task<byte[]> MakeKeyAsync(Actor actor, CancellationToken cancellation) => writer.WriteAsync(
        actor,
        "make-preview-key",
        async (write, stop) =>
        {
            // Another instance may have created the secret meanwhile.
            if (await write.Table.ReadAsync(RowKeys.PreviewKey, stop).ConfigureAwait(false) is { } present)
            {
                return KeyOf(present);
            }

            TableEntity row = write.Table.NewRow(RowKeys.PreviewKey);
            row[Key] = RandomNumberGenerator.GetBytes(KeyBytes);
            write.Transaction.Insert(row);
            return KeyOf(row);
        },
        cancellation);
}
