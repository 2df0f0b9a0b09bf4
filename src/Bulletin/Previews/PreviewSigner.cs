using System.Security.Cryptography;
using Azure.Data.Tables;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Previews;

/// <summary>
/// Signs links to previews and knows its own again, by a secret that the site makes when it needs it for the first time. The secret is
/// never shown and never exported.
/// </summary>
internal sealed class PreviewSigner(SiteTable table, SiteWriter writer, TimeProvider clock)
{
    private const int KeyBytes = 32;
    private const string Key = nameof(Key);

    private static readonly byte[] None = [];

    // Once it is there it stays. A site that has none is asked again after a second at the earliest: what is not signed must not cost storage.
    private readonly RefilledValue<byte[]> kept = new(
        new RefillLimits { Fresh = TimeSpan.FromSeconds(1), Stale = TimeSpan.Zero }, clock, isOlder: (one, other) => one.Length < other.Length);

    /// <summary>Signs a token.</summary>
    /// <exception cref="StorageUnavailableException">Storage is away.</exception>
    public async Task<string> SignAsync(PreviewToken token, Actor actor, CancellationToken cancellation)
    {
        // Not from memory: the site may have been made anew.
        byte[] key = await ReadKeyAsync(cancellation).ConfigureAwait(false) ?? await MakeKeyAsync(actor, cancellation).ConfigureAwait(false);
        kept.Put(key);
        return token.Sign(key, table.Site);
    }

    /// <summary>The token that a text is; null when it was not signed here. That costs nothing once the secret is known.</summary>
    /// <exception cref="StorageUnavailableException">Storage is away.</exception>
    public async ValueTask<PreviewToken?> ReadAsync(string text, CancellationToken cancellation)
    {
        if (!PreviewToken.IsWellFormed(text))
        {
            return null;
        }

        byte[]? key = kept.Last;
        if (key is null or [])
        {
            (key, _) = await kept.ReadAsync(async stop => (await ReadKeyAsync(stop).ConfigureAwait(false) ?? None, null), cancellation).ConfigureAwait(false);
        }

        return key.Length > 0 ? PreviewToken.Read(text, key, table.Site) : null;
    }

    /// <summary>The secret that a row holds.</summary>
    /// <exception cref="InvalidDataException">It holds none.</exception>
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
            // Another instance may have been faster.
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
