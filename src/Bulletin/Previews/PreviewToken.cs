using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Bulletin.Previews;

/// <summary>
/// The content of a preview link: the permission to see the current text of one draft until an instant. It is signed
/// with the site's secret, so that it cannot be forged.
/// </summary>
/// <param name="Announcement">The id of the announcement.</param>
/// <param name="Draft">The id of the draft of its next revision; null for the announcement itself.</param>
/// <param name="WithdrawnRevision">
/// The revision that last withdrew the announcement before the link was created; 0: none.
/// </param>
/// <param name="ExpiresAt">The time at which the link expires.</param>
internal sealed record PreviewToken(Guid Announcement, Guid? Draft, int WithdrawnRevision, DateTimeOffset ExpiresAt)
{
    private const byte Format = 1;
    private const int AnnouncementAt = 1;
    private const int DraftAt = 17;
    private const int RevisionAt = 33;
    private const int ExpiryAt = 37;
    private const int PayloadBytes = 45;

    // 144 bits. The total length is a multiple of three, so that base64 has no unused bits.
    private const int SignatureBytes = 18;
    private const int Bytes = PayloadBytes + SignatureBytes;

    /// <summary>The length of a token in characters.</summary>
    public const int Length = Bytes / 3 * 4;

    /// <summary>Returns the signed token as text for a URL.</summary>
    public string Sign(ReadOnlySpan<byte> key, string site)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        bytes[0] = Format;
        Announcement.TryWriteBytes(bytes[AnnouncementAt..], bigEndian: true, out _);
        Draft.GetValueOrDefault().TryWriteBytes(bytes[DraftAt..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(bytes[RevisionAt..], WithdrawnRevision);
        BinaryPrimitives.WriteInt64BigEndian(bytes[ExpiryAt..], ExpiresAt.UtcTicks);
        Signature(bytes[..PayloadBytes], key, site).CopyTo(bytes[PayloadBytes..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Returns true if a text has the form of a token; the signature is not checked.</summary>
    public static bool IsWellFormed(string text) => Decode(text) is [Format, ..];

    /// <summary>Verifies and reads a token; null if it was not signed by this site.</summary>
    public static PreviewToken? Read(string text, ReadOnlySpan<byte> key, string site)
    {
        if (Decode(text) is not [Format, ..] decoded)
        {
            return null;
        }

        ReadOnlySpan<byte> bytes = decoded;
        if (!CryptographicOperations.FixedTimeEquals(bytes[PayloadBytes..], Signature(bytes[..PayloadBytes], key, site)))
        {
            return null;
        }

        var draft = new Guid(bytes[DraftAt..RevisionAt], bigEndian: true);
        return new PreviewToken(
            new Guid(bytes[AnnouncementAt..DraftAt], bigEndian: true),
            draft == Guid.Empty ? null : draft,
            BinaryPrimitives.ReadInt32BigEndian(bytes[RevisionAt..]),
            new DateTimeOffset(BinaryPrimitives.ReadInt64BigEndian(bytes[ExpiryAt..]), TimeSpan.Zero));
    }

    // The check of the decoded length rejects white space and padding, which the decoder ignores.
    private static byte[]? Decode(string text) =>
        text.Length == Length && Base64Url.IsValid(text) && Base64Url.DecodeFromChars(text) is { Length: Bytes } bytes ? bytes : null;

    // The payload has a fixed length, so the site's name after it cannot be mistaken for part of it.
    private static ReadOnlySpan<byte> Signature(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> key, string site)
    {
        byte[] signed = [.. payload, .. Encoding.UTF8.GetBytes(site)];
        return HMACSHA256.HashData(key, signed).AsSpan(0, SignatureBytes);
    }
}
