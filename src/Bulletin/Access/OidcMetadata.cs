using System.Numerics;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Bulletin.Access;

/// <summary>The metadata of an issuer: its name in tokens, and the keys with which it signs.</summary>
/// <param name="Issuer">The name.</param>
/// <param name="Keys">The keys, those that sign nothing included.</param>
internal sealed record OidcMetadata(string Issuer, IReadOnlyList<JsonWebKey> Keys)
{
    // RFC 7518, 3.3 and 3.5.
    private const int MinimumModulusBits = 2048;

    // RFC 7518, 3.4: each algorithm has a curve of its own.
    private static readonly Dictionary<string, string> Curves = new(StringComparer.Ordinal)
    {
        [SecurityAlgorithms.EcdsaSha256] = JsonWebKeyECTypes.P256,
        [SecurityAlgorithms.EcdsaSha384] = JsonWebKeyECTypes.P384,
        [SecurityAlgorithms.EcdsaSha512] = JsonWebKeyECTypes.P521,
    };

    private static readonly string[] RsaAlgorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
    ];

    /// <summary>The algorithms of signatures that only the holder of a private key can make.</summary>
    public static IReadOnlyList<string> Algorithms { get; } = [.. RsaAlgorithms, .. Curves.Keys];

    /// <summary>Whether a key of this name is among them, whatever it is for.</summary>
    public bool Has(string keyId) => Keys.Any(key => key.Kid == keyId);

    /// <summary>The key of this name, if it makes signatures of this algorithm.</summary>
    public JsonWebKey? Find(string keyId, string algorithm) => Keys.FirstOrDefault(key => key.Kid == keyId && Signs(key, algorithm));

    /// <summary>Reads a discovery document, as far as it is of use here.</summary>
    /// <param name="authority">The issuer that was asked for it.</param>
    /// <param name="document">The document.</param>
    /// <returns>The name of the issuer, and the address of its keys.</returns>
    /// <exception cref="InvalidDataException">It is no document of this issuer.</exception>
    public static (string Issuer, Uri Keys) ReadDiscovery(Uri authority, JsonElement document)
    {
        string issuer = Text(document, "issuer");
        // OpenID Connect Discovery 1.0, 4.3. A slash at the end makes no other document: both ask the same address for it.
        if (WithoutSlash(issuer) != WithoutSlash(authority.AbsoluteUri) && WithoutSlash(issuer) != WithoutSlash(authority.OriginalString))
        {
            throw new InvalidDataException(
                $"its discovery document is that of another issuer, '{issuer}': Bulletin:Oidc:Authority must be the issuer's own name, of one tenant");
        }

        string address = Text(document, "jwks_uri");
        return Uri.TryCreate(address, UriKind.Absolute, out Uri? keys) && keys.UserInfo.Length == 0
            // Plain HTTP is for an issuer on this machine, which has its keys there too.
            && (keys.Scheme == Uri.UriSchemeHttps || (keys.Scheme == Uri.UriSchemeHttp && keys.IsLoopback && authority.IsLoopback))
            ? (issuer, keys)
            : throw new InvalidDataException("the address of its keys (jwks_uri) is not an https address");
    }

    private static string WithoutSlash(string address) => address.EndsWith('/') ? address[..^1] : address;

    private static string Text(JsonElement document, string name) =>
        document.ValueKind == JsonValueKind.Object && document.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new InvalidDataException($"its discovery document has no {name}");

    // RFC 7517, 4.2 to 4.4: what a key is for, if it says so.
    private static bool Signs(JsonWebKey key, string algorithm) =>
        (string.IsNullOrEmpty(key.Use) || key.Use == JsonWebKeyUseNames.Sig)
        && (string.IsNullOrEmpty(key.Alg) || key.Alg == algorithm)
        && (key.KeyOps.Count == 0 || key.KeyOps.Contains("verify"))
        && (RsaAlgorithms.Contains(algorithm)
            ? key.Kty == JsonWebAlgorithmsKeyTypes.RSA && IsLongEnough(key)
            : Curves.TryGetValue(algorithm, out string? curve) && key.Kty == JsonWebAlgorithmsKeyTypes.EllipticCurve && key.Crv == curve);

    private static bool IsLongEnough(JsonWebKey key)
    {
        try
        {
            return new BigInteger(Base64UrlEncoder.DecodeBytes(key.N), isUnsigned: true, isBigEndian: true).GetBitLength() >= MinimumModulusBits;
        }
        catch (Exception unreadable) when (unreadable is FormatException or ArgumentException)
        {
            return false;
        }
    }
}
