using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Bulletin.Http;

/// <summary>
/// The position in a list from which the next page starts, with the filter to which it belongs. Opaque to clients.
/// </summary>
/// <remarks>
/// It is not secret and grants nothing: a forged cursor shows only what is public. It stays the same as long as the
/// page does, so that the page keeps its ETag.
/// </remarks>
/// <param name="Filter">The canonical form of the filter.</param>
/// <param name="Place">The place of the last examined item; empty at the start of the list.</param>
internal sealed record Cursor(string Filter, string Place)
{
    private const byte Format = 2;
    private const int FilterBytes = 8;
    private const int HeadBytes = 1 + FilterBytes;
    private const int MaximumPlaceBytes = 200;

    /// <summary>Returns the cursor of the next page.</summary>
    public string After(string place)
    {
        byte[] bytes = new byte[HeadBytes + Encoding.UTF8.GetByteCount(place)];
        bytes[0] = Format;
        Hash(Filter).CopyTo(bytes.AsSpan(1));
        Encoding.UTF8.GetBytes(place, bytes.AsSpan(HeadBytes));
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Parses a cursor; null if it is malformed or belongs to another filter.</summary>
    public static Cursor? Parse(string text, string filter)
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

        string place = Encoding.UTF8.GetString(bytes.AsSpan(HeadBytes));
        return place.All(char.IsAscii) && !place.Any(char.IsControl) ? new Cursor(filter, place) : null;
    }

    private static ReadOnlySpan<byte> Hash(string filter) => SHA256.HashData(Encoding.UTF8.GetBytes(filter)).AsSpan(0, FilterBytes);
}
