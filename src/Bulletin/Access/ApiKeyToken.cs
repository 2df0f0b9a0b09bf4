using System.Buffers;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;

namespace Bulletin.Access;

/// <summary>
/// The tokens of API keys: <c>bk_</c>, 32 random characters, and 6 characters with a checksum (CRC-32) of everything
/// before.
/// </summary>
/// <remarks>
/// The form makes it possible to detect a token that leaked into a file, and to reject a mistyped one without a lookup.
/// </remarks>
internal static class ApiKeyToken
{
    private const string Prefix = "bk_";
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    // 190 bits.
    private const int RandomLength = 32;

    // The smallest number of digits that can represent every 32-bit number.
    private const int ChecksumLength = 6;

    private static readonly SearchValues<char> AllDigits = SearchValues.Create(Digits);

    /// <summary>Returns a new random token.</summary>
    public static string New()
    {
        string token = Prefix + RandomNumberGenerator.GetString(Digits, RandomLength);
        return token + ChecksumOf(token);
    }

    /// <summary>Returns true if a text has the form of a token, including a correct checksum.</summary>
    public static bool IsWellFormed(string text) =>
        text.Length == Prefix.Length + RandomLength + ChecksumLength
        && text.StartsWith(Prefix, StringComparison.Ordinal)
        && text.AsSpan(Prefix.Length).IndexOfAnyExcept(AllDigits) < 0
        && text.AsSpan(Prefix.Length + RandomLength).SequenceEqual(ChecksumOf(text[..(Prefix.Length + RandomLength)]));

    /// <summary>Returns the SHA-256 of a token in lower case, the form in which it is stored.</summary>
    public static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static string ChecksumOf(string text)
    {
        uint rest = Crc32.HashToUInt32(Encoding.ASCII.GetBytes(text));
        Span<char> checksum = stackalloc char[ChecksumLength];
        for (int place = ChecksumLength - 1; place >= 0; place--)
        {
            checksum[place] = Digits[(int)(rest % (uint)Digits.Length)];
            rest /= (uint)Digits.Length;
        }

        return new string(checksum);
    }
}
