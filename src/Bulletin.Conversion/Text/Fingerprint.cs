using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Bulletin.Conversion.Text;

/// <summary>Hashes that stand for texts of which a file may have very many.</summary>
internal static class Fingerprint
{
    /// <summary>Returns the hash of a text, the same in every run.</summary>
    public static UInt128 Of(string text) => BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
