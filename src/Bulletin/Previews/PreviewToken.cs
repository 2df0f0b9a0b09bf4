using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Bulletin.Announcements;

namespace Bulletin.Previews;

/// <summary>
/// What a link to a preview grants: to see one draft, as it is when it is looked at, until an instant. Signed with the site's secret, so
/// that nobody makes one for themselves.
/// </summary>
/// <param name="Announcement">The announcement.</param>
/// <param name="Draft">The draft of its next version; null for the announcement itself.</param>
/// <param name="WithdrawnRevision">The revision that had last taken it from readers when the link was made; 0 for none.</param>
/// <param name="ExpiresAt">From when on it shows nothing.</param>
internal sealed record PreviewToken(Guid Announcement, Guid? Draft, int WithdrawnRevision, DateTimeOffset ExpiresAt)
{
    private const byte Format = 1;
    private const int AnnouncementAt = 1;
    private const int DraftAt = 17;
    private const int RevisionAt = 33;
    private const int ExpiryAt = 37;
    private const int PayloadBytes = 45;

    // 144 bits. Together a multiple of three, so that no bit of the text is without meaning.
    private const int SignatureBytes = 18;
    private const int Bytes = PayloadBytes + SignatureBytes;

    /// <summary>The length of a token in characters.</summary>
    public const int Length = Bytes / 3 * 4;

    /// <summary>The token as text for an address.</summary>
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

    /// <summary>Whether a text may be a token, as far as can be told without the key.</summary>
    public static bool IsWellFormed(string text) => Decode(text) is [Format, ..];

    /// <summary>Reads a token; null when it is none of this site.</summary>
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

    // White space and padding, which decoding passes over, make it shorter.
    private static byte[]? Decode(string text) =>
        text.Length == Length && Base64Url.IsValid(text) && Base64Url.DecodeFromChars(text) is { Length: Bytes } bytes ? bytes : null;

    // The payload is of one length, so what follows it cannot be taken for a part of it.
    private static ReadOnlySpan<byte> Signature(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> key, string site)
    {
        byte[] signed = [.. payload, .. Encoding.UTF8.GetBytes(site)];
        return HMACSHA256.HashData(key, signed).AsSpan(0, SignatureBytes);
    }
}
