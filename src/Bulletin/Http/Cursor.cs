using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Bulletin.Http;

/// <summary>
/// Where a list goes on: the place after which, the moment of the first page, and the filter to which it belongs. Opaque to
/// clients. It is no secret and grants nothing: a forged one shows what is public at a moment that has been.
/// </summary>
/// <param name="Filter">The canonical form of what was asked for.</param>
/// <param name="Moment">The moment of the first page.</param>
/// <param name="Place">The place of the last item that was examined; empty at the beginning.</param>
internal sealed record Cursor(string Filter, DateTimeOffset Moment, string Place)
{
    private const byte Format = 1;
    private const int FilterBytes = 8;
    private const int HeadBytes = 1 + FilterBytes + sizeof(long);
    private const int MaximumPlaceBytes = 200;

    /// <summary>The cursor of the next page.</summary>
    public string After(string place)
    {
        byte[] bytes = new byte[HeadBytes + Encoding.UTF8.GetByteCount(place)];
        bytes[0] = Format;
        Hash(Filter).CopyTo(bytes.AsSpan(1));
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1 + FilterBytes), Moment.UtcTicks);
        Encoding.UTF8.GetBytes(place, bytes.AsSpan(HeadBytes));
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a cursor; null when it is none, or belongs to another filter, or comes from the future.</summary>
    public static Cursor? Parse(string text, string filter, DateTimeOffset now)
    {
        if (!Base64Url.IsValid(text))
        {
            return null;
        }

        byte[] bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length is <= HeadBytes or > HeadBytes + MaximumPlaceBytes
            || bytes[0] != Format
            || !bytes.AsSpan(1, FilterBytes).SequenceEqual(Hash(filter)))
        {
            return null;
        }

        long ticks = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(1 + FilterBytes));
        string place = Encoding.UTF8.GetString(bytes.AsSpan(HeadBytes));
        return ticks >= 0 && ticks <= now.UtcTicks && place.All(char.IsAscii) && !place.Any(char.IsControl)
            ? new Cursor(filter, new DateTimeOffset(ticks, TimeSpan.Zero), place)
            : null;
    }

    private static ReadOnlySpan<byte> Hash(string filter) => SHA256.HashData(Encoding.UTF8.GetBytes(filter)).AsSpan(0, FilterBytes);
}
